"""Boston's tickets of 2015, read and counted the slow way with pandas alone."""

from pathlib import Path

import pandas as pd

TICKETS = Path(__file__).parents[2].parent / "shared/data/boston-311/boston_311_2015_downtown.csv.gz"
ZONE = "America/New_York"
MATTER = ["LATITUDE", "LONGITUDE", "TYPE", "SUBJECT"]


def read(*, first: bool = False) -> pd.DataFrame:
    """Read the tickets with their times in UTC.

    Parameters
    ----------
    first
        Which of the two hours a time means that occurs twice as summer time ends.
    """
    rows = pd.read_csv(TICKETS, dtype=str).set_index("CASE_ENQUIRY_ID")
    for name in ("OPEN_DT", "TARGET_DT", "CLOSED_DT"):
        local = pd.to_datetime(rows[name], format="%m/%d/%Y %I:%M:%S %p")
        rows[name] = local.dt.tz_localize(ZONE, ambiguous=[first] * len(rows), nonexistent="shift_forward")
        rows[name] = rows[name].dt.tz_convert("UTC")
    return rows


def counted(tickets: pd.DataFrame, at: pd.Timestamp) -> pd.DataFrame:
    """Give the tickets that count, whether each is open, and for how many seconds it took or has been open.

    Of two filed in one second the one closed first counts.
    """
    rows = tickets.sort_values(["OPEN_DT", "CLOSED_DT"]).copy()
    took = (rows["CLOSED_DT"] - rows["OPEN_DT"]).dt.total_seconds()
    pile = rows.groupby(["LATITUDE", "LONGITUDE"])["TYPE"].transform("size")
    parked = pile == pile.max()
    double = (rows.groupby(MATTER)["OPEN_DT"].diff() <= pd.Timedelta(minutes=10)) & ~parked
    kept = rows[~(double | (took <= 0))].copy()
    several = kept.duplicated(["LATITUDE", "LONGITUDE", "TYPE", "OPEN_DT"]) & ~parked[kept.index]
    kept = kept[~several]
    kept["open"] = kept["CLOSED_DT"].isna()
    kept["seconds"] = (kept["CLOSED_DT"].fillna(at) - kept["OPEN_DT"]).dt.total_seconds()
    return kept


def on_time(rows: pd.DataFrame, at: pd.Timestamp) -> tuple[int, int]:
    """Give how many were closed in time, of how many on which there is a verdict."""
    judged = rows[rows["TARGET_DT"].notna() & (~rows["open"] | (rows["TARGET_DT"] < at))]
    return int((judged["CLOSED_DT"] <= judged["TARGET_DT"]).sum()), len(judged)


def quantile(rows: pd.DataFrame, survives: float) -> float:
    """Give the minutes by which only so large a share is still open, by Kaplan and Meier; NaN if it never is."""
    times = rows.groupby("seconds")["open"].agg(ended=lambda one: (~one).sum(), left="size")
    at_risk = len(rows) - times["left"].cumsum().shift(fill_value=0)
    survival = (1 - times["ended"] / at_risk).cumprod()
    reached = survival.index[survival <= survives + 1e-9]
    return float(reached[0]) / 60 if len(reached) else float("nan")
