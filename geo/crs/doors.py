"""Where coordinates change their system: at intake, when a store reads, and when a layer draws."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer

from geo.errors import NotMetricError

Vertices = npt.NDArray[np.float64]
STORED = 4490
"""CGCS2000, degrees: what lasting geometry is recorded in."""
DISPLAY = 4326
"""WGS 84, degrees: what Leaflet and GeoJSON speak. CGCS2000 differs by centimetres; no shift is applied."""
WEB = 3857
"""Web Mercator, stretched metres: tiles only, never measured in."""


def to_stored(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the frame in CGCS2000; its CRS must be known."""
    return frame.to_crs(STORED)


def to_metric(frame: gpd.GeoDataFrame, metric_crs: int | str) -> gpd.GeoDataFrame:
    """Give the frame in the city's metric CRS, where lengths are metres."""
    return require_metric(frame.to_crs(metric_crs), noun="frame", metric=metric_crs)


def vertices_to_metric(vertices: Vertices, metric_crs: int | str) -> Vertices:
    """Give stored longitudes and latitudes (one row each) in the city's metric CRS; for lines without their shapes."""
    if not CRS(metric_crs).is_projected:
        raise NotMetricError("frames.errors.not_metric", noun="frame", crs=str(metric_crs), metric="EPSG:4549")
    east, north = Transformer.from_crs(STORED, metric_crs, always_xy=True).transform(vertices[:, 0], vertices[:, 1])
    return np.stack([east, north], axis=1)


def to_display(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the frame in WGS 84, as maps in a browser want it."""
    return _clerk().submit(frame.to_crs, DISPLAY).result()


@cache
def _clerk() -> ThreadPoolExecutor:
    """Give the one thread that converts for maps.

    PROJ looks for the best way between two systems anew in every thread (45 ms from EPSG:4549), and Streamlit runs
    every answer to a click in a thread of its own.
    """
    return ThreadPoolExecutor(1, thread_name_prefix="coordinates")


os.register_at_fork(after_in_child=_clerk.cache_clear)


def require_metric(frame: gpd.GeoDataFrame, *, noun: str, metric: int | str = 4549) -> gpd.GeoDataFrame:
    """Give the frame back if its CRS measures in metres.

    Raises
    ------
    NotMetricError
        If the CRS is missing or in degrees.
    """
    crs = CRS(frame.crs) if frame.crs is not None else None
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name not in {"metre", "meter"}:
        shown = crs.to_string() if crs is not None else "unknown"
        raise NotMetricError("frames.errors.not_metric", noun=noun, crs=shown, metric=CRS(metric).to_string())
    return frame
