"""Small counts hidden in a tree of figures, with enough others hidden that no total gives them back.

Primary suppression hides counts from 1 to k - 1; complementary suppression (Cox 1980) hides more until the interval
an outsider can work out for a hidden count, from everything that is shown, is at least k wide. Zero is shown.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from geo.analysis.arrays import Flags, Floats


def hidden_rows(
    atoms: pd.DataFrame, parents: pd.Series, *, k: int, caps: pd.Series | None = None, already: pd.Series | None = None
) -> pd.Series:
    """Say which rows of a tree must not show their counts.

    Parameters
    ----------
    atoms
        Index the nodes of the tree; columns counts of 0 or more, each the sum over a node's children. A row shows all
        of them or none.
    parents
        The node above each, missing at a root.
    k
        Smallest count shown; also the least width of what can be worked out about a hidden one.
    caps
        What an outsider knows each count of a row not to exceed (for example the people there); missing where that is
        not shown.
    already
        Rows hidden for another reason.

    Raises
    ------
    ValueError
        If a count is negative or a node's children do not add up to it.

    Examples
    --------
    >>> tree = pd.Series({"all": None, "a": "all", "b": "all", "c": "all"})
    >>> counts = pd.DataFrame({"n": {"all": 33, "a": 3, "b": 10, "c": 20}})
    >>> hidden_rows(counts, tree, k=5).loc[lambda hidden: hidden].index.tolist()
    ['a', 'b']
    """
    return _Tree(atoms, parents, k, caps, already).solve()


def hidden_parts(parts: pd.Series, *, k: int) -> pd.Series:
    """Say which parts of one total that is shown must not be shown themselves.

    Parameters
    ----------
    parts
        Counts of 0 or more.
    k
        Smallest count shown.

    Examples
    --------
    >>> hidden_parts(pd.Series({"60-64": 3, "65-79": 10, "80+": 20}), k=5).to_dict()
    {'60-64': True, '65-79': True, '80+': False}
    """
    whole = object()
    counts = pd.Series([*parts, parts.sum()], index=pd.Index([*parts.index, whole], dtype=object))
    above = pd.Series([whole] * len(parts), index=pd.Index(parts.index, dtype=object), dtype=object)
    hidden = hidden_rows(counts.to_frame("n"), above, k=k)
    return hidden.drop(whole)


def shown(table: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """Give a table with the hidden rows' figures taken out (missing)."""
    return table.mask(np.broadcast_to(hidden.reindex(table.index).to_numpy(bool)[:, None], table.shape))


class _Tree:
    def __init__(
        self, atoms: pd.DataFrame, parents: pd.Series, k: int, caps: pd.Series | None, already: pd.Series | None
    ) -> None:
        self.codes = list(atoms.index)
        self.value = atoms.to_numpy(float)
        self.k = k
        number = {code: at for at, code in enumerate(self.codes)}
        above = parents.reindex(atoms.index)
        self.parent = [number.get(code, -1) if pd.notna(code) else -1 for code in above]
        self.children: dict[int, list[int]] = defaultdict(list)
        for child, parent in enumerate(self.parent):
            self.children[parent].append(child)
        self._check()
        known = np.full(len(self.codes), np.inf) if caps is None else caps.reindex(atoms.index).to_numpy(float)
        self.caps: Floats = known
        self.size = self.value.sum(axis=1)
        self.hidden: Flags = np.asarray(((self.value > 0) & (self.value < k)).any(axis=1))
        if already is not None:
            self.hidden |= already.reindex(atoms.index).to_numpy(bool)

    def _check(self) -> None:
        if (self.value < 0).any():
            raise ValueError(f"negative count in {self.codes[int(np.argmax((self.value < 0).any(axis=1)))]!r}")
        for parent, children in self.children.items():
            if parent >= 0 and not np.allclose(self.value[children].sum(axis=0), self.value[parent], atol=1e-6):
                raise ValueError(f"the children of {self.codes[parent]!r} do not add up to it")

    def solve(self) -> pd.Series:
        while self._step():
            pass
        return pd.Series(self.hidden, index=self.codes)

    def _step(self) -> bool:
        """Hide one more row where something could be worked out; say whether there was need."""
        for node in range(len(self.codes)):
            if self.hidden[node] and self.children.get(node) and not self.hidden[self.children[node]].any():
                return self._hide_one(self.children[node], node)
        for anchor in range(len(self.codes)):
            if self.hidden[anchor] or not self.children.get(anchor):
                continue
            branches = [child for child in self.children[anchor] if self.hidden[child]]
            if branches and not self._safe(branches):
                return self._hide_one(self._frontier(anchor), anchor)
        return False

    def _safe(self, branches: list[int]) -> bool:
        if len(branches) < 2:
            return False
        leaves = np.array(self._leaves(branches))
        for total in (self.value[branches].sum(axis=0), self.value[leaves].sum(axis=0)):
            if ((total > 0) & (total < self.k)).any():
                return False
        total = self.value[leaves].sum(axis=0)
        reach = np.where(np.isnan(self.caps[leaves]), 0.0, self.caps[leaves])
        own = np.where(np.isnan(self.caps[leaves]), np.inf, self.caps[leaves])[:, None]
        others = (reach.sum() - reach)[:, None] if np.isfinite(reach).all() else np.inf
        width = np.minimum(own, total) - np.maximum(0.0, total - others)
        small = (self.value[leaves] > 0) & (self.value[leaves] < self.k)
        return not (small & (width < self.k)).any()

    def _leaves(self, branches: list[int]) -> list[int]:
        """Hidden leaves below hidden branches."""
        found: list[int] = []
        for node in branches:
            below = self.children.get(node)
            found += self._leaves([child for child in below if self.hidden[child]]) if below else [node]
        return found

    def _frontier(self, anchor: int) -> list[int]:
        """Rows shown directly below an anchor, or below its hidden branches where it has none of its own left."""
        own = [child for child in self.children[anchor] if not self.hidden[child] and self.size[child] > 0]
        if own:
            return own
        deeper = [child for child in self.children[anchor] if self.hidden[child] and self.children.get(child)]
        return [node for child in deeper for node in self._frontier(child)]

    def _hide_one(self, choices: list[int], otherwise: int) -> bool:
        """Hide the smallest of the choices, or the row itself if there is none left; say whether anything changed."""
        choices = [node for node in choices if not self.hidden[node]]
        if choices:
            self.hidden[min(choices, key=lambda node: (self.size[node] <= 0, self.size[node]))] = True
            return True
        changed = not self.hidden[otherwise]
        self.hidden[otherwise] = True
        return changed
