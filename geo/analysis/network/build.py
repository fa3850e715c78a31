"""From the treaty's streets to a walking network: who may walk there, where lines meet, how long the pieces are."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo import frames, standards
from geo.analysis.arrays import Flags, Floats, Ints
from geo.analysis.curve import curve
from geo.analysis.network.graph import Network, components, compress
from geo.crs.doors import require_metric

_COLUMNS = ("street_class", "walkable", "stairs", "bridge", "tunnel", "layer", "geometry")
_FOOT = frozenset({"footway", "steps", "path"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Lines:
    """Lines that people walk, as arrays: vertices line after line, and what holds for each line."""

    xy: Floats
    """Vertices in metres, one row each."""
    line: Ints
    """Line of each vertex, rising."""
    street: Ints
    """Row in ``streets`` of each line."""
    streets: npt.NDArray[np.str_]
    """Codes."""
    layer: Ints
    stairs: Flags
    bridge: Flags
    tunnel: Flags
    on_foot: Flags
    """Whether a line is for walkers alone: a bridge of those is climbed."""
    crs: str

    def cut(self, keep: Flags, xy: Floats) -> "Lines":
        """Give the lines with some of their vertices, moved."""
        return replace(self, xy=xy[keep], line=self.line[keep])


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
    parts, row = shapely.get_parts(walked.geometry.to_numpy(), return_index=True)
    xy, line = shapely.get_coordinates(parts, return_index=True)
    crs = streets.crs.to_wkt() if streets.crs.to_epsg() is None else f"EPSG:{streets.crs.to_epsg()}"
    lines = as_lines(walked, xy, line, row, crs=crs)
    return joined(lines, tolerance_m=tolerance_m, stairs_slowness=stairs_slowness, overpass_s=overpass_s)


def as_lines(streets: pd.DataFrame, xy: Floats, line: Ints, street: Ints, *, crs: str) -> Lines:
    """Put walkable streets (the columns of the treaty but the geometry) and their vertices together."""

    def flag(name: str) -> Flags:
        marked: Flags = streets[name].fillna(False).to_numpy(bool)[street]
        return marked

    return Lines(
        xy=xy,
        line=line,
        street=street.astype(np.int32),
        streets=streets.index.astype(str).to_numpy(np.str_),
        layer=streets["layer"].fillna(0).to_numpy(np.int64)[street],
        stairs=flag("stairs"),
        bridge=flag("bridge"),
        tunnel=flag("tunnel"),
        on_foot=streets["street_class"].isin(_FOOT).to_numpy(bool)[street],
        crs=crs,
    )


def joined(
    lines: Lines, *, tolerance_m: float = 0.05, stairs_slowness: float | None = None, overpass_s: float | None = None
) -> Network:
    """Join lines into a walking network, as `build` says."""
    slow = standards.default("walk.stairs_slowness") if stairs_slowness is None else stairs_slowness
    climb = standards.default("walk.overpass_s") if overpass_s is None else overpass_s
    once = lines.cut(_not_repeated(lines.xy, lines.line), lines.xy)
    joint, xy = _joints(once.xy, once.line, once.layer, tolerance_m)
    keep = _not_repeated(xy, once.line)
    met = once.cut(keep, xy)
    piece = _Pieces(met.xy, met.line, joint[keep])
    stairs, bridge, tunnel = (one[piece.line] for one in (lines.stairs, lines.bridge, lines.tunnel))
    nodes = piece.x.size
    first, to, edge = compress(nodes, piece.starts, piece.ends)
    return Network(
        x=piece.x, y=piece.y, starts=piece.starts, ends=piece.ends, length_m=piece.length_m,
        slowness=np.where(stairs, slow, 1.0),
        extra_s=np.where(bridge & lines.on_foot[piece.line] & ~stairs, climb, 0.0),
        doors=~(bridge | tunnel), raised=bridge | tunnel,
        street=lines.street[piece.line], streets=lines.streets,
        first=first, to=to, edge=edge, component=components(nodes, piece.starts, piece.ends),
        shape_first=piece.shape_first, shape_x=piece.shape_x, shape_y=piece.shape_y, along_m=piece.along_m,
        crs=lines.crs,
    )  # fmt: skip


def walkable(streets: pd.DataFrame) -> pd.Series:
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
        rank[np.argsort(curve(where), kind="stable")] = np.arange(used.size, dtype=np.int32)
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
