"""One made-up district from a seed: every noun's table in local metres, before faults are planted in it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.clock.workdays import chinese
from geo.demo import (
    buildings,
    cameras,
    curves,
    facilities,
    grids,
    incidents,
    landscape,
    parcels,
    patrol,
    private,
    residents,
    streets,
    tracks,
)

ZONE = "Asia/Shanghai"
SEED = 20261101


@dataclass(frozen=True, kw_only=True)
class Town:
    """The tables of one district and the land they lie on."""

    land: landscape.Land
    tables: dict[str, gpd.GeoDataFrame | pd.DataFrame]


def build(*, seed: int, matters: int, share: float) -> Town:
    """Build the district; every noun draws from a stream of its own, so that a change in one spares the others."""

    def stream(number: int) -> np.random.Generator:
        return np.random.default_rng([seed, number])

    land = landscape.land(stream(1))
    fabric = streets.fabric(stream(2), land)
    blocks = parcels.table(stream(3), land, fabric)
    houses = buildings.table(stream(4), land, fabric.streets, blocks)
    tree = grids.table(stream(5), land, blocks, houses)
    houses["grid"] = grids.grid_at(shapely.point_on_surface(houses.geometry.to_numpy()), tree)
    people = residents.table(stream(6), houses, blocks, houses["grid"].to_numpy())
    sites = facilities.table(stream(7), houses, blocks, tree)
    eyes = cameras.table(stream(8), fabric.streets, houses)
    routes = patrol.routes(stream(9), fabric.streets, tree)
    shifts, fixes = tracks.tables(stream(10), routes, zone=ZONE, share=share)
    living = people.groupby("place")["count"].sum().reindex(houses.index).fillna(0).to_numpy(dtype=float)
    happened = incidents.table(stream(11), land, fabric.streets, houses, living, calendar=chinese(ZONE), count=matters)
    for frame in (eyes, happened):
        frame["grid"] = grids.grid_at(frame.geometry.to_numpy(), tree)
    secret = private.table(stream(12), houses, blocks, fabric.streets, eyes)
    return Town(
        land=land,
        tables={
            "grids": tree,
            "facilities": sites,
            "streets": fabric.streets,
            "landscape": pd.concat([landscape.table(land, _greens(blocks, land)), secret]),
            "buildings": private.uses(stream(13), houses),
            "residents": people,
            "cameras": eyes,
            "patrol_routes": routes,
            "patrol_tracks": shifts,
            "fixes": fixes,
            "incidents": happened,
        },
    )


def _greens(blocks: gpd.GeoDataFrame, land: landscape.Land) -> list[tuple[str | None, shapely.Geometry]]:
    """Give the parks as whole blocks under their names, and fields and small greens without."""
    shapes = blocks.geometry.to_numpy()
    use = blocks["use"].to_numpy()
    found: list[tuple[str | None, shapely.Geometry]] = []
    for name, drawn in land.parks.items():
        own = (use == "park") & shapely.intersects(drawn, shapely.point_on_surface(shapes))
        own |= (use == "park") & (shapely.area(shapely.intersection(drawn, shapes)) > 0.45 * shapely.area(shapes))
        if own.any():
            found.append((name, shapely.union_all(shapes[own])))
    away = [one for _, one in found]
    for word in ("field", "green"):
        joined = shapely.difference(shapely.union_all(shapes[use == word]), shapely.union_all(away))
        found += [(None, one) for one in shapely.get_parts(joined)]
    bank = shapely.difference(shapely.intersection(land.river.buffer(streets.QUAY_M - 3), land.outline), land.water)
    return [*found, ("滨江绿带", shapely.multipolygons(curves.polygons(bank)))]
