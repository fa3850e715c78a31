"""Ground that is not public: homes, places into which no camera may look, and private yards."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

FORBIDDEN, HOME, PRIVATE = KINDS = ("forbidden", "home", "private")
"""Kinds of such ground, in the order in which looks at them are listed."""

POINT_M = 3.0
"""A forbidden place known only as a point is masked this far around …"""
HOUSE_M2 = 1_000.0
"""… unless it lies in a building no larger than this, which then is the place: a bath house, not a railway station."""

_USES = {
    FORBIDDEN: frozenset(
        {
            "bathhouse", "changing_room", "changing_rooms", "dormitory", "dressing_room", "guest_house", "hostel",
            "hotel", "love_hotel", "massage", "motel", "nursing_room", "public_bath", "sauna", "shower", "toilet",
            "toilets",
        }
    ),
    HOME: frozenset(
        {
            "apartment", "apartments", "bungalow", "cabin", "detached", "farm", "home", "house", "houseboat",
            "residential", "semidetached_house", "static_caravan", "terrace", "villa",
        }
    ),
}  # fmt: skip
_SIGNS = {
    FORBIDDEN: (
        "宿舍", "浴室", "浴场", "浴池", "洗浴", "桑拿", "更衣", "试衣", "厕所", "公厕", "卫生间", "母婴室", "哺乳",
        "宾馆", "旅馆", "酒店", "招待所", "民宿", "客房", "病房",
    ),
    HOME: ("住宅", "居住", "民居", "民房", "公寓", "商住"),
}  # fmt: skip
"""What uses are called in a city's own registers: a part of the text is enough (学生宿舍楼)."""


def kind_of(use: object) -> str:
    """Say what a building's use makes of its ground; empty where that is not private.

    State Council Order 799 forbids to look into rooms of guests, dormitories, baths, toilets, changing and nursing
    rooms; the windows of homes are to be masked.

    Examples
    --------
    >>> kind_of("dormitory"), kind_of("学生宿舍"), kind_of("apartments"), kind_of("office")
    ('forbidden', 'forbidden', 'home', '')
    """
    if not isinstance(use, str):
        return ""
    plain = use.strip().lower()
    for kind in (FORBIDDEN, HOME):
        if plain in _USES[kind] or any(sign in plain for sign in _SIGNS[kind]):
            return kind
    return ""


def areas(landscape: gpd.GeoDataFrame, footprints: shapely.STRtree) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Sort a landscape's private ground into areas of its own and marks on buildings.

    Parameters
    ----------
    landscape
        Table of the treaty; kinds other than ``private`` and ``forbidden`` are left out. A forbidden point inside a
        building of up to `HOUSE_M2` makes the whole building forbidden, as does an area that holds half of it; any
        other point becomes a circle of `POINT_M`; lines bound no ground.
    footprints
        The buildings.

    Returns
    -------
    areas
        Polygons: ``name``, ``kind``, index code.
    marked
        Names of forbidden places by the building's row.
    """
    ground = landscape[landscape["kind"].isin((FORBIDDEN, PRIVATE))]
    shapes = shapely.force_2d(ground.geometry.to_numpy())
    dimension = shapely.get_dimensions(shapes)
    points = np.flatnonzero((dimension == 0) & (ground["kind"] == FORBIDDEN).to_numpy())
    names = ground["name"].fillna("").to_numpy(object)
    point, building = footprints.query(shapes[points], predicate="intersects")
    house = shapely.area(footprints.geometries[building]) <= HOUSE_M2
    point, building = point[house], building[house]
    marked = pd.concat(
        [
            pd.Series(names[points[point]], index=building, dtype=object),
            _covered(shapes, names, np.flatnonzero((dimension == 2) & (ground["kind"] == FORBIDDEN)), footprints),
        ]
    )
    loose = np.delete(points, point)
    shapes[loose] = shapely.buffer(shapes[loose], POINT_M)
    kept = np.sort(np.concatenate((np.flatnonzero(dimension == 2), loose)))
    found = gpd.GeoDataFrame(
        {"name": names[kept], "kind": ground["kind"].to_numpy(object)[kept]},
        geometry=_sound(shapes[kept]),
        index=ground.index[kept],
        crs=landscape.crs,
    )
    return found, marked[~marked.index.duplicated()]


def nowhere(crs: object) -> gpd.GeoDataFrame:
    """Give a landscape without anything private in it."""
    return gpd.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=crs)


def _covered(
    shapes: npt.NDArray[np.object_],
    names: npt.NDArray[np.object_],
    rows: npt.NDArray[np.int64],
    footprints: shapely.STRtree,
) -> pd.Series:
    """Name the buildings that lie in some areas by half and more."""
    area, building = footprints.query(shapes[rows], predicate="intersects")
    solid = footprints.geometries[building]
    inside = shapely.area(shapely.intersection(shapes[rows[area]], solid)) > shapely.area(solid) / 2
    return pd.Series(names[rows[area[inside]]], index=building[inside], dtype=object)


def _sound(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
