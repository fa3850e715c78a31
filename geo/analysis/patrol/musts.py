"""Must-visit points: which shift passed them, in their windows or late; day by day and route by route."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

REACH_M = 60.0
"""A point farther from every street cannot be visited."""


def on_streets(points: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put points on their nearest street.

    Returns
    -------
    DataFrame
        Index of the points; ``street`` (None beyond `REACH_M`), ``at_m`` from its beginning (NaN there).
    """
    lines = streets.geometry.to_numpy()
    shapes = points.geometry.to_numpy()
    point, row = shapely.STRtree(lines).query_nearest(shapes, max_distance=REACH_M, all_matches=False)
    found = pd.DataFrame({"street": None, "at_m": np.nan}, index=points.index)
    found.iloc[point, 0] = streets.index.to_numpy(object)[row]
    found.iloc[point, 1] = shapely.line_locate_point(lines[row], shapes[point])
    return found


def reached(
    points: gpd.GeoDataFrame, tracks: pd.DataFrame, visits: pd.DataFrame, streets: gpd.GeoDataFrame, *, zone: str
) -> pd.DataFrame:
    """Say which points each shift reached, and whether in their windows.

    A point is reached when its place on the nearest street is walked; the passage counts from the instant the street
    was entered to the instant it was left. Before its window a passage does not count.

    Parameters
    ----------
    points
        Index code; ``opens``, ``closes`` (HH:MM on the city's clock, of the day the shift began; null for the whole
        day; a window that closes before it opens ends on the next day), geometry.
    tracks
        Table PATROL_TRACKS (geometry is not used).
    visits
        What the tracks walked.

    Returns
    -------
    DataFrame
        One row a shift and point: ``track``, ``point``, ``reached_at`` (NaT if never after opening), ``in_window``,
        ``late_min`` (0 if in time, NaN if never), ``due`` (the shift was out while the window was open).
    """
    times = {"began": tracks["started_at"].to_numpy(), "ended": tracks["ended_at"].to_numpy()}
    pairs = pd.DataFrame({"track": tracks.index, **times}).merge(
        _windows(points).join(on_streets(points, streets)).rename_axis("point").reset_index(), how="cross"
    )
    day = _utc(pairs["began"]).dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    pairs["opens_at"], pairs["closes_at"] = (_instants(day + pairs[name], zone) for name in ("opens", "closes"))
    passed = pairs.merge(visits[["track", "street", "from_m", "to_m", "entered_at", "left_at"]], on=["track", "street"])
    passed = passed[passed["at_m"].between(passed["from_m"], passed["to_m"])]
    passed = passed[passed["left_at"] >= passed["opens_at"]]
    at = passed["entered_at"].where(passed["entered_at"] > passed["opens_at"], passed["opens_at"])
    first = at.groupby([passed["track"], passed["point"]]).min().rename("reached_at")
    found = pairs.join(first, on=["track", "point"])
    late = (found["reached_at"] - found["closes_at"]).dt.total_seconds() / 60
    return pd.DataFrame(
        {
            "track": found["track"],
            "point": found["point"],
            "reached_at": found["reached_at"],
            "in_window": late < 0,
            "late_min": late.clip(lower=0.0),
            "due": (found["opens_at"] < _utc(found["ended"])) & (found["closes_at"] > _utc(found["began"])),
        }
    )


def by_point(found: pd.DataFrame, tracks: pd.DataFrame, points: pd.Index, *, zone: str) -> pd.DataFrame:
    """Sum up by point over the days on which anybody was out: one shift in time is enough for a day.

    Returns
    -------
    DataFrame
        Index ``point``; ``days`` (with shifts), ``reached`` and ``in_window`` (days), ``late_p50_min`` (of the days
        on which it was reached), ``last_at`` (NaT if never).
    """
    day = tracks["started_at"].dt.tz_convert(zone).dt.date
    days = found.assign(day=day.reindex(found["track"]).to_numpy()).groupby(["point", "day"])
    best = days.agg(reached_at=("reached_at", "min"), in_window=("in_window", "max"), late_min=("late_min", "min"))
    groups = best.groupby("point")
    table = pd.DataFrame(
        {
            "days": groups.size(),
            "reached": groups["reached_at"].count(),
            "in_window": groups["in_window"].sum(),
            "late_p50_min": groups["late_min"].median(),
            "last_at": groups["reached_at"].max(),
        }
    )
    counts = {"days": "int64", "reached": "int64", "in_window": "int64"}
    return table.reindex(points).fillna(dict.fromkeys(counts, 0)).astype(counts).rename_axis("point")


def on_plan(found: pd.DataFrame, tracks: pd.DataFrame, placed: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Count for each shift the points that lie on its planned route and whose window is open while it is out.

    Parameters
    ----------
    found
        From `reached`.
    placed
        From `on_streets`.
    plan
        What routes ask for: `geo.analysis.patrol.adherence.planned`.

    Returns
    -------
    DataFrame
        Index track, of those with a route; ``musts`` (points on its route), ``musts_kept`` (reached in their windows).
    """
    near = placed.rename_axis("point").reset_index().merge(plan, on="street")
    near = near[near["at_m"].between(near["from_m"], near["to_m"])][["route", "point"]].drop_duplicates()
    named = tracks[tracks["route"].isin(plan["route"])]
    asked = found[found["due"]]
    due = asked.assign(route=named["route"].reindex(asked["track"]).to_numpy()).merge(near, on=["route", "point"])
    groups = due.groupby("track")
    table = pd.DataFrame({"musts": groups.size(), "musts_kept": groups["in_window"].sum()})
    return table.reindex(named.index).fillna(0).astype("int64").rename_axis("track")


def _utc(instants: pd.Series) -> pd.Series:
    return pd.to_datetime(instants, utc=True)


def _windows(points: gpd.GeoDataFrame) -> pd.DataFrame:
    opens = pd.to_timedelta(points["opens"].fillna("00:00").astype(str) + ":00")
    closes = pd.to_timedelta(points["closes"].fillna("24:00").astype(str) + ":00")
    return pd.DataFrame({"opens": opens, "closes": closes.where(closes > opens, closes + pd.Timedelta(days=1))})


def _instants(wall: pd.Series, zone: str) -> pd.Series:
    """Give instants of the city's wall clock; of an hour that comes twice the second is meant."""
    second = np.zeros(len(wall), bool)
    local = wall.dt.tz_localize(zone, ambiguous=second, nonexistent="shift_forward")
    return pd.Series(local.dt.tz_convert("UTC"))
