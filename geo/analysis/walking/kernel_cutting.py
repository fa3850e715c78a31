"""Cutting streets where the walking time runs out, by machine."""

import numpy as np

from geo.analysis.arrays import Floats, Ints, compiled
from geo.analysis.walking.kernel import spread
from geo.analysis.walking.kernel_places import edges_touched


@compiled
def covered(
    length: float,
    slow: float,
    by_start: float,
    by_end: float,
    limit: float,
    sources: Ints,
    source_place: Floats,
    source_leg: Floats,
) -> Floats:
    """Give the stretches of an edge, in metres along it, that are reached: rows of from and to, merged and sorted."""
    stretch = np.empty((sources.size + 2, 2))
    used = 0
    if by_start < limit:
        stretch[used] = 0.0, min(length, (limit - by_start) / slow)
        used += 1
    for number in range(sources.size):
        far = (limit - source_leg[sources[number]]) / slow
        if far > 0.0:
            middle = source_place[sources[number]]
            stretch[used] = max(0.0, middle - far), min(length, middle + far)
            used += 1
    if by_end < limit:
        stretch[used] = max(0.0, length - (limit - by_end) / slow), length
        used += 1
    for last in range(1, used):
        low, high = stretch[last, 0], stretch[last, 1]
        slot = last
        while slot > 0 and stretch[slot - 1, 0] > low:
            stretch[slot] = stretch[slot - 1]
            slot -= 1
        stretch[slot] = low, high
    kept = 0
    for number in range(used):
        if stretch[number, 1] <= stretch[number, 0]:
            continue
        if kept and stretch[number, 0] <= stretch[kept - 1, 1]:
            stretch[kept - 1, 1] = max(stretch[kept - 1, 1], stretch[number, 1])
        else:
            stretch[kept] = stretch[number]
            kept += 1
    return stretch[:kept]


@compiled
def cut_each(
    first: Ints,
    to: Ints,
    cost: Floats,
    half_edge: Ints,
    starts: Ints,
    ends: Ints,
    length: Floats,
    slow: Floats,
    shape_first: Ints,
    shape_x: Floats,
    shape_y: Floats,
    along: Floats,
    source_edge: Ints,
    source_place: Floats,
    source_leg: Floats,
    source_start: Floats,
    source_end: Floats,
    group_first: Ints,
    group: Ints,
    limit: float,
    width: float,
    ring: int,
) -> tuple[Ints, Ints, Floats]:
    """Cut the streets that each group of sources reaches: lines per group, vertices per line, the vertices."""
    nodes = first.size - 1
    seconds = np.full(nodes, np.inf)
    owner, touched = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    groups = group_first.size - 1
    lines_first = np.zeros(groups + 1, np.int32)
    line_first = np.zeros(1024, np.int32)
    xy = np.empty((4096, 2))
    lines, used = 0, 0
    for one in range(groups):
        members = group[group_first[one] : group_first[one + 1]]
        members = members[source_edge[members] >= 0]
        seed_node = np.concatenate((starts[source_edge[members]], ends[source_edge[members]]))
        seed_cost = np.concatenate((source_start[members], source_end[members]))
        owners = np.zeros(seed_node.size, np.int32)
        count = spread(first, to, cost, seed_node, seed_cost, owners, limit, width, ring, seconds, owner, touched)
        own_edges = np.sort(source_edge[members])
        by_own = members[np.argsort(source_edge[members])]
        edges = edges_touched(first, half_edge, starts, ends, seconds, touched, count, -1)
        edges = np.unique(np.concatenate((edges, own_edges)))
        for edge in edges:
            if not np.isfinite(slow[edge]):
                continue
            low, high = np.searchsorted(own_edges, edge), np.searchsorted(own_edges, edge, "right")
            stretches = covered(
                length[edge], slow[edge], seconds[starts[edge]], seconds[ends[edge]], limit,
                by_own[low:high], source_place, source_leg,
            )  # fmt: skip
            begin, finish = shape_first[edge], shape_first[edge + 1]
            for number in range(stretches.shape[0]):
                if used + finish - begin + 2 > xy.shape[0]:
                    larger = np.empty((2 * (used + finish - begin + 2), 2))
                    larger[:used] = xy[:used]
                    xy = larger
                if lines + 2 > line_first.size:
                    longer = np.empty(line_first.size * 2, np.int32)
                    longer[: lines + 1] = line_first[: lines + 1]
                    line_first = longer
                used = _copy(
                    xy, used, shape_x, shape_y, along, begin, finish, stretches[number, 0], stretches[number, 1]
                )
                lines += 1
                line_first[lines] = used
        lines_first[one + 1] = lines
        for number in range(count):
            seconds[touched[number]] = np.inf
    return lines_first, line_first[: lines + 1].copy(), xy[:used].copy()


@compiled
def _copy(
    xy: Floats, used: int, x: Floats, y: Floats, along: Floats, begin: int, finish: int, low: float, high: float
) -> int:
    """Write one stretch of an edge's shape, cut at both ends; give the number of vertices used then."""
    for at in range(begin, finish - 1):
        left, right = along[at], along[at + 1]
        if right <= low or left >= high:
            continue
        dx, dy, span = x[at + 1] - x[at], y[at + 1] - y[at], right - left
        if left <= low:
            part = (low - left) / span
            xy[used, 0], xy[used, 1] = x[at] + part * dx, y[at] + part * dy
            used += 1
        part = min((high - left) / span, 1.0)
        xy[used, 0], xy[used, 1] = x[at] + part * dx, y[at] + part * dy
        used += 1
    return used
