"""Cards of siting: the plan with what it brings, a facility that may be moved or closed, a grid before and after."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis import plans as planned
from geo.analysis.plans import Change
from geo.answers import planning
from geo.errors import GeoError
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.escape import plain
from geo.layers.paint import RUST, TEAL
from geo.ui import cards, picks, reader, show, walks
from geo.ui.coverage import words
from geo.ui.coverage.words import Table
from geo.ui.siting import changing, figures, plan, suggesting


def card(asked: Filters, table: Table) -> None:
    """Show the card of a facility or a grid that is selected, else the plan's own."""
    chosen = picks.picked()
    if chosen is not None and chosen.noun == "facilities":
        _facility(chosen.code)
    elif chosen is not None and chosen.noun == "grids" and chosen.code in table.index:
        _grid(asked, table, chosen.code)
    else:
        _plan(asked, table)


def candidate(asked: Filters) -> bool:
    """Show the card of the candidates placed so far; say whether there is one."""
    if not plan.placing() and not plan.made():
        return False
    _plan(asked, figures.compared(asked))
    return True


def _plan(asked: Filters, table: Table) -> None:
    made = plan.made()
    under = t("siting.under", count=len(made), cost=f"{planned.cost(made):,.0f}")
    with show.card(plan.name() or t("siting.unsaved"), under=under):
        if not plan.is_blank():
            row = words.total(asked, table, list(planning.FIGURES))
            _big(asked, row)
            show.facts(_gains(asked, table, row))
        changing.changes(asked)
        if not may(reader.actor(), "plan"):
            show.small(t("siting.read_only"))
            return
        if not made:
            show.small(t("siting.hint"))
        changing.forbidden()
        suggesting.suggest(asked)
        if made or len(plan.areas()):
            _save()
        show.small(words.note(asked))


def _big(asked: Filters, row: "pd.Series[Any]") -> None:
    gain = row["gained"] - row["lost"]
    show.big(words.count(gain, signed=True), t("siting.big", who=words.who(asked)), colour=RUST if gain < 0 else TEAL)


def _gains(asked: Filters, table: Table, row: "pd.Series[Any]") -> list[tuple[str, str]]:
    """Say what a plan brings beside people: grids and households."""
    leaves = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    told = [(t(f"siting.grids_{one}"), f"{int((leaves[one] > 0).sum()):,}") for one in ("gained", "lost")]
    households = [(t(f"siting.{one}"), row[one]) for one in ("households_gained", "households_lost")]
    known = table[["households_gained", "households_lost"]].notna().any(axis=None)
    return [*told, *((label, words.count(value) if known else words.UNKNOWN) for label, value in households)]


def _save() -> None:
    st.session_state.setdefault("plan_new_code", plan.code())
    st.session_state.setdefault("plan_new_name", plan.name())
    code = st.text_input(t("siting.code"), key="plan_new_code", placeholder="A")
    called = st.text_input(t("siting.name"), key="plan_new_name")
    if st.button(t("siting.save"), key="plan_save", type="primary", width="stretch", disabled=not code):
        try:
            plan.save(code.strip(), called.strip())
        except GeoError as refused:
            st.error(plain(f"{refused.fact} {refused.remedy}"))
            return
        st.toast(plain(t("siting.saved", code=code)), icon=":material/check:")
        st.rerun()


def _facility(code: str) -> None:
    found = walks.mine().every_facility()
    if code not in found.index:
        return
    row = found.loc[code]
    kind, name = str(row["kind"]), str(row["name"])
    capacity = 0.0 if pd.isna(row["capacity"]) else float(row["capacity"])
    with show.card(name, under=word("words.facility_kinds", kind)):
        show.big(f"{capacity:,.0f}", t("cards.capacity_words"), colour=TEAL)
        show.facts([(t("cards.place"), cards.place(row["grid"]) or words.UNKNOWN)])
        if not may(reader.actor(), "plan"):
            return
        if any(one.code == code for one in plan.made()):
            st.button(t("siting.undo"), key="plan_undo", width="stretch", on_click=plan.without, args=(code,))
            return
        place = Change(deed="move", code=code, kind=kind, name=name, x=row.geometry.x, y=row.geometry.y)
        close = replace(place, deed="close", x=None, y=None)
        for change in (close, replace(close, deed="resize", capacity=capacity), place):
            word_on = t(f"siting.deed_{change.deed}")
            st.button(word_on, key=f"plan_{change.deed}", width="stretch", on_click=plan.with_one, args=(change,))


def _grid(asked: Filters, table: Table, code: str) -> None:
    row = words.row(table, code)
    with show.card(
        cards.place(code), under=t("siting.grid_under", who=words.who(asked), count=words.count(row["people"]))
    ):
        _big(asked, row)
        known = bool(table["placed_after"].notna().any())
        bars = (("before", TEAL, True), ("after", TEAL, True), ("placed_after", RUST, known))
        show.compare(
            [
                (
                    t(f"siting.{name}"),
                    _part(row[name], row["people"]),
                    words.percent(row[name], row["people"], known=known),
                    tone,
                )
                for name, tone, known in bars
            ]
        )
        show.small(words.note(asked))


def _part(value: float, whole: float) -> float | None:
    return value / whole if value == value and whole and whole > 0 else None
