"""Does the grid cover its place once and wholly? Holes, overlaps, slivers, nodes without name, parent or fit size."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import standards
from geo.crs import require_metric
from geo.frames import GRIDS, require

FAULTS = ("overlap", "hole", "sliver", "sticks_out", "nameless", "orphan", "too_few_households", "too_many_households")
"""重叠 空洞 碎片 越界 无名 无上级 户数过少 户数过多."""

LEAST_M2 = 1.0
"""Area below which two borders count as the same line: a metre squared, the rounding of digitised borders."""
SLIVER_M = 2.0
"""A gap or overlap of less mean width (twice the area over the perimeter) is a sliver, made by hand, not by intent."""


def faults(
    grids: gpd.GeoDataFrame,
    *,
    least_households: float = standards.default("grid.households_low"),
    most_households: float = standards.default("grid.households_high"),
) -> gpd.GeoDataFrame:
    """Find what is wrong with a grid tree.

    Parameters
    ----------
    grids
        Treaty GRIDS, every level, in metres.
    least_households, most_households
        Usual size of an urban grid; nodes of the lowest level outside it are named, not condemned.

    Returns
    -------
    GeoDataFrame
        One row a fault: fault (one of `FAULTS`), code, other (the second node of an overlap, the parent of a hole or of
        what sticks out), area_m2 (null where no area is at fault), geometry of the place.

    Raises
    ------
    NotMetricError
        If the grids are not in metres.

    Notes
    -----
    Siblings may not overlap; children must cover their parent and stay inside it. So the figures add up from level
    to level.
    """
    require(grids, GRIDS)
    require_metric(grids, noun="grids")
    rows = [*_overlaps(grids), *_cover(grids), *_papers(grids), *_sizes(grids, least_households, most_households)]
    columns = ["fault", "code", "other", "area_m2", "geometry"]
    found = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=grids.crs)
    found["area_m2"] = found["area_m2"].astype(float)
    order = found["fault"].map({fault: place for place, fault in enumerate(FAULTS)})
    return found.assign(order=order).sort_values(["order", "code"]).drop(columns="order").reset_index(drop=True)


def _overlaps(grids: gpd.GeoDataFrame) -> Iterator[tuple[Any, ...]]:
    parents = grids["parent"].fillna("")
    for _, siblings in grids.groupby(parents):
        first, second = siblings.sindex.query(siblings.geometry, predicate="intersects")
        once = first < second
        one, two = siblings.geometry.to_numpy()[first[once]], siblings.geometry.to_numpy()[second[once]]
        shared = shapely.intersection(one, two)
        for place in np.flatnonzero(shapely.area(shared) > LEAST_M2):
            codes = siblings.index[first[once][place]], siblings.index[second[once][place]]
            yield (_kind(shared[place], "overlap"), *codes, shapely.area(shared[place]), shared[place])


def _cover(grids: gpd.GeoDataFrame) -> Iterator[tuple[Any, ...]]:
    """Hold each parent against the union of its children."""
    for code, children in grids[grids["parent"].isin(grids.index)].groupby("parent"):
        parent, covered = grids.geometry[code], children.geometry.union_all()
        for hole in shapely.get_parts(shapely.difference(parent, covered)):
            if hole.area > LEAST_M2:
                yield (_kind(hole, "hole"), _beside(hole, children), code, hole.area, hole)
        outside = shapely.difference(children.geometry.to_numpy(), parent)
        for place in np.flatnonzero(shapely.area(outside) > LEAST_M2):
            fault = _kind(outside[place], "sticks_out")
            yield (fault, children.index[place], code, outside[place].area, outside[place])


def _papers(grids: gpd.GeoDataFrame) -> Iterator[tuple[Any, ...]]:
    for code in grids.index[grids["name"].fillna("").str.strip() == ""]:
        yield ("nameless", code, None, None, grids.geometry[code])
    lost = grids["parent"].isna() if grids["parent"].isna().sum() > 1 else pd.Series(False, index=grids.index)
    top = grids.index[grids["path"].str.count(r"\.") == 0]
    for code in grids.index[lost].difference(top[:1], sort=False):
        yield ("orphan", code, None, None, grids.geometry[code])


def _sizes(grids: gpd.GeoDataFrame, least: float, most: float) -> Iterator[tuple[Any, ...]]:
    households = grids.loc[grids["level"] == "grid", "households"].dropna()
    for fault, codes in (
        ("too_few_households", households.index[households < least]),
        ("too_many_households", households.index[households > most]),
    ):
        for code in codes:
            yield (fault, code, None, None, grids.geometry[code])


def _kind(shape: shapely.Geometry, fault: str) -> str:
    """Tell a sliver by its mean width."""
    width = 2 * shape.area / shape.length if shape.length else 0.0
    return "sliver" if width < SLIVER_M else fault


def _beside(hole: shapely.Geometry, children: gpd.GeoDataFrame) -> str:
    """Give the child that has the longest border with a hole."""
    shared = shapely.length(shapely.intersection(children.boundary.to_numpy(), hole.buffer(LEAST_M2)))
    return str(children.index[int(np.argmax(shared))])
