"""The register the law asks for: purpose, sign, angle review, storage and unit of every camera, and what is missing."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.analysis.cctv.optics import norms
from geo.frames import CAMERAS, require

DUTIES = ("purpose", "sign", "review", "storage", "owner")
"""Purpose written down; sign up; angle reviewed; pictures kept long enough; unit named."""

STATES = ("met", "missing", "absent", "overdue", "short")
"""Duty met; not on record; recorded as not there; last done too long ago; kept for too few days."""


def states(cameras: pd.DataFrame, *, today: date, values: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Say for each camera and duty how it stands.

    Parameters
    ----------
    cameras
        Table of the treaty ``CAMERAS``.
    today
        Day the review is reckoned from, in the city's calendar.
    values
        Norms of the city (``cctv.storage``, ``cctv.review``); the seeded ones if left out.

    Returns
    -------
    DataFrame
        Index of the cameras, a column for each of `DUTIES`, values of `STATES`.
    """
    require(cameras, CAMERAS, ("purpose", "sign", "angle_reviewed_on", "storage_days", "owner_unit"))
    norm = norms() if values is None else {**norms(), **values}
    reviewed = pd.to_datetime(cameras["angle_reviewed_on"])
    oldest = pd.Timestamp(today - timedelta(days=norm["cctv.review"]))
    stored = cameras["storage_days"].astype("float64")
    sign = cameras["sign"].astype("boolean")
    return pd.DataFrame(
        {
            "purpose": np.where(_blank(cameras["purpose"]), "missing", "met"),
            "sign": np.select([sign.isna(), ~sign.fillna(True)], ["missing", "absent"], "met"),
            "review": np.select([reviewed.isna(), reviewed < oldest], ["missing", "overdue"], "met"),
            "storage": np.select([stored.isna(), stored < norm["cctv.storage"]], ["missing", "short"], "met"),
            "owner": np.where(_blank(cameras["owner_unit"]), "missing", "met"),
        },
        index=cameras.index,
    )


def unmet(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the cameras that miss a duty, those that miss most first, with ``unmet`` (count)."""
    count = (found != "met").sum(axis=1)
    return found.assign(unmet=count)[count > 0].sort_values("unmet", ascending=False, kind="stable")


def counts(found: pd.DataFrame) -> pd.DataFrame:
    """Count cameras by duty (rows) and state (columns)."""
    tally = {duty: found[duty].value_counts() for duty in DUTIES}
    table = pd.DataFrame(tally).T.reindex(columns=list(STATES)).fillna(0)
    return table.astype("int64").rename_axis("duty")


def _blank(column: pd.Series) -> pd.Series:
    return column.isna() | (column.astype("string").str.strip() == "")
