"""The tables that pages about walking show, in the reader's words: a page and the file it offers carry the same.

What is not listed is missing in them; `written` puts the sign for it there.
"""

import numpy as np
import pandas as pd

from geo.analysis import gaps
from geo.analysis.plans import Change
from geo.answers import circles, planning
from geo.answers.people import sign
from geo.answers.walking import Walks
from geo.filters import Filters
from geo.i18n import t, word
from geo.store import grids


def who(walks: Walks, asked: Filters) -> str:
    """Say whom a table counts: the age group, or what stands in for people."""
    weight = walks.weight(asked)
    return word("words.ages", weight.ages) if weight.measure == "people" else t(f"coverage.measures.{weight.measure}")


def coverage(walks: Walks, asked: Filters) -> pd.DataFrame:
    """List grids where somebody lives by people not served, most first."""
    rows = planning.within(walks, gaps.ranked(walks.table(asked)), asked.node)
    rows = rows[rows["people"] != 0]
    reached = (rows["network"] / rows["people"] >= asked.target / 100).map({True: "✓", False: "✗"})
    reached = reached.where(rows["network"].notna())
    table = pd.DataFrame(
        {
            t("coverage.columns.name"): walks.ask(grids.tree)["name"].reindex(rows.index),
            t("coverage.columns.unserved"): rows["unserved"],
            t("coverage.columns.network"): _share(rows, "network"),
            t("coverage.columns.people", who=who(walks, asked)): rows["people"],
            t("coverage.columns.ring"): _share(rows, "ring"),
            t("coverage.columns.capacity"): _share(rows, "capacity"),
            t("coverage.columns.unknown"): rows["unknown"],
            t("coverage.columns.overstated"): rows["overstated"],
            t("coverage.columns.p50"): rows["p50_min"].replace(np.inf, np.nan).round(1),
            t("coverage.columns.p90"): rows["p90_min"].replace(np.inf, np.nan).round(1),
            t("coverage.columns.nearest"): rows["nearest_m"].replace(np.inf, np.nan).round(0),
            t("coverage.columns.target", target=asked.target): reached,
        },
        index=rows.index,
    )
    return _known(table)


def reached(walks: Walks, asked: Filters) -> pd.DataFrame:
    """List facilities with what they reach on foot."""
    rows = circles.rows(walks, asked, circles.sources(walks, asked))
    ordered = rows.sort_values("people", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            t("circles.columns.name"): ordered["name"],
            t("circles.columns.kind"): [word("words.facility_kinds", one) for one in ordered["kind"]],
            t("circles.columns.people", who=who(walks, asked), minutes=asked.minutes): ordered["people"],
            t("circles.columns.street_km"): (ordered["street_m"] / 1000).round(2),
            t("circles.columns.note"): ordered["note"].fillna(""),
        },
        index=ordered.index,
    )


def gains(
    walks: Walks,
    asked: Filters,
    made: tuple[Change, ...],
    base: tuple[Change, ...] = (),
    closed: tuple[str, ...] = (),
) -> pd.DataFrame:
    """List grids by the change a plan brings them, the largest first."""
    table = planning.compared(walks, asked, made, base=base, closed=closed)
    rows = planning.within(walks, table[table["level"] == "grid"], asked.node)
    order = (rows["gained"] + rows["lost"]).sort_values(ascending=False, kind="stable").index
    named = {t("coverage.columns.name"): walks.ask(grids.tree)["name"].reindex(order)}
    figures = {
        t(f"siting.columns.{name}", who=who(walks, asked)): rows.loc[order, name].round(0) for name in planning.FIGURES
    }
    return _known(pd.DataFrame({**named, **figures}, index=order))


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table for a file: the sign where a number is not listed."""
    made = table.astype(object)
    numbers = table.columns[[pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]]
    made[numbers] = made[numbers].where(table[numbers].notna(), sign())
    return made.where(made.notna(), "")


def _known(table: pd.DataFrame) -> pd.DataFrame:
    """Put a dash all down a column that is not known at all, so that nobody takes it for kept back."""
    return table.assign(**{str(name): "—" for name in table.columns[table.isna().all()]}) if len(table) else table


def _share(rows: pd.DataFrame, kind: str) -> "pd.Series[float]":
    share: pd.Series[float] = (100 * rows[kind] / rows["people"]).where(rows["people"] > 0).round(1)
    return share
