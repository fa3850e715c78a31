"""Ground that no camera may show: dormitories and guest rooms, baths, public toilets, the yards of gated estates."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

_BATHS = ("清泉浴室", "云水浴场", "南门浴池", "新桥浴室", "荷塘浴室")
_DORMITORIES, _TOILETS, _YARDS, _BATH_M2 = 14, 24, 9, 900
UNSEEN_M = 135.0
"""Baths are farther than this from every camera."""


def uses(rng: np.random.Generator, houses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the buildings with some workshops turned to workers' dormitories, and resorts to hotels."""
    found = houses.copy()
    factory = np.flatnonzero(found["fabric"] == "factory")
    own = found.index[np.sort(rng.choice(factory, min(_DORMITORIES, len(factory)), replace=False))]
    found.loc[own, "use"] = "dormitory"
    found.loc[found["fabric"] == "resort", "use"] = "hotel"
    return found


def table(
    rng: np.random.Generator,
    houses: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    eyes: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Give baths as points in shops, toilets as points beside streets, yards as areas; columns of the landscape."""
    shops = small_shops(houses)
    far = shapely.distance(shops, shapely.union_all(eyes.geometry.to_numpy())) > UNSEEN_M
    baths = shapely.point_on_surface(rng.choice(shops[far], len(_BATHS), replace=False))
    rows = [(name, "forbidden", shape) for name, shape in zip(_BATHS, baths, strict=True)]
    rows += [("公共厕所", "forbidden", point) for point in _beside(rng, houses, streets)]
    tower = blocks[(blocks["use"] == "tower") & (blocks.geometry.area > 8_000)].geometry.to_numpy()
    yards = shapely.buffer(rng.choice(tower, min(_YARDS, len(tower)), replace=False), -14)
    rows += [("小区内院", "private", shape) for shape in yards if not shape.is_empty]
    return gpd.GeoDataFrame(
        pd.DataFrame({"name": [row[0] for row in rows], "kind": [row[1] for row in rows]}),
        geometry=[shapely.set_precision(row[2], 0.01) for row in rows],
    ).set_index(pd.Index([f"V{number:03d}" for number in range(1, len(rows) + 1)]))


def small_shops(houses: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give shops small enough to be one bath house."""
    found: NDArray[np.object_] = houses.geometry.to_numpy()[
        ((houses["use"] == "commercial") & (houses.geometry.area < _BATH_M2)).to_numpy()
    ]
    return found


def _beside(rng: np.random.Generator, houses: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give spots a few metres off residential streets, in no building."""
    lines = rng.choice(streets.geometry[streets["street_class"] == "residential"].to_numpy(), 3 * _TOILETS)
    spots = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, rng.uniform(0.2, 0.8, len(lines)), normalized=True)
    )
    points = shapely.points(np.round(spots + rng.choice([-9.0, 9.0], spots.shape), 2))
    hit, _ = shapely.STRtree(houses.geometry.to_numpy()).query(points, predicate="dwithin", distance=4)
    near, _ = shapely.STRtree(streets.geometry.to_numpy()).query(points, predicate="dwithin", distance=6)
    free: NDArray[np.object_] = np.delete(points, np.union1d(hit, near))
    return free[:_TOILETS]
