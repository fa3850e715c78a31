"""The toy town with a crossing in the west grid: two roads, a corner house, a dormitory, three cameras that see."""

import geopandas as gpd
import shapely
from shapely import affinity

from geo.crs import STORED
from geo.store import buildings, cameras, streets
from geo.store.session import writing
from geo.upkeep import camera_shares
from tests import toytown

CRS = 4549
CROSSING = (120.003, 31.003)
"""Longitude and latitude."""


def settle() -> None:
    """Write the town and what stands at its crossing."""
    toytown.settle()
    with writing(toytown.ADMIN, "import", object="toycctv") as session:
        streets.upsert(session, stored(roads()), None)
        buildings.upsert(session, stored(houses()), None)
        cameras.upsert(session, stored(eyes()), None)
    camera_shares.refresh()


def stored(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Move metres around the crossing to where it lies."""
    middle = gpd.GeoSeries([shapely.Point(CROSSING)], crs=STORED).to_crs(CRS).iloc[0]
    shapes = [affinity.translate(shape, middle.x, middle.y) for shape in frame.geometry]
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=CRS)).to_crs(STORED)


def place(east: float, north: float) -> tuple[float, float]:
    """Give longitude and latitude of a spot, in metres from the crossing."""
    frame = stored(gpd.GeoDataFrame(index=["X"], geometry=[shapely.Point(east, north)]))
    spot = frame.geometry.iloc[0]
    return spot.x, spot.y


def roads() -> gpd.GeoDataFrame:
    """Give a road east–west and one north–south, 200 m each."""
    return gpd.GeoDataFrame(
        {"street_class": ["tertiary", "residential"], "walkable": True, "name": ["横路", "纵路"]},
        index=["X1", "X2"],
        geometry=[shapely.LineString([(-100, 0), (100, 0)]), shapely.LineString([(0, -100), (0, 100)])],
    )


def houses() -> gpd.GeoDataFrame:
    """Give a 12 m house at the north-east corner and a dormitory in the south."""
    boxes = [shapely.box(8, 8, 60, 60), shapely.box(-60, -40, -20, -20)]
    return gpd.GeoDataFrame(
        {"use": ["office", "dormitory"], "height_m": 12.0, "grid": "A"},
        index=["HX1", "HX2"],
        geometry=[shapely.multipolygons([box]) for box in boxes],
    )


def eyes() -> gpd.GeoDataFrame:
    """Give a camera that looks east along the cross road, one that looks all round, one of which little is known."""
    return gpd.GeoDataFrame(
        {
            "kind": ["bullet", "ptz", "unknown"],
            "mount_m": [4.0, 6.0, None],
            "azimuth_deg": [90.0, None, None],
            "hfov_deg": [60.0, 90.0, None],
            "range_m": [50.0, 30.0, None],
            "width_px": [1920, 1920, None],
            "grid": "A",
            "purpose": ["治安防控", None, None],
            "owner_unit": ["派出所", "派出所", None],
            "sign": [True, False, None],
            "storage_days": [30, 7, None],
        },
        index=["E1", "E2", "E3"],
        geometry=[shapely.Point(-4, 3), shapely.Point(-40, 2), shapely.Point(4, 80)],
    )
