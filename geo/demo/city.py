"""The demo city's tables by noun, in EPSG:4549; larger scales lay copies of the district side by side."""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.demo import faults, town
from geo.demo.incidents import COUNT
from geo.demo.landscape import METRIC_CRS, ORIGIN
from geo.demo.town import SEED
from geo.frames import TREATIES

Tables = dict[str, gpd.GeoDataFrame | pd.DataFrame]
_PITCH_M = (7_000.0, 5_600.0)
_CODES = ("grid", "parent", "node", "route", "track", "place")
_MORE = {"residents": ("place", "place_kind", "measure", "band", "count", "grid", "geometry")}


def city(*, seed: int = SEED, scale: float = 1.0, incidents: int | None = None) -> Tables:
    """Give the tables of the demo city, keyed by noun, with the treaty's columns.

    Residents stand in their stored, tall form (one row a building and age band); ``fixes`` carries the tracks' points
    and ``patrol_tracks`` one row a shift.

    Parameters
    ----------
    seed
        The same seed gives the same tables, byte for byte.
    scale
        Below 1: the whole district with so large a share of its incidents and patrol days. Above 1: so many copies of
        the district side by side under one city, for benchmarks (42 have 5,000 grids).
    incidents
        Number of incidents in all; by default 100,000 a district. Fewer of them come with fewer days of patrol.
    """
    if scale <= 0:
        raise ValueError("the scale of a city is above zero")
    copies = max(1, round(scale))
    asked = round(COUNT * scale) if incidents is None else incidents
    tables, _ = _made(seed, -(-asked // copies), min(1.0, asked / (COUNT * copies)))
    local = {noun: _kept(noun, frame) for noun, frame in tables.items()}
    if copies > 1:
        local = _copied(local, copies)
        local["incidents"] = local["incidents"].iloc[:asked]
    return {noun: _placed(frame) for noun, frame in local.items()}


def planted(*, seed: int = SEED) -> dict[str, tuple[str, ...]]:
    """Give the rows of every planted fault of the district at scale 1, keyed as `faults.FAULTS`."""
    return dict(_made(seed, COUNT, 1.0)[1])


@lru_cache(maxsize=3)
def _made(seed: int, matters: int, share: float) -> tuple[Tables, dict[str, tuple[str, ...]]]:
    twice = faults.doubles(matters)
    return faults.plant(town.build(seed=seed, matters=matters - twice, share=share), seed=seed, twice=twice)


def _kept(noun: str, frame: gpd.GeoDataFrame | pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    names = _MORE.get(noun, TREATIES[noun].names)
    return frame[[name for name in names if name in frame.columns]].copy()


def _placed(frame: gpd.GeoDataFrame | pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    """Move a table from local metres to its place on the globe."""
    if "geometry" not in frame.columns:
        return frame
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=_moved(frame["geometry"], ORIGIN), crs=METRIC_CRS)


def _moved(shapes: gpd.GeoSeries, by: tuple[float, float]) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes.to_numpy(), lambda corners: corners + np.asarray(by)))


def _copied(local: Tables, copies: int) -> Tables:
    """Lay districts side by side: codes get the number of their copy, the trees hang on one city."""
    across = int(np.ceil(np.sqrt(copies)))
    found: dict[str, list[gpd.GeoDataFrame | pd.DataFrame]] = {noun: [] for noun in local}
    for number in range(copies):
        shift = (number % across * _PITCH_M[0], number // across * _PITCH_M[1])
        for noun, frame in local.items():
            found[noun].append(_copy(noun, frame, f"{number + 1:03d}", shift))
    tables = {noun: pd.concat(parts) for noun, parts in found.items()}
    tables["grids"] = _with_root(tables["grids"])
    return tables


def _copy(
    noun: str, frame: gpd.GeoDataFrame | pd.DataFrame, number: str, shift: tuple[float, float]
) -> gpd.GeoDataFrame | pd.DataFrame:
    one = frame.copy()
    if noun not in {"residents"}:
        one.index = one.index.astype(str) + f"-{number}"
    for column in _CODES:
        if column in one.columns:
            one[column] = one[column].where(one[column].isna(), one[column].astype(str) + f"-{number}")
    if "path" in one.columns:
        one["path"] = "99." + one["path"].str.replace(".", f"-{number}.", regex=False) + f"-{number}"
        one.loc[one["parent"].isna(), "parent"] = "99"
    if "geometry" in one.columns:
        one["geometry"] = _moved(one["geometry"], shift)
    return one


def _with_root(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Hang the districts on one made-up city."""
    districts = grids[grids["level"] == "district"]
    root = gpd.GeoDataFrame(
        {
            "name": ["示范市"], "level": ["city"], "type": [None], "parent": [None], "path": ["99"],
            "households": [int(districts["households"].sum())], "area_m2": [float(districts["area_m2"].sum())],
        },
        geometry=[districts.geometry.union_all()],
        index=["99"],
    )  # fmt: skip
    return gpd.GeoDataFrame(pd.concat([root, grids]), geometry="geometry")
