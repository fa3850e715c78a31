"""Compiled sweep of one camera's horizon: which stretches of ground each bearing sees, past walls of any height.

In inverse distance w = 1/r a wall is w(φ) = a·cos φ + b·sin φ, and the far end of its shadow on the ground is the
same line times (h_c − h_b)/h_c. Walking outwards on a bearing, ground is hidden while more buildings were entered
than shadows ended; so a building needs no pairing of entry and exit, and one low in front is seen over.
Between two bearings at which lines begin, end or cross the order along the bearing is fixed: a wedge. Its visible
cells lie between two lines and are exact. Angles are radians, counter-clockwise from the start of the view.
"""
# mypy: disable-error-code="no-untyped-def,untyped-decorator"
# numba compiles from the values it meets; its decorator carries no types

import numpy as np
from numba import njit

NEAR, FAR = -1, -2
"""In place of a wall: the near and the far circle of the view."""
TURN = 2 * np.pi
_ANGLE = 1e-12
_LENGTH = 1e-6


@njit(cache=True, nogil=True)
def walls(x, y, height, start, width, far, edges, edge_starts, heights, candidates):
    """Give the walls in reach as lines of inverse distance: low, high, a, b, step, building.

    ``step`` is +1 where ground behind gets hidden (a building is entered) and −1 where a shadow ends.
    """
    total = 0
    for k in range(candidates.size):
        total += edge_starts[candidates[k] + 1] - edge_starts[candidates[k]]
    spans = np.empty((2 * total, 4))
    marks = np.empty((2 * total, 2), np.int64)
    count = 0
    cos, sin = np.cos(start), np.sin(start)
    for k in range(candidates.size):
        building = candidates[k]
        over = (height - heights[building]) / height if height > heights[building] else 0.0
        for e in range(edge_starts[building], edge_starts[building + 1]):
            ax, ay = _turned(edges[e, 0] - x, edges[e, 1] - y, cos, sin)
            bx, by = _turned(edges[e, 2] - x, edges[e, 3] - y, cos, sin)
            area = ax * by - ay * bx
            if area == 0 or (area > 0 and over == 0.0) or _nearest(ax, ay, bx, by) > far:
                continue
            scale = over if area > 0 else 1.0
            a, b = (by - ay) / area * scale, (ax - bx) / area * scale
            one, two = _bearing(ax, ay), _bearing(bx, by)
            if area < 0:
                one, two = two, one
            count = _add(spans, marks, count, one, two, width, a, b, 1 if area < 0 else -1, building)
    return spans[:count], marks[:count]


@njit(cache=True, nogil=True)
def _turned(x, y, cos, sin):
    return x * cos + y * sin, y * cos - x * sin


@njit(cache=True, nogil=True)
def _bearing(x, y):
    angle = np.arctan2(y, x)
    return angle if angle >= 0 else angle + TURN


