"""The card of one matter: what its clock shows, who took which step, which step leads on, who was called."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis.loop import CALL_MINUTES, RIGHTS, lights, steps_from
from geo.clock import now, to_city
from geo.errors import BadInputError, GeoError
from geo.i18n import speak, t, word
from geo.intake.personal import carries_number
from geo.layers.escape import plain
from geo.layers.paint import GREY, RUST, TEAL
from geo.store import incidents, loop
from geo.store.session import writing
from geo.ui import cards, data, reader, responses, show

TONES = {"red": RUST, "amber": "#d98200", "green": TEAL, "done": GREY, "none": GREY}


def show_matter(code: str) -> None:
    """Show the card of one matter, if the reader may see it."""
    found = data.ask(incidents.one, code)
    if found.empty:
        return
    row, clock = found.iloc[0], zone()
    light = str(lights(found, at=responses.as_of()).iloc[0])
    heading = f"{word('words.classes', row['incident_class'])} · {row['subclass'] or code}"
    under = f"{code} · {word('words.channels', row['channel'])} · {word('words.priorities', row['priority'])}"
    with show.card(heading, under=under):
        show.big(word("words.stages", row["stage"]), f"{t(f'loop.lights.{light}')} · {_left(row)}", colour=TONES[light])
        if light in ("green", "amber", "red"):
            whole = (row["due_at"] - row["collected_at"]).total_seconds()
            spent = (responses.as_of() - row["collected_at"]).total_seconds()
            show.compare(
                [(t("loop.due"), spent / whole if whole > 0 else 1.0, time(row["due_at"], clock), TONES[light])]
            )
        place = cards.place(row["grid"]) or "—"
        level = word("words.levels", row["level"])
        show.facts(
            [
                (t("loop.department"), row["department"] or t("loop.nobody")),
                (t("loop.level"), level),
                (t("loop.place"), place),
            ]
        )
        refused()
        _next(code, str(row["stage"]))
        _steps(code, clock)
        _calls(code, clock)
        show.small(t("loop.definitions.due_at"))


def refused() -> None:
    """Say why the last deed was refused, until the next one."""
    if st.session_state.get("matters_refused"):
        st.warning(plain(st.session_state["matters_refused"]), icon=":material/block:")


def _next(code: str, stage: str) -> None:
    """Offer the steps that lead on and that this role may take."""
    offered = deeds(stage)
    if not offered:
        show.small(t("loop.nothing_next"))
        return
    departments = data.ask(incidents.vocabulary)["departments"]
    if "call" in offered or "assign" in offered:
        st.selectbox(
            t("loop.unit"),
            departments,
            key="move_unit",
            index=None,
            accept_new_options=True,
            placeholder=t("loop.choose"),
        )
    if "evaluate" in offered:
        st.select_slider(t("loop.satisfaction"), [1, 2, 3, 4, 5], value=4, key="move_satisfaction")
    for place, deed in enumerate(offered):
        st.button(
            t(f"loop.deeds.{deed}"),
            key=f"move_{deed}",
            type="primary" if place == 0 else "secondary",
            width="stretch",
            on_click=move,
            args=((code,), deed),
        )


def deeds(stage: str) -> list[str]:
    """Give the deeds that lead on from a stage and that this role may do."""
    found = [step.deed for step in steps_from(stage)] + (["assign"] if stage in ("called", "responded") else [])
    return [deed for deed in found if may(reader.actor(), RIGHTS[deed])]


def move(codes: tuple[str, ...], deed: str) -> None:
    """Take a step on each matter, each in a transaction of its own: one that is refused does not hold up the others."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    state, done = st.session_state, 0
    unit = state.get("move_unit") if deed in ("call", "assign") and len(codes) == 1 else None
    satisfaction = state.get("move_satisfaction") if deed == "evaluate" and len(codes) == 1 else None
    refused = ""
    if unit is not None and _is_personal(unit):
        state["matters_told"] = ("error", str(BadInputError("loop.errors.personal", given=unit)))
        return
    for code in codes:
        try:
            with writing(reader.actor(), RIGHTS[deed], object=f"incident {code} {deed}") as session:
                stage = loop.move(session, code, deed, unit=unit or None, satisfaction=satisfaction)
            done += 1
        except GeoError as problem:
            refused = str(problem)
    if len(codes) > 1:
        refused = f"{t('loop.moved_many', done=done, all=len(codes))} {refused}" if refused else ""
    whole = t("loop.moved_many", done=done, all=len(codes)) if len(codes) > 1 else ""
    state["matters_told"] = (
        ("error", refused)
        if refused
        else ("done", whole or t("loop.moved", code=codes[0], stage=word("words.stages", stage)))
    )


