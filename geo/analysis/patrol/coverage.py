"""Coverage in metres of street: what share was walked, how often, by place, hour, weekday and team."""

from collections.abc import Sequence
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import tree
from geo.analysis.patrol import revisits
from geo.analysis.patrol.areas import OUTSIDE
from geo.analysis.patrol.stretches import union

COLUMNS = ("street_m", "walked_m", "share", "visits", "visited_m")
"""Metres of street · metres walked at least once · their ratio · visits · metres of all visits together."""
WEEKDAYS = ("1", "2", "3", "4", "5", "6", "7")


def by_area(pieces: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Measure coverage area by area (grids, beats).

    Two walks of one street count once in ``walked_m`` and twice in ``visits`` and ``visited_m``. A visit is a stay
    on one street inside one area, until it is left; so areas add up to totals.

    Parameters
    ----------
    pieces
        Streets cut at the areas' borders: `geo.analysis.patrol.areas.cut`.
    visits
        Visits cut the same way (`share_out`): ``street``, ``area``, ``from_m``, ``to_m``.

    Returns
    -------
    DataFrame
        Index ``key`` (areas by code, what lies outside last); the COLUMNS.
    """
    length = (pieces["to_m"] - pieces["from_m"]).groupby(pieces["area"]).sum()
    found = pd.DataFrame({"street_m": length})
    walked = _once(visits)
    found["walked_m"] = (walked["to_m"] - walked["from_m"]).groupby(walked["area"]).sum()
    found["visits"] = visits.groupby("area").size()
    found["visited_m"] = (visits["to_m"] - visits["from_m"]).groupby(visits["area"]).sum()
    found = _finished(found)
    outside = found.index == OUTSIDE
    return pd.concat([found[~outside], found[outside]]).rename_axis("key")


def with_revisits(pieces: pd.DataFrame, visits: pd.DataFrame, *, as_of: datetime | None) -> pd.DataFrame:
    """Measure coverage area by area together with `revisits.by_area`."""
    found = by_area(pieces, visits)
    if as_of is None or pieces.empty:
        return found
    return found.join(revisits.by_area(*revisits.replay(pieces, visits), as_of=as_of))


def lifted(stretches: pd.DataFrame, grids: gpd.GeoDataFrame, level: str) -> pd.DataFrame:
    """Give pieces or visits with their ``area`` lifted from grids to the nodes of a level above, so that both add up.

    What lies in a grid with no such node above it goes to OUTSIDE.
    """
    return stretches.assign(area=stretches["area"].map(tree.above(grids, level)).fillna(OUTSIDE))


def overall(pieces: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    """Measure coverage of everything: the COLUMNS."""
    return _finished(by_area(pieces, visits).sum().to_frame().T).iloc[0]


def by_hour(pieces: pd.DataFrame, visits: pd.DataFrame, *, zone: str, band_h: int = 2) -> pd.DataFrame:
    """Measure coverage by band of the day on the city's clock, by the hour at which a street was entered.

    A street walked in two bands counts in both: bands do not add up to the whole.
    """
    if band_h not in (1, 2, 3, 4, 6, 8, 12):
        raise ValueError(f"bands divide the day: 1, 2, 3, 4, 6, 8 or 12 hours, not {band_h}")
    hour = visits["entered_at"].dt.tz_convert(zone).dt.hour // band_h * band_h
    bands = {begin: f"{begin:02d}-{begin + band_h:02d}" for begin in range(0, 24, band_h)}
    return _by(pieces, visits, hour.map(bands), list(bands.values()))


def by_weekday(pieces: pd.DataFrame, visits: pd.DataFrame, *, zone: str) -> pd.DataFrame:
    """Measure coverage by weekday (1 = Monday) on the city's clock."""
    day = visits["entered_at"].dt.tz_convert(zone).dt.dayofweek + 1
    return _by(pieces, visits, day.astype(str), WEEKDAYS)


def by_team(pieces: pd.DataFrame, visits: pd.DataFrame, *, teams: Sequence[str]) -> pd.DataFrame:
    """Measure coverage team by team and, in the last row ``together``, of all: shared streets count once there."""
    apart = _by(pieces, visits, visits["team"], teams)
    together = overall(pieces, visits).to_frame("together").T
    return pd.concat([apart, together]).astype({"visits": "int64"}).rename_axis("key")


def _by(pieces: pd.DataFrame, visits: pd.DataFrame, key: pd.Series, keys: Sequence[str]) -> pd.DataFrame:
    groups = dict(tuple(visits.groupby(key)))
    rows = {name: overall(pieces, groups.get(name, visits.iloc[:0])) for name in keys}
    return pd.DataFrame(rows).T.astype({"visits": "int64"}).rename_axis("key")


def _once(visits: pd.DataFrame) -> pd.DataFrame:
    """Merge visits so that each metre counts once; a street stays apart in each area."""
    merged = union(visits.assign(place=visits.groupby(["street", "area"], sort=False).ngroup()), by="place")
    area = visits[["street", "area"]].drop_duplicates()["area"].to_numpy()
    return merged.assign(area=area[merged["place"].to_numpy(np.int64)])


def _finished(found: pd.DataFrame) -> pd.DataFrame:
    whole = found.reindex(columns=list(COLUMNS)).fillna(0.0)
    whole["walked_m"] = whole[["walked_m", "street_m"]].min(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        whole["share"] = whole["walked_m"] / whole["street_m"]
    return whole.astype({"visits": "int64"})
