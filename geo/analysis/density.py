"""How many matters lie in each cell of a lattice over the ground: what a map draws from afar."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.analysis.asking import SPANS, chosen, wanted_of
from geo.filters import Filters
from geo.packed import EPOCH, PackedIncidents

_E7 = 1e7


def counted(
    packed: PackedIncidents,
    asked: Filters,
    *,
    within: frozenset[str] | None,
    west: float,
    east: float,
    parallels: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """Count the asked matters in as many columns as rows; those parked on a default point are nowhere.

    A matter on an inner edge belongs to the cell east or south of it, so neighbouring lattices add up.

    Parameters
    ----------
    packed
        The matters.
    asked
        The reader's question; its node is named by ``within``.
    within
        Codes of the grids asked for; None for all.
    west, east
        Meridians the lattice lies between, in degrees.
    parallels
        Latitudes its rows lie between, from north to south, in degrees.

    Returns
    -------
    pd.DataFrame
        Columns ``column``, ``row`` (from north-west, from 0) and ``count``; empty cells are left out.
    """
    size = len(parallels) - 1
    wanted = wanted_of(packed, asked, as_of=EPOCH, span=SPANS[0], within=within)
    rising = np.round(parallels[::-1] * _E7)
    total = np.zeros(size * size, dtype=np.int64)
    for part in packed.parts:
        lon, lat = part["lon_e7"], part["lat_e7"]
        here = (lat > rising[0]) & (lat <= rising[-1]) & (lon >= west * _E7) & (lon < east * _E7)
        here &= chosen(part, wanted) & (part.segment_of_row % 2 == 0)
        column = ((lon[here] - west * _E7) * (size / ((east - west) * _E7))).astype(np.int64)
        row = size - np.searchsorted(rising, lat[here])
        total += np.bincount(row * size + np.minimum(column, size - 1), minlength=size * size)
    filled = np.flatnonzero(total)
    return pd.DataFrame({"column": filled % size, "row": filled // size, "count": total[filled]})
