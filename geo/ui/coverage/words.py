"""How figures of coverage are written: counts, shares, what is not listed, who is counted, and the small print."""

from typing import Any

import numpy as np
import pandas as pd

from geo.answers import tables
from geo.answers.people import sign
from geo.filters import Filters
from geo.i18n import t
from geo.settings import settings
from geo.store import city as cities
from geo.ui import data, walks

Table = pd.DataFrame
"""One row a node of the grid tree; `geo.answers` says which columns."""
UNKNOWN = "—"


def count(value: float, *, signed: bool = False) -> str:
    """Write a count of people; the sign for a small one where it is not listed."""
    if pd.isna(value):
        return sign()
    return f"{value:+,.0f}" if signed else f"{value:,.0f}"


def percent(part: float, whole: float, *, known: bool = True) -> str:
    """Write a share; a dash where there is nobody or nothing is known, the sign where it is not listed."""
    if not known or whole == 0:
        return UNKNOWN
    return sign() if pd.isna(part) or pd.isna(whole) else f"{100 * part / whole:.1f} %"


def minutes(value: float) -> str:
    """Write minutes on foot; a dash where there is no way."""
    return UNKNOWN if pd.isna(value) or np.isinf(value) else t("circles.why.minutes", minutes=f"{value:.1f}")


def who(asked: Filters) -> str:
    """Say whom the page counts: the age group, or what stands in for it."""
    return tables.who(walks.mine(), asked)


def unit(asked: Filters) -> str:
    """Give the unit of counts."""
    return t(f"coverage.units.{walks.mine().weight(asked).measure}")


def note(asked: Filters) -> str:
    """Say speed, date and what stands in for people, in small print."""
    day = data.ask(cities.as_of, "facilities", "residents", "streets")
    pace, measured = walks.pace(asked), walks.mine().weight(asked).measure
    said = t("coverage.note", pace=f"{pace:g}", kmh=f"{pace * 3.6:.1f}", day=day or UNKNOWN)
    return said if measured == "people" else f"{said} {t(f'coverage.weights.{measured}')}"


def method(asked: Filters) -> str:
    """Say how small counts are kept, and by which published method; nothing where none are people."""
    if walks.mine().weight(asked).measure == "buildings":
        return ""
    return t("coverage.kept_back", least=settings().k_inside, sign=sign())


def total(asked: Filters, table: Table, figures: list[str]) -> "pd.Series[Any]":
    """Give the figures of the asked node, or of everything."""
    if asked.node in table.index:
        return row(table, str(asked.node))
    top = table[~table["parent"].isin(table.index)]
    return top[figures].sum(min_count=1)


def row(table: Table, code: str) -> "pd.Series[Any]":
    """Give one node's figures."""
    return pd.Series(table.loc[code])
