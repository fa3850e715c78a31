"""A big plain city for benchmarks: a lattice of grids and incidents strewn over it with hot spots."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.access import Actor
from geo.filters import Filters
from geo.frames import CHANNELS, INCIDENT_CLASSES
from geo.models import City
from geo.store import city, grids, incidents
from geo.store.session import reading, writing

ADMIN = Actor(role="admin", post="bench")
WEST, SOUTH, EAST, NORTH = 120.0, 31.0, 120.6, 31.5


def build(*, incidents_wanted: int, grids_wanted: int, seed: int = 7) -> None:
    """Write the city where it is not there yet."""
    with writing(ADMIN, "import", object="big city") as session:
        city.put(session, _city())
        grids.upsert(session, lattice(grids_wanted), None)
    with reading(ADMIN) as session:
        there = incidents.count(session, Filters())
    if there < incidents_wanted:
        with writing(ADMIN, "import", object="big city's incidents") as session:
            incidents.upsert(session, strewn(incidents_wanted, grids_wanted, seed=seed), None)


def lattice(wanted: int) -> gpd.GeoDataFrame:
    """Give a district and at least ``wanted`` square grids."""
    side = int(np.ceil(np.sqrt(wanted)))
    xs, ys = np.linspace(WEST, EAST, side + 1), np.linspace(SOUTH, NORTH, side + 1)
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    column, row = column.ravel(), row.ravel()
    boxes = shapely.box(xs[column], ys[row], xs[column + 1], ys[row + 1])
    codes = [_code(one, two) for one, two in zip(row, column, strict=True)]
    leaves = gpd.GeoDataFrame(
        {"name": codes, "level": "grid", "type": "residential", "parent": "D"},
        index=codes,
        geometry=shapely.multipolygons(boxes[:, None]),
        crs=4490,
    )
    whole = gpd.GeoDataFrame(
        {"name": ["D"], "level": ["district"], "type": [None], "parent": [None]},
        index=["D"],
        geometry=[shapely.multipolygons([shapely.box(WEST, SOUTH, EAST, NORTH)])],
        crs=4490,
    )
    return gpd.GeoDataFrame(pd.concat([whole, leaves]), crs=4490)


def strewn(wanted: int, grids_wanted: int, *, seed: int) -> gpd.GeoDataFrame:
    """Give incidents over a year, a third of them in hot spots."""
    rng = np.random.default_rng(seed)
    centres = rng.random((60, 2))
    spot = rng.integers(0, len(centres), wanted)
    hot = (rng.random(wanted) < 1 / 3)[:, None]
    place = np.where(hot, centres[spot] + rng.normal(0, 0.01, (wanted, 2)), rng.random((wanted, 2)))
    place = np.clip(place, 0, 1 - 1e-9)
    side = int(np.ceil(np.sqrt(grids_wanted)))
    row, column = (place[:, 1] * side).astype(int), (place[:, 0] * side).astype(int)
    names = np.array([[_code(one, two) for two in range(side)] for one in range(side)], dtype=object)
    start = pd.Timestamp("2025-11-01", tz="UTC")
    collected = start + pd.to_timedelta(rng.integers(0, 365 * 86_400, wanted), unit="s")
    spent = pd.to_timedelta((rng.exponential(30, wanted) * 3600).astype(int), unit="s")
    closed = pd.Series(collected + spent).where(rng.random(wanted) < 0.93)
    return gpd.GeoDataFrame(
        {
            "incident_class": rng.choice(np.array(INCIDENT_CLASSES, dtype=object), wanted),
            "channel": rng.choice(np.array(CHANNELS, dtype=object), wanted),
            "department": rng.choice(np.array([f"department {n}" for n in range(30)], dtype=object), wanted),
            "grid": names[row, column],
            "collected_at": collected,
            "verified_at": closed.to_numpy(),
            "due_at": collected + pd.Timedelta(days=3),
        },
        index=pd.Index([f"I{n:08d}" for n in range(wanted)]),
        geometry=gpd.points_from_xy(
            WEST + place[:, 0] * (EAST - WEST), SOUTH + place[:, 1] * (NORTH - SOUTH), crs=4490
        ),
    )


def _code(row: int, column: int) -> str:
    return f"G{row:03d}-{column:03d}"


def _city() -> City:
    return City(
        name_zh="基准城",
        name_en="Benchville",
        made_up=True,
        zone="Asia/Shanghai",
        metric_crs=4549,
        credit="",
        weight_note="",
    )
