"""What ties the network together and what stays out of it: footbridges with stairs, the motorway, loose ends."""

import itertools

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.ops import substring

from geo.demo import curves
from geo.demo.landscape import Land

_STUB_M = 18.0
_STAIRS_M = 16.0
_FOOTBRIDGES = (
    ("青溪人行桥", "railway", (1650, 3800)),
    ("站前天桥", "railway", (3750, 3850)),
    ("棠西人行桥", "railway", (5100, 2350)),
    ("望星步行桥", "river", (3420, 1790)),
)
"""Name, what it leads over, and about where."""


def nodes(streets: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Give the corners where streets meet, and the numbers of every street's two ends."""
    starts = shapely.get_coordinates(shapely.get_point(streets.geometry.to_numpy(), 0))
    ends = shapely.get_coordinates(shapely.get_point(streets.geometry.to_numpy(), -1))
    places, number = np.unique(np.vstack([starts, ends]), axis=0, return_inverse=True)
    number = number.reshape(-1)
    return places, number[: len(streets)], number[len(streets) :]


def without_stubs(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the largest connected part, without dead ends too short to be streets."""
    kept = _largest_part(streets)
    for _ in range(3):
        _, start, end = nodes(kept)
        degree = np.bincount(np.concatenate([start, end]))
        loose = (np.minimum(degree[start], degree[end]) == 1) & (kept.length.to_numpy() < _STUB_M)
        kept = kept[~loose]
    return _largest_part(kept).reset_index(drop=True)


def _largest_part(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    places, start, end = nodes(streets)
    graph = coo_array((np.ones(len(streets)), (start, end)), shape=(len(places), len(places)))
    _, part = connected_components(graph, directed=False)
    length = np.bincount(part[start], weights=streets.length)
    return streets[part[start] == length.argmax()]


def footbridges(land: Land, ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give footbridges that start and end with stairs at corners of the ground network, one storey up in between."""
    places, _, _ = nodes(ground)
    rows = []
    for name, over, middle in _FOOTBRIDGES:
        before, after = _facing(places, land.railway if over == "railway" else land.river_line, middle)
        line = shapely.LineString([before, after])
        landings = [line.interpolate(at).coords[0] for at in (_STAIRS_M, line.length - _STAIRS_M)]
        corners = np.round(np.array([before, *landings, after]), 2)
        rows += [(name, part == 1, shapely.LineString(corners[part : part + 2])) for part in range(3)]
    return gpd.GeoDataFrame(
        {
            "name": [row[0] for row in rows],
            "street_class": ["footway" if row[1] else "steps" for row in rows],
            "walkable": True,
            "stairs": [not row[1] for row in rows],
            "bridge": [row[1] for row in rows],
            "tunnel": False,
            "layer": 1,
        },
        geometry=[row[2] for row in rows],
    )


def _facing(
    places: NDArray[np.float64], barrier: curves.Line, middle: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the two corners that face each other across a barrier near a place, closest together."""
    near = places[np.hypot(*(places - np.asarray(middle)).T) < 380]
    first, second = np.triu_indices(len(near), k=1)
    spans = shapely.linestrings(np.stack([near[first], near[second]], axis=1))
    off = np.hypot(*((near[first] + near[second]) / 2 - np.asarray(middle)).T)
    cost = np.where(shapely.intersects(spans, barrier), shapely.length(spans) + 0.3 * off, np.inf)
    best = int(cost.argmin())
    return near[first[best]], near[second[best]]


def motorway(land: Land, ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the motorway on its viaduct, with two slip roads down to 北环路; nobody walks on them."""
    line = shapely.set_precision(shapely.intersection(land.motorway, land.outline), 0.01)
    whole = max(curves.lines(line), key=lambda one: one.length)
    places, start, end = nodes(ground[ground["name"] == "北环路"])
    often = np.bincount(np.concatenate([start, end]), minlength=len(places))
    corners = places[often >= 2]
    corner = corners[np.abs(corners[:, 0] - 4_450).argmin()]
    at = whole.project(shapely.Point(corner))
    lines = [*_split(whole, [at - 420, at + 420])]
    for side in (-1, 1):
        leave, bend = whole.interpolate(at + side * 420), whole.interpolate(at + side * 150)
        lower = np.array([bend.x, bend.y]) * 0.6 + corner * 0.4
        slip = curves.spline([(leave.x, leave.y), tuple(lower), tuple(corner)], step_m=20)
        slip[0], slip[-1] = (leave.x, leave.y), corner
        lines.append(shapely.LineString(slip))
    return gpd.GeoDataFrame(
        {
            "name": ["绕城高速"] * (len(lines) - 2) + ["北环匝道"] * 2,
            "street_class": "motorway",
            "walkable": False,
            "stairs": False,
            "bridge": True,
            "tunnel": False,
            "layer": [2] * (len(lines) - 2) + [1] * 2,
        },
        geometry=lines,
    )


def _split(line: curves.Line, at: list[float]) -> list[curves.Line]:
    cuts = [0.0, *at, line.length]
    return [substring(line, *pair) for pair in itertools.pairwise(cuts)]
