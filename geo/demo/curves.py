"""Smooth lines through drawn points, bands along them and soft outlines: the pencil of the demo city."""

from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

Points = NDArray[np.float64]
Line: TypeAlias = shapely.LineString
Polygon: TypeAlias = shapely.Polygon


def spline(drawn: Any, *, step_m: float = 25.0) -> Points:
    """Give points every ``step_m`` along a smooth curve through the drawn ones, as an (n, 2) array in metres."""
    knots = np.asarray(drawn, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T))])
    curve = CubicSpline(along, knots)
    return np.asarray(curve(np.linspace(0.0, along[-1], max(3, int(along[-1] / step_m)))))


def line(drawn: Any, *, step_m: float = 25.0) -> Line:
    """Give a smooth line through the drawn points."""
    return shapely.LineString(spline(drawn, step_m=step_m))


def band(points: Points, half_width_m: NDArray[np.float64]) -> Polygon:
    """Give the area within a changing half width of a line: a river."""
    slope = np.gradient(points, axis=0)
    normal = np.column_stack([-slope[:, 1], slope[:, 0]]) / np.hypot(*slope.T)[:, None]
    left, right = points + normal * half_width_m[:, None], points - normal * half_width_m[:, None]
    return shapely.make_valid(shapely.Polygon(np.vstack([left, right[::-1]])))


def waves(rng: np.random.Generator, length: int, *, periods: int, size: float) -> NDArray[np.float64]:
    """Give a gentle random curve of ``length`` values around nought, ``size`` at its widest."""
    at = np.linspace(0.0, 2 * np.pi, length)
    total = np.zeros(length)
    for period in range(1, periods + 1):
        total += np.sin(period * at + rng.uniform(0, 2 * np.pi)) * rng.uniform(0.5, 1.0) / period**0.6
    widest = float(np.abs(total).max())
    return np.asarray(total * size / widest)


def blob(rng: np.random.Generator, centre: tuple[float, float], radii: tuple[float, float], *, rough: float) -> Polygon:
    """Give a soft closed outline around a centre: a lake, a park, an island."""
    corners = 96
    turn = np.linspace(0.0, 2 * np.pi, corners, endpoint=False)
    reach = 1.0 + waves(rng, corners + 1, periods=6, size=rough)[:-1]
    x = centre[0] + radii[0] * reach * np.cos(turn)
    y = centre[1] + radii[1] * reach * np.sin(turn)
    return shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))


def rounded(corners: Any, *, times: int = 2) -> Polygon:
    """Give a polygon with its corners cut off ``times`` times (Chaikin): a boundary drawn by hand."""
    ring = np.asarray(corners, dtype=float)
    for _ in range(times):
        following = np.roll(ring, -1, axis=0)
        ring = np.column_stack([0.9 * ring + 0.1 * following, 0.1 * ring + 0.9 * following]).reshape(-1, 2)
    return shapely.Polygon(ring)


def polygons(shape: Any) -> list[Polygon]:
    """Give the polygons a shape is made of, largest first."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon" and not one.is_empty]
    return sorted(parts, key=lambda one: -one.area)


def lines(shape: Any) -> list[Line]:
    """Give the lines a shape is made of, rings included, in their order."""
    found: list[Line] = []
    for part in shapely.get_parts(shape):
        if part.geom_type in {"LineString", "LinearRing"}:
            found.append(shapely.LineString(part.coords))
        elif part.geom_type in {"MultiLineString", "GeometryCollection"}:
            found.extend(lines(part))
    return [one for one in found if one.length > 0]
