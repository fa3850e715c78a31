"""Shifts on the toy town's one street, as the database keeps them: a line with the second of every fix."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ZONE = ZoneInfo("Asia/Shanghai")
PACE_DEG = 0.00001
"""About 0.95 m of longitude a second at 31° north."""


def shift(
    code: str,
    west: float,
    east: float,
    *,
    begins: datetime,
    team: str = "official",
    node: str = "A",
    route: str | None = None,
) -> gpd.GeoDataFrame:
    """Give one shift that walks the street from ``west`` to ``east`` (degrees), a fix every ten seconds."""
    seconds = np.arange(0, (east - west) / PACE_DEG + 1, 10)
    begin = begins.timestamp()
    fixes = ", ".join(f"{west + PACE_DEG * second:.7f} 31.005 {begin + second:.0f}" for second in seconds)
    row = {
        "route": route,
        "team": team,
        "unit": "一班",
        "node": node,
        "started_at": begins,
        "ended_at": begins + timedelta(seconds=float(seconds[-1])),
    }
    line = shapely.from_wkt(f"LINESTRING M ({fixes})")
    return gpd.GeoDataFrame(pd.DataFrame([row], index=[code]), geometry=[line], crs=4490)


def morning(day: int) -> datetime:
    """Give eight in the morning of a day in March 2026, on the city's clock."""
    return datetime(2026, 3, day, 8, tzinfo=ZONE)
