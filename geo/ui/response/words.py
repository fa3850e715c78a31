"""Figures of response in words: times in the unit that fits, shares, intervals, keys of a cut."""

from typing import Any

import pandas as pd

from geo.analysis.partitions import UNASSIGNED, UNPLACED
from geo.frames import LEVELS
from geo.i18n import t, word

_TABLES = {
    "class": "words.classes",
    "channel": "words.channels",
    "weekday": "response.weekdays",
    "level": "words.levels",
}


def time(minutes: float) -> str:
    """Say a time in the unit that fits: minutes, hours, days."""
    if pd.isna(minutes):
        return t("response.not_reached")
    if minutes < 120:
        return t("response.minutes", value=f"{minutes:.0f}")
    return (
        t("response.hours", value=f"{minutes / 60:.1f}")
        if minutes < 2880
        else t("response.days", value=f"{minutes / 1440:.1f}")
    )


def share(value: float) -> str:
    """Say a share in per cent; a dash where there is none."""
    return "—" if pd.isna(value) else f"{value * 100:.1f} %"


def interval(row: "pd.Series[Any]") -> str:
    """Say the interval a share lies in with 95 % confidence."""
    return "—" if pd.isna(row["on_time"]) else f"{row['on_time_low'] * 100:.1f}–{row['on_time_high'] * 100:.1f}"


def key(by: str, code: str, names: dict[str, str]) -> str:
    """Give the word for a key of a cut.

    Parameters
    ----------
    by
        The cut.
    code
        One of its keys.
    names
        Names of the nodes of the tree.
    """
    if code in (UNPLACED, UNASSIGNED):
        return t(f"response.{code}")
    if by == "week_hour":
        weekday, hour = code.split("-")
        return f"{word('response.weekdays', weekday)} {hour}:00"
    return names.get(code, code) if by in LEVELS else word(_TABLES[by], code) if by in _TABLES else code


def refusal(key: str) -> str:
    """Give the word for a reason for which an import refused a row."""
    return word("response.refused_for", key)
