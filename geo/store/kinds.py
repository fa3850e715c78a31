"""The kinds of rows that come in by files, and which room writes, counts and finds each."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.store import buildings, cameras, facilities, grids, incidents, landscape, patrol, residents, streets
from geo.store.bulk import Written


@dataclass(frozen=True)
class Kind:
    """One kind's room."""

    find: Callable[[Session, Filters], pd.DataFrame]
    count: Callable[[Session, Filters], int]
    upsert: Callable[[Session, gpd.GeoDataFrame, int | None], Written]


KINDS: dict[str, Kind] = {
    "grids": Kind(grids.find, grids.count, grids.upsert),
    "facilities": Kind(facilities.find, facilities.count, facilities.upsert),
    "streets": Kind(streets.find, streets.count, streets.upsert),
    "landscape": Kind(landscape.find, landscape.count, landscape.upsert),
    "buildings": Kind(buildings.find, buildings.count, buildings.upsert),
    "residents": Kind(residents.find, residents.count, residents.upsert),
    "cameras": Kind(cameras.find, cameras.count, cameras.upsert),
    "patrol_routes": Kind(patrol.find_routes, patrol.count_routes, patrol.upsert_routes),
    "patrol_tracks": Kind(patrol.find_tracks, patrol.count_tracks, patrol.upsert_tracks),
    "incidents": Kind(incidents.find, incidents.count, incidents.upsert),
}
