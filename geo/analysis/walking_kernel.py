"""The walking search: bounded shortest paths over compressed rows, with a bucket queue and no heap.

A node waits in the bucket of its seconds (Dial 1969; buckets wider than the shortest edge, corrected inside a
bucket as in Meyer & Sanders 2003, so that the answer stays exact). Arrays are reused between searches; only what a
search touched is wiped.
"""

import numpy as np

from geo.analysis.kernel import Floats, Int32s, Ints, compiled

_NONE = np.int32(-1)


@compiled
def spread(
    first: Ints,
    to: Ints,
    cost: Floats,
    seed_node: Ints,
    seed_cost: Floats,
    seed_owner: Ints,
    limit: float,
    width: float,
    ring: int,
    seconds: Floats,
    owner: Ints,
    touched: Ints,
) -> int:
    """Spread from the seeds until ``limit`` seconds; return how many nodes were touched.

    ``seconds`` must be infinite everywhere; nodes within the limit get theirs, ``owner`` the seed's owner they
    came from, and ``touched`` lists them. ``ring`` is a power of two with ``ring * width`` above every edge's cost
    plus one bucket, so that a circle of buckets is enough.
    """
    mask = ring - 1
    head = np.full(ring, _NONE, np.int32)
    room = 1024
    node: Int32s = np.empty(room, np.int32)
    key: Floats = np.empty(room, np.float64)
    after: Int32s = np.empty(room, np.int32)
    free, used, waiting, count = -1, 0, 0, 0
    scale = 1.0 / width
    for number in range(seed_node.size):
        begin, start = seed_node[number], seed_cost[number]
        if start > limit or start >= seconds[begin]:
            continue
        if seconds[begin] == np.inf:
            touched[count] = begin
            count += 1
        seconds[begin] = start
        owner[begin] = seed_owner[number]
        if used == room:
            node, key, after = _grown(node), _grown_floats(key), _grown(after)
            room = node.size
        slot = int(start * scale) & mask
        node[used], key[used], after[used] = begin, start, head[slot]
        head[slot] = used
        used += 1
        waiting += 1
    bucket = 0
    while waiting > 0:
        slot = bucket & mask
        while head[slot] >= 0:
            entry = head[slot]
            head[slot] = after[entry]
            here, now = node[entry], key[entry]
            after[entry] = free
            free = entry
            waiting -= 1
            if now != seconds[here]:
                continue
            for half in range(first[here], first[here + 1]):
                reached = now + cost[half]
                there = to[half]
                if reached > limit or reached >= seconds[there]:
                    continue
                if seconds[there] == np.inf:
                    touched[count] = there
                    count += 1
                seconds[there] = reached
                owner[there] = owner[here]
                if free >= 0:
                    entry = free
                    free = after[entry]
                else:
                    if used == room:
                        node, key, after = _grown(node), _grown_floats(key), _grown(after)
                        room = node.size
                    entry = used
                    used += 1
                aim = int(reached * scale) & mask
                node[entry], key[entry], after[entry] = there, reached, head[aim]
                head[aim] = entry
                waiting += 1
        bucket += 1
    return count


@compiled
def _grown(array: Int32s) -> Int32s:
    larger = np.empty(array.size * 2, np.int32)
    larger[: array.size] = array
    return larger


@compiled
def _grown_floats(array: Floats) -> Floats:
    larger = np.empty(array.size * 2, np.float64)
    larger[: array.size] = array
    return larger


@compiled
def nearest(
    first: Ints,
    to: Ints,
    cost: Floats,
    seed_node: Ints,
    seed_cost: Floats,
    seed_owner: Ints,
    limit: float,
    width: float,
    ring: int,
) -> tuple[Floats, Ints]:
    """Give every node the seconds to its nearest source, and which source that is (-1 beyond the limit)."""
    nodes = first.size - 1
    seconds = np.full(nodes, np.inf)
    owner = np.full(nodes, _NONE, np.int32)
    touched = np.empty(nodes, np.int32)
    spread(first, to, cost, seed_node, seed_cost, seed_owner, limit, width, ring, seconds, owner, touched)
    return seconds, owner


@compiled
def each(
    first: Ints,
    to: Ints,
    cost: Floats,
    seed_first: Ints,
    seed_node: Ints,
    seed_cost: Floats,
    limit: float,
    width: float,
    ring: int,
) -> tuple[Ints, Ints, Floats]:
    """Search from every source by itself: offsets, and the nodes within the limit with their seconds."""
    nodes = first.size - 1
    sources = seed_first.size - 1
    seconds = np.full(nodes, np.inf)
    owner = np.empty(nodes, np.int32)
    touched = np.empty(nodes, np.int32)
    offsets = np.zeros(sources + 1, np.int32)
    found: Int32s = np.empty(4096, np.int32)
    found_seconds: Floats = np.empty(4096, np.float64)
    for source in range(sources):
        low, high = seed_first[source], seed_first[source + 1]
        owners = np.zeros(high - low, np.int32)
        count = spread(
            first, to, cost, seed_node[low:high], seed_cost[low:high], owners, limit, width, ring,
            seconds, owner, touched,
        )  # fmt: skip
        at = offsets[source]
        while at + count > found.size:
            found, found_seconds = _grown(found), _grown_floats(found_seconds)
        for number in range(count):
            here = touched[number]
            found[at + number] = here
            found_seconds[at + number] = seconds[here]
            seconds[here] = np.inf
        offsets[source + 1] = at + count
    used = offsets[sources]
    return offsets, found[:used].copy(), found_seconds[:used].copy()


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
    who = np.full(edge.size, _NONE, np.int32)
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
                edges = _grown(edges)
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
                            found, found_seconds = _grown(found), _grown_floats(found_seconds)
                        found[at], found_seconds[at] = who, now
                        at += 1
            for number in range(count):
                seconds[touched[number]] = np.inf
        offsets[source + 1] = at
    return offsets, found[:at].copy(), found_seconds[:at].copy()
