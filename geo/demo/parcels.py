"""Blocks between the streets and what each is used for: lanes, slabs, towers, workshops, villages, fields."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.demo import plan
from geo.demo.landscape import Land
from geo.demo.streets import GRAIN_M, Fabric

MIXES: dict[str, tuple[tuple[str, float], ...]] = {
    "old": (("lane", 0.28), ("slab", 0.44), ("shops", 0.08), ("tower", 0.06), ("office", 0.06), ("school", 0.06),
            ("green", 0.02)),
    "suburb": (("factory", 0.26), ("village", 0.16), ("slab", 0.16), ("tower", 0.07), ("school", 0.03),
               ("shops", 0.03), ("field", 0.29)),
    "lake": (("village", 0.34), ("field", 0.44), ("resort", 0.1), ("slab", 0.08), ("school", 0.04)),
    "new": (("office", 0.13), ("shops", 0.05), ("tower", 0.42), ("slab", 0.16), ("school", 0.06), ("green", 0.05),
            ("site", 0.08), ("village", 0.05)),
    "mixed": (("market", 0.07), ("factory", 0.18), ("slab", 0.34), ("tower", 0.2), ("school", 0.05), ("shops", 0.04),
              ("village", 0.06), ("field", 0.06)),
}  # fmt: skip
"""What share of a quarter's blocks is what; neighbours are alike, so the order is that of a walk outwards."""

_CENTRES = {
    "old": (2850, 2900),
    "suburb": (1900, 4100),
    "lake": (1600, 1700),
    "new": (4150, 950),
    "mixed": (4950, 3150),
}


def table(rng: np.random.Generator, land: Land, fabric: Fabric) -> gpd.GeoDataFrame:
    """Give every block with its quarter, use and the turn of its long side, and the water and rail strips between."""
    faces = _faces(land, fabric)
    inner = shapely.point_on_surface(faces)
    free = shapely.union_all(fabric.regions)
    shapely.prepare(free)
    quarter = plan.quarter_of(inner, land)
    use = _uses(rng, faces, quarter)
    use[shapely.area(faces) < 2_500] = "green"
    green = shapely.union_all(list(land.parks.values()))
    use[shapely.area(shapely.intersection(faces, green)) > 0.45 * shapely.area(faces)] = "park"
    dry = shapely.contains(free, inner)
    use[~dry | (shapely.area(faces) < 400)] = "strip"
    return gpd.GeoDataFrame({"quarter": quarter, "use": use, "turn_deg": _turns(faces)}, geometry=faces)


def _faces(land: Land, fabric: Fabric) -> NDArray[np.object_]:
    streets = fabric.streets
    ground = streets.loc[(streets["layer"] <= 1) & ~streets["stairs"] & (streets["street_class"] != "motorway")]
    cuts = []
    for line, reach in ((land.river_line, 90.0), (land.railway, 40.0)):
        for at in np.arange(120, line.length, 260):
            here, there = line.interpolate(at), line.interpolate(at + 1)
            across = np.array([-(there.y - here.y), there.x - here.x]) * reach
            cuts.append(
                shapely.LineString([(here.x - across[0], here.y - across[1]), (here.x + across[0], here.y + across[1])])
            )
    free = shapely.union_all(fabric.regions)
    strips = shapely.difference(np.array([land.river_line, land.railway, *cuts]), free)
    edges = [land.outline.boundary, *(one.boundary for one in fabric.regions)]
    noded = shapely.unary_union([*ground.geometry, *edges, *strips], grid_size=GRAIN_M)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    inside = shapely.contains(land.outline.buffer(0.1), shapely.point_on_surface(faces))
    return np.asarray(faces[inside])


def _uses(rng: np.random.Generator, faces: NDArray[np.object_], quarter: NDArray[np.intp]) -> NDArray[np.object_]:
    """Sort the blocks of a quarter by distance from its centre and a smooth chance, and deal out the mix in order."""
    at = shapely.get_coordinates(shapely.centroid(faces))
    use = np.full(len(faces), "green", dtype=object)
    for number, kind in enumerate(plan.QUARTERS):
        own = np.flatnonzero(quarter == number)
        mix = MIXES[kind.key]
        area = shapely.area(faces[own])
        away = np.hypot(*(at[own] - np.asarray(_CENTRES[kind.key])).T)
        smooth = sum(np.sin(at[own] @ rng.normal(0, 1 / 260, 2) + rng.uniform(0, 6.3)) for _ in range(7))
        score = away / 900 + 0.32 * smooth + rng.normal(0, 0.35, len(own))
        order = np.argsort(score)
        share = np.cumsum(area[order]) / area.sum()
        bounds = np.cumsum([part for _, part in mix])[:-1]
        words = np.array([word for word, _ in mix], dtype=object)
        use[own[order]] = words[np.searchsorted(bounds, share)]
        loose = own[rng.uniform(size=len(own)) < 0.16]
        use[loose] = rng.choice(words, len(loose), p=[part / sum(p for _, p in mix) for _, part in mix])
    return use


def _turns(faces: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give how far each block is turned against east, in degrees between -45 and 45."""
    boxes = shapely.get_coordinates(shapely.oriented_envelope(faces)).reshape(len(faces), -1, 2)
    side = boxes[:, 1] - boxes[:, 0]
    return np.asarray((np.degrees(np.arctan2(side[:, 1], side[:, 0])) + 45) % 90 - 45)
