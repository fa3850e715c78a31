"""Compiled laying of decoded steps along the network: which piece of which edge was walked from when to when."""

from typing import Any

import numpy as np

from geo.analysis.arrays import Flags, Floats, compiled
from geo.analysis.patrol.arrays import Places
from geo.analysis.patrol.kernel_match import search, way

EDGE, FROM, TO, ENTERED, LEFT, LEG, IN_END, OUT_END = 0, 1, 2, 3, 4, 5, 6, 7
"""Columns of a passage: edge, reach of it walked, seconds, run of linked steps, ends by which it is entered and left.

An end is 0 for the tail, 1 for the head, −1 for none: the run begins or stops on the edge.
"""
WIDTH = 8
HURRY = 1.6
"""A side trip this many times faster than the usual pace was not walked."""


@compiled
def lay(
    x: Floats,
    y: Floats,
    came: Floats,
    went: Floats,
    edge: Places,
    offset: Floats,
    chosen: Places,
    linked: Flags,
    graph: tuple[Any, ...],
    scratch: tuple[Any, ...],
    now: int,
) -> tuple[Floats, int]:
    """Give the passages of linked steps in the order walked; steps are reached at ``came``, left at ``went``."""
    out = np.empty((1024, WIDTH), np.float64)
    filled, run = 0, 0
    route = np.empty(4096, np.int64)
    for i in range(1, x.size):
        if not linked[i] or chosen[i] < 0 or chosen[i - 1] < 0:
            run += 1
            continue
        a, b = edge[i - 1, chosen[i - 1]], edge[i, chosen[i]]
        s, u = offset[i - 1, chosen[i - 1]], offset[i, chosen[i]]
        if a == b and abs(u - s) <= _round_trip(a, s, u, graph):
            out, filled = _add(out, filled, a, s, u, went[i - 1], came[i], run, -1, -1)
            continue
        now += 1
        bound = 2.0 * np.hypot(x[i] - x[i - 1], y[i] - y[i - 1]) + 60.0
        out, filled = _connect(out, filled, a, s, b, u, went[i - 1], came[i], run, bound, graph, scratch, now, route)
    return out[:filled], now


@compiled
def _round_trip(edge: int, s: float, u: float, graph: tuple[Any, ...]) -> float:
    """Least way that leaves an edge by one end and comes back by the other, were both ends one place."""
    return float(min(s, u) + graph[2][edge] - max(s, u))


@compiled
def _connect(
    out: Floats,
    filled: int,
    a: int,
    s: float,
    b: int,
    u: float,
    since: float,
    until: float,
    run: int,
    bound: float,
    graph: tuple[Any, ...],
    scratch: tuple[Any, ...],
    now: int,
    route: Places,
) -> tuple[Floats, int]:
    dist, back, stamp, heap, heap_at = scratch
    tail, head, length, _, _ = graph
    search(a, s, bound, graph, dist, back, stamp, now, heap, heap_at)
    metres, end = way(a, s, b, u, graph, dist, stamp, now)
    if end == 2:
        return _add(out, filled, a, s, u, since, until, run, -1, -1)
    pace = (until - since) / metres if metres > 0 else 0.0
    node = tail[b] if end == 0 else head[b]
    count = 0
    while back[node] >= 0 and count < route.size:
        route[count] = back[node]
        count += 1
        node = tail[back[node]] if head[back[node]] == node else head[back[node]]
    leaving = -1 - back[node]
    clock = since
    gone = s if leaving == 0 else length[a] - s
    out, filled = _add(
        out, filled, a, s, 0.0 if leaving == 0 else length[a], clock, clock + gone * pace, run, -1, leaving
    )
    clock += gone * pace
    for place in range(count - 1, -1, -1):
        e = route[place]
        entering = 0 if tail[e] == node else 1
        node = head[e] if entering == 0 else tail[e]
        start, stop = (0.0, length[e]) if entering == 0 else (length[e], 0.0)
        out, filled = _add(out, filled, e, start, stop, clock, clock + length[e] * pace, run, entering, 1 - entering)
        clock += length[e] * pace
    return _add(out, filled, b, 0.0 if end == 0 else length[b], u, clock, until, run, end, -1)


@compiled
def _add(
    out: Floats,
    filled: int,
    edge: int,
    start: float,
    stop: float,
    since: float,
    until: float,
    run: int,
    entering: int,
    leaving: int,
) -> tuple[Floats, int]:
    """Add a passage, or stretch the last one while its edge has not been left."""
    low, high = min(start, stop), max(start, stop)
    if filled > 0 and out[filled - 1, EDGE] == edge and out[filled - 1, LEG] == run and entering < 0:
        last = out[filled - 1]
        last[FROM], last[TO] = min(last[FROM], low), max(last[TO], high)
        last[LEFT], last[OUT_END] = until, leaving
        return out, filled
    if filled == out.shape[0]:
        wider = np.empty((2 * filled, WIDTH), np.float64)
        wider[:filled] = out
        out = wider
    row = out[filled]
    row[EDGE], row[FROM], row[TO], row[ENTERED], row[LEFT] = edge, low, high, since, until
    row[LEG], row[IN_END], row[OUT_END] = run, entering, leaving
    return out, filled + 1


@compiled
def prune(passages: Floats, stub_m: float) -> Places:
    """Take out side trips that leave by the end they came in and are noise; mend the way around them.

    They are noise if no longer than ``stub_m``, or if the walker would have had to hurry far beyond the usual pace.
    """
    kept = np.empty(passages.shape[0], np.int64)
    count, usual, run = 0, 0.0, -1.0
    for i in range(passages.shape[0]):
        row = passages[i]
        if row[LEG] != run:
            run = row[LEG]
            usual = _usual_pace(passages, i)
        turned = row[IN_END] >= 0 and row[IN_END] == row[OUT_END]
        depth = row[TO] - row[FROM]
        if turned and (depth <= stub_m or 2 * depth > HURRY * usual * (row[LEFT] - row[ENTERED])):
            continue
        if count > 0:
            last = passages[kept[count - 1]]
            if last[EDGE] == row[EDGE] and last[LEG] == row[LEG] and last[OUT_END] == row[IN_END]:
                last[FROM], last[TO] = min(last[FROM], row[FROM]), max(last[TO], row[TO])
                last[LEFT], last[OUT_END] = row[LEFT], row[OUT_END]
                continue
        kept[count] = i
        count += 1
    return kept[:count]


@compiled
def _usual_pace(passages: Floats, first: int) -> float:
    """Give the middle speed of the passages of one run that go through, m/s; infinite if none does."""
    end = first
    while end < passages.shape[0] and passages[end, LEG] == passages[first, LEG]:
        end += 1
    speeds = np.empty(end - first)
    count = 0
    for i in range(first, end):
        row = passages[i]
        if row[IN_END] >= 0 and row[OUT_END] >= 0 and row[IN_END] != row[OUT_END] and row[LEFT] > row[ENTERED]:
            speeds[count] = (row[TO] - row[FROM]) / (row[LEFT] - row[ENTERED])
            count += 1
    return float(np.median(speeds[:count])) if count > 0 else np.inf
