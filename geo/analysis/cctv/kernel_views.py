"""Compiled run over many cameras: for each the outline of its view, the street stretches and the walls it sees."""
# mypy: disable-error-code="no-untyped-def,untyped-decorator"
# numba compiles from the values it meets; its decorator carries no types

import numpy as np
from numba import njit

from geo.analysis.cctv.kernel_rings import rings
from geo.analysis.cctv.kernel_sight import facades, stretches
from geo.analysis.cctv.kernel_sweep import TURN, sweep, walls


@njit(cache=True, nogil=True)
def look(
    cameras, roofs, edges, edge_starts, heights, near_buildings, building_starts, streets, near_streets, street_starts
):
    """Look through every camera.

    Parameters
    ----------
    cameras
        Rows of x, y, height, start bearing, width, near, far; far 0 for one that sees nothing.
    roofs
        Number of buildings each camera stands on.
    near_buildings, building_starts, near_streets, street_starts
        Which buildings and streets are near each camera.

    Returns
    -------
    tuple
        Points, end of each ring, whether it is a shell, end of each camera's rings; stretches (from, to), their
        camera and street; walls (length, distance), their camera and building.
    """
    points, ends, shells = [np.empty((0, 2))], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    parts, part_of = [np.empty((0, 2))], [np.empty((0, 2), np.int64)]
    faces, face_of = [np.empty((0, 2))], [np.empty((0, 2), np.int64)]
    ring_ends, placed = np.zeros(cameras.shape[0], np.int64), 0
    for i in range(cameras.shape[0]):
        x, y, height, start, width, near, far = cameras[i]
        ring_ends[i] = ring_ends[i - 1] if i else 0
        if far <= near or width <= 0:
            continue
        nearby = near_buildings[building_starts[i] : building_starts[i + 1]]
        spans, marks = walls(x, y, height, start, width, far, edges, edge_starts, heights, nearby)
        stops, starts, cells = sweep(spans, marks, width, near, far, roofs[i])
        ring, end, shell = rings(stops, starts, cells, spans, near, far, width >= TURN - 1e-9)
        points.append(_placed(ring, x, y, start))
        ends.append(end + placed)
        shells.append(shell)
        placed += ring.shape[0]
        ring_ends[i] += end.size
        numbers, sizes = facades(stops, starts, cells, spans, marks)
        faces.append(sizes)
        face_of.append(_pairs(i, numbers))
        for k in range(street_starts[i], street_starts[i + 1]):
            street = near_streets[k]
            part = _seen(streets[street], x, y, start, stops, starts, cells, spans, near, far)
            if part.shape[0]:
                parts.append(part)
                part_of.append(_pairs(i, np.full(part.shape[0], street)))
    return (
        (_stacked(points), _strung(ends), _strung(shells), ring_ends),
        (_stacked(parts), _stacked(part_of)),
        (_stacked(faces), _stacked(face_of)),
    )


@njit(cache=True, nogil=True)
def _placed(ring, x, y, start):
    cos, sin = np.cos(start), np.sin(start)
    out = np.empty_like(ring)
    for k in range(ring.shape[0]):
        out[k, 0] = x + ring[k, 0] * cos - ring[k, 1] * sin
        out[k, 1] = y + ring[k, 0] * sin + ring[k, 1] * cos
    return out


@njit(cache=True, nogil=True)
def _seen(street, x, y, start, stops, starts, cells, spans, near, far):
    cos, sin = np.cos(start), np.sin(start)
    ax, ay, bx, by = street[0] - x, street[1] - y, street[2] - x, street[3] - y
    return stretches(
        ax * cos + ay * sin,
        ay * cos - ax * sin,
        bx * cos + by * sin,
        by * cos - bx * sin,
        stops,
        starts,
        cells,
        spans,
        near,
        far,
    )


@njit(cache=True, nogil=True)
def _pairs(camera, numbers):
    out = np.empty((numbers.size, 2), np.int64)
    out[:, 0] = camera
    out[:, 1] = numbers
    return out


@njit(cache=True, nogil=True)
def _stacked(parts):
    size = 0
    for part in parts:
        size += part.shape[0]
    out, at = np.empty((size, 2), parts[0].dtype), 0
    for part in parts:
        out[at : at + part.shape[0]] = part
        at += part.shape[0]
    return out


@njit(cache=True, nogil=True)
def _strung(parts):
    size = 0
    for part in parts:
        size += part.size
    out, at = np.empty(size, parts[0].dtype), 0
    for part in parts:
        out[at : at + part.size] = part
        at += part.size
    return out
