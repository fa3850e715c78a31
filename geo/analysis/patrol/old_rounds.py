"""The old routes as the same units would walk them in the same hours from the same depot: the measure of a plan."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.ops import substring

from geo.analysis.patrol.adherence import follow
from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.rounds import Rounder, Walk

_LEAST_M = 50.0
_EVERY_M = 25.0


@dataclass(frozen=True)
class OldRound:
    """One unit's day on old routes: from the depot, route after route as long as the way back is left, and back."""

    seconds: float
    line: shapely.LineString
    walks: Walk
    """Edges of the ways between the routes."""
    routes: list[shapely.LineString]
    """Routes walked, the last perhaps in part."""


def old_rounds(rounder: Rounder, routes: gpd.GeoSeries, units: int) -> list[OldRound]:
    """Give the units the old routes, each next one that leaves the least time on the way to it.

    Parameters
    ----------
    routes
        Lines, metric CRS.
    """
    lines = [line for line in routes.explode(index_parts=False) if line.length >= _LEAST_M]
    reached = np.flatnonzero(np.isfinite(rounder.reach))
    tree = cKDTree(rounder.ways.ground.node_places()[reached])
    found = []
    for _ in range(units):
        one, lines = _round(rounder, lines, reached, tree)
        found.append(one)
    return found


def stretches(rounds: list[OldRound], ground: Ground, crs: object) -> pd.DataFrame:
    """Give what the rounds walk: ``unit``, ``street``, ``from_m``, ``to_m``."""
    parts = [pd.DataFrame({"unit": [], "street": [], "from_m": [], "to_m": []})]
    for number, one in enumerate(rounds, start=1):
        edges = sorted({edge for edge, _ in one.walks})
        on = follow(gpd.GeoSeries(one.routes, index=[str(n) for n in range(len(one.routes))], crs=crs), ground)
        parts.append(pd.concat([on.drop(columns="route"), ground.as_stretches(edges)]).assign(unit=number))
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _round(
    rounder: Rounder, lines: list[shapely.LineString], reached: NDArray[np.int64], tree: cKDTree
) -> tuple[OldRound, list[shapely.LineString]]:
    here, room_m = rounder.depot, rounder.limit_s * rounder.pace
    walks, routes, drawn = Walk(), [], []
    left = list(lines)
    while True:
        metres, before = rounder.ways.between(np.array([here]))
        best = max((_taken(rounder, line, metres[0], room_m, reached, tree) for line in left), default=None)
        if best is None or best[0] <= 0:
            break
        _, part_m, start, end, spent_m, place = best
        line = next(line for line in left if id(line) == place)
        left.remove(line)
        way = rounder.ways.walk(before[0], here, start)
        walks += way
        routes.append(substring(line, 0, part_m))
        drawn += [rounder.draw(way), routes[-1]]
        room_m -= spent_m
        here = end
    _, before = rounder.ways.between(np.array([rounder.depot]))
    back = [(edge, not forward) for edge, forward in reversed(rounder.ways.walk(before[0], rounder.depot, here))]
    drawn.append(rounder.draw(back))
    places = np.concatenate([shapely.get_coordinates(line) for line in drawn]) if drawn else np.empty((0, 2))
    seconds = rounder.limit_s - (room_m - rounder.reach[here]) / rounder.pace
    whole = shapely.LineString(places) if len(places) > 1 else shapely.LineString()
    return OldRound(float(seconds) if routes else 0.0, whole, [*walks, *back], routes), left


def _taken(
    rounder: Rounder,
    line: shapely.LineString,
    metres: NDArray[np.float64],
    room_m: float,
    reached: NDArray[np.int64],
    tree: cKDTree,
) -> tuple[float, float, int, int, float, int]:
    """Say how much of a route fits, and what it takes: share of metres on the route, metres, nodes, metres spent."""
    at = np.append(np.arange(0, line.length, _EVERY_M), line.length)
    gap, near = tree.query(shapely.get_coordinates(shapely.line_interpolate_point(line, at)))
    node = reached[near]
    there = metres[node[0]] + gap[0]
    fits = np.flatnonzero((at >= _LEAST_M) & (there + at + gap + rounder.reach[node] <= room_m))
    if not len(fits):
        return 0.0, 0.0, -1, -1, 0.0, id(line)
    end = fits[-1]
    spent = float(there + at[end] + gap[end])
    return float(at[end] / spent), float(at[end]), int(node[0]), int(node[end]), spent, id(line)
