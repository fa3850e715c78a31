"""The drawer of coverage: gaps ranked, what is missing at every level, and what could not be used."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.analysis import gaps
from geo.answers import planning
from geo.filters import Filters
from geo.i18n import t, word
from geo.store import grids, standards
from geo.ui import cards, data, show, walks
from geo.ui.coverage import shown as coverage

_HIGH = 230


def shown(asked: Filters, table: coverage.Table) -> None:
    """Show the three tables, one behind the other."""
    first, second, third = st.tabs([t(f"coverage.tabs.{one}") for one in ("gaps", "levels", "notes")])
    with first:
        show.table(list_of_gaps(asked, table), pick="grids", height=_HIGH)
    with second:
        show.table(completeness(asked), height=_HIGH)
        show.small(norms(asked))
    with third:
        show.table(notes(asked), height=_HIGH)


def list_of_gaps(asked: Filters, table: pd.DataFrame) -> pd.DataFrame:
    """List grids by people not served, most first, in words."""
    rows = planning.within(walks.mine(), gaps.ranked(table), asked.node)
    return pd.DataFrame(
        {
            t("coverage.columns.name"): data.ask(grids.tree)["name"].reindex(rows.index),
            t("coverage.columns.people", who=coverage.who(asked)): rows["people"],
            t("coverage.columns.unserved"): rows["unserved"],
            t("coverage.columns.ring"): _share(rows, "ring"),
            t("coverage.columns.network"): _share(rows, "network"),
            t("coverage.columns.capacity"): _share(rows, "capacity"),
            t("coverage.columns.overstated"): rows["overstated"],
            t("coverage.columns.p50"): rows["p50_min"].replace(np.inf, np.nan).round(1),
            t("coverage.columns.p90"): rows["p90_min"].replace(np.inf, np.nan).round(1),
            t("coverage.columns.target", target=asked.target): np.where(
                rows["network"].isna(), "—", np.where(rows["network"] / rows["people"] >= asked.target / 100, "✓", "✗")
            ),
        },
        index=rows.index,
    )


def completeness(asked: Filters) -> pd.DataFrame:
    """Say for every community which kinds of each level are within reach: full, in part, or not at all."""
    found = planning.within(walks.mine(), walks.mine().completeness(asked), asked.node)
    signs = {"all": "●", "part": "◐", "none": "○"}
    named = {t("coverage.columns.community"): [cards.place(str(code)) for code in found.index]}
    pairs: list[tuple[str, str]] = [*found.columns]
    for circle, kind in pairs:
        minutes = f"{walks.mine().norm(f'circle.{circle}'):g}"
        label = t("coverage.columns.circle", minutes=minutes, kind=word("words.facility_kinds", kind))
        named[label] = [signs[one] for one in found[circle, kind]]
    return pd.DataFrame(named, index=found.index)


def norms(asked: Filters) -> str:
    """Say where the circles come from, and how far that was checked."""
    table = data.ask(standards.find)
    keys = ("circle.near", "circle.far", f"walk.{asked.pace}", f"need.{walks.mine().kinds(asked)[0]}")
    rows = [table.loc[key] for key in keys if key in table.index]
    told = "; ".join(f"{row['value']:g} {row['unit']} – {row['source']} [{row['status']}]" for row in rows)
    return t("coverage.norms", target=asked.target, norms=told)


def notes(asked: Filters) -> pd.DataFrame:
    """List what could not be used, each with its row and the reason in words."""
    found = walks.mine().reach(asked).notes
    return pd.DataFrame(
        {
            t("coverage.columns.noun"): [word("words.kinds", one) for one in found["noun"]],
            t("coverage.columns.note"): [t(f"coverage.notes.{one}") for one in found["note"]],
        },
        index=found["code"],
    )


def _share(rows: pd.DataFrame, kind: str) -> "pd.Series[Any]":
    return (100 * rows[kind] / rows["people"]).where(rows["people"] > 0).round(1)
