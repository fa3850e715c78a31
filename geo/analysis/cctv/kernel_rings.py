"""Compiled tracing of a swept view's outline: rings with the view on their left, shells before their holes.

Cells of neighbouring wedges meet on a bearing; what one side sees there and the other does not is a piece of outline.
Places on a bearing closer than a micrometre are one corner, so every ring closes on itself exactly.
"""
# mypy: disable-error-code="no-untyped-def,untyped-decorator"
# numba compiles from the values it meets; its decorator carries no types

import numpy as np
from numba import njit

from geo.analysis.cctv.kernel_sweep import FAR, NEAR

_OUTER, _INNER, _INWARD, _OUTWARD = 0, 1, 2, 3
_LENGTH = 1e-6
_AREA = 1e-6
_STEP = 0.03
"""Bearing between points set on an arc: at 40 m the chord is 5 mm off the circle."""


@njit(cache=True, nogil=True)
def rings(stops, starts, cells, spans, near, far, closed):
    """Trace the outline of a view around its camera at the origin.

    Returns
    -------
    points
        Corners of all rings, one after the other, first corner repeated.
    ends
        Where each ring ends in ``points``.
    shells
        For each ring 1 if it is a shell, 0 if it is a hole of the shell before it.
    """
    corners = _corners(stops, starts, cells, spans, near, far, closed)
    points, count = np.empty((64, 2)), 0
    ends = np.empty(2 * cells.shape[0] + corners[0].size, np.int64)
    found = 0
    done = np.zeros((4, max(cells.shape[0], corners[0].size)), np.bool_)
    for kind in range(2):
        for cell in range(cells.shape[0]):
            if done[kind, cell]:
                continue
            first = count
            now, at = kind, cell
            while not done[now, at]:
                done[now, at] = True
                points, count = _draw(points, count, now, at, stops, cells, near, far, corners)
                now, at = _next(now, at, starts, corners)
            count = _close(points, first, count)
            if count > first:
                ends[found] = count
                found += 1
    return _nested(points[:count], ends[:found])


@njit(cache=True, nogil=True)
def _corners(stops, starts, cells, spans, near, far, closed):
    """Give the corners on every bearing and what either side sees beyond each.

    Radius and bearing number of each corner; seen on the lower and the higher side just beyond it; for each cell its
    wedge and its corners: inner and outer on its low bearing, inner and outer on its high bearing.
    """
    wedges = stops.size - 1
    rays = wedges if closed else wedges + 1
    size = 4 * cells.shape[0]
    radius, ray_of = np.empty(size), np.empty(size, np.int64)
    below, above = np.zeros(size + 1, np.bool_), np.zeros(size + 1, np.bool_)
    wedge_of, at = np.empty(cells.shape[0], np.int64), np.empty((cells.shape[0], 4), np.int64)
    for wedge in range(wedges):
        wedge_of[starts[wedge] : starts[wedge + 1]] = wedge
    count = 0
    for ray in range(rays):
        higher = ray if ray < wedges else -1
        lower = ray - 1 if ray > 0 else (wedges - 1 if closed else -1)
        places, who = _places(lower, higher, stops, starts, cells, spans, near, far)
        first = count
        for k in range(places.size):
            if count == first or places[k] - radius[count - 1] > _LENGTH:
                radius[count], ray_of[count] = places[k], ray
                count += 1
            at[who[k, 0], who[k, 1]] = count - 1
        for side in range(2):
            wedge, column, seen = (higher, 0, above) if side == 0 else (lower, 2, below)
            if wedge >= 0:
                for cell in range(starts[wedge], starts[wedge + 1]):
                    seen[at[cell, column] : at[cell, column + 1]] = True
    return radius[:count], ray_of, below, above, wedge_of, at, stops


@njit(cache=True, nogil=True)
def _places(lower, higher, stops, starts, cells, spans, near, far):
    """Give, near to far, where cells begin and end on the bearing between two wedges, and whose cells they are."""
    size = 0
    for wedge in (lower, higher):
        size += 2 * (starts[wedge + 1] - starts[wedge]) if wedge >= 0 else 0
    places, who = np.empty(size), np.empty((size, 2), np.int64)
    count = 0
    for wedge, angle, column in ((higher, stops[max(higher, 0)], 0), (lower, stops[lower + 1], 2)):
        if wedge >= 0:
            for cell in range(starts[wedge], starts[wedge + 1]):
                for end in range(2):
                    radius = _radius(cells[cell, end], spans, angle, near, far)
                    k = count
                    while k > 0 and places[k - 1] > radius:
                        places[k], who[k, 0], who[k, 1] = places[k - 1], who[k - 1, 0], who[k - 1, 1]
                        k -= 1
                    places[k], who[k, 0], who[k, 1] = radius, cell, column + end
                    count += 1
    return places, who