@njit(cache=True, nogil=True)
def _nearest(ax, ay, bx, by):
    dx, dy = bx - ax, by - ay
    t = min(1.0, max(0.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    return np.hypot(ax + t * dx, ay + t * dy)


@njit(cache=True, nogil=True)
def _add(spans, marks, count, one, two, width, a, b, step, building):
    for part in range(2):
        low, high = one, two
        if two < one:
            low, high = (one, TURN) if part == 0 else (0.0, two)
        elif part == 1:
            break
        high = min(high, width)
        if high > low:
            spans[count, 0], spans[count, 1], spans[count, 2], spans[count, 3] = low, high, a, b
            marks[count, 0], marks[count, 1] = step, building
            count += 1
    return count


@njit(cache=True, nogil=True)
def bearings(spans, width, near, far):
    """Give the sorted bearings at which lines begin, end or cross the near and far circles."""
    found = np.empty(spans.shape[0] * 6 + 2)
    found[0], found[1] = 0.0, width
    count = 2
    for i in range(spans.shape[0]):
        low, high, a, b = spans[i]
        found[count], found[count + 1] = low, high
        count += 2
        steep = np.hypot(a, b)
        for radius in (near, far):
            if radius * steep <= 1.0:
                continue
            centre, half = np.arctan2(b, a), np.arccos(1 / (radius * steep))
            for crossing in (centre - half, centre + half):
                angle = crossing % TURN
                if low < angle < high:
                    found[count] = angle
                    count += 1
    found = np.sort(found[:count])
    kept = 1
    for i in range(1, count):
        if found[i] - found[kept - 1] > _ANGLE:
            found[kept] = found[i]
            kept += 1
    return found[:kept]


@njit(cache=True, nogil=True)
def sweep(spans, marks, width, near, far, depth):
    """Give the wedges of the view.

    Parameters
    ----------
    depth
        Number of lower buildings the camera itself stands on.

    Returns
    -------
    stops
        Bearings between wedges, one more than wedges.
    cell_starts
        Where each wedge's cells begin, one more than wedges.
    cells
        For each cell the line it begins behind and the line it ends at (row of ``spans``, or NEAR, FAR).
    """
    angles = bearings(spans, width, near, far)
    begins = np.searchsorted(angles, spans[:, 0], side="right") - 1
    ends = np.searchsorted(angles, spans[:, 1], side="right") - 1
    waiting, behind = np.full(angles.size, -1), np.empty(spans.shape[0], np.int64)
    for line in range(spans.shape[0]):  # the lines that begin at a bearing, as a chain
        behind[line], waiting[begins[line]] = waiting[begins[line]], line
    active, actives = np.empty(spans.shape[0], np.int64), 0
    lines, inverses = np.empty(spans.shape[0], np.int64), np.empty((spans.shape[0], 3))
    state = (np.zeros(64), np.zeros(64, np.int64), np.empty((64, 2), np.int64))
    wedges, cells = 0, 0
    for j in range(angles.size - 1):
        kept = 0
        for k in range(actives):
            if ends[active[k]] > j:
                active[kept] = active[k]
                kept += 1
        actives = kept
        line = waiting[j]
        while line >= 0:
            if ends[line] > j:
                active[actives] = line
                actives += 1
            line = behind[line]
        count = _within(active[:actives], spans, marks, angles[j], angles[j + 1], far, lines, inverses)
        _order(lines, inverses, count)
        cuts = _cuts(lines, inverses, count, spans, angles[j], angles[j + 1])
        for k in range(cuts.size - 1):
            low, high = cuts[k], cuts[k + 1]
            if cuts.size > 2:
                _measure(lines, inverses, count, spans, (low + high) / 2)
                _order(lines, inverses, count)
            wedges, cells, state = _walk(lines[:count], inverses, marks, high, near, far, depth, wedges, cells, state)
    return state[0][: wedges + 1], state[1][: wedges + 1], state[2][:cells]


@njit(cache=True, nogil=True)
def _within(active, spans, marks, low, high, far, lines, inverses):
    """Collect the lines of a wedge, inverse distances at its middle, low and high bearing beside them.

    Lines beyond the far circle or behind the nearest wall that is never seen over are left out.
    """
    mid = (low + high) / 2
    cosines, sines = (np.cos(mid), np.cos(low), np.cos(high)), (np.sin(mid), np.sin(low), np.sin(high))
    limit, stop = 1 / far, -1
    for line in active:
        inverse = spans[line, 2] * cosines[0] + spans[line, 3] * sines[0]
        if marks[line, 0] == 1 and inverse > limit and _endless(active, marks, line):
            limit, stop = inverse, line
    floors = (1 / far, 1 / far, 1 / far)
    if stop >= 0:
        a, b = spans[stop, 2], spans[stop, 3]
        floors = (a * cosines[0] + b * sines[0], a * cosines[1] + b * sines[1], a * cosines[2] + b * sines[2])
    count = 0
    for line in active:
        for k in range(3):
            inverses[count, k] = spans[line, 2] * cosines[k] + spans[line, 3] * sines[k]
        if line == stop or inverses[count, 1] > floors[1] or inverses[count, 2] > floors[2]:
            lines[count] = line
            count += 1
    return count


@njit(cache=True, nogil=True)
def _endless(active, marks, line):
    for other in active:  # noqa: SIM110 (numba knows no all())
        if marks[other, 1] == marks[line, 1] and marks[other, 0] == -1:
            return False
    return True


@njit(cache=True, nogil=True)
def _measure(lines, inverses, count, spans, angle):
    cos, sin = np.cos(angle), np.sin(angle)
    for i in range(count):
        inverses[i, 0] = spans[lines[i], 2] * cos + spans[lines[i], 3] * sin


@njit(cache=True, nogil=True)
def _order(lines, inverses, count):
    """Sort lines from near to far on the middle bearing."""
    for i in range(1, count):
        line, mid, low, high = lines[i], inverses[i, 0], inverses[i, 1], inverses[i, 2]
        k = i - 1
        while k >= 0 and inverses[k, 0] < mid:
            lines[k + 1] = lines[k]
            for column in range(3):
                inverses[k + 1, column] = inverses[k, column]
            k -= 1
        lines[k + 1] = line
        inverses[k + 1, 0], inverses[k + 1, 1], inverses[k + 1, 2] = mid, low, high


@njit(cache=True, nogil=True)
def _cuts(lines, inverses, count, spans, low, high):
    """Give the bearings between which a wedge has one order of lines: its ends, and crossings inside it."""
    crossing = False
    for i in range(count - 1):
        for k in range(1, 3):
            crossing |= inverses[i, k] < inverses[i + 1, k] * (1 - 1e-9)
    if not crossing:
        return np.array((low, high))
    cuts = np.empty(count * count + 2)
    cuts[0] = low
    found = 1
    for i in range(count):
        for k in range(i):
            da, db = spans[lines[i], 2] - spans[lines[k], 2], spans[lines[i], 3] - spans[lines[k], 3]
            angle = np.arctan2(-da, db) % np.pi
            for cut in (angle, angle + np.pi):
                if low + _ANGLE < cut < high - _ANGLE:
                    cuts[found] = cut
                    found += 1
    cuts[found] = high
    in_order(cuts[: found + 1])
    return cuts[: found + 1]


@njit(cache=True, nogil=True)
def in_order(few):
    """Sort a few numbers where they stand; numpy's own sort takes a second to compile."""
    for i in range(1, few.size):
        one, k = few[i], i - 1
        while k >= 0 and few[k] > one:
            few[k + 1] = few[k]
            k -= 1
        few[k + 1] = one


@njit(cache=True, nogil=True)
def _walk(lines, inverses, marks, high, near, far, depth, wedges, cells, state):
    """Walk outwards on the middle bearing and keep what is open; a wedge like the one before widens that one."""
    stops, starts, pairs = state
    if pairs.shape[0] < cells + lines.size + 1:
        pairs = np.concatenate((pairs, np.empty((pairs.shape[0] + lines.size, 2), np.int64)))
    if stops.size < wedges + 2:
        stops = np.concatenate((stops, np.empty(stops.size)))
        starts = np.concatenate((starts, np.empty(starts.size, np.int64)))
    first, since, began = cells, near, NEAR
    for i in range(lines.size + 1):
        line, inverse = FAR, 1 / far
        if i < lines.size and inverses[i, 0] > 1 / far:
            line, inverse = lines[i], inverses[i, 0]
        at = max(near, 1 / inverse)
        if depth == 0 and at - since > _LENGTH:
            pairs[cells, 0], pairs[cells, 1] = began, line
            cells += 1
        if line == FAR:
            break
        depth += marks[line, 0]
        if depth == 0:
            since, began = at, line if at > near else NEAR
    if wedges > 0 and _same(pairs, starts[wedges - 1], first, cells):
        stops[wedges] = high
        return wedges, first, (stops, starts, pairs)
    wedges += 1
    stops[wedges], starts[wedges] = high, cells
    return wedges, cells, (stops, starts, pairs)


@njit(cache=True, nogil=True)
def _same(pairs, before, first, end):
    if first - before != end - first:
        return False
    for k in range(end - first):
        if pairs[before + k, 0] != pairs[first + k, 0] or pairs[before + k, 1] != pairs[first + k, 1]:
            return False
    return True
