"""When streets were last walked and how long they wait between two shifts, metre by metre."""

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.patrol import kernel_sweep
from geo.analysis.patrol.arrays import seconds


def replay(pieces: pd.DataFrame, visits: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Replay all visits in time over the streets.

    Parameters
    ----------
    pieces
        Streets cut at the borders of areas.
    visits
        Visits cut the same way, with ``track`` and ``entered_at``.

    Returns
    -------
    tuple
        Waits: ``street``, ``area``, ``wait_h`` (hours between passages of two different shifts), ``metres`` they hold
        for. Last passages: ``street``, ``area``, ``from_m``, ``to_m``, ``last_at`` (NaT where nobody passed).
    """
    place, starts, ordered = _by_place(pieces, visits)
    low = ordered["from_m"].to_numpy(np.float64) - pieces["from_m"].to_numpy(np.float64)[place]
    high = ordered["to_m"].to_numpy(np.float64) - pieces["from_m"].to_numpy(np.float64)[place]
    length = (pieces["to_m"] - pieces["from_m"]).to_numpy(np.float64)
    track = pd.factorize(ordered["track"])[0].astype(np.int64)
    at = seconds(ordered["entered_at"])
    most = 3 * len(ordered) + 8, 2 * len(ordered) + len(pieces) + 8
    of, since, metres = np.empty(most[0], np.int64), np.empty(most[0]), np.empty(most[0])
    last_of, last, last_m = np.empty(most[1], np.int64), np.empty(most[1]), np.empty(most[1])
    waits, lasts = kernel_sweep.passes(starts, length, low, high, at, track, of, since, metres, last_of, last, last_m)
    names = pieces[["street", "area"]]
    waited = names.iloc[of[:waits]].assign(wait_h=since[:waits] / 3600, metres=metres[:waits])
    return waited.reset_index(drop=True), _last(pieces, last_of[:lasts], last[:lasts], last_m[:lasts])


def by_area(waits: pd.DataFrame, last: pd.DataFrame, *, as_of: datetime) -> pd.DataFrame:
    """Sum up waits and last passages area by area, weighted by metres.

    Returns
    -------
    DataFrame
        Index ``key``; ``revisit_p50_h`` and ``revisit_max_h`` (between two shifts), ``since_p50_h`` and
        ``since_max_h`` (since the last visit, of what was ever walked), ``never_m``.
    """
    metres = last["to_m"] - last["from_m"]
    walked = last["last_at"].notna()
    since = (pd.Timestamp(as_of) - last["last_at"][walked]).dt.total_seconds() / 3600
    areas = pd.Index(sorted(last["area"].unique(), key=lambda code: (code == "", code)), name="key")
    return pd.DataFrame(
        {
            "revisit_p50_h": middle(waits["wait_h"], waits["metres"], waits["area"]),
            "revisit_max_h": waits.groupby("area")["wait_h"].max(),
            "since_p50_h": middle(since, metres[walked], last["area"][walked]),
            "since_max_h": since.groupby(last["area"][walked]).max(),
            "never_m": metres.where(~walked, 0.0).groupby(last["area"]).sum(),
        },
        index=areas,
    )


def middle(values: pd.Series, weights: pd.Series, groups: pd.Series) -> pd.Series:
    """Give each group's weighted median: the least value that half the weight does not exceed."""
    table = pd.DataFrame({"value": values, "weight": weights, "group": groups}).sort_values(["group", "value"])
    within = table.groupby("group")["weight"]
    reached = table[within.cumsum() >= within.transform("sum") / 2 * (1 - 1e-12)]
    return reached.groupby("group")["value"].first()


def _by_place(pieces: pd.DataFrame, visits: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], pd.DataFrame]:
    """Put every visit on its piece of street, in order of piece and time."""
    numbered = pieces[["street", "area", "from_m", "to_m"]].assign(place=np.arange(len(pieces)))
    joined = visits.merge(numbered, on=["street", "area"], suffixes=("", "_piece"))
    met = joined[(joined["from_m"] < joined["to_m_piece"]) & (joined["to_m"] > joined["from_m_piece"])]
    ordered = met.sort_values(["place", "entered_at"], kind="stable")
    place = ordered["place"].to_numpy(np.int64)
    return place, np.searchsorted(place, np.arange(len(pieces) + 1)).astype(np.int64), ordered


def _last(
    pieces: pd.DataFrame, place: NDArray[np.int64], last: NDArray[np.float64], metres: NDArray[np.float64]
) -> pd.DataFrame:
    ran = np.cumsum(metres) - metres
    begin = np.searchsorted(place, np.arange(len(pieces)))
    low = pieces["from_m"].to_numpy(np.float64)[place] + ran - (ran[begin][place] if len(ran) else ran)
    milliseconds = pd.Series(last * 1000).round().astype("Int64")
    return pd.DataFrame(
        {
            "street": pieces["street"].to_numpy()[place],
            "area": pieces["area"].to_numpy()[place],
            "from_m": low,
            "to_m": low + metres,
            "last_at": pd.to_datetime(milliseconds, unit="ms", utc=True),
        }
    )
