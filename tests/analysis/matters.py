"""Tables of matters for tests, written the way a child would tell them."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.frames import INCIDENTS, STAGES

ZONE = "Asia/Shanghai"
MONDAY = pd.Timestamp("2025-03-10T09:00", tz=ZONE)
NOON = pd.Timestamp("2025-06-02T12:00", tz=ZONE)
_ORIGIN = (500_000.0, 3_550_000.0)


def matters(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Complete short descriptions: ``filed`` (minutes after Monday nine), ``took`` (minutes, None = open), ``due``.

    Each matter stands ten metres east of the one before, unless ``x`` says otherwise.
    """
    frame = pd.DataFrame(rows)
    count = len(frame)
    out = pd.DataFrame(index=pd.Index([f"m{i}" for i in range(count)], name="code"))
    defaults = {
        "incident_class": "hazard",
        "subclass": "lamp",
        "channel": "patrol",
        "department": "works",
        "priority": "normal",
        "grid": "g1",
        "level": "grid",
        "reopened": 0,
        "handovers": 0,
        "satisfaction": np.nan,
    }
    for name, value in defaults.items():
        out[name] = frame[name].where(frame[name].notna(), value).to_numpy() if name in frame else value
    spread = pd.Series(range(0, count * 1000, 1000))
    filed = frame["filed"].fillna(spread) if "filed" in frame else spread
    out["collected_at"] = (MONDAY + pd.to_timedelta(filed, unit="min")).to_numpy()
    for stage, column in (("called", "called"), ("responded", "arrived"), ("handled", "fixed"), ("verified", "took")):
        out[f"{stage}_at"] = _after(out["collected_at"], frame.get(column))
    out["evaluated_at"] = _after(out["collected_at"], None)
    out["due_at"] = _after(out["collected_at"], frame.get("due"))
    for column in [column for column in out if str(column).endswith("_at")]:
        out[column] = pd.to_datetime(out[column], utc=True)
    out["stage"] = "collected"
    for stage in STAGES[1:]:
        out.loc[out[f"{stage}_at"].notna(), "stage"] = stage
    x = np.arange(count) * 10.0
    if "x" in frame:
        x = frame["x"].fillna(pd.Series(x)).to_numpy()
    points = gpd.points_from_xy(_ORIGIN[0] + x, np.full(count, _ORIGIN[1]), crs="EPSG:4549")
    return gpd.GeoDataFrame(out, geometry=points)[list(INCIDENTS.names)]


def _after(since: pd.Series, minutes: Any) -> pd.Series:
    if minutes is None:
        return pd.Series(pd.NaT, index=since.index, dtype="datetime64[ns, UTC]")
    told = pd.Series(minutes, dtype="float64", index=range(len(since))).set_axis(since.index)
    # Through whole seconds: pandas rounds what lies in memory behind a NaN, and warns when that overflows.
    later = since + pd.to_timedelta((told.fillna(0) * 60).round().astype("int64"), unit="s")
    return later.where(told.notna())
