"""Geometry made sound, in the worker and nowhere else: flat, bounded, valid, of its own kind."""

from typing import Any

import numpy as np
import pyarrow as pa
import shapely

MOST_POINTS = 100_000
"""Most points of one geometry; a larger one is a mistake or an attack."""

Shapes = np.ndarray[Any, Any]


def sound(binary: pa.Array) -> tuple[pa.Array, list[str | None], Shapes]:
    """Give sound geometry for well-known binary, what is wrong where there is none, and which ones were repaired."""
    return settle(
        shapely.from_wkb(np.asarray(binary.to_pylist(), dtype=object), on_invalid="ignore"), binary.is_valid()
    )


def settle(shapes: Shapes, there: pa.Array) -> tuple[pa.Array, list[str | None], Shapes]:
    """Check and repair shapes; ``there`` says where the file had something at all."""
    given = np.asarray(there.to_pylist(), dtype=bool)
    faults = np.full(len(shapes), None, dtype=object)
    faults[given & shapely.is_missing(shapes)] = "geometry_unreadable"
    huge = shapely.get_num_coordinates(shapes) > MOST_POINTS
    faults[huge] = "geometry_huge"
    shapes = shapes.copy()
    shapes[huge] = None
    shapes = shapely.force_2d(shapes)
    wild = ~np.isfinite(shapely.bounds(shapes)).all(axis=1) & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    faults[wild] = "geometry_unreadable"
    shapes[wild | shapely.is_empty(shapes)] = None
    broken = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    repaired = np.zeros(len(shapes), dtype=bool)
    for place in np.flatnonzero(broken):
        shapes[place] = _repair(shapes[place])
        repaired[place] = shapes[place] is not None
        if shapes[place] is None:
            faults[place] = "geometry_beyond_repair"
    written = pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())
    return written, faults.tolist(), repaired


def _repair(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Make one geometry valid, keeping only what is of its own kind: areas stay areas."""
    made = shapely.make_valid(shape)
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        parts = shapely.get_parts(shapely.get_parts(made))
        areas = [part for part in parts if part.geom_type == "Polygon"]
        if not areas:
            return None
        made = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    return None if made.is_empty or not made.is_valid else made
