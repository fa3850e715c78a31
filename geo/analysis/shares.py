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
