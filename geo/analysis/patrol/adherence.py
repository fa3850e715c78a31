"""Adherence: how much of what was planned was walked, how far off, how late."""

from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.patrol import areas
from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.matching import match
from geo.analysis.patrol.rules import Rules
from geo.analysis.patrol.stretches import metres_by, union

_EVERY_M = 10.0
_PACE = 1.25


def planned(routes: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, ground: Ground) -> pd.DataFrame:
    """Say which stretches of street each route or beat asks for.

    A line is followed along the network like a track; an area (beat) asks for every street inside it.

    Parameters
    ----------
    routes
        Table PATROL_ROUTES, metric CRS.

    Returns
    -------
    DataFrame
        ``route``, ``street``, ``from_m``, ``to_m``; each metre once a route.
    """
    is_area = routes.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    walkable = streets[streets.index.isin(ground.streets)]
    inside = areas.each(walkable, routes[is_area]).rename(columns={"area": "route"})
    found = [table for table in (follow(routes.geometry[~is_area], ground), inside) if len(table)]
    columns = ["route", "street", "from_m", "to_m"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def follow(lines: gpd.GeoSeries, ground: Ground) -> pd.DataFrame:
    """Follow lines along the network, as a walker without noise would: ``route``, ``street``, ``from_m``, ``to_m``."""
    parts = lines.explode(ignore_index=False)
    tables, begin = [], pd.Timestamp(0, tz="UTC") + pd.Timedelta(days=20_000)
    for number, (route, line) in enumerate(parts.items()):
        at = np.append(np.arange(0, line.length, _EVERY_M), line.length)
        tables.append(
            gpd.GeoDataFrame(
                {"track": f"{number}:{route}", "at": begin + pd.to_timedelta(at / _PACE, unit="s")},
                geometry=shapely.line_interpolate_point(line, at),
                crs=lines.crs,
            )
        )
    if not tables:
        return pd.DataFrame({"route": [], "street": [], "from_m": [], "to_m": []})
    fixes = pd.concat(tables, ignore_index=True)
    rules = Rules(still_s=1e9, longest_shift_h=1e4)
    visits = match(fixes, ground, as_of=fixes["at"].max(), rules=rules).visits
    route = visits["track"].str.split(":", n=1).str[1]
    merged = [union(of).assign(route=code) for code, of in visits.groupby(route)]
    return pd.concat(merged, ignore_index=True) if merged else visits.assign(route=route)


def by_track(
    tracks: pd.DataFrame, routes: gpd.GeoDataFrame, plan: pd.DataFrame, visits: pd.DataFrame, *, zone: str
) -> pd.DataFrame:
    """Compare every track that names its route with that route.

    Parameters
    ----------
    tracks
        Table PATROL_TRACKS (geometry is not used).
    plan
        What routes ask for: `planned`.
    visits
        What tracks walked, whole streets or cut at grids.

    Returns
    -------
    DataFrame
        Index track; ``route``, ``planned_m``, ``kept_m`` (of the plan, walked), ``share``, ``off_route_m`` (walked
        beside the plan), ``late_min`` (start after the planned one; negative if early; NaN without a planned one).
    """
    named = tracks[tracks["route"].isin(plan["route"])]
    columns = ["track", "street", "from_m", "to_m"]
    asked = plan.merge(named["route"].rename_axis("track").reset_index(), on="route")[columns]
    seen = visits.loc[visits["track"].isin(named.index), columns]
    planned_m, walked_m, either_m = (
        metres_by(one, "track").reindex(named.index, fill_value=0.0) for one in (asked, seen, pd.concat([asked, seen]))
    )
    kept_m = (planned_m + walked_m - either_m).clip(lower=0.0)
    late = [
        late_minutes(began, routes["starts"].get(route), zone=zone)
        for began, route in zip(named["started_at"], named["route"], strict=True)
    ]
    return pd.DataFrame(
        {
            "route": named["route"],
            "planned_m": planned_m,
            "kept_m": kept_m,
            "share": kept_m / planned_m.where(planned_m > 0),
            "off_route_m": walked_m - kept_m,
            "late_min": late,
        }
    ).rename_axis("track")


def late_minutes(started_at: datetime, starts: str | None, *, zone: str) -> float:
    """Give how many minutes after the planned HH:MM a shift began, within half a day either way.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> late_minutes(datetime(2026, 1, 1, 16, 10, tzinfo=UTC), "23:50", zone="Asia/Shanghai")
    20.0
    """
    if starts is None or pd.isna(starts):
        return float("nan")
    wall = pd.Timestamp(started_at).tz_convert(zone)
    hour, minute = (int(part) for part in starts.split(":"))
    late = wall.hour * 60 + wall.minute + wall.second / 60 - hour * 60 - minute
    return (late + 720) % 1440 - 720


def by_route(kept: pd.DataFrame) -> pd.DataFrame:
    """Sum up shifts by route, index ``route``.

    Parameters
    ----------
    kept
        From `by_track`, joined with `geo.analysis.patrol.musts.on_plan`.

    Returns
    -------
    DataFrame
        ``shifts``, ``planned_m``, medians ``share_p50``, ``off_route_p50_m``, ``late_p50_min``, and over all shifts
        ``musts`` (must-visit points on the route) and ``musts_kept`` (reached in their windows).
    """
    groups = kept.groupby("route")
    return pd.DataFrame(
        {
            "shifts": groups.size(),
            "planned_m": groups["planned_m"].first(),
            "share_p50": groups["share"].median(),
            "off_route_p50_m": groups["off_route_m"].median(),
            "late_p50_min": groups["late_min"].median(),
            "musts": groups["musts"].sum(),
            "musts_kept": groups["musts_kept"].sum(),
        }
    )
