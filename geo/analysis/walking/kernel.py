"""The walking search: bounded shortest paths over compressed rows, with a bucket queue and no heap.

A node waits in the bucket of its seconds (Dial 1969; buckets wider than the shortest edge, corrected inside a
bucket as in Meyer & Sanders 2003, so that the answer stays exact). Arrays are reused between searches; only what a
search touched is wiped.
"""

import numpy as np

from geo.analysis.arrays import Floats, Int32s, Ints, compiled

NONE = np.int32(-1)
"""Nobody."""


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
    scale = 1.0 / width
    head = np.full(ring, NONE, np.int32)
    node, key, after, used, count = seeded(
        seed_node, seed_cost, seed_owner, limit, scale, head, seconds, owner, touched
    )
    free, waiting, room = -1, used, node.size
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
                        node, key, after = grown(node), grown_floats(key), grown(after)
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
def seeded(
    seed_node: Ints,
    seed_cost: Floats,
    seed_owner: Ints,
    limit: float,
    scale: float,
    head: Ints,
    seconds: Floats,
    owner: Ints,
    touched: Ints,
) -> tuple[Int32s, Floats, Int32s, int, int]:
    """Lay the seeds into their buckets: node, seconds and next entry of every entry, entries used, nodes touched."""
    mask = head.size - 1
    node: Int32s = np.empty(max(1024, seed_node.size), np.int32)
    key: Floats = np.empty(node.size, np.float64)
    after: Int32s = np.empty(node.size, np.int32)
    used, count = 0, 0
    for number in range(seed_node.size):
        begin, start = seed_node[number], seed_cost[number]
        if start > limit or start >= seconds[begin]:
            continue
        if seconds[begin] == np.inf:
            touched[count] = begin
            count += 1
        seconds[begin] = start
        owner[begin] = seed_owner[number]
        slot = int(start * scale) & mask
        node[used], key[used], after[used] = begin, start, head[slot]
        head[slot] = used
        used += 1
    return node, key, after, used, count


@compiled
def grown(array: Int32s) -> Int32s:
    """Give twice the room, what is there kept."""
    larger = np.empty(array.size * 2, np.int32)
    larger[: array.size] = array
    return larger


@compiled
def grown_floats(array: Floats) -> Floats:
    """Give twice the room, what is there kept."""
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
    owner = np.full(nodes, NONE, np.int32)
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
            found, found_seconds = grown(found), grown_floats(found_seconds)
        for number in range(count):
            here = touched[number]
            found[at + number] = here
            found_seconds[at + number] = seconds[here]
            seconds[here] = np.inf
        offsets[source + 1] = at + count
    used = offsets[sources]
    return offsets, found[:used].copy(), found_seconds[:used].copy()
