"""Kinds of facilities that stand beside the houses as if GCJ-02 had been taken for true coordinates.

A facility stands in a house. GCJ-02 moves a whole layer by hundreds of metres one way, so that hardly one of its
places is in a house any more – and nearly every one is if the shift is undone. Streets tell less: where they are
dense, a shifted place is near one too.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import frames
from geo.crs import STORED
from geo.crs.china import from_gcj02

FEWEST = 8
"""Fewer places of a kind say nothing about their layer."""
_UNDONE, _TIMES = 0.7, 0.5
"""A layer looks shifted if undone this share of it stands in houses, and at most so many times that as it is."""
_WALL_M = 1.0

Shapes = NDArray[Any]


def by_kind(sites: gpd.GeoDataFrame, houses: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the kinds of facilities that look shifted.

    Parameters
    ----------
    sites
        Treaty `FACILITIES`, metric CRS.
    houses
        Treaty `BUILDINGS`, the same CRS.

    Returns
    -------
    DataFrame
        Index kind; ``n`` places, ``housed`` and ``housed_undone``: share of them in a house as they stand and with a
        GCJ-02 shift undone.
    """
    frames.require(sites, frames.FACILITIES, ("kind",))
    columns = ["n", "housed", "housed_undone"]
    if sites.empty or houses.empty:
        return pd.DataFrame(columns=columns).rename_axis("kind")
    tree = shapely.STRtree(houses.geometry.to_numpy())
    true = sites.geometry.to_crs(STORED)
    undone = gpd.GeoSeries.from_xy(*from_gcj02(true.x.to_numpy(), true.y.to_numpy()), index=sites.index, crs=STORED)
    told = pd.DataFrame(
        {
            "n": 1,
            "housed": _in_a_house(sites.geometry.to_numpy(), tree),
            "housed_undone": _in_a_house(undone.to_crs(sites.crs).to_numpy(), tree),
        }
    ).groupby(sites["kind"].to_numpy())
    found = told.agg({"n": "sum", "housed": "mean", "housed_undone": "mean"}).rename_axis("kind")
    shifted = (found["housed_undone"] >= _UNDONE) & (found["housed"] <= _TIMES * found["housed_undone"])
    return found[shifted & (found["n"] >= FEWEST)]


def _in_a_house(places: Shapes, tree: shapely.STRtree) -> NDArray[np.bool_]:
    which, _ = tree.query(places, predicate="dwithin", distance=_WALL_M)
    found = np.zeros(len(places), dtype=bool)
    found[which] = True
    return found
