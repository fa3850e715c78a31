"""The buildings: rows of slabs facing south, towers, lanes, workshops and village houses, inside their blocks."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.demo.curves import Polygon
from geo.demo.landscape import Land
from geo.demo.streets import HALF_WIDTH_M

COUNT = 8_000


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one use is built; lengths in metres, ``low``–``high`` ranges."""

    use: str
    """Word of the buildings table."""
    front: tuple[float, float]
    depth: tuple[float, float]
    gaps: tuple[float, float]
    """Between neighbours in a row, and between rows."""
    levels: tuple[int, int]
    level_m: float
    filled: float
    """Share of possible sites that are built on."""
    homes: float = 0.0
    """Homes on 100 m² of floor."""
    inset_m: float = 9.0
    """From the middle of the streets around to the first wall, at least."""
    shaken: float = 0.06
    """How far buildings stand off their row, as a share of the gaps."""
    roadside_m: float | None = None
    """Only this near to a street; null: anywhere in the block."""


KINDS = {
    "lane": Kind(use="residential", front=(10, 18), depth=(8, 12), gaps=(2, 4), levels=(1, 3), level_m=3.2,
                 filled=0.74, homes=0.62, inset_m=6),
    "slab": Kind(use="residential", front=(30, 46), depth=(10.5, 12.5), gaps=(9, 19), levels=(4, 6), level_m=3.0,
                 filled=0.88, homes=0.84, inset_m=8),
    "tower": Kind(use="residential", front=(26, 36), depth=(16, 19), gaps=(24, 42), levels=(11, 28), level_m=3.0,
                  filled=0.7, homes=0.5),
    "village": Kind(use="residential", front=(10, 14), depth=(9, 12), gaps=(4, 9), levels=(2, 3), level_m=3.3,
                    filled=0.68, homes=0.42, inset_m=6, roadside_m=70, shaken=0.2),
    "factory": Kind(use="industrial", front=(40, 80), depth=(22, 38), gaps=(14, 16), levels=(1, 3), level_m=5.5,
                    filled=0.78),
    "market": Kind(use="commercial", front=(44, 70), depth=(14, 20), gaps=(9, 11), levels=(1, 3), level_m=4.5,
                   filled=0.85),
    "shops": Kind(use="commercial", front=(30, 60), depth=(20, 38), gaps=(10, 14), levels=(3, 6), level_m=4.5,
                  filled=0.85),
    "office": Kind(use="office", front=(30, 46), depth=(22, 34), gaps=(20, 24), levels=(6, 30), level_m=3.9,
                   filled=0.78),
    "school": Kind(use="education", front=(42, 60), depth=(12, 15), gaps=(22, 30), levels=(3, 5), level_m=3.6,
                   filled=0.6),
    "resort": Kind(use="commercial", front=(18, 30), depth=(12, 18), gaps=(26, 30), levels=(2, 3), level_m=3.8,
                   filled=0.35, shaken=0.2),
    "field": Kind(use="residential", front=(10, 13), depth=(9, 12), gaps=(6, 12), levels=(2, 3), level_m=3.2,
                  filled=0.12, homes=0.42, roadside_m=45, shaken=0.25),
}  # fmt: skip
"""Uses of blocks that carry buildings."""


