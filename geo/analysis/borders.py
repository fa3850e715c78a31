"""Straight lines and the borders of areas: where they meet, and which area a point lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray


def met(lines: NDArray[np.float64], areas: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find where straight lines meet the borders of areas.

    Parameters
    ----------
    lines
        x, y from, x, y to; metric.
    areas
        Polygons.

    Returns
    -------
    row, along
        For each meeting the line's row and the metres from its beginning; where a line runs along a border, both
        ends of the common stretch. In no order.
    """
    straight = shapely.linestrings(lines.reshape(-1, 2, 2))
    borders = shapely.get_parts(shapely.boundary(areas))
    border, row = shapely.STRtree(straight).query(borders, predicate="intersects")
    points, pair = shapely.get_coordinates(shapely.intersection(straight[row], borders[border]), return_index=True)
    found = row[pair].astype(np.int64)
    return found, np.hypot(*(points - lines[found, :2]).T)


def first(points: NDArray[np.object_], areas: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give for each point the first area it lies in or on, −1 outside all."""
    found = np.full(len(points), len(areas), np.int64)
    point, area = shapely.STRtree(areas).query(points, predicate="intersects")
    np.minimum.at(found, point, area)
    return np.where(found == len(areas), -1, found)
