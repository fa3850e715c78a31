"""The residents: head-counts by age band on every building with homes; older people live unevenly."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.demo import plan
from geo.frames import BANDS

AGED = BANDS[:-1]
"""The age bands counted here: all but ``all``."""
_LIVED_IN = {"old": 0.9, "suburb": 0.82, "lake": 0.72, "new": 0.74, "mixed": 0.88}
_PEOPLE_A_HOME = {"old": 2.25, "suburb": 2.75, "lake": 2.3, "new": 2.7, "mixed": 2.65}
_LEAN = {"lane": 1.3, "slab": 1.12, "tower": 0.72, "village": 1.2, "field": 1.35}
"""How much older than their quarter the people of a kind of building are."""


def table(
    rng: np.random.Generator, buildings: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, grids_of: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    """Give tall rows ``place, place_kind, measure, band, count, grid`` at each building's own point, local metres."""
    homes = (buildings["households"] > 0).to_numpy()
    lived = buildings[homes]
    quarter = [plan.QUARTERS[at] for at in parcels["quarter"].to_numpy()[lived["parcel"]]]
    people = rng.poisson(
        lived["households"].to_numpy()
        * np.array([_LIVED_IN[one.key] for one in quarter])
        * np.array([_PEOPLE_A_HOME[one.key] for one in quarter])
    )
    older = np.array([one.older_share for one in quarter]) * lived["fabric"].map(_LEAN).to_numpy()
    older *= np.exp(0.32 * _neighbourhood(rng, lived) + rng.normal(0, 0.12, len(lived)))
    counts = rng.multinomial(people, _shares(np.clip(older, 0.02, 0.48)))
    points = shapely.set_precision(shapely.point_on_surface(lived.geometry.to_numpy()), 0.01)
    size = len(AGED)
    rows = pd.DataFrame(
        {
            "place": np.repeat(lived.index.to_numpy(), size),
            "place_kind": "building",
            "measure": "people",
            "band": np.tile(np.array(AGED, dtype=object), len(lived)),
            "count": counts.ravel(),
            "grid": np.repeat(grids_of[homes], size),
        }
    )
    return gpd.GeoDataFrame(rows, geometry=np.repeat(points, size))


def _neighbourhood(rng: np.random.Generator, lived: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give a smooth lean of each place: old works estates beside young blocks."""
    at = shapely.get_coordinates(shapely.centroid(lived.geometry.to_numpy()))
    waves = [np.sin(at @ rng.normal(0, 1 / 240, 2) + rng.uniform(0, 2 * np.pi)) for _ in range(8)]
    return np.asarray(np.sum(waves, axis=0) / 2)


def _shares(older: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the share of every band where ``older`` of all are 65 and older; older places have fewer children."""
    young = np.clip(0.23 - 0.42 * older, 0.04, None)
    turning = np.clip(0.035 + 0.2 * older, 0.0, 0.11)
    shares = np.column_stack(
        [young * 0.14, young * 0.17, young * 0.69, np.zeros(len(older)), turning, older * 0.77, older * 0.23]
    )
    shares[:, 3] = 1.0 - shares.sum(axis=1)
    return shares
