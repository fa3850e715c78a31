"""Head-counts joined into blocks of at least k, once for every question: microaggregation with fixed groups.

A rule that hides small cells answer by answer can be undone by asking twice: 60+ minus 65+, 15 minutes minus 14, one
candidate site against another. So small counts are joined before anything is asked: within a grid, each age band's
counts below k at neighbouring places (along a space-filling curve) become one block that stands at the place in their
middle (fixed-size microaggregation, Domingo-Ferrer & Mateo-Sanz 2002, IEEE TKDE 14(1):189-201; Hundepool et al. 2012,
Statistical Disclosure Control). Every answer is then a sum of whole blocks, so that the difference of any two nested
answers is 0 or at least k, and what stands in one block cannot be told apart by any number of questions.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.analysis.arrays import Floats, Ints
from geo.analysis.curve import curve

CHAIN = ("80+", "65-79", "60-64")
"""Bands in the order in which the questions 80+, 65+ and 60+ take them in."""


def blocks(counts: pd.DataFrame, x: Floats, y: Floats, lineage: Sequence[Sequence[str]], *, k: int) -> pd.DataFrame:
    """Join counts below k with their neighbours'; totals stay, and every count becomes 0 or at least k.

    Groups form within a grid. What a grid has too little of joins the nearest block of its band in the community, or
    else in the node above it, and so on up: never a group of such grids alone, for the community's total would tell of
    them. Where a grid has k people of an age group that is asked for, but k in none of its bands, they are counted
    under the widest of them.

    Parameters
    ----------
    counts
        A row a place, a column a band (or another thing counted); whole numbers of 0 or more.
    x, y
        Where the places are, in metres.
    lineage
        For each place the nodes it belongs to, from its grid up to the root.
    k
        Least count of a block.

    Returns
    -------
    pandas.DataFrame
        The same shape. Sums over everything are those of ``counts``, save where a whole city has fewer than k.

    Examples
    --------
    >>> few = pd.DataFrame({"80+": [3, 4, 9]}, index=["a", "b", "c"])
    >>> blocks(few, np.array([0.0, 10, 20]), np.zeros(3), [["g"]] * 3, k=5)["80+"].to_dict()
    {'a': 7, 'b': 0, 'c': 9}
    """
    joined = _Joined(counts, x, y, k)
    deepest = max(map(len, lineage), default=0)
    for level in range(deepest):
        nodes = [path[min(level, len(path) - 1)] for path in lineage]
        joined.settle(nodes, grouping=level in (0, deepest - 1))
    return pd.DataFrame(joined.value, index=counts.index, columns=counts.columns)


class _Joined:
    """Counts on their way into blocks: what stands already, and what is still too little."""

    def __init__(self, counts: pd.DataFrame, x: Floats, y: Floats, k: int) -> None:
        self.k = k
        self.is_first = True
        """Whether nodes are grids: there groups form beside the blocks that stand."""
        self.bands = list(counts.columns)
        whole = counts.to_numpy(np.int64)
        self.value = np.where(whole >= k, whole, 0)
        self.left = np.where(whole < k, whole, 0)
        self.at = np.stack([np.nan_to_num(x), np.nan_to_num(y)], 1)
        self.turn = curve(self.at)

    def settle(self, node: Sequence[str], *, grouping: bool) -> None:
        """Join what is small with its node's blocks, or form groups of it; the rest stays for the level above."""
        nodes, number = np.unique(np.asarray(node, dtype=object).astype(str), return_inverse=True)
        small = np.flatnonzero(self.left.any(axis=1))
        order = small[np.lexsort((self.turn[small], number[small]))]
        within = np.split(order, np.flatnonzero(np.diff(number[order])) + 1) if order.size else []
        standing: dict[int, Ints] = {}
        if within:
            everyone = np.argsort(number, kind="stable")
            cuts = np.searchsorted(number[everyone], np.arange(nodes.size + 1))
            standing = {int(one): everyone[cuts[one] : cuts[one + 1]] for one in np.unique(number[order])}
        for places in within:
            self._one(places, standing[int(number[places[0]])], grouping=grouping)
        self.is_first = False

    def _one(self, places: Ints, everyone: Ints, *, grouping: bool) -> None:
        for band in range(len(self.bands)):
            small = places[self.left[places, band] > 0]
            standing = everyone[self.value[everyone, band] > 0]
            enough = self.left[small, band].sum() >= self.k
            if standing.size and not (self.is_first and enough):
                for place in small:
                    self._move([(place, band)], self._nearest(place, standing), band)
            elif grouping and enough:
                self._gather(small, band)
        if grouping:
            self._widen(places, everyone)

    def _gather(self, places: Ints, band: int) -> None:
        """Group places along the curve until each group has k; what is left at the end belongs to the last."""
        total = np.cumsum(self.left[places, band])
        begin, before = 0, 0
        for at in range(places.size):
            last = total[-1] - total[at] < self.k
            if total[at] - before >= self.k and (not last or at == places.size - 1):
                group = places[begin : at + 1]
                self._move([(place, band) for place in group], self._middle(group), band)
                begin, before = at + 1, total[at]

    def _widen(self, places: Ints, everyone: Ints) -> None:
        """Where k people of an age group asked for are spread over bands, count them under the widest."""
        found: list[tuple[int, int]] = []
        for name in CHAIN:
            if name not in self.bands:
                continue
            band = self.bands.index(name)
            if self.value[everyone, band].any():
                return
            found += [(place, band) for place in places if self.left[place, band] > 0]
            if sum(self.left[one] for one in found) >= self.k:
                self._move(found, self._middle(np.array([place for place, _ in found])), band)
                return
        if not self.value[everyone].any() and self.left[places].sum() >= self.k:
            everything = [(int(place), int(band)) for place, band in zip(*np.nonzero(self.left[places]), strict=True)]
            found = [(int(places[place]), band) for place, band in everything]
            widest = int(np.argmax(self.left[places].sum(axis=0)))
            self._move(found, self._middle(places), widest)

    def _move(self, atoms: Sequence[tuple[int, int]], to: int, band: int) -> None:
        for one in atoms:
            self.value[to, band] += self.left[one]
            self.left[one] = 0

    def _middle(self, group: Ints) -> int:
        """Choose the place in the middle of a group: by where places are, never by how many people they have."""
        return self._nearest_to(self.at[group].mean(axis=0), group)

    def _nearest(self, place: int, among: Ints) -> int:
        return self._nearest_to(self.at[place], among)

    def _nearest_to(self, spot: Floats, among: Ints) -> int:
        return int(among[np.argmin(((self.at[among] - spot) ** 2).sum(axis=1))])


