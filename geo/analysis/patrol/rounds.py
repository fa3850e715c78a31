"""One unit's round on the network: which streets are worth trying, the round itself, side trips with the time left."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.tour import Stops, best_round
from geo.analysis.patrol.ways import Ways, ways

_MOST_STREETS = 300
_LEAST_M = 12.0
_SEEDS = 80
Walk = list[tuple[int, bool]]
"""Edges in the order walked, and whether each is walked in its own sense."""


@dataclass(frozen=True)
class Rounder:
    """A depot with the network it can reach and be back within a shift."""

    ways: Ways
    lines: NDArray[np.object_]
    middles: NDArray[np.float64]
    depot: int
    reach: NDArray[np.float64]
    pace: float
    limit_s: int
    """Seconds left once the depot's door is counted, there and back."""

    @classmethod
    def start(
        cls, ground: Ground, lines: NDArray[np.object_], depot: shapely.Point, pace: float, seconds: int
    ) -> "Rounder":
        """Prepare rounds from a depot."""
        places = ground.node_places()
        door_m, node = cKDTree(np.nan_to_num(places, nan=1e12)).query([depot.x, depot.y])
        limit_s = max(0, int(seconds - 2 * door_m / pace))
        reach = ways(ground).reach(int(node), limit_m=limit_s * pace / 2)
        middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
        return cls(ways(ground, inside=np.isfinite(reach)), lines, middles, int(node), reach, pace, limit_s)

    def round(self, left: NDArray[np.float64], musts: set[int], *, search_s: float) -> Walk:
        """Find a round that meets much of the need ``left`` on the edges, and the edges that must be walked."""
        edges = self._worth_trying(left, musts)
        if not len(edges):
            return []
        tail, head, length = self.ways.ground.graph[:3]
        starts = np.concatenate(([self.depot], tail[edges], head[edges]))
        ends = np.concatenate(([self.depot], head[edges], tail[edges]))
        sources, source = np.unique(ends, return_inverse=True)
        metres, before = self.ways.between(sources)
        service = np.concatenate(([0.0], length[edges], length[edges]))
        seconds = np.ceil((metres[source][:, starts] + service[None, :]) / self.pace)
        seconds = np.where(np.isfinite(seconds), seconds, 10.0 * self.limit_s + 1).astype(np.int64)
        need = np.array([np.inf if int(edge) in musts else left[edge] for edge in edges])
        choice = np.concatenate(([-1], np.arange(len(edges)), np.arange(len(edges))))
        order = best_round(
            Stops(seconds, np.concatenate(([0.0], need, need)), choice), limit_s=self.limit_s, search_s=search_s
        )
        walk, here = Walk(), 0
        for stop in order:
            walk += self.ways.walk(before[source[here]], int(ends[here]), int(starts[stop]))
            walk.append((int(edges[(stop - 1) % len(edges)]), stop <= len(edges)))
            here = stop
        walk += self.ways.walk(before[source[here]], int(ends[here]), self.depot)
        return self._with_side_trips(walk, left)

    def seconds(self, walk: Walk) -> float:
        """Give how long a walk takes."""
        length = self.ways.ground.graph[2]
        return float(sum(length[edge] for edge, _ in walk)) / self.pace

    def draw(self, walk: Walk) -> shapely.LineString:
        """Draw a walk as one line; an empty one stays empty."""
        places = [shapely.get_coordinates(self.lines[edge])[:: 1 if forward else -1] for edge, forward in walk]
        return shapely.LineString(np.concatenate(places)) if places else shapely.LineString()

    def _worth_trying(self, left: NDArray[np.float64], musts: set[int]) -> NDArray[np.int64]:
        """Choose edges to try: a neighbourhood rich in need and near enough, and the neediest edges elsewhere."""
        tail, head, length = self.ways.ground.graph[:3]
        there = self.reach[tail] + length + self.reach[head]
        able = np.isfinite(there) & (there <= self.limit_s * self.pace) & (tail != head)
        must = np.array(sorted(edge for edge in musts if able[edge]), np.int64)
        edges = np.flatnonzero(able & (left > 0) & (length >= _LEAST_M))
        if len(edges) > _MOST_STREETS:
            many = int(np.clip(1.5 * self.limit_s * self.pace / length[edges].mean(), 20, _MOST_STREETS * 0.85))
            tree = cKDTree(self.middles[edges])
            seeds = np.unique(np.linspace(0, len(edges) - 1, _SEEDS).astype(int))
            _, near = tree.query(self.middles[edges[seeds]], k=many)
            spent = np.clip(
                2 * np.fmin(self.reach[tail], self.reach[head])[edges[seeds]] / (self.limit_s * self.pace), 0, 1
            )
            best = near[np.argmax(left[edges][near].sum(axis=1) * (1 - spent))]
            dense = np.argsort(-left[edges] / length[edges], kind="stable")[: _MOST_STREETS - many]
            edges = edges[np.union1d(best, dense)]
        return np.union1d(edges, must).astype(np.int64)

    def _with_side_trips(self, walk: Walk, left: NDArray[np.float64]) -> Walk:
        """Use the time left for streets off the round, there and back, the most need for its time first."""
        tail, head, length, turns, next_edge = self.ways.ground.graph
        room = self.limit_s - self.seconds(walk)
        done = {edge for edge, _ in walk}
        while True:
            best, where, gain = -1, -1, 0.0
            for at, node in enumerate(self._nodes(walk)):
                for edge in next_edge[turns[node] : turns[node + 1]]:
                    if edge in done or tail[edge] == head[edge] or 2 * length[edge] / self.pace > room:
                        continue
                    if left[edge] / length[edge] > gain:
                        best, where, gain = int(edge), at, left[edge] / length[edge]
            if best < 0:
                return walk
            forward = bool(tail[best] == self._nodes(walk)[where])
            walk = [*walk[:where], (best, forward), (best, not forward), *walk[where:]]
            room -= 2 * length[best] / self.pace
            done.add(best)

    def _nodes(self, walk: Walk) -> list[int]:
        """Give the nodes of a walk in order; at its beginning the depot."""
        tail, head = self.ways.ground.graph[:2]
        return [self.depot, *(int(head[edge] if forward else tail[edge]) for edge, forward in walk)]
