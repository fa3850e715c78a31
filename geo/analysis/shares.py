"""Shares that the mission asks for: found by ourselves, settled low down, answered in time."""

import numpy as np
import pandas as pd

from geo import standards
from geo.analysis.loop import LADDER
from geo.analysis.rates import wilson

PROACTIVE = ("patrol", "camera", "sensor", "inspection")
"""Channels by which a matter is found before anybody has to complain."""
SETTLED_LOW = standards.default("disputes.settled_low") / 100
"""Share of disputes to be settled below the district."""


def proactive(found: pd.DataFrame, everything: pd.DataFrame) -> pd.DataFrame:
    """Give the share that was found by patrol, camera, sensor or inspection, key by key.

    Parameters
    ----------
    found, everything
        Figures of response for the proactive channels and for all of them.
    """
    table = everything[["n"]].copy()
    table["found"] = found["n"].reindex(table.index).fillna(0).astype("int64")
    table["share"], table["low"], table["high"] = wilson(table["found"].to_numpy(), table["n"].to_numpy())
    return table


def answered(calls: pd.DataFrame, *, by: str, at: pd.Timestamp) -> pd.DataFrame:
    """Give the share of calls that were answered in time (有呼必应), by ``department`` or ``grid``.

    Parameters
    ----------
    calls
        As the store gives them: department, grid, called_at, due_at, arrived_at.
    by
        Column to group by.
    at
        Instant of looking: a call past its time that nobody has answered counts as missed.

    Returns
    -------
    DataFrame
        Index the group; ``n`` calls, ``judged`` of them, ``share`` in time with its Wilson interval, ``waiting``.
    """
    in_time = calls["arrived_at"] <= calls["due_at"]
    judged = calls["arrived_at"].notna() | (calls["due_at"] < at)
    told = pd.DataFrame(
        {by: calls[by], "n": 1, "judged": judged, "hits": in_time, "waiting": calls["arrived_at"].isna()}
    )
    table = told.groupby(by).sum().astype("int64")
    table["share"], table["low"], table["high"] = wilson(table.pop("hits").to_numpy(), table["judged"].to_numpy())
    return table


def settled(by_level: pd.DataFrame) -> pd.DataFrame:
    """Give the closed matters by the level that closed them, and the share closed at it or below.

    Parameters
    ----------
    by_level
        Figures of response by level.
    """
    closed = (by_level["n"] - by_level["open"]).reindex(LADDER).fillna(0).astype("int64").rename("closed")
    table = closed.to_frame()
    total = int(closed.sum())
    table["share"], table["low"], table["high"] = wilson(closed.cumsum().to_numpy(), np.full(len(closed), total))
    table["reached"] = table["share"] >= SETTLED_LOW
    return table
