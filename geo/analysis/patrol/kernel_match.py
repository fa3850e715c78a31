"""Compiled search for the likeliest way of a leg along streets: candidates, network transitions, Viterbi.

A hidden Markov model after Newson & Krumm (2009), for walkers: either direction of every street, the bearing of
the movement as a second witness beside the distance, bounded searches on the network between the candidates.
"""

from typing import Any

import numpy as np

from geo.analysis.kernel import Flags, Floats, compiled
from geo.analysis.patrol.arrays import Bytes, Places

FAR = np.inf
LEAST_HEADING_M = 6.0
HEADING_WEIGHT = 4.0
BEAM = 40.0
DETOUR_M = 8.0
MOST = 8
"""Candidates kept for one step."""


@compiled
def candidates(
    x: Floats,
    y: Floats,
    hx: Floats,
    hy: Floats,
    net: tuple[Any, ...],
    reach_m: float,
    noise_m: float,
    edge: Places,
    offset: Floats,
    cost: Floats,
) -> None:
    """Find the streets within reach of every step, with their emission cost; unused places hold edge −1."""
    for i in range(x.size):
        _of_step(x[i], y[i], hx[i], hy[i], net, reach_m, noise_m, edge[i], offset[i], cost[i])


@compiled
def _of_step(
    px: float,
    py: float,
    hx: float,
    hy: float,
    net: tuple[Any, ...],
    reach_m: float,
    noise_m: float,
    edge: Places,
    offset: Floats,
    cost: Floats,
) -> None:
    x0, y0, x1, y1, piece_edge, piece_from = net[0], net[1], net[2], net[3], net[4], net[5]
    cells, in_cell, left, bottom, size, wide, high = net[6], net[7], net[8], net[9], net[10], net[11], net[12]
    edge[:] = -1
    cost[:] = FAR
    column_low = max(0, int((px - reach_m - left) // size))
    column_high = min(wide - 1, int((px + reach_m - left) // size))
    row_low = max(0, int((py - reach_m - bottom) // size))
    row_high = min(high - 1, int((py + reach_m - bottom) // size))
    for row in range(row_low, row_high + 1):
        for column in range(column_low, column_high + 1):
            cell = row * wide + column
            for place in range(cells[cell], cells[cell + 1]):
                p = in_cell[place]
                dx, dy = x1[p] - x0[p], y1[p] - y0[p]
                squared = dx * dx + dy * dy
                along = 0.0 if squared == 0 else ((px - x0[p]) * dx + (py - y0[p]) * dy) / squared
                along = min(1.0, max(0.0, along))
                away = np.hypot(px - x0[p] - along * dx, py - y0[p] - along * dy)
                if away > reach_m:
                    continue
                length = np.sqrt(squared)
                price = 0.5 * (away / noise_m) ** 2
                if length > 0 and (hx != 0.0 or hy != 0.0):
                    across = (hx * dy - hy * dx) / length
                    price += HEADING_WEIGHT * across * across
                _keep(piece_edge[p], piece_from[p] + along * length, price, edge, offset, cost)


@compiled
def _keep(this: int, at: float, price: float, edge: Places, offset: Floats, cost: Floats) -> None:
    """Put a candidate among the best; one place an edge."""
    worst, worst_price = 0, -1.0
    for k in range(edge.size):
        if edge[k] == this:
            if price < cost[k]:
                offset[k], cost[k] = at, price
            return
        if cost[k] > worst_price:
            worst, worst_price = k, cost[k]
    if price < worst_price:
        edge[worst], offset[worst], cost[worst] = this, at, price


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


@compiled
def offsets(
    x: Floats,
    y: Floats,
    step_of: Places,
    edge: Places,
    chosen: Places,
    net: tuple[Any, ...],
    of_edge: Places,
    away: Floats,
) -> None:
    """Measure how far each fix lies from the street its step or a neighbouring step was matched to; NaN if none."""
    for fix in range(x.size):
        step = step_of[fix]
        away[fix] = np.nan
        if chosen[step] < 0:
            continue
        least = FAR
        for near in range(max(0, step - 1), min(chosen.size, step + 2)):
            if chosen[near] >= 0:
                least = min(least, _away(x[fix], y[fix], edge[near, chosen[near]], net, of_edge))
        away[fix] = least


@compiled
def _away(px: float, py: float, e: int, net: tuple[Any, ...], of_edge: Places) -> float:
    least = FAR
    for p in range(of_edge[e], of_edge[e + 1]):
        dx, dy = net[2][p] - net[0][p], net[3][p] - net[1][p]
        squared = dx * dx + dy * dy
        along = 0.0 if squared == 0 else ((px - net[0][p]) * dx + (py - net[1][p]) * dy) / squared
        along = min(1.0, max(0.0, along))
        least = min(least, np.hypot(px - net[0][p] - along * dx, py - net[1][p] - along * dy))
    return least
