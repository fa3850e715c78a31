"""Compiled union of what cameras see of each street piece: how much is seen, by how many, and what nobody sees."""
# mypy: disable-error-code="no-untyped-def,untyped-decorator"
# numba compiles from the values it meets; its decorator carries no types

import numpy as np
from numba import njit

from geo.analysis.cctv.kernel_sight import disc


@njit(cache=True, nogil=True)
def covered(lines, starts, parts, cameras, places, reach, times):
    """Give for each piece the share seen by at least ``times`` cameras within their ``reach``.

    Parameters
    ----------
    starts
        Where each piece's rows of ``parts`` (from, to) and ``cameras`` begin; one more than pieces.
    """
    seen = np.zeros(lines.shape[0])
    marks = np.empty(parts.shape[0] * 2)
    steps = np.empty(parts.shape[0] * 2, np.int64)
    for piece in range(lines.shape[0]):
        if starts[piece + 1] - starts[piece] < times:
            continue
        count = _marks(lines[piece], starts[piece], starts[piece + 1], parts, cameras, places, reach, marks, steps)
        depth, since = 0, 0.0
        for k in range(count):
            if depth >= times:
                seen[piece] += marks[k] - since
            since = marks[k]
            depth += steps[k]
    return seen


@njit(cache=True, nogil=True)
def gaps(lines, starts, parts, cameras, places, reach):
    """Give what nobody sees: rows of piece, from, to (shares of the piece)."""
    out, found = np.empty((lines.shape[0] + parts.shape[0], 3)), 0
    marks = np.empty(parts.shape[0] * 2)
    steps = np.empty(parts.shape[0] * 2, np.int64)
    for piece in range(lines.shape[0]):
        count = _marks(lines[piece], starts[piece], starts[piece + 1], parts, cameras, places, reach, marks, steps)
        depth, since = 0, 0.0
        for k in range(count):
            if depth == 0 and marks[k] > since + 1e-9:
                out[found, 0], out[found, 1], out[found, 2] = piece, since, marks[k]
                found += 1
            depth += steps[k]
            since = marks[k] if depth == 0 else since
        if since < 1.0 - 1e-9:
            out[found, 0], out[found, 1], out[found, 2] = piece, since, 1.0
            found += 1
    return out[:found]


@njit(cache=True, nogil=True)
def _marks(line, first, end, parts, cameras, places, reach, marks, steps):
    count = 0
    dx, dy = line[2] - line[0], line[3] - line[1]
    for k in range(first, end):
        camera = cameras[k]
        ax, ay = line[0] - places[camera, 0], line[1] - places[camera, 1]
        low, high = disc(ax, ay, dx, dy, reach[camera])
        low, high = max(low, parts[k, 0]), min(high, parts[k, 1])
        if high > low:
            _put(marks, steps, count, low, 1)
            _put(marks, steps, count + 1, high, -1)
            count += 2
    return count


@njit(cache=True, nogil=True)
def _put(marks, steps, count, mark, step):
    """Insert in order: few cameras see one piece, so this beats sorting afterwards."""
    k = count
    while k > 0 and marks[k - 1] > mark:
        marks[k], steps[k] = marks[k - 1], steps[k - 1]
        k -= 1
    marks[k], steps[k] = mark, step
