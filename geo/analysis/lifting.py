"""Figures of places added up by the nodes of the grid tree, all levels in one step."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from geo import frames, tree
from geo.analysis.arrays import Floats


class Lifting:
    """Which places stand in which node, prepared once for many sums.

    Parameters
    ----------
    grids
        Treaty `GRIDS`, all levels.
    home
        The grid of each place; places in a grid that is not among ``grids`` are summed up under the index ``""``.
    """

    def __init__(self, grids: pd.DataFrame, home: pd.Series) -> None:
        frames.require(grids, frames.GRIDS, ("level", "parent", "path"))
        here = pd.Categorical(home.where(home.isin(grids.index), ""))
        self._codes = here.codes
        self._grids = len(here.categories)
        known = set(grids.index)
        outside = [""] if "" in here.categories else []
        self.nodes = pd.Index([*grids.index, *outside])
        number = {code: at for at, code in enumerate(self.nodes)}
        paths = {"": "", **grids["path"].to_dict()}
        pairs = [
            (number[node], at)
            for at, code in enumerate(here.categories)
            for node in tree.path(paths[code])
            if node in known or node == ""
        ]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        self._above = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(self.nodes), self._grids))

    def sums(self, **figures: Floats) -> pd.DataFrame:
        """Add figures of places up: index the nodes, one column a figure; 0 where nobody lives."""
        by_grid = [np.bincount(self._codes, values, minlength=self._grids) for values in figures.values()]
        added = self._above @ np.stack(by_grid, axis=1) if by_grid else np.empty((len(self.nodes), 0))
        return pd.DataFrame(added, index=self.nodes, columns=list(figures))
