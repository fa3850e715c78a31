"""Walking times of places on edges, by machine: to the nearest source, and from every source by itself."""

import numpy as np

from geo.analysis.arrays import Floats, Int32s, Ints, compiled
from geo.analysis.walking.kernel import NONE, grown, grown_floats, spread


@compiled
def at_places(
    edge: Ints,
    to_start: Floats,
    to_end: Floats,
    starts: Ints,
    ends: Ints,
    seconds: Floats,
    owner: Ints,
    limit: float,
    by_edge_first: Ints,
    by_edge: Ints,
    source_place: Floats,
    source_leg: Floats,
    place: Floats,
    leg: Floats,
    slowness: Floats,
) -> tuple[Floats, Ints]:
    """Give places on edges their seconds to the nearest source: by either end, or straight along a shared edge."""
    best = np.full(edge.size, np.inf)
    who = np.full(edge.size, NONE, np.int32)
    for number in range(edge.size):
        here = edge[number]
        if here < 0:
            continue
        by_start = seconds[starts[here]] + to_start[number]
        by_end = seconds[ends[here]] + to_end[number]
        now, by = by_start, owner[starts[here]]
        if by_end < now:
            now, by = by_end, owner[ends[here]]
        for slot in range(by_edge_first[here], by_edge_first[here + 1]):
            source = by_edge[slot]
            direct = abs(source_place[source] - place[number]) * slowness[here] + source_leg[source] + leg[number]
            if direct < now:
                now, by = direct, source
        if now <= limit:
            best[number], who[number] = now, by
    return best, who


@compiled
def edges_touched(
    first: Ints, half_edge: Ints, starts: Ints, ends: Ints, seconds: Floats, touched: Ints, count: int, own: int
) -> Int32s:
    """List every edge with a touched end once, and the source's ``own`` first (-1: it has none)."""
    edges: Int32s = np.empty(1024, np.int32)
    used = 0
    if own >= 0:
        edges[0] = own
        used = 1
    for number in range(count):
        here = touched[number]
        for half in range(first[here], first[here + 1]):
            edge = half_edge[half]
            if edge == own or (starts[edge] != here and seconds[starts[edge]] < np.inf):
                continue
            if starts[edge] == ends[edge] and _seen(half_edge, first[here], half):
                continue
            if used == edges.size:
                edges = grown(edges)
            edges[used] = edge
            used += 1
    return edges[:used]


@compiled
def _seen(half_edge: Ints, low: int, half: int) -> bool:
    """Say whether the half-edge's edge (a loop) stands among those before it."""
    for before in range(low, half):  # noqa: SIM110 (the compiler takes no generators)
        if half_edge[before] == half_edge[half]:
            return True
    return False


@compiled
def places_each(
    first: Ints,
    to: Ints,
    cost: Floats,
    half_edge: Ints,
    starts: Ints,
    ends: Ints,
    slowness: Floats,
    source_edge: Ints,
    source_place: Floats,
    source_leg: Floats,
    source_start: Floats,
    source_end: Floats,
    by_edge_first: Ints,
    by_edge: Ints,
    place: Floats,
    leg: Floats,
    to_start: Floats,
    to_end: Floats,
    limit: float,
    width: float,
    ring: int,
) -> tuple[Ints, Ints, Floats]:
    """Search from every source by itself: offsets, and the places within the limit with their seconds."""
    nodes = first.size - 1
    seconds = np.full(nodes, np.inf)
    owner, touched = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    owners = np.zeros(2, np.int32)
    seed_node, seed_cost = np.empty(2, np.int32), np.empty(2, np.float64)
    offsets = np.zeros(source_edge.size + 1, np.int32)
    found: Int32s = np.empty(4096, np.int32)
    found_seconds: Floats = np.empty(4096, np.float64)
    at = 0
    for source in range(source_edge.size):
        own = source_edge[source]
        if own >= 0:
            seed_node[0], seed_node[1] = starts[own], ends[own]
            seed_cost[0], seed_cost[1] = source_start[source], source_end[source]
            count = spread(first, to, cost, seed_node, seed_cost, owners, limit, width, ring, seconds, owner, touched)
            for edge in edges_touched(first, half_edge, starts, ends, seconds, touched, count, own):
                for slot in range(by_edge_first[edge], by_edge_first[edge + 1]):
                    who = by_edge[slot]
                    now = min(seconds[starts[edge]] + to_start[who], seconds[ends[edge]] + to_end[who])
                    if edge == own:
                        direct = abs(source_place[source] - place[who]) * slowness[edge]
                        now = min(now, direct + source_leg[source] + leg[who])
                    if now <= limit:
                        if at == found.size:
                            found, found_seconds = grown(found), grown_floats(found_seconds)
                        found[at], found_seconds[at] = who, now
                        at += 1
            for number in range(count):
                seconds[touched[number]] = np.inf
        offsets[source + 1] = at
    return offsets, found[:at].copy(), found_seconds[:at].copy()