def few(counts: pd.DataFrame, lineage: Sequence[Sequence[str]], *, k: int) -> pd.DataFrame:
    """Say of which nodes and which columns nothing is listed, because there are few.

    A grid is not listed where it has 1 to k - 1; a node above where it has some, but none of its grids is listed, or
    where its total is the least it can be (its few must then be one each). Below a node that is not listed nothing is:
    that a grid has nobody would help to tell how many the others have.

    Parameters
    ----------
    counts, lineage
        As for `blocks`; columns may overlap here, as the age groups asked for do.

    Returns
    -------
    pandas.DataFrame
        Index the nodes met, columns those of ``counts``.
    """
    paths = {path[0]: path for path in lineage}
    by_grid = counts.set_axis(pd.Index([path[0] for path in lineage])).groupby(level=0).sum()
    nodes = list(dict.fromkeys(node for grid in by_grid.index for node in paths[grid]))
    number = {node: at for at, node in enumerate(nodes)}
    inside = np.zeros((len(nodes), len(by_grid)), bool)
    for at, grid in enumerate(by_grid.index):
        inside[[number[node] for node in paths[grid]], at] = True
    values = by_grid.to_numpy(np.int64)
    small, large = (values > 0) & (values < k), values >= k
    count_small, count_large, total = (inside.astype(np.int64) @ one.astype(np.int64) for one in (small, large, values))
    made = (count_small > 0) & ((count_large == 0) | (total == count_small + k * count_large))
    for node in range(len(nodes)):
        for column in np.flatnonzero(made[node]):
            within = (inside & inside[node]).sum(axis=1) == inside.sum(axis=1)
            made[within, column] = True
    return pd.DataFrame(made, index=nodes, columns=counts.columns)
