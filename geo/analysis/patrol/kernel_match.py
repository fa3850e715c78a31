"""Compiled search for the likeliest way of a leg along streets: candidates, network transitions, Viterbi.

A hidden Markov model after Newson & Krumm (2009), for walkers: either direction of every street, the bearing of
the movement as a second witness beside the distance, bounded searches on the network between the candidates.
"""

from typing import Any

import numpy as np

from geo.analysis.arrays import Flags, Floats, compiled
from geo.analysis.patrol.arrays import Bytes, Places

FAR = np.inf
BEAM = 40.0
DETOUR_M = 8.0


@compiled
def search(
    edge: int,
    offset: float,
    bound: float,
    graph: tuple[Any, ...],
    dist: Floats,
    back: Places,
    stamp: Places,
    now: int,
    heap: Floats,
    heap_at: Places,
) -> None:
    """Walk the network from a place on an edge, as far as ``bound`` metres; marks nodes with ``now``.

    ``back`` holds the edge by which a node was reached, −1 − end for the two ends of the first edge.
    """
    tail, head, length, turns, next_edge = graph
    filled = 0
    for end in range(2):
        node = tail[edge] if end == 0 else head[edge]
        metres = offset if end == 0 else length[edge] - offset
        if metres <= bound and (stamp[node] != now or metres < dist[node]):
            dist[node], back[node], stamp[node] = metres, -1 - end, now
            filled = _push(heap, heap_at, filled, metres, node)
    while filled > 0:
        metres, node = heap[0], heap_at[0]
        filled = _pop(heap, heap_at, filled)
        if metres > dist[node]:
            continue
        for place in range(turns[node], turns[node + 1]):
            e = next_edge[place]
            other = head[e] if tail[e] == node else tail[e]
            there = metres + length[e]
            if there <= bound and (stamp[other] != now or there < dist[other]):
                dist[other], back[other], stamp[other] = there, e, now
                filled = _push(heap, heap_at, filled, there, other)


@compiled
def _push(heap: Floats, heap_at: Places, filled: int, key: float, node: int) -> int:
    if filled >= heap.size:
        return filled
    i = filled
    while i > 0 and heap[(i - 1) // 2] > key:
        heap[i], heap_at[i] = heap[(i - 1) // 2], heap_at[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i], heap_at[i] = key, node
    return filled + 1


@compiled
def _pop(heap: Floats, heap_at: Places, filled: int) -> int:
    filled -= 1
    key, node = heap[filled], heap_at[filled]
    i = 0
    while 2 * i + 1 < filled:
        child = 2 * i + 1
        if child + 1 < filled and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[i], heap_at[i] = heap[child], heap_at[child]
        i = child
    heap[i], heap_at[i] = key, node
    return filled


@compiled
def way(
    edge: int,
    offset: float,
    to_edge: int,
    to_offset: float,
    graph: tuple[Any, ...],
    dist: Floats,
    stamp: Places,
    now: int,
) -> tuple[float, int]:
    """Give the metres of the shortest way to a place after `search`, and by which end its edge is entered.

    The end is 0 for the tail, 1 for the head, 2 for a way that never leaves the edge.
    """
    tail, head, length, _, _ = graph
    shortest, end = FAR, -1
    if edge == to_edge:
        shortest, end = abs(to_offset - offset), 2
    if stamp[tail[to_edge]] == now and dist[tail[to_edge]] + to_offset < shortest:
        shortest, end = dist[tail[to_edge]] + to_offset, 0
    last = length[to_edge] - to_offset
    if stamp[head[to_edge]] == now and dist[head[to_edge]] + last < shortest:
        shortest, end = dist[head[to_edge]] + last, 1
    return shortest, end


@compiled
def decode(
    x: Floats,
    y: Floats,
    legs: Places,
    edge: Places,
    offset: Floats,
    cost: Floats,
    graph: tuple[Any, ...],
    scratch: tuple[Any, ...],
    chosen: Places,
    linked: Flags,
) -> int:
    """Choose one candidate a step (−1 where no street is in reach) and say which steps hang together.

    ``linked[i]`` is true where the way from step i − 1 to step i is on the network.
    """
    dist, back, stamp, heap, heap_at = scratch
    total = np.full(edge.shape, FAR)
    came = np.full(edge.shape, -1, np.int8)
    now = 0
    for leg in range(legs.size - 1):
        for i in range(legs[leg], legs[leg + 1]):
            reached = False
            if i > legs[leg]:
                now, reached = _transit(
                    i, x, y, edge, offset, cost, total, came, graph, dist, back, stamp, now, heap, heap_at
                )
            linked[i] = reached
            if not reached:
                total[i] = cost[i]
        _trace(legs[leg], legs[leg + 1], total, came, linked, chosen)
    return now


@compiled
def _transit(
    i: int,
    x: Floats,
    y: Floats,
    edge: Places,
    offset: Floats,
    cost: Floats,
    total: Floats,
    came: Bytes,
    graph: tuple[Any, ...],
    dist: Floats,
    back: Places,
    stamp: Places,
    now: int,
    heap: Floats,
    heap_at: Places,
) -> tuple[int, bool]:
    least = total[i - 1].min()
    straight = np.hypot(x[i] - x[i - 1], y[i] - y[i - 1])
    bound = 2.0 * straight + 60.0
    reached = False
    for k in range(edge.shape[1]):
        if edge[i - 1, k] < 0 or total[i - 1, k] > least + BEAM:
            continue
        now += 1
        search(edge[i - 1, k], offset[i - 1, k], bound, graph, dist, back, stamp, now, heap, heap_at)
        for j in range(edge.shape[1]):
            if edge[i, j] < 0:
                continue
            metres, _ = way(edge[i - 1, k], offset[i - 1, k], edge[i, j], offset[i, j], graph, dist, stamp, now)
            if metres > bound:
                continue
            price = total[i - 1, k] + cost[i, j] + abs(metres - straight) / DETOUR_M
            if price < total[i, j]:
                total[i, j], came[i, j] = price, k
                reached = True
    return now, reached


@compiled
def _trace(first: int, end: int, total: Floats, came: Bytes, linked: Flags, chosen: Places) -> None:
    k = -1
    for i in range(end - 1, first - 1, -1):
        if i == end - 1 or not linked[i + 1]:
            k = int(np.argmin(total[i]))
            if not np.isfinite(total[i, k]):
                k = -1
        else:
            k = came[i + 1, k]
        chosen[i] = k
