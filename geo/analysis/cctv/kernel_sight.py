"""Compiled question to a swept view: which exact stretches of a street it sees, and which walls it looks at."""
# mypy: disable-error-code="no-untyped-def,untyped-decorator"
# numba compiles from the values it meets; its decorator carries no types

import numpy as np
from numba import njit

from geo.analysis.cctv.kernel_sweep import TURN

_SIDE = 1e-6
"""A street that points at the camera is moved aside by a micrometre, so that its bearing changes along it."""
_JOIN = 1e-9


@njit(cache=True, nogil=True)
def stretches(ax, ay, bx, by, stops, starts, cells, spans, near, far):
    """Give the shares (from, to) of a straight street seen; ends in metres from the camera, turned to its start."""
    found, count = np.empty((8, 2)), 0
    dx, dy = bx - ax, by - ay
    length = np.hypot(dx, dy)
    area = ax * dy - ay * dx
    if length == 0:
        return found[:0]
    if abs(area) < _SIDE * length:
        ax, ay = ax + dy / length * _SIDE, ay - dx / length * _SIDE
        area = ax * dy - ay * dx
    first, last = disc(ax, ay, dx, dy, far)
    if last <= first:
        return found[:0]
    one, two = np.arctan2(ay, ax), np.arctan2(ay + dy, ax + dx)
    low = one if area > 0 else two
    low = low if low >= 0 else low + TURN
    high = low + (two - one if area > 0 else one - two) % TURN
    for turn in (0.0, -TURN):
        for wedge in range(stops.size - 1):
            begin, end = max(stops[wedge], low + turn), min(stops[wedge + 1], high + turn)
            if end <= begin:
                continue
            t0, t1 = _at(begin, ax, ay, dx, dy), _at(end, ax, ay, dx, dy)
            if area < 0:
                t0, t1 = t1, t0
            t0, t1 = max(t0, first), min(t1, last)
            for cell in range(starts[wedge], starts[wedge + 1]):
                s0, s1 = _between(cells[cell], spans, ax, ay, dx, dy, t0, t1)
                if s1 > s0:
                    found, count = _put(found, count, s0, s1)
    return _outside(_joined(found[:count]), disc(ax, ay, dx, dy, near))


@njit(cache=True, nogil=True)
def disc(ax, ay, dx, dy, radius):
    """Give the shares of a straight line between which it is within a circle around the origin; (1, 0) if nowhere."""
    square = dx * dx + dy * dy
    middle = -(ax * dx + ay * dy) / square
    rest = middle * middle - (ax * ax + ay * ay - radius * radius) / square
    if rest <= 0 or radius <= 0:
        return 1.0, 0.0
    return max(0.0, middle - np.sqrt(rest)), min(1.0, middle + np.sqrt(rest))


@njit(cache=True, nogil=True)
def _at(angle, ax, ay, dx, dy):
    cos, sin = np.cos(angle), np.sin(angle)
    across = cos * dy - sin * dx
    return -(cos * ay - sin * ax) / across if across != 0 else 0.0


@njit(cache=True, nogil=True)
def _between(cell, spans, ax, ay, dx, dy, t0, t1):
    """Cut a stretch to what lies beyond the cell's inner wall and before its outer one."""
    for side in range(2):
        line = cell[side]
        if line < 0:
            continue
        sign = 1.0 if side == 0 else -1.0
        at = sign * (spans[line, 2] * ax + spans[line, 3] * ay - 1)
        rise = sign * (spans[line, 2] * dx + spans[line, 3] * dy)
        if rise > 0:
            t0 = max(t0, -at / rise)
        elif rise < 0:
            t1 = min(t1, -at / rise)
        elif at < 0:
            return 1.0, 0.0
    return t0, t1


@njit(cache=True, nogil=True)
def _put(found, count, low, high):
    if count == found.shape[0]:
        found = np.concatenate((found, np.empty_like(found)))
    k = count
    while k > 0 and found[k - 1, 0] > low:
        found[k, 0], found[k, 1] = found[k - 1, 0], found[k - 1, 1]
        k -= 1
    found[k, 0], found[k, 1] = low, high
    return found, count + 1


@njit(cache=True, nogil=True)
def _joined(found):
    kept = 0
    for k in range(found.shape[0]):
        if kept > 0 and found[k, 0] <= found[kept - 1, 1] + _JOIN:
            found[kept - 1, 1] = max(found[kept - 1, 1], found[k, 1])
        else:
            found[kept, 0], found[kept, 1] = found[k, 0], found[k, 1]
            kept += 1
    return found[:kept]


@njit(cache=True, nogil=True)
def _outside(found, hole):
    if hole[1] <= hole[0]:
        return found
    out, count = np.empty((found.shape[0] * 2, 2)), 0
    for k in range(found.shape[0]):
        for low, high in ((found[k, 0], min(found[k, 1], hole[0])), (max(found[k, 0], hole[1]), found[k, 1])):
            if high > low:
                out[count, 0], out[count, 1] = low, high
                count += 1
    return out[:count]


@njit(cache=True, nogil=True)
def facades(stops, starts, cells, spans, marks):
    """Give the walls whose foot is seen, a row for each cell before one: building; length and least distance in m."""
    numbers, sizes, count = np.empty(cells.shape[0], np.int64), np.empty((cells.shape[0], 2)), 0
    for wedge in range(stops.size - 1):
        for cell in range(starts[wedge], starts[wedge + 1]):
            line = cells[cell, 1]
            if line < 0:
                continue
            a, b = spans[line, 2], spans[line, 3]
            low = 1 / (a * np.cos(stops[wedge]) + b * np.sin(stops[wedge]))
            high = 1 / (a * np.cos(stops[wedge + 1]) + b * np.sin(stops[wedge + 1]))
            foot = np.arctan2(b, a) % TURN
            numbers[count] = marks[line, 1]
            turned = stops[wedge + 1] - stops[wedge]
            sizes[count, 0] = np.sqrt(max(0.0, low * low + high * high - 2 * low * high * np.cos(turned)))
            sizes[count, 1] = 1 / np.hypot(a, b) if stops[wedge] <= foot <= stops[wedge + 1] else min(low, high)
            count += 1
    return numbers[:count], sizes[:count]
