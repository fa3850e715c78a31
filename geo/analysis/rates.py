"""Shares that say how sure they are: Wilson intervals, and ranks that only differ where intervals do."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import standards

Z95 = 1.959963984540054
LEAST_TO_RANK = int(standards.default("rank.least_n"))
"""No rank under so many matters."""

Array = npt.NDArray[Any]


def wilson(hits: Array, of: Array) -> tuple[Array, Array, Array]:
    """Give a share and its Wilson 95 % interval; NaN where there is nothing to share (Wilson 1927).

    Examples
    --------
    >>> share, low, high = wilson(np.array([8]), np.array([10]))
    >>> [round(float(value[0]), 3) for value in (share, low, high)]
    [0.8, 0.49, 0.943]
    """
    hits, n = np.asarray(hits, dtype="float64"), np.asarray(of, dtype="float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        spread = Z95**2 / n
        middle = (share + spread / 2) / (1 + spread)
        half = Z95 * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
        low, high = np.minimum(middle - half, share), np.maximum(middle + half, share)
    return share, np.clip(low, 0, 1), np.clip(high, 0, 1)


def shared_ranks(low: "pd.Series[float]", high: "pd.Series[float]", n: "pd.Series[int]") -> "pd.Series[Any]":
    """Rank from the best; whoever's interval overlaps another's shares its rank, whoever has too few has none.

    Overlap is handed on (a overlaps b, b overlaps c): better to say too little than to crown by chance.
    """
    ranks = pd.Series(pd.NA, index=low.index, dtype="Int64", name="rank")
    rankable = low.notna() & (n >= LEAST_TO_RANK)
    order = np.argsort(-high[rankable].to_numpy(), kind="stable")
    tops, floors = high[rankable].to_numpy()[order], np.minimum.accumulate(low[rankable].to_numpy()[order])
    places = np.arange(1, len(order) + 1)
    fresh = np.concatenate([[True], tops[1:] < floors[:-1]])[: len(order)]
    ranks[high[rankable].index[order]] = np.maximum.accumulate(np.where(fresh, places, 1))
    return ranks
