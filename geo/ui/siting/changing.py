"""The changes of a plan with their dials, and the areas where nothing may be built."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis.plans import Change
from geo.answers import planning
from geo.errors import BadInputError
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.escape import plain
from geo.standards import PACES
from geo.store import standards, tallies
from geo.ui import data, filters, reader, show, walks
from geo.ui.siting import plan

_MOST = {"capacity": 10_000, "cost": 1_000_000}


def changes(asked: Filters) -> None:
    """Show each change with its dials: kind, size, cost, and the pace all of them are judged at."""
    barred = _barred()
    for change in plan.made():
        left, right = st.columns([5, 1], vertical_alignment="center")
        sign = "⚠ " if change.code in barred else ""
        label = f"{sign}{word('siting.deeds', change.deed)} · {change.name or change.code}"
        with left, st.popover(plain(label), width="stretch"):
            if change.code in barred:
                show.small(t("siting.in_forbidden"))
            _dials(change, asked)
        if may(reader.actor(), "plan"):
            key = f"plan_drop_{change.code}"
            right.button("✕", key=key, on_click=plan.without, args=(change.code,), type="tertiary")


def forbidden() -> None:
    """Show the areas where nothing may be built, and take in more: drawn on the map, or entered corner by corner."""
    areas, corners = plan.areas(), plan.corners()
    with st.popover(t("siting.areas", count=len(areas)), width="stretch"):
        show.small(t("siting.areas_hint"))
        left, right = st.columns(2)
        left.button(
            t("siting.fence_done"), key="plan_fence", width="stretch", on_click=plan.fence, disabled=len(corners) < 3
        )
        nothing = not corners and areas.empty
        right.button(
            t("siting.fence_back"), key="plan_fence_back", width="stretch", on_click=plan.step_back, disabled=nothing
        )
        st.text_area(t("siting.corners"), key="plan_corners_text", placeholder="120.001, 31.005", height=90)
        st.button(t("siting.corners_add"), key="plan_corners_add", width="stretch", on_click=_enter)


def _enter() -> None:
    """Take in the area that was entered; what cannot be read is said and changes nothing."""
    try:
        entered = planning.area_from_text(st.session_state["plan_corners_text"], metric_crs=plan.areas().crs)
    except BadInputError as wrong:
        st.toast(plain(wrong), icon=":material/error:")
        return
    plan.add_area(entered.iloc[0])


def _dials(change: Change, asked: Filters) -> None:
    kinds = list(data.ask(tallies.kinds, "facility_kinds")) or [change.kind]
    shown = kinds if change.kind in kinds else [change.kind, *kinds]
    key = f"plan_kind_{change.code}"
    st.selectbox(
        t("siting.kind"), shown, shown.index(change.kind), key=key, format_func=_kind_in_words,
        on_change=_turn_kind, args=(change,), disabled=change.deed != "add",
    )  # fmt: skip
    fixed = change.deed in ("close", "move")
    for part, off in (("capacity", fixed), ("cost", False)):
        key, value = f"plan_{part}_{change.code}", int(getattr(change, part) or 0)
        st.number_input(
            t(f"siting.{part}"), 0, _MOST[part], value, key=key, on_change=_turn, args=(change, part), disabled=off
        )
    speeds = data.ask(standards.find)["value"]
    st.session_state[f"plan_pace_{change.code}"] = asked.pace
    st.selectbox(
        t("siting.pace"), PACES, key=f"plan_pace_{change.code}", on_change=_pace, args=(change.code,),
        format_func=lambda one: f"{word('words.paces', one)} {speeds[f'walk.{one}']:g} m/s",
    )  # fmt: skip


def _kind_in_words(kind: str) -> str:
    return word("words.facility_kinds", kind)


def _turn(change: Change, part: str) -> None:
    value = float(st.session_state[f"plan_{part}_{change.code}"])
    turned = replace(change, capacity=value) if part == "capacity" else replace(change, cost=value)
    plan.put(tuple(turned if one == change else one for one in plan.made()))


def _turn_kind(change: Change) -> None:
    """Make the new facility one of another kind, and ask about that kind: its gain is wanted."""
    kind = st.session_state[f"plan_kind_{change.code}"]
    plan.put(tuple(replace(one, kind=kind) if one == change else one for one in plan.made()))
    if kind not in walks.mine().kinds(filters.asked()):
        filters.put(facility_kinds=(kind,))


def _pace(code: str) -> None:
    filters.put(pace=st.session_state[f"plan_pace_{code}"])


def _barred() -> set[str]:
    """Say which new sites stand where nothing may be built."""
    placed = [one for one in plan.made() if one.deed in ("add", "move") and one.x is not None]
    if not placed:
        return set()
    crs = walks.mine().network().crs
    points = planning.table(tuple(placed), metric_crs=crs).set_index("facility")
    kept = planning.allowed(walks.mine(), points, plan.areas())
    return set(map(str, pd.Index(points.index).difference(kept.index)))
