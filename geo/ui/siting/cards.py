"""Cards of a plan: its changes, a facility that may be moved or closed, and where the next sites should be."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis import plans as planned
from geo.analysis import siting as sites_of
from geo.analysis.plans import Change
from geo.answers import planning
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.escape import plain
from geo.layers.paint import RUST, TEAL
from geo.store import buildings
from geo.ui import cards, data, picks, reader, show, walks
from geo.ui.coverage import shown as coverage
from geo.ui.siting import plan as siting

_SECONDS = 10.0


def card(asked: Filters, table: coverage.Table) -> None:
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
    if not siting.placing() and not siting.made():
        return False
    _plan(asked, siting.compared(asked))
    return True


def _plan(asked: Filters, table: coverage.Table) -> None:
    made = siting.made()
    row = coverage.total(asked, table, ["people", "before", "after", "gained", "lost"])
    title = siting.name() or t("siting.unsaved")
    with show.card(title, under=t("siting.under", count=len(made), cost=f"{planned.cost(made):,.0f}")):
        gain = row["gained"] - row["lost"]
        show.big(
            coverage.count(gain, signed=True),
            t("siting.big", who=coverage.who(asked)),
            colour=TEAL if gain >= 0 else RUST,
        )
        for change in made:
            _change(change)
        if not may(reader.actor(), "plan"):
            show.small(t("siting.read_only"))
            return
        if not made:
            show.small(t("siting.hint"))
        _suggest(asked)
        if made:
            _save()


def _change(change: Change) -> None:
    """Show one change with its dials."""
    left, right = st.columns([5, 1], vertical_alignment="center")
    with (
        left,
        st.popover(plain(f"{word('siting.deeds', change.deed)} · {change.name or change.code}"), width="stretch"),
    ):
        fixed = change.deed in ("close", "move")
        for part, most, off in (("capacity", 10_000, fixed), ("cost", 1_000_000, False)):
            key, value = f"plan_{part}_{change.code}", int(getattr(change, part) or 0)
            st.number_input(
                t(f"siting.{part}"), 0, most, value, key=key, on_change=_dial, args=(change, part), disabled=off
            )
    right.button("✕", key=f"plan_drop_{change.code}", on_click=siting.without, args=(change.code,), type="tertiary")


def _dial(change: Change, part: str) -> None:
    value = float(st.session_state[f"plan_{part}_{change.code}"])
    siting.put(tuple(_turned(one, part, value) if one == change else one for one in siting.made()))


def _turned(change: Change, part: str, value: float) -> Change:
    return Change(**{**vars(change), part: value})


def _suggest(asked: Filters) -> None:
    """Offer to ask where the next sites should be."""
    with st.popover(t("siting.where_next"), width="stretch"):
        count = st.number_input(t("siting.how_many"), 1, 50, 3, key="plan_how_many")
        fair = st.toggle(t("siting.fair"), key="plan_fair")
        if st.button(t("siting.go"), key="plan_suggest", type="primary", width="stretch"):
            _suggested(asked, int(count), fair=fair)
            st.rerun()
    told = st.session_state.get("plan_told")
    if told:
        show.small(told)


def _suggested(asked: Filters, count: int, *, fair: bool) -> None:
    mine = walks.mine()
    ground = data.ask(buildings.find, Filters(node=asked.node))
    answer = sites_of.most(planning.problem(mine, asked, ground), sites=count, fair=fair, time_limit_s=_SECONDS)
    found: gpd.GeoDataFrame = planning.suggested(answer, ground)
    kind = mine.kinds(asked)[0]
    taken = {*mine.every_facility().index, *(one.code for one in siting.made())}
    free = iter(code for code in (f"S{number}" for number in range(1, 10_000)) if code not in taken)
    fresh = tuple(
        Change(deed="add", code=code, name=code, x=at.x, y=at.y, kind=kind, capacity=40.0)
        for code, at in zip(free, found.geometry, strict=False)
    )
    siting.put((*siting.made(), *fresh))
    st.session_state["plan_told"] = t(
        "siting.told", count=len(fresh), gain=f"{answer.after - answer.before:,.0f}", gap=f"{100 * answer.gap:.2f}",
        seconds=f"{answer.seconds:.1f}", greedy=f"{100 * answer.greedy_gap:.2f}",
    )  # fmt: skip


def _save() -> None:
    code = st.text_input(t("siting.code"), key="plan_new_code", placeholder="A")
    called = st.text_input(t("siting.name"), key="plan_new_name")
    if st.button(t("siting.save"), key="plan_save", type="primary", width="stretch", disabled=not code):
        siting.save(code.strip(), called.strip())
        st.toast(plain(t("siting.saved", code=code)), icon=":material/check:")
        st.rerun()


def _facility(code: str) -> None:
    found = walks.mine().every_facility()
    if code not in found.index:
        return
    row = found.loc[code]
    point, kind, name = row.geometry, str(row["kind"]), str(row["name"])
    capacity = 0.0 if pd.isna(row["capacity"]) else float(row["capacity"])
    with show.card(name, under=word("words.facility_kinds", kind)):
        show.big(f"{capacity:,.0f}", t("cards.capacity_words"), colour=TEAL)
        show.facts([(t("cards.place"), cards.place(row["grid"]) or "—")])
        if not may(reader.actor(), "plan"):
            return
        if any(one.code == code for one in siting.made()):
            st.button(t("siting.undo"), key="plan_undo", width="stretch", on_click=siting.without, args=(code,))
            return
        place = Change(deed="move", code=code, kind=kind, name=name, x=point.x, y=point.y)
        close = replace(place, deed="close", x=None, y=None)
        for change in (close, replace(close, deed="resize", capacity=capacity), place):
            word_on = t(f"siting.deed_{change.deed}")
            st.button(word_on, key=f"plan_{change.deed}", width="stretch", on_click=siting.with_one, args=(change,))


def _grid(asked: Filters, table: coverage.Table, code: str) -> None:
    row = coverage.row(table, code)
    with show.card(
        cards.place(code), under=t("siting.grid_under", who=coverage.who(asked), count=coverage.count(row["people"]))
    ):
        gain = row["gained"] - row["lost"]
        show.big(
            coverage.count(gain, signed=True),
            t("siting.big", who=coverage.who(asked)),
            colour=TEAL if not gain < 0 else RUST,
        )
        bars = (("before", "before", TEAL), ("after", "after", TEAL), ("placed_after", "placed_after", RUST))
        show.compare(
            [
                (
                    t(f"siting.{label}"),
                    _part(row[name], row["people"]),
                    coverage.percent(row[name], row["people"]),
                    tone,
                )
                for label, name, tone in bars
            ]
        )
        show.small(coverage.note(asked))


def _part(value: float, whole: float) -> float | None:
    return value / whole if value == value and whole and whole > 0 else None
