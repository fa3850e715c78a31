"""The cameras: 400 on corners and along streets, with the gaps of a real register in what is written about them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

COUNT = 400
_WANTED = {"trunk": 2.2, "primary": 2.4, "secondary": 1.8, "tertiary": 1.0, "residential": 0.8, "service": 0.35,
           "footway": 0.2}  # fmt: skip
_OWNERS = ("公安分局", "城市管理局", "交通运输局", "水务局", "物业服务企业", "园区管理办公室")
_PURPOSES = ("治安防控", "市容秩序", "交通管理", "防汛监测", "小区安防", "园区安防")
_REGISTER_ENDS = np.datetime64("2026-10-31")


def table(
    rng: np.random.Generator, streets: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, count: int = COUNT
) -> gpd.GeoDataFrame:
    """Give the treaty's cameras table in local metres, without ``grid``."""
    points, heading = _sites(rng, streets, buildings, count)
    kind = rng.choice(["bullet", "dome", "ptz", "unknown"], count, p=[0.6, 0.14, 0.2, 0.06]).astype(object)
    fixed = np.isin(kind, ["bullet", "unknown"])
    azimuth = np.round((heading + rng.normal(0, 9, count)) % 360)
    owner = rng.choice(len(_OWNERS), count, p=[0.46, 0.14, 0.12, 0.05, 0.16, 0.07])
    reviewed = _REGISTER_ENDS - rng.integers(10, 900, count).astype("timedelta64[D]")
    storage = rng.choice([7, 15, 30, 60, 90], count, p=[0.03, 0.07, 0.55, 0.15, 0.2])
    found = gpd.GeoDataFrame(
        {
            "kind": kind,
            "mount_m": _some(rng, np.round(rng.choice([3.5, 4.5, 6.0, 8.0, 12.0], count), 1), missing=0.09),
            "azimuth_deg": np.where(fixed, _some(rng, azimuth, missing=0.08), np.nan),
            "hfov_deg": np.where(fixed, _some(rng, rng.choice([38.0, 52.0, 76.0, 98.0], count), missing=0.1), np.nan),
            "tilt_deg": _some(rng, np.round(rng.uniform(5, 24, count)), missing=0.25),
            "range_m": _some(rng, rng.choice([40.0, 60.0, 80.0, 120.0], count), missing=0.16),
            "width_px": pd.Series(_some(rng, rng.choice([1920.0, 2560.0, 3840.0], count), missing=0.07)).astype(
                "Int64"
            ),
            "purpose": _words(rng, np.array(_PURPOSES, dtype=object)[owner], missing=0.06),
            "owner_unit": _words(rng, np.array(_OWNERS, dtype=object)[owner], missing=0.04),
            "sign": pd.Series(_words(rng, (rng.uniform(size=count) < 0.86).astype(object), missing=0.12)).astype(
                "boolean"
            ),
            "angle_reviewed_on": pd.Series(reviewed.astype("datetime64[s]")).where(rng.uniform(size=count) > 0.28),
            "storage_days": pd.Series(_some(rng, storage.astype(float), missing=0.08)).astype("Int64"),
        },
        geometry=points,
    )
    found.index = pd.Index([f"C{number:04d}" for number in range(1, count + 1)])
    return found


def _sites(
    rng: np.random.Generator, streets: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, count: int
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Give poles at the side of streets near their ends, and the compass way along the street into it."""
    ground = streets[streets["walkable"] & (streets["layer"] == 0) & (streets["length_m"] > 45)]
    lines = ground.geometry.to_numpy()
    built = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    crowd = np.array([(np.hypot(*(built - one).T) < 260).sum() for one in middle])
    weight = ground["street_class"].map(_WANTED).fillna(0.2).to_numpy() * np.sqrt(ground["length_m"]) * (crowd + 3)
    picked = rng.choice(len(ground), count, replace=False, p=weight / weight.sum())
    backward = rng.uniform(size=count) < 0.5
    line = np.where(backward, shapely.reverse(lines[picked]), lines[picked])
    along = rng.uniform(6, 16, count)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 25)) - here
    ahead /= np.hypot(*ahead.T)[:, None]
    side = rng.choice([-1.0, 1.0], count)[:, None] * rng.uniform(4, 7.5, count)[:, None]
    pole = np.round(here + np.column_stack([-ahead[:, 1], ahead[:, 0]]) * side, 2)
    return shapely.points(pole), np.degrees(np.arctan2(ahead[:, 0], ahead[:, 1])) % 360


def _some(rng: np.random.Generator, values: NDArray[np.float64], *, missing: float) -> NDArray[np.float64]:
    return np.where(rng.uniform(size=len(values)) < missing, np.nan, values)


def _words(rng: np.random.Generator, values: NDArray[np.object_], *, missing: float) -> NDArray[np.object_]:
    found = values.astype(object)
    found[rng.uniform(size=len(values)) < missing] = None
    return found
