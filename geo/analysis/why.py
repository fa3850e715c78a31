"""Why a door is in or out of a circle: the route, the minutes, the way to the street, and the barrier in between."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.analysis.arrays import Floats, Ints
from geo.analysis.network import Doorways, Network, Spots
from geo.analysis.walking import Legs, legs, nearest, nearest_nodes


@dataclass(frozen=True, kw_only=True)
class Why:
    """The answer for one door; lines are in the network's CRS."""

    reason: str
    """``reached``, ``too_far``, ``cut_off`` (no way at all), or one of `network.REASONS` (not on the network)."""
    facility: str | None
    """The one reached soonest on foot; where none can be reached, the nearest in a straight line."""
    minutes: float
    """Infinite where there is no way."""
    walk_m: float
    straight_m: float
    route: shapely.Geometry | None
    """Door to door, both legs included."""
    leg: shapely.Geometry | None
    """From the door to its street."""
    straight: shapely.Geometry | None
    barrier: str | None
    """Kind of the first barrier the straight line meets."""
    barrier_name: str | None
    crossing: shapely.Geometry | None
    """Where the route gets past that barrier."""
    crossing_m: float
    """Metres on foot from the door to that place."""

    @property
    def detour(self) -> float:
        """How many times as long the walk is as the straight line."""
        return self.walk_m / self.straight_m if self.straight_m > 0 else 1.0


def why(doorways: Doorways, facilities: Spots, door: Spots, *, minutes: float, metres_per_second: float) -> Why:
    """Say why one door (a `Spots` of one) is within ``minutes`` of a facility or not.

    Raises
    ------
    ValueError
        If there is no facility, or not exactly one door.
    """
    if len(door) != 1 or not len(facilities):
        raise ValueError("why() takes one door and at least one facility")
    network = doorways.network
    times = nearest(network, door, facilities, metres_per_second=metres_per_second)["seconds"].to_numpy()
    reached = np.isfinite(times).any()
    far = np.hypot(facilities.x - door.x[0], facilities.y - door.y[0])
    chosen = int(np.argmin(times)) if reached else int(np.argmin(np.where(np.isfinite(far), far, np.inf)))
    one = facilities.take(np.array([chosen]))
    straight = shapely.linestrings([[door.x[0], door.y[0]], [one.x[0], one.y[0]]])
    route = shapely.linestrings(_route(network, door, one, metres_per_second)) if reached else None
    barrier = _first_barrier(doorways.barriers, straight, door)
    crossing, crossing_m = _crossing(route, barrier)
    seconds = float(times[chosen])
    off = None if door.on[0] else str(door.reasons["reason"].iloc[0])
    return Why(
        reason=off or ("cut_off" if not reached else "reached" if seconds <= minutes * 60 else "too_far"),
        facility=str(one.codes[0]),
        minutes=seconds / 60,
        walk_m=float(shapely.length(route)) if route is not None else np.inf,
        straight_m=float(far[chosen]),
        route=route,
        leg=shapely.linestrings([[door.x[0], door.y[0]], [door.street_x[0], door.street_y[0]]])
        if off is None
        else None,
        straight=straight,
        barrier=None if barrier is None else str(barrier["kind"]),
        barrier_name=None if barrier is None or not isinstance(barrier["name"], str) else barrier["name"],
        crossing=crossing,
        crossing_m=crossing_m,
    )


def _first_barrier(barriers: gpd.GeoDataFrame, straight: shapely.Geometry, door: Spots) -> "gpd.GeoSeries | None":
    if not len(barriers):
        return None
    met = barriers[shapely.intersects(barriers.geometry.to_numpy(), straight)]
    if met.empty:
        return None
    parts = shapely.intersection(met.geometry.to_numpy(), straight)
    return met.iloc[int(np.argmin(shapely.distance(parts, shapely.points(door.x[0], door.y[0]))))]


def _crossing(route: shapely.Geometry | None, barrier: "gpd.GeoSeries | None") -> tuple[shapely.Geometry | None, float]:
    if route is None or barrier is None:
        return None, np.inf
    past = shapely.intersection(route, barrier["geometry"])
    if past.is_empty:
        return None, np.inf
    at = shapely.get_coordinates(past)
    along = shapely.line_locate_point(route, shapely.points(at))
    first = int(np.argmin(along))
    return shapely.points(at[first]), float(along[first])


def _route(network: Network, door: Spots, one: Spots, metres_per_second: float) -> Floats:
    """Lay the vertices of the shortest way from a door to a facility, legs included."""
    pace = network.at(metres_per_second)
    here, there = legs(network, door, pace), legs(network, one, pace)
    a, b = int(door.edge[0]), int(one.edge[0])
    seconds, _ = nearest_nodes(network, door, metres_per_second=metres_per_second, limit_s=np.inf)
    by_start = seconds[network.starts[b]] + there.start_s[0]
    by_end = seconds[network.ends[b]] + there.end_s[0]
    direct = np.inf
    if a == b:
        direct = abs(door.place_m[0] - one.place_m[0]) * here.slow_s[a] + here.leg_s[0] + there.leg_s[0]
    if direct <= min(by_start, by_end):
        middle = [_stretch(network, a, float(door.place_m[0]), float(one.place_m[0]))]
    else:
        node = int(network.starts[b] if by_start <= by_end else network.ends[b])
        tail = 0.0 if by_start <= by_end else float(network.length_m[b])
        steps, begin = _steps_back(network, pace.cost, seconds, node, door, here)
        middle = [_stretch(network, a, float(door.place_m[0]), begin)]
        middle += [_stretch(network, edge, *_whole(network, edge, forward)) for edge, forward in steps]
        middle.append(_stretch(network, b, tail, float(one.place_m[0])))
    return np.concatenate([[[door.x[0], door.y[0]]], *middle, [[one.x[0], one.y[0]]]])


def _whole(network: Network, edge: int, forward: bool) -> tuple[float, float]:
    length = float(network.length_m[edge])
    return (0.0, length) if forward else (length, 0.0)


def _steps_back(
    network: Network, cost: Floats, seconds: Floats, node: int, door: Spots, here: Legs
) -> tuple[list[tuple[int, bool]], float]:
    """Walk from a node back to the door: the edges from door to node with their sense, and where the first begins."""
    edge = int(door.edge[0])
    steps: list[tuple[int, bool]] = []
    while True:
        if node == network.starts[edge] and seconds[node] == here.start_s[0]:
            return steps[::-1], 0.0
        if node == network.ends[edge] and seconds[node] == here.end_s[0]:
            return steps[::-1], float(network.length_m[edge])
        halves: Ints = np.arange(network.first[node], network.first[node + 1])
        before = network.to[halves]
        tight = (seconds[before] + cost[halves] == seconds[node]) & (before != node)
        half = int(halves[np.argmax(tight)])
        last = int(network.edge[half])
        steps.append((last, bool(network.ends[last] == node and network.starts[last] == network.to[half])))
        node = int(network.to[half])


def _stretch(network: Network, edge: int, begin: float, finish: float) -> Floats:
    """Give the vertices of an edge from one place along it to another, in the sense asked for."""
    low, high = network.shape_first[edge], network.shape_first[edge + 1]
    along = network.along_m[low:high]
    small, large = min(begin, finish), max(begin, finish)
    at = np.unique(np.concatenate([[small], along[(along > small) & (along < large)], [large]]))
    xy = np.stack([np.interp(at, along, network.shape_x[low:high]), np.interp(at, along, network.shape_y[low:high])], 1)
    return xy if begin <= finish else xy[::-1]