def _is_personal(unit: str) -> bool:
    """Say whether what was typed as a unit carries a telephone, identity or plate number or a mail address."""
    return bool(carries_number(np.array([unit], dtype=object))[0])


def _steps(code: str, clock: str) -> None:
    steps = data.ask(loop.steps, code)
    who = [
        f"{time(at, clock)} · {word('words.roles', role)}" for at, role in zip(steps["at"], steps["role"], strict=True)
    ]
    show.facts([(t(f"loop.deeds.{deed}"), one) for deed, one in zip(steps["deed"], who, strict=True)])


def _calls(code: str, clock: str) -> None:
    """List the departments called on a matter, each with its own clock, and call more."""
    calls = data.ask(loop.calls, code=code)
    for call in calls.itertuples():
        came = pd.notna(call.arrived_at)
        told = t("loop.answered") if came else f"{t('loop.waiting')} · {time(call.due_at, clock)}"
        show.facts([(str(call.department), told)])
        if not came and may(reader.actor(), "incident.move"):
            st.button(
                t("loop.arrived_at"), key=f"arrive_{call.department}", on_click=_arrive, args=(code, call.department)
            )
    if may(reader.actor(), "incident.move"):
        known = [one for one in data.ask(incidents.vocabulary)["departments"] if one not in set(calls["department"])]
        st.multiselect(
            t("loop.call_departments"), known, key="whistle_for", placeholder=t("loop.choose"), accept_new_options=True
        )
        if st.session_state.get("whistle_for"):
            st.button(t("loop.call_departments"), key="whistle_now", on_click=_whistle, args=(code,))


def _whistle(code: str) -> None:
    """Call departments; what cannot be called is said in the card, not thrown."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    departments = tuple(st.session_state["whistle_for"])
    st.session_state["whistle_for"] = []
    personal = next((one for one in departments if _is_personal(one)), None)
    try:
        if personal is not None:
            raise BadInputError("loop.errors.personal", given=personal)
        with writing(reader.actor(), "incident.move", object=f"incident {code} whistle") as session:
            loop.call(session, code, departments, due=now() + timedelta(minutes=CALL_MINUTES))
    except GeoError as problem:
        st.session_state["matters_told"] = ("error", str(problem))


def _arrive(code: str, department: str) -> None:
    """Note that a called department has come; somebody may have noted it meanwhile."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    try:
        with writing(reader.actor(), "incident.move", object=f"incident {code} arrival") as session:
            loop.arrive(session, code, department)
    except GeoError as problem:
        st.session_state["matters_told"] = ("error", str(problem))


def _left(row: Any) -> str:
    if pd.notna(row["verified_at"]):
        in_time = pd.isna(row["due_at"]) or row["verified_at"] <= row["due_at"]
        return t("loop.closed_on_time") if in_time else t("loop.closed_late")
    if pd.isna(row["due_at"]):
        return t("loop.no_due")
    hours = (row["due_at"] - responses.as_of()).total_seconds() / 3600
    return t("loop.left", hours=f"{hours:,.1f}") if hours >= 0 else t("loop.overdue", hours=f"{-hours:,.1f}")


def time(at: Any, clock: str) -> str:
    """Say an instant on the city's clock; a dash where there is none."""
    return "—" if pd.isna(at) else f"{to_city(at.to_pydatetime(), clock):%Y-%m-%d %H:%M}"


def zone() -> str:
    """Give the zone of the city's clock."""
    city = data.city()
    return city.zone if city else "UTC"
