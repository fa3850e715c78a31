"""Finding the nearest edges of a point by machine: street segments sorted into square cells."""

import numpy as np

from geo.analysis.arrays import Flags, Floats, Ints, compiled


@compiled
def sort_into_cells(
    shape_first: Ints, x: Floats, y: Floats, wanted: Flags, west: float, south: float, size: float, wide: int, high: int
) -> tuple[Ints, Ints, Ints]:
    """Sort the segments of wanted edges into cells: offsets by cell, first vertex of a segment, its edge."""
    offsets = np.zeros(wide * high + 1, np.int32)
    vertex = np.empty(0, np.int32)
    owner = np.empty(0, np.int32)
    for filling in (False, True):
        if filling:
            for cell in range(wide * high):
                offsets[cell + 1] += offsets[cell]
            vertex = np.empty(offsets[-1], np.int32)
            owner = np.empty(offsets[-1], np.int32)
        for edge in range(wanted.size):
            if not wanted[edge]:
                continue
            for at in range(shape_first[edge], shape_first[edge + 1] - 1):
                left = int((min(x[at], x[at + 1]) - west) / size)
                right = int((max(x[at], x[at + 1]) - west) / size)
                low = int((min(y[at], y[at + 1]) - south) / size)
                top = int((max(y[at], y[at + 1]) - south) / size)
                for row in range(low, top + 1):
                    for column in range(left, right + 1):
                        cell = row * wide + column
                        if filling:
                            offsets[cell] -= 1
                            vertex[offsets[cell]] = at
                            owner[offsets[cell]] = edge
                        else:
                            offsets[cell] += 1
    return offsets, vertex, owner


@compiled
def nearest_edges(
    px: Floats,
    py: Floats,
    x: Floats,
    y: Floats,
    along: Floats,
    offsets: Ints,
    vertex: Ints,
    owner: Ints,
    west: float,
    south: float,
    size: float,
    wide: int,
    high: int,
    most_m: float,
    wanted: int,
) -> tuple[Ints, Floats, Floats]:
    """Give each point its nearest edges within ``most_m``: edge (-1 for none), metres along it, metres away."""
    edges = np.full((px.size, wanted), -1, np.int32)
    places = np.zeros((px.size, wanted))
    away = np.full((px.size, wanted), np.inf)
    rings = int(most_m / size) + 2
    for point in range(px.size):
        column = int(np.floor((px[point] - west) / size))
        row = int(np.floor((py[point] - south) / size))
        for ring in range(rings):
            if (ring - 1) * size > min(away[point, wanted - 1], most_m):
                break
            for cell_row in range(max(row - ring, 0), min(row + ring, high - 1) + 1):
                rim = abs(cell_row - row) == ring
                step = 1 if rim or ring == 0 else 2 * ring
                for cell_column in range(column - ring, column + ring + 1, step):
                    if cell_column < 0 or cell_column >= wide:
                        continue
                    cell = cell_row * wide + cell_column
                    for number in range(offsets[cell], offsets[cell + 1]):
                        at = vertex[number]
                        dx, dy = x[at + 1] - x[at], y[at + 1] - y[at]
                        part = ((px[point] - x[at]) * dx + (py[point] - y[at]) * dy) / (dx * dx + dy * dy)
                        part = min(max(part, 0.0), 1.0)
                        gap = np.hypot(px[point] - x[at] - part * dx, py[point] - y[at] - part * dy)
                        if gap <= most_m and gap < away[point, wanted - 1]:
                            place = along[at] + part * (along[at + 1] - along[at])
                            _insert(edges[point], places[point], away[point], owner[number], place, gap)
    return edges, places, away


@compiled
def _insert(edges: Ints, places: Floats, away: Floats, edge: int, place: float, gap: float) -> None:
    """Keep the list of nearest edges sorted, each edge once."""
    last = edges.size - 1
    for slot in range(edges.size):
        if edges[slot] == edge:
            if gap >= away[slot]:
                return
            last = slot
            break
    slot = last
    while slot > 0 and away[slot - 1] > gap:
        edges[slot], places[slot], away[slot] = edges[slot - 1], places[slot - 1], away[slot - 1]
        slot -= 1
    edges[slot], places[slot], away[slot] = edge, place, gap


@compiled
def points_along(
    edge: Ints, place: Floats, shape_first: Ints, x: Floats, y: Floats, along: Floats
) -> tuple[Floats, Floats]:
    """Give the coordinates of places named by edge and metres along it (not a number where the edge is -1)."""
    px, py = np.full(edge.size, np.nan), np.full(edge.size, np.nan)
    for number in range(edge.size):
        here = edge[number]
        if here < 0:
            continue
        low, high = shape_first[here], shape_first[here + 1]
        at = low + np.searchsorted(along[low:high], place[number]) - 1
        at = min(max(at, low), high - 2)
        part = (place[number] - along[at]) / (along[at + 1] - along[at])
        px[number] = x[at] + part * (x[at + 1] - x[at])
        py[number] = y[at] + part * (y[at + 1] - y[at])
    return px, py
