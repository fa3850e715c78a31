"""From the treaty's streets to a walking network: who may walk there, where lines meet, how long the pieces are."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo import frames, standards
from geo.analysis.arrays import Flags, Floats, Ints
from geo.analysis.network.graph import Network, components, compress
from geo.crs.doors import require_metric

_COLUMNS = ("street_class", "walkable", "stairs", "bridge", "tunnel", "layer", "geometry")
_FOOT = frozenset({"footway", "steps", "path"})


def build(
    streets: gpd.GeoDataFrame,
    *,
    tolerance_m: float = 0.05,
    stairs_slowness: float | None = None,
    overpass_s: float | None = None,
) -> Network:
    """Join streets into a walking network.

    Lines meet where an end of one lies within ``tolerance_m`` of a vertex of another; two lines that only run
    through the same vertex meet if they are on the same layer. Motorways and streets not walkable are out,
    one-way rules do not bind walkers, and a piece keeps its true length however long it is.

    Parameters
    ----------
    streets
        Treaty `STREETS`, in metres.
    stairs_slowness
        How many times the time of level ground stairs take; default the standard ``walk.stairs_slowness``.
    overpass_s
        Seconds to climb and leave a footbridge; default the standard ``walk.overpass_s``.

    Raises
    ------
    BadInputError
        If a column of the treaty is missing.
    NotMetricError
        If the streets are not in metres.
    """
    frames.require(streets, frames.STREETS, _COLUMNS)
    require_metric(streets, noun="streets")
    walked = streets[walkable(streets) & ~(streets.geometry.isna() | streets.geometry.is_empty)]
    lines, row = shapely.get_parts(walked.geometry.to_numpy(), return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    keep = _not_repeated(xy, line)
    xy, line = xy[keep], line[keep]
    layer = walked["layer"].fillna(0).to_numpy(np.int64)[row]
    joint, xy = _joints(xy, line, layer, tolerance_m)
    keep = _not_repeated(xy, line)
    xy, line, joint = xy[keep], line[keep], joint[keep]
    piece = _Pieces(xy, line, joint)
    of_row = row[piece.line]
    stairs = walked["stairs"].fillna(False).to_numpy(bool)[of_row]
    bridge = walked["bridge"].fillna(False).to_numpy(bool)[of_row]
    tunnel = walked["tunnel"].fillna(False).to_numpy(bool)[of_row]
    on_foot = walked["street_class"].isin(_FOOT).to_numpy(bool)[of_row]
    slow = standards.default("walk.stairs_slowness") if stairs_slowness is None else stairs_slowness
    climb = standards.default("walk.overpass_s") if overpass_s is None else overpass_s
    first, to, edge = compress(piece.x.size, piece.starts, piece.ends)
    return Network(
        x=piece.x,
        y=piece.y,
        starts=piece.starts,
        ends=piece.ends,
        length_m=piece.length_m,
        slowness=np.where(stairs, slow, 1.0),
        extra_s=np.where(bridge & on_foot & ~stairs, climb, 0.0),
        doors=~(bridge | tunnel),
        raised=bridge | tunnel,
        street=of_row.astype(np.int32),
        streets=walked.index.astype(str).to_numpy(np.str_),
        first=first,
        to=to,
        edge=edge,
        component=components(piece.x.size, piece.starts, piece.ends),
        shape_first=piece.shape_first,
        shape_x=piece.shape_x,
        shape_y=piece.shape_y,
        along_m=piece.along_m,
        crs=streets.crs.to_wkt() if streets.crs.to_epsg() is None else f"EPSG:{streets.crs.to_epsg()}",
    )


def walkable(streets: gpd.GeoDataFrame) -> pd.Series:
    """Say of every street whether people may walk it: marked so, and no motorway."""
    marked: pd.Series = streets["walkable"].fillna(False).astype(bool)
    motorway: pd.Series = streets["street_class"] == "motorway"
    return marked & ~motorway


def _not_repeated(xy: Floats, line: Ints) -> Flags:
    """Leave out a vertex that repeats the one before it on the same line."""
    keep = np.ones(line.size, bool)
    keep[1:] = (line[1:] != line[:-1]) | (np.abs(np.diff(xy, axis=0)).max(axis=1) > 0)
    last = np.flatnonzero(np.append(line[1:] != line[:-1], True)) if line.size else np.empty(0, np.int64)
    alone = last[np.append(-1, last[:-1]) + 1 == last] if last.size else last
    keep[alone] = False
    return keep


def _ends(line: Ints) -> Flags:
    change = np.append(line[1:] != line[:-1], True) if line.size else np.empty(0, bool)
    return change | np.roll(change, 1)


def _joints(xy: Floats, line: Ints, layer: Ints, tolerance_m: float) -> tuple[Ints, Floats]:
    """Give a number to the place of every vertex where lines meet (-1 elsewhere), and move those vertices on to it."""
    end = _ends(line)
    cell = np.round(xy / tolerance_m).astype(np.int64)
    _, place = np.unique(cell[:, 0] * np.int64(2**32) + cell[:, 1], return_inverse=True)
    count = int(place.max(initial=-1)) + 1
    spot = np.empty((count, 2))
    spot[place] = xy
    pairs = cKDTree(spot).query_pairs(tolerance_m, output_type="ndarray") if count else np.empty((0, 2), np.int64)
    if pairs.size:
        place = components(count, pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32))[place]
    has_end = np.zeros(count, bool)
    has_end[place[end]] = True
    here = layer[line]
    order = np.lexsort((here, place))
    same = (np.diff(place[order]) == 0) & (np.diff(here[order]) == 0)
    crossed = np.zeros(count, bool)
    crossed[place[order][1:][same]] = True
    layers_met = _layers_met(place, here, order)
    joint = np.where(has_end[place], place, -1).astype(np.int64)
    through = crossed[place] & ~has_end[place]
    joint[through] = place[through] + count * (1 + layers_met[through])
    moved = xy.copy()
    rep = np.empty((count, 2))
    rep[place] = xy
    moved[joint >= 0] = rep[place[joint >= 0]]
    return joint, moved


def _layers_met(place: Ints, layer: Ints, order: Ints) -> Ints:
    """Give a turn to the layers met at one place 0, 1, 2 … so that each gets a joint of its own."""
    turn = np.ones(order.size, bool)
    turn[1:] = np.diff(place[order]) != 0
    step = np.zeros(order.size, np.int64)
    step[1:] = (np.diff(layer[order]) != 0) & ~turn[1:]
    total = np.cumsum(step)
    start = np.maximum.accumulate(np.where(turn, np.arange(order.size), 0))
    number = np.empty(order.size, np.int64)
    number[order] = total - total[start] if order.size else total
    return number


class _Pieces:
    """Lines cut at their joints into edges, with nodes numbered along a space-filling curve."""

    def __init__(self, xy: Floats, line: Ints, joint: Ints) -> None:
        stop = joint >= 0
        at = np.flatnonzero(stop)
        begin, finish = (at[:-1], at[1:]) if at.size else (at, at)
        inside = line[begin] == line[finish]
        begin, finish = begin[inside], finish[inside]
        used, number = np.unique(joint[np.concatenate([begin, finish])], return_inverse=True)
        where = np.empty((used.size, 2))
        where[number] = xy[np.concatenate([begin, finish])]
        rank = np.empty(used.size, np.int32)
        rank[np.argsort(_curve(where), kind="stable")] = np.arange(used.size, dtype=np.int32)
        self.x, self.y = np.empty(used.size), np.empty(used.size)
        self.x[rank], self.y[rank] = where[:, 0], where[:, 1]
        starts, ends = rank[number[: begin.size]], rank[number[begin.size :]]
        order = np.argsort(starts, kind="stable")
        begin, finish = begin[order], finish[order]
        self.starts, self.ends = starts[order], ends[order]
        self.line = line[begin]
        sizes = finish - begin + 1
        self.shape_first = np.zeros(sizes.size + 1, np.int32)
        np.cumsum(sizes, out=self.shape_first[1:])
        vertex = np.arange(self.shape_first[-1]) - np.repeat(self.shape_first[:-1] - begin, sizes)
        self.shape_x, self.shape_y = np.ascontiguousarray(xy[vertex, 0]), np.ascontiguousarray(xy[vertex, 1])
        step = np.hypot(
            np.diff(self.shape_x, prepend=self.shape_x[:1]), np.diff(self.shape_y, prepend=self.shape_y[:1])
        )
        step[self.shape_first[:-1]] = 0.0
        total = np.cumsum(step)
        self.along_m = total - np.repeat(total[self.shape_first[:-1]], sizes)
        self.length_m = self.along_m[self.shape_first[1:] - 1]


def _curve(where: Floats) -> Ints:
    """Give places their turn on a Morton curve, so that neighbours on the ground are neighbours in memory."""
    if not where.size:
        return np.empty(0, np.int64)
    low = where.min(axis=0)
    span = max(float((where.max(axis=0) - low).max()), 1.0)
    cell = ((where - low) / span * 65535).astype(np.int64)
    return _spaced(cell[:, 0]) | (_spaced(cell[:, 1]) << 1)


def _spaced(number: Ints) -> Ints:
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | (number << shift)) & mask
    return number
