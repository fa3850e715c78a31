"""Small towns for camera tests, and a slow independent look at them: one dense ray after the other."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = 4549

Walls = Sequence[tuple[shapely.Geometry, float]]


def houses(*solids: tuple[shapely.Geometry, float | None], use: str | None = None) -> gpd.GeoDataFrame:
    """Give buildings with heights in metres."""
    return gpd.GeoDataFrame(
        {"use": use, "height_m": [height for _, height in solids], "levels": np.nan},
        index=[f"H{n}" for n in range(len(solids))],
        geometry=[shape for shape, _ in solids],
        crs=CRS,
    ).astype({"height_m": "float64"})


def roads(*lines: Iterable[tuple[float, float]], tunnel: bool = False) -> gpd.GeoDataFrame:
    """Give streets."""
    return gpd.GeoDataFrame(
        {"street_class": "residential", "tunnel": tunnel},
        index=[f"S{n}" for n in range(len(lines))],
        geometry=[shapely.LineString(list(line)) for line in lines],
        crs=CRS,
    )


def cameras(*records: dict[str, object]) -> gpd.GeoDataFrame:
    """Give cameras; each a 4 m bullet at the origin that looks east over 90°, 40 m far, but for what it says."""
    usual = {
        "kind": "bullet",
        "at": (0.0, 0.0),
        "mount_m": 4.0,
        "azimuth_deg": 90.0,
        "hfov_deg": 90.0,
        "tilt_deg": np.nan,
        "range_m": 40.0,
        "width_px": 1920.0,
    }
    rows = [{**usual, **record} for record in records]
    places = [shapely.Point(row.pop("at")) for row in rows]  # type: ignore[arg-type]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=places, crs=CRS).set_axis([f"C{n}" for n in range(len(rows))])


def unrecorded(count: int = 1, at: tuple[float, float] = (0.0, 0.0)) -> gpd.GeoDataFrame:
    """Give cameras of which nothing but the place is on record."""
    silent = dict.fromkeys(("mount_m", "azimuth_deg", "hfov_deg", "tilt_deg", "range_m", "width_px"), np.nan)
    return cameras(*({"kind": "unknown", "at": at, **silent} for _ in range(count)))


def open_ground(target: tuple[float, float], place: tuple[float, float], mount_m: float, walls: Walls) -> bool:
    """Say by plain geometry whether a camera sees a point of ground: step along the ray, compare heights."""
    steps = np.linspace(0, 1, 4_001)
    xs = place[0] + steps * (target[0] - place[0])
    ys = place[1] + steps * (target[1] - place[1])
    rays = mount_m * (1 - steps)
    return not any((shapely.contains_xy(shape, xs, ys) & (rays < height)).any() for shape, height in walls)
