"""A made grid: square cells in the metric CRS that stand in where a city has no grids, and say so by their names."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.crs import STORED
from geo.intake.ground import Shapes
from geo.intake.manifest import Cells

_SLIVER = 0.05
"""A cell of which less than this share is left beside the city's own grids is not made."""


def made(cells: Cells, metric_crs: int, *, beside: Shapes, streets: Shapes) -> gpd.GeoDataFrame:
    """Make the cells and the node above them.

    Parameters
    ----------
    cells
        Extent in degrees, size in metres, the node above.
    metric_crs
        The city's metric CRS.
    beside
        Grids the city has already, in the metric CRS: cells keep clear of them.
    streets
        Streets in the metric CRS; used where cells are wanted only where there are streets.

    Returns
    -------
    GeoDataFrame
        Index code; name, level, type, parent; MultiPolygons in the metric CRS.
    """
    squares, codes = _squares(cells, metric_crs)
    taken = shapely.union_all(beside) if len(beside) else shapely.Polygon()
    left = shapely.difference(squares, taken)
    whole = shapely.area(left) >= _SLIVER * cells.cell_m**2
    if cells.where == "streets" and len(streets):
        tree = shapely.STRtree(streets)
        touched = np.zeros(len(left), dtype=bool)
        touched[np.unique(tree.query(left, predicate="intersects")[0])] = True
        whole &= touched
    left, codes = left[whole], codes[whole]
    areas = np.array([_areas(one) for one in left], dtype=object)
    root = _areas(shapely.union_all(left))
    names = [f"自制方格 {code.rsplit('-', 2)[-2]}-{code.rsplit('-', 1)[-1]} made cell" for code in codes]
    return gpd.GeoDataFrame(
        {
            "name": [cells.name, *names],
            "level": [cells.level, *["grid"] * len(codes)],
            "type": [None, *["special"] * len(codes)],
            "parent": [None, *[cells.code] * len(codes)],
        },
        geometry=gpd.GeoSeries([root, *areas], index=pd.Index([cells.code, *codes]), crs=metric_crs),
        index=pd.Index([cells.code, *codes], name="code"),
    )


def _squares(cells: Cells, metric_crs: int) -> "tuple[Shapes, Shapes]":
    """Lay squares over the extent, their corners on round metres, counted from the south-west."""
    transformer = Transformer.from_crs(STORED, metric_crs, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*cells.extent)
    size = cells.cell_m
    columns = np.arange(np.floor(west / size), np.ceil(east / size))
    rows = np.arange(np.floor(south / size), np.ceil(north / size))
    x, y = (one.ravel() for one in np.meshgrid(columns, rows))
    squares = shapely.box(x * size, y * size, (x + 1) * size, (y + 1) * size)
    codes = [f"{cells.code}-{int(b - rows[0]):03d}-{int(a - columns[0]):03d}" for a, b in zip(x, y, strict=True)]
    return squares, np.array(codes, dtype=object)


def _areas(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)
