"""Service circles: the streets reached on foot in so many minutes, and for one door why it is in or out."""

import geopandas as gpd
import numpy as np
import shapely

from geo.analysis.arrays import Floats, Ints, Shapes
from geo.analysis.network import Network, Spots
from geo.analysis.walking import kernel_cutting, legs

_SQUARE_M = 30.0


def streets_reached(
    network: Network, sources: Spots, *, minutes: float, metres_per_second: float, together: bool = False
) -> gpd.GeoDataFrame:
    """Cut the streets each source reaches exactly where the time runs out.

    Parameters
    ----------
    together
        One row (index ``all``) for what any of the sources reaches, instead of one row a source.

    Returns
    -------
    geopandas.GeoDataFrame
        Index the source's code: ``metres`` of street reached, ``geometry`` MultiLineString in the network's CRS
        (empty for a source that is not on the network).
    """
    pace = network.at(metres_per_second)
    cost = legs(network, sources, pace)
    group = np.arange(len(sources), dtype=np.int32)
    first = np.array([0, len(sources)], np.int32) if together else np.arange(len(sources) + 1, dtype=np.int32)
    on = sources.on
    latest = max(float(cost.start_s[on].max(initial=0.0)), float(cost.end_s[on].max(initial=0.0)))
    lines_first, line_first, xy = kernel_cutting.cut_each(
        network.first, network.to, pace.cost, network.edge, network.starts, network.ends, network.length_m, cost.slow_s,
        network.shape_first, network.shape_x, network.shape_y, network.along_m,
        sources.edge, cost.place_m, cost.leg_s, cost.start_s, cost.end_s, first, group,
        minutes * 60.0, pace.width, pace.ring(latest),
    )  # fmt: skip
    shapes = _multilines(lines_first, line_first, xy)
    index = ["all"] if together else sources.codes
    return gpd.GeoDataFrame({"metres": shapely.length(shapes)}, geometry=shapes, index=index, crs=network.crs)


def _multilines(lines_first: Ints, line_first: Ints, xy: Floats) -> Shapes:
    shapes: Shapes = shapely.from_ragged_array(
        shapely.GeometryType.MULTILINESTRING, xy, (line_first.astype(np.int64), lines_first.astype(np.int64))
    )
    return shapes


def outlines(reached: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw a soft outline round reached streets, for the eye only: nothing is ever counted from it.

    The ground within about 30 m of a reached street, as squares joined and rounded.

    Parameters
    ----------
    reached
        From `streets_reached`.
    """
    shapes = [_outline(streets) for streets in reached.geometry.to_numpy()]
    return gpd.GeoDataFrame(index=reached.index, geometry=shapes, crs=reached.crs)


def _outline(streets: shapely.MultiLineString) -> shapely.Geometry:
    at = shapely.get_coordinates(shapely.segmentize(streets, _SQUARE_M / 2))
    if not at.size:
        return shapely.Polygon()
    low = np.floor(at.min(axis=0) / _SQUARE_M).astype(np.int64) - 1
    cell = np.floor(at / _SQUARE_M).astype(np.int64) - low
    wide, high = cell.max(axis=0) + 2
    filled = np.zeros((wide, high), bool)
    for right in (-1, 0, 1):
        for up in (-1, 0, 1):
            filled[cell[:, 0] + right, cell[:, 1] + up] = True
    corner = (np.argwhere(filled) + low) * _SQUARE_M
    squares = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + _SQUARE_M, corner[:, 1] + _SQUARE_M)
    whole = shapely.simplify(shapely.coverage_union_all(squares), _SQUARE_M, preserve_topology=True)
    return shapely.buffer(whole, -_SQUARE_M / 4, quad_segs=2)