def table(
    rng: np.random.Generator, land: Land, streets: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give the buildings in local metres, ``parcel`` and ``fabric`` (use of the block) beside the treaty's columns."""
    parts = [
        _built(rng, number, block, KINDS[use], use, turn)
        for number, (block, use, turn) in enumerate(
            zip(parcels.geometry, parcels["use"], parcels["turn_deg"], strict=True)
        )
        if use in KINDS
    ]
    found = gpd.GeoDataFrame(pd.concat([part for part in parts if part is not None], ignore_index=True))
    found = found[_off_the_streets(found, streets) & _off_the_water(found, land)]
    kept = np.sort(rng.choice(len(found), min(COUNT, len(found)), replace=False))
    found = found.iloc[kept].reset_index(drop=True)
    found.index = pd.Index([f"B{number:05d}" for number in range(1, len(found) + 1)])
    return found


def _built(
    rng: np.random.Generator, parcel: int, block: Polygon, kind: Kind, fabric: str, turn_deg: float
) -> gpd.GeoDataFrame | None:
    """Fill one block row by row."""
    inset = block.buffer(-kind.inset_m)
    if inset.is_empty:
        return None
    turn = np.radians(turn_deg if abs(turn_deg) < 28 or fabric in {"lane", "factory", "market"} else turn_deg * 0.15)
    ahead, aside = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    corners = shapely.get_coordinates(inset)
    low = np.array([(corners @ ahead).min(), (corners @ aside).min()])
    high = np.array([(corners @ ahead).max(), (corners @ aside).max()])
    pitch = np.array([np.mean(kind.front) + kind.gaps[0], np.mean(kind.depth) + kind.gaps[1]])
    across = np.maximum(1, ((high - low + kind.gaps) // pitch).astype(int))
    rest = (high - low - across * pitch + kind.gaps) / 2
    column, row = (one.ravel() for one in np.meshgrid(np.arange(across[0]), np.arange(across[1]), indexing="ij"))
    middle = low + rest + np.column_stack([column, row]) * pitch + (pitch - kind.gaps) / 2
    front, depth = rng.uniform(*kind.front, len(middle)), rng.uniform(*kind.depth, len(middle))
    front, depth = np.minimum(front, pitch[0] - kind.gaps[0] * 0.5), np.minimum(depth, pitch[1] - 2)
    middle = middle + rng.normal(0, kind.shaken, middle.shape) * kind.gaps
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    local = middle[:, None, :] + signs[None] * np.stack([front, depth], axis=1)[:, None, :]
    shapes = shapely.polygons(np.round(local[..., :1] * ahead + local[..., 1:] * aside, 2))
    shapely.prepare(inset)
    kept = shapely.contains_properly(inset, shapes) & (rng.uniform(size=len(shapes)) < kind.filled)
    if kind.roadside_m is not None:
        kept &= shapely.distance(shapes, block.boundary) < kind.roadside_m
    return _rows(rng, shapes[kept], kind, fabric, parcel) if kept.any() else None


def _rows(
    rng: np.random.Generator, shapes: NDArray[np.object_], kind: Kind, fabric: str, parcel: int
) -> gpd.GeoDataFrame:
    """Give the treaty's columns of one block's buildings: a block's towers are of about one height."""
    usual = rng.integers(kind.levels[0], kind.levels[1] + 1)
    spread = max(1, (kind.levels[1] - kind.levels[0]) // 6)
    levels = np.clip(usual + rng.integers(-spread, spread + 1, len(shapes)), *kind.levels)
    floor = shapely.area(shapes) * levels
    homes = np.round(floor / 100 * kind.homes * rng.uniform(0.85, 1.1, len(shapes)))
    return gpd.GeoDataFrame(
        {
            "use": kind.use,
            "height_m": np.round(levels * kind.level_m + rng.uniform(0.2, 1.4, len(shapes)), 1),
            "levels": levels,
            "households": np.maximum(homes, 1).astype(np.int64) if kind.homes else 0,
            "fabric": fabric,
            "parcel": parcel,
        },
        geometry=shapes,
    )


def _off_the_streets(found: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    clear = np.ones(len(found), dtype=bool)
    shapes = found.geometry.to_numpy()
    for street_class, group in streets.groupby("street_class"):
        tree = shapely.STRtree(group.geometry.to_numpy())
        hit, _ = tree.query(shapes, predicate="dwithin", distance=HALF_WIDTH_M[str(street_class)] + 2.5)
        clear[hit] = False
    return clear


def _off_the_water(found: gpd.GeoDataFrame, land: Land) -> NDArray[np.bool_]:
    barrier = shapely.union_all([land.water.buffer(5), land.railway.buffer(14), *land.parks.values()])
    shapely.prepare(barrier)
    return np.asarray(~shapely.intersects(barrier, found.geometry.to_numpy()))