@njit(cache=True, nogil=True)
def _radius(line, spans, angle, near, far):
    if line == NEAR:
        return near
    if line == FAR:
        return far
    inverse = spans[line, 2] * np.cos(angle) + spans[line, 3] * np.sin(angle)
    return min(far, max(near, 1 / inverse)) if inverse > 0 else far


@njit(cache=True, nogil=True)
def _draw(points, count, kind, at, stops, cells, near, far, corners):
    """Put the points of one piece of outline: of an arc those between its ends, of all its last corner."""
    radius, ray_of, _, _, wedge_of, places, _ = corners
    if points.shape[0] < count + 512:
        points = np.concatenate((points, np.empty((points.shape[0] + 512, 2))))
    if kind in (_OUTER, _INNER):
        low, high = stops[wedge_of[at]], stops[wedge_of[at] + 1]
        arc = FAR if kind == _OUTER else NEAR
        size = far if kind == _OUTER else near
        if cells[at, 1 - kind] == arc and size > 0:
            steps = int(np.ceil((high - low) / _STEP))
            for k in range(1, steps):
                share = k / steps if kind == _OUTER else 1 - k / steps
                angle = low + share * (high - low)
                points[count, 0], points[count, 1] = size * np.cos(angle), size * np.sin(angle)
                count += 1
        corner = places[at, 3] if kind == _OUTER else places[at, 0]
    else:
        corner = at if kind == _INWARD else at + 1
    angle = stops[ray_of[corner]]
    points[count, 0], points[count, 1] = radius[corner] * np.cos(angle), radius[corner] * np.sin(angle)
    return points, count + 1


@njit(cache=True, nogil=True)
def _next(kind, at, starts, corners):
    """Say where the outline goes on after a piece."""
    if kind == _OUTER:
        return _after_outer(at, starts, corners)
    if kind == _INNER:
        return _after_inner(at, starts, corners)
    corner = at if kind == _INWARD else at + 1
    low_in, low_out, high_in, high_out = _around(corner, corners)
    if kind == _INWARD:
        if not low_in and low_out:
            return _INNER, _inner_below(corner, starts, corners)
        return (_INWARD, corner - 1) if low_in and not high_in else (_OUTER, _outer_above(corner, starts, corners))
    if high_in and not high_out:
        return _OUTER, _outer_above(corner, starts, corners)
    return (_OUTWARD, corner) if high_out and not low_out else (_INNER, _inner_below(corner, starts, corners))


@njit(cache=True, nogil=True)
def _around(corner, corners):
    """Say what is seen short of a corner and beyond it, on the lower and on the higher side."""
    _, ray_of, below, above, _, _, _ = corners
    first = corner == 0 or ray_of[corner - 1] != ray_of[corner]
    return not first and below[corner - 1], below[corner], not first and above[corner - 1], above[corner]


@njit(cache=True, nogil=True)
def _after_outer(cell, starts, corners):
    _, _, _, _, wedge_of, places, _ = corners
    wedge, corner = wedge_of[cell], places[cell, 3]
    if cell + 1 < starts[wedge + 1] and places[cell + 1, 2] == corner:
        return _INNER, cell + 1
    lowest = cell
    while places[lowest, 2] == corner and lowest > starts[wedge] and places[lowest - 1, 3] == corner:
        lowest -= 1
    if places[lowest, 2] == corner:
        return _INNER, lowest
    _, _, high_in, high_out = _around(corner, corners)
    if high_in and not high_out:
        return _OUTER, _outer_above(corner, starts, corners)
    return (_OUTWARD, corner) if high_in else (_INWARD, corner - 1)


