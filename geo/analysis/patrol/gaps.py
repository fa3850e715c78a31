"""The gap list: stretches of street nobody walked for so many days, the most needed first."""

from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.patrol.stretches import lines


def find(
    last: pd.DataFrame,
    streets: gpd.GeoDataFrame,
    *,
    as_of: datetime,
    days: int,
    incidents: gpd.GeoDataFrame | None = None,
    near_m: float = 50,
    least_m: float = 5,
) -> gpd.GeoDataFrame:
    """List the stretches last walked more than ``days`` ago, or never.

    Parameters
    ----------
    last
        Last passages: second table of `geo.analysis.patrol.revisits.replay`.
    streets
        Table STREETS.
    as_of, days
        A stretch is in the list if nobody passed in the ``days`` before ``as_of``.
    incidents
        Points that make a stretch more needed; those within ``near_m`` of it count.
    least_m
        Shorter rests (a few metres at a junction) are left out.

    Returns
    -------
    GeoDataFrame
        ``street``, ``name``, ``street_class``, ``area``, ``from_m``, ``to_m``, ``length_m``, ``last_at`` (of its
        most lately walked metre; NaT for never), ``days`` since, ``incidents``, ``weight`` =
        ``length_m`` × (1 + ``incidents``); heaviest first.
    """
    stale = last["last_at"].isna() | (last["last_at"] < pd.Timestamp(as_of) - pd.Timedelta(days=days))
    found = _joined(last[stale])
    found["length_m"] = found["to_m"] - found["from_m"]
    found = found[found["length_m"] >= least_m].reset_index(drop=True)
    named = streets[["name", "street_class"]].reindex(found["street"]).reset_index(drop=True)
    table = gpd.GeoDataFrame(pd.concat([found, named], axis=1), geometry=lines(found, streets), crs=streets.crs)
    table["days"] = (pd.Timestamp(as_of) - table["last_at"]).dt.total_seconds() / 86400
    table["incidents"] = nearby(table, incidents, near_m=near_m)
    table["weight"] = table["length_m"] * (1 + table["incidents"])
    return table.sort_values(["weight", "street", "from_m"], ascending=[False, True, True]).reset_index(drop=True)


def nearby(places: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame | None, *, near_m: float) -> pd.Series:
    """Count the incidents within ``near_m`` of each line."""
    count = np.zeros(len(places), np.int64)
    if incidents is not None and len(incidents) and len(places):
        tree = shapely.STRtree(incidents.geometry.to_numpy())
        place, _ = tree.query(places.geometry.to_numpy(), predicate="dwithin", distance=near_m)
        count = np.bincount(place, minlength=len(places))
    return pd.Series(count, index=places.index)


def _joined(stale: pd.DataFrame) -> pd.DataFrame:
    """Join stretches that follow each other on one street in one area."""
    rows = stale.sort_values(["street", "area", "from_m"])
    follows = (
        (rows["street"] == rows["street"].shift())
        & (rows["area"] == rows["area"].shift())
        & (rows["from_m"] - rows["to_m"].shift() < 1e-6)
    )
    group = (~follows).cumsum().to_numpy()
    return (
        rows.groupby(group)
        .agg(
            street=("street", "first"),
            area=("area", "first"),
            from_m=("from_m", "min"),
            to_m=("to_m", "max"),
            last_at=("last_at", "max"),
        )
        .reset_index(drop=True)
    )
