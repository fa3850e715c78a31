"""The drawer of coverage: gaps ranked, what is missing at every level, and what could not be used."""

import pandas as pd
import streamlit as st

from geo.answers import norms as known_norms
from geo.answers import planning, tables
from geo.answers.people import sign
from geo.filters import Filters
from geo.i18n import t, word
from geo.ui import cards, data, downloads, show, walks
from geo.ui.coverage import norms as norms_of_city
from geo.ui.coverage import words

_HIGH = 230


def shown(asked: Filters) -> None:
    """Show the three tables, one behind the other."""
    names = ("gaps", "levels", "notes", "norms")
    first, second, third, fourth = st.tabs([t(f"coverage.tabs.{one}") for one in names])
    with first:
        show.table(tables.coverage(walks.mine(), asked), pick="grids", height=_HIGH, missing=sign())
        downloads.offer("coverage", asked)
        show.small(words.method(asked))
    with second:
        show.table(completeness(asked), height=_HIGH)
        show.small(norms(asked))
    with third:
        show.table(notes(asked), height=_HIGH)
    with fourth:
        norms_of_city.edit(height=_HIGH)


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
    table = data.ask(known_norms.table)
    keys = ("circle.near", "circle.far", f"walk.{asked.pace}", f"need.{walks.mine().kinds(asked)[0]}")
    rows = [table.loc[key] for key in keys if key in table.index]
    told = "; ".join(f"{row['value']:g} {row['unit']} – {row['source']} [{row['status']}]" for row in rows)
    assumed = int(walks.mine().every_facility()["level"].isna().sum())
    said = t("coverage.norms", target=asked.target, norms=told)
    return f"{said} {t('coverage.levels_assumed', count=assumed)}" if assumed else said


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