@njit(cache=True, nogil=True)
def _after_inner(cell, starts, corners):
    _, _, _, _, wedge_of, places, _ = corners
    wedge, corner = wedge_of[cell], places[cell, 0]
    if cell > starts[wedge] and places[cell - 1, 1] == corner:
        return _OUTER, cell - 1
    highest = cell
    while places[highest, 1] == corner and highest + 1 < starts[wedge + 1] and places[highest + 1, 0] == corner:
        highest += 1
    if places[highest, 1] == corner:
        return _OUTER, highest
    low_in, low_out, _, _ = _around(corner, corners)
    if low_out and not low_in:
        return _INNER, _inner_below(corner, starts, corners)
    return (_INWARD, corner - 1) if low_out else (_OUTWARD, corner)


@njit(cache=True, nogil=True)
def _outer_above(corner, starts, corners):
    """Give the cell on the higher side whose outer line begins at a corner."""
    _, ray_of, _, _, _, places, _ = corners
    wedge = ray_of[corner]
    for cell in range(starts[wedge + 1] - 1, starts[wedge] - 1, -1):
        if places[cell, 1] == corner:
            return cell
    raise ValueError("an outline breaks off outward")


@njit(cache=True, nogil=True)
def _inner_below(corner, starts, corners):
    """Give the cell on the lower side whose inner line begins at a corner."""
    _, ray_of, _, _, _, places, _ = corners
    wedges = starts.size - 1
    wedge = ray_of[corner] - 1 if ray_of[corner] > 0 else wedges - 1
    for cell in range(starts[wedge], starts[wedge + 1]):
        if places[cell, 2] == corner:
            return cell
    raise ValueError("an outline breaks off inward")


@njit(cache=True, nogil=True)
def _close(points, first, count):
    """Leave out repeated corners and rings without area, and repeat the first corner at the end."""
    kept, area = first, 0.0
    for k in range(first, count):
        if kept == first or _apart(points[k], points[kept - 1]):
            points[kept, 0], points[kept, 1] = points[k, 0], points[k, 1]
            kept += 1
    while kept > first + 1 and not _apart(points[kept - 1], points[first]):
        kept -= 1
    for k in range(first, kept):
        after = k + 1 if k + 1 < kept else first
        area += points[k, 0] * points[after, 1] - points[k, 1] * points[after, 0]
    if kept - first < 3 or abs(area) < 2 * _AREA:
        return first
    points[kept, 0], points[kept, 1] = points[first, 0], points[first, 1]
    return kept + 1


@njit(cache=True, nogil=True)
def _apart(one, two):
    return abs(one[0] - two[0]) > _LENGTH or abs(one[1] - two[1]) > _LENGTH


@njit(cache=True, nogil=True)
def _nested(points, ends):
    """Put every hole behind the smallest shell around it."""
    areas, begins = np.zeros(ends.size), np.empty(ends.size, np.int64)
    for k in range(ends.size):
        begins[k] = ends[k - 1] if k else 0
        ring = points[begins[k] : ends[k]]
        for i in range(ring.shape[0] - 1):
            areas[k] += ring[i, 0] * ring[i + 1, 1] - ring[i, 1] * ring[i + 1, 0]
    shell_of = np.arange(ends.size)
    for hole in range(ends.size):
        size = np.inf
        for shell in range(ends.size):
            first, second = points[begins[hole]], points[begins[hole] + 1]
            x, y = (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
            if areas[hole] < 0 < areas[shell] < size and _inside(x, y, points[begins[shell] : ends[shell]]):
                size, shell_of[hole] = areas[shell], shell
    ordered, out, shells = np.empty_like(points), np.empty_like(ends), np.empty(ends.size, np.int64)
    placed, count = 0, 0
    for shell in range(ends.size):
        for ring in range(-1, ends.size):
            one = shell if ring < 0 else ring
            if areas[shell] < 0 or shell_of[one] != shell or (ring == shell):
                continue
            size = ends[one] - begins[one]
            ordered[placed : placed + size] = points[begins[one] : ends[one]]
            placed += size
            out[count], shells[count] = placed, ring < 0
            count += 1
    return ordered[:placed], out[:count], shells[:count]


@njit(cache=True, nogil=True)
def _inside(x, y, ring):
    inside = False
    for k in range(ring.shape[0] - 1):
        ax, ay, bx, by = ring[k, 0], ring[k, 1], ring[k + 1, 0], ring[k + 1, 1]
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
