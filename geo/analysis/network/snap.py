"""From a door to the street: the nearest point on an edge, the leg there, and what stands in the way."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import frames, standards
from geo.analysis.arrays import Flags, Floats, Ints, Shapes
from geo.analysis.network import snap_kernel
from geo.analysis.network.build import walkable
from geo.analysis.network.graph import Network
from geo.crs.doors import require_metric

BARRIERS = ("water", "railway", "wall")
"""Kinds of landscape nobody walks across."""
REASONS = ("no_place", "barrier", "closed_street", "far")
"""Why a place is not on the network: no coordinates · a barrier before every street near · only streets closed to
walkers near · no street near."""
_CHOICES = 8
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Spots:
    """Places on the network, in the order of ``codes``: edge (-1 where there is none), metres along it, the leg."""

    codes: pd.Index
    x: Floats
    y: Floats
    edge: Ints
    place_m: Floats
    leg_m: Floats
    street_x: Floats
    street_y: Floats
    reasons: pd.DataFrame
    """What is not on the network: index the code; ``reason`` (one of `REASONS`), ``barrier`` (its kind), ``away_m``."""

    @property
    def on(self) -> Flags:
        """Which places are on the network."""
        return self.edge >= 0

    def __len__(self) -> int:
        return int(self.edge.size)

    def take(self, keep: Flags | Ints) -> "Spots":
        """Give some of the places, in the order asked for."""
        codes = self.codes[keep]
        return Spots(
            codes, self.x[keep], self.y[keep], self.edge[keep], self.place_m[keep], self.leg_m[keep],
            self.street_x[keep], self.street_y[keep], self.reasons[self.reasons.index.isin(codes)],
        )  # fmt: skip


class Doorways:
    """The streets a door may give on to, sorted into cells once, and the barriers before them."""

    def __init__(
        self, network: Network, landscape: gpd.GeoDataFrame | None = None, streets: gpd.GeoDataFrame | None = None
    ) -> None:
        """Prepare; ``landscape`` brings the barriers, ``streets`` those closed to walkers, to name them as a reason."""
        self.network = network
        self._cells = _Cells(network)
        self.barriers = _barriers(landscape)
        self._barrier_tree = shapely.STRtree(self.barriers.geometry.to_numpy())
        closed = streets[~walkable(streets)] if streets is not None else None
        self._closed_tree = shapely.STRtree(closed.geometry.to_numpy()) if closed is not None else None

    def snap(self, places: gpd.GeoDataFrame, *, most_m: float | None = None) -> Spots:
        """Put places on the network.

        Each goes to the nearest point on an edge within ``most_m`` (default the standard ``walk.snap_m``) that it
        reaches in a straight line without crossing water, a railway or a wall; polygons count by a point inside.

        Raises
        ------
        NotMetricError
            If the places are not in metres.
        """
        require_metric(places, noun="places")
        most = standards.default("walk.snap_m") if most_m is None else most_m
        points = _points(places)
        x, y = shapely.get_x(points), shapely.get_y(points)
        known = np.isfinite(x) & np.isfinite(y)
        edges, along, away = self._cells.nearest(np.where(known, x, -1e12), np.where(known, y, -1e12), most)
        chosen, blocked = self._choose(x, y, edges, along)
        row = np.arange(x.size)
        on = chosen >= 0
        pick = np.maximum(chosen, 0)
        edge = np.where(on, edges[row, pick], -1).astype(np.int32)
        place = np.where(on, along[row, pick], 0.0)
        street_x, street_y = self._points_along(edge, place)
        return Spots(
            places.index, x, y, edge, place, np.where(on, away[row, pick], np.inf), street_x, street_y,
            self._reasons(places.index, points, known, on, blocked, away[:, 0], most),
        )  # fmt: skip

    def _points_along(self, edge: Ints, place: Floats) -> tuple[Floats, Floats]:
        net = self.network
        return snap_kernel.points_along(edge, place, net.shape_first, net.shape_x, net.shape_y, net.along_m)

    def _choose(self, x: Floats, y: Floats, edges: Ints, along: Floats) -> tuple[Ints, Ints]:
        """Choose the nearest edge no barrier hides, and note the first barrier met (-1 for none)."""
        chosen = np.where(edges[:, 0] >= 0, 0, -1)
        barrier = np.full(x.size, -1)
        open_now = np.flatnonzero(chosen >= 0) if len(self.barriers) else np.empty(0, np.int64)
        for choice in range(_CHOICES):
            open_now = open_now[edges[open_now, choice] >= 0]
            sx, sy = self._points_along(edges[open_now, choice].copy(), along[open_now, choice].copy())
            ends = np.stack([np.stack([x[open_now], y[open_now]], 1), np.stack([sx, sy], 1)], 1)
            hit, by = self._barrier_tree.query(shapely.linestrings(ends), predicate="intersects")
            stopped, first = np.unique(hit, return_index=True)
            chosen[open_now] = choice
            chosen[open_now[stopped]] = -1
            fresh = barrier[open_now[stopped]] < 0
            barrier[open_now[stopped][fresh]] = by[first][fresh]
            open_now = open_now[stopped]
            if not open_now.size:
                break
        return chosen, barrier

    def _reasons(
        self, codes: pd.Index, points: Shapes, known: Flags, on: Flags, blocked: Ints, away: Floats, most: float
    ) -> pd.DataFrame:
        reason = np.full(known.size, "far", dtype=object)
        if self._closed_tree is not None and len(self._closed_tree):
            lost = np.flatnonzero(known & ~on)
            near = self._closed_tree.query(points[lost], predicate="dwithin", distance=most)[0]
            reason[lost[near]] = "closed_street"
        reason[blocked >= 0] = "barrier"
        reason[~known] = "no_place"
        kinds = np.array([*self.barriers["kind"], None], dtype=object)
        table = pd.DataFrame({"reason": reason, "barrier": kinds[blocked], "away_m": away}, index=codes)
        return table[~on].replace({"away_m": {np.inf: np.nan}})


class _Cells:
    """Segments of a network's streets, by square cell."""

    def __init__(self, network: Network) -> None:
        self.network = network
        x, y = network.shape_x, network.shape_y
        if not x.size:
            x = y = np.zeros(1)
        self.west, self.south = float(x.min()), float(y.min())
        width, height = float(np.ptp(x)), float(np.ptp(y))
        self.size = max(50.0, (width * height / _MOST_CELLS) ** 0.5, max(width, height) / _MOST_CELLS)
        self.wide, self.high = int(width / self.size) + 1, int(height / self.size) + 1
        self.offsets, self.vertex, self.owner = snap_kernel.sort_into_cells(
            network.shape_first, network.shape_x, network.shape_y, network.doors,
            self.west, self.south, self.size, self.wide, self.high,
        )  # fmt: skip

    def nearest(self, x: Floats, y: Floats, most: float) -> tuple[Ints, Floats, Floats]:
        net = self.network
        return snap_kernel.nearest_edges(
            x, y, net.shape_x, net.shape_y, net.along_m, self.offsets, self.vertex, self.owner,
            self.west, self.south, self.size, self.wide, self.high, most, _CHOICES,
        )  # fmt: skip


def _points(places: gpd.GeoDataFrame) -> Shapes:
    shapes = places.geometry.to_numpy()
    flat = shapely.get_type_id(shapes) <= 0
    points: Shapes = np.where(flat, shapes, shapely.point_on_surface(shapes))
    points[shapely.is_empty(points)] = None
    return points


def _barriers(landscape: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if landscape is None:
        return gpd.GeoDataFrame({"kind": pd.Series(dtype=object), "name": pd.Series(dtype=object)}, geometry=[])
    frames.require(landscape, frames.LANDSCAPE, ("kind", "name", "geometry"))
    return landscape[landscape["kind"].isin(BARRIERS) & ~landscape.geometry.isna()]
