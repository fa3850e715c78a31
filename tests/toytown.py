"""A town a child can count: one district, two grids side by side, a handful of everything in each."""

import geopandas as gpd
import pandas as pd
import shapely

from geo.access import Actor
from geo.models import City
from geo.store import buildings, cameras, city, facilities, grids, incidents, patrol, residents, streets
from geo.store.session import writing

ADMIN = Actor(role="admin")
LEADER = Actor(role="leader")
SUPERVISOR_A = Actor(role="supervisor", scope=("A",), post="supervisor-a")
SUPERVISOR_D = Actor(role="supervisor", scope=("D",), post="supervisor-d")
SUPERVISOR_NOWHERE = Actor(role="supervisor", post="supervisor-nowhere")
HEAD_B = Actor(role="grid_head", scope=("B",), post="head-b")
PLANNER_D = Actor(role="planner", scope=("D",), post="planner-d")

WEST, EAST = (120.005, 31.005), (120.015, 31.005)


def settle() -> None:
    """Write the town: 6 incidents in A, 4 in B; 2 cameras in A, 1 in B; a facility, a house and a beat in each."""
    with writing(ADMIN, "import", object="toytown") as session:
        city.put(session, town())
        grids.upsert(session, tree(), None)
        incidents.upsert(session, matters(), None)
        cameras.upsert(session, points({"kind": "bullet", "grid": ["A", "A", "B"]}, "C"), None)
        facilities.upsert(
            session, points({"name": "Care", "kind": "elderly_care", "capacity": 10, "grid": ["A", "B"]}, "F"), None
        )
        homes = points({"use": "residential", "grid": ["A", "B"]}, "H")
        homes["geometry"] = [shapely.multipolygons([one.buffer(0.0002).envelope]) for one in homes.geometry]
        buildings.upsert(session, homes, None)
        residents.upsert(session, counts(), None)
        patrol.upsert_routes(session, beats(), None)
        streets.upsert(session, road(), None)


def town() -> City:
    """Give the city's own row."""
    return City(
        name_zh="玩具镇",
        name_en="Toytown",
        made_up=True,
        zone="Asia/Shanghai",
        metric_crs=4549,
        credit="",
        weight_note="",
    )


def tree() -> gpd.GeoDataFrame:
    """Give district D with the grids A (west) and B (east)."""
    boxes = [(120, 31, 120.02, 31.01), (120, 31, 120.01, 31.01), (120.01, 31, 120.02, 31.01)]
    return gpd.GeoDataFrame(
        {
            "name": ["区", "西网格", "东网格"],
            "level": ["district", "grid", "grid"],
            "type": [None, "residential", "commercial"],
            "parent": [None, "D", "D"],
            "households": [None, 30, 40],
        },
        index=["D", "A", "B"],
        geometry=[shapely.multipolygons([shapely.box(*box)]) for box in boxes],
        crs=4490,
    )


def matters() -> gpd.GeoDataFrame:
    """Give ten incidents, a day apart from 1 January 2026 at noon: I0–I5 in A, I6–I9 in B; even ones are closed."""
    frame = points({"incident_class": ["hazard", "appeal"] * 5, "grid": ["A"] * 6 + ["B"] * 4, "channel": "12345"}, "I")
    frame["collected_at"] = pd.date_range("2026-01-01 12:00", periods=10, freq="D", tz="Asia/Shanghai")
    frame["verified_at"] = (frame["collected_at"] + pd.Timedelta(hours=2)).where([n % 2 == 0 for n in range(10)])
    frame["due_at"] = frame["collected_at"] + pd.Timedelta(days=1)
    return frame


def counts() -> gpd.GeoDataFrame:
    """Give 100 residents in H0, 30 of them 65–79 and 10 older; 50 in H1, 5 of them 80 and older."""
    rows = [("H0", "18-59", 60), ("H0", "65-79", 30), ("H0", "80+", 10), ("H1", "18-59", 45), ("H1", "80+", 5)]
    return gpd.GeoDataFrame(
        {
            "place_kind": "building",
            "place": [row[0] for row in rows],
            "measure": "people",
            "band": [row[1] for row in rows],
            "count": [row[2] for row in rows],
            "grid": ["A" if row[0] == "H0" else "B" for row in rows],
        },
        geometry=[shapely.Point(WEST if row[0] == "H0" else EAST) for row in rows],
        crs=4490,
    )


def beats() -> gpd.GeoDataFrame:
    """Give one beat in each grid."""
    frame = tree().drop("D")
    return gpd.GeoDataFrame(
        {"name": ["西线", "东线"], "kind": "beat", "team": "official", "node": ["A", "B"]},
        index=["P0", "P1"],
        geometry=list(frame.geometry),
        crs=4490,
    )


def road() -> gpd.GeoDataFrame:
    """Give one street through both grids."""
    return gpd.GeoDataFrame(
        {"name": ["大街"], "street_class": ["residential"], "walkable": [True]},
        index=["S0"],
        geometry=[shapely.LineString([(120.001, 31.005), (120.019, 31.005)])],
        crs=4490,
    )


def points(columns: dict[str, object], prefix: str) -> gpd.GeoDataFrame:
    """Give rows that stand in the middle of their grid."""
    frame = pd.DataFrame(columns)
    where = [shapely.Point(WEST if grid == "A" else EAST) for grid in frame["grid"]]
    return gpd.GeoDataFrame(frame.set_axis([f"{prefix}{n}" for n in range(len(frame))]), geometry=where, crs=4490)
