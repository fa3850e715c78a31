"""What readers do to matters: take a step, call departments, say that one has come – and hear what came of it."""

from datetime import timedelta

import streamlit as st

from geo.access import may
from geo.analysis.loop import CALL_MINUTES, RIGHTS, steps_from
from geo.clock import now
from geo.errors import GeoError
from geo.i18n import speak, t, word
from geo.layers.escape import plain
from geo.store import loop
from geo.store.session import writing
from geo.ui import reader

UNIT, SATISFACTION, WHISTLE = "move_unit_", "move_satisfaction_", "whistle_for_"
"""Before a matter's code: what was chosen for one matter never stands chosen on the next."""


def heard() -> None:
    """Say what the last deed came to, once."""
    told = st.session_state.pop("matters_told", None)
    if told is not None and told[0] == "done":
        st.toast(plain(told[1]), icon=":material/check:")
    st.session_state["matters_refused"] = told[1] if told is not None and told[0] == "error" else ""


def refused() -> None:
    """Say why the last deed was refused, until the next one."""
    if st.session_state.get("matters_refused"):
        st.warning(plain(st.session_state["matters_refused"]), icon=":material/block:")


def offered(stage: str) -> list[str]:
    """Give the deeds that lead on from a stage and that this role may do."""
    found = [step.deed for step in steps_from(stage)] + (["assign"] if stage in ("called", "responded") else [])
    return [deed for deed in found if may(reader.actor(), RIGHTS[deed])]


def move(codes: tuple[str, ...], deed: str) -> None:
    """Take a step on each matter, each in a transaction of its own: one that is refused does not hold up the others."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    state, done, refusal, stage = st.session_state, 0, "", ""
    alone = len(codes) == 1
    unit = state.get(UNIT + codes[0]) if alone and deed in ("call", "assign") else None
    satisfaction = state.get(SATISFACTION + codes[0]) if alone and deed == "evaluate" else None
    for code in codes:
        try:
            with writing(reader.actor(), RIGHTS[deed], object=f"incident {code} {deed}") as session:
                stage = loop.move(session, code, deed, unit=unit or None, satisfaction=satisfaction)
            done += 1
        except GeoError as problem:
            refusal = str(problem)
    if alone:
        told = refusal or t("loop.moved", code=codes[0], stage=word("words.stages", stage))
    else:
        told = f"{t('loop.moved_many', done=done, all=len(codes))} {refusal}".strip()
    state["matters_told"] = ("error" if refusal else "done", told)


def whistle(code: str) -> None:
    """Call departments on a matter; what cannot be called is said in the card, not thrown."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    departments = tuple(st.session_state[WHISTLE + code])
    st.session_state[WHISTLE + code] = []
    try:
        with writing(reader.actor(), "incident.move", object=f"incident {code} whistle") as session:
            loop.call(session, code, departments, due=now() + timedelta(minutes=CALL_MINUTES))
    except GeoError as problem:
        st.session_state["matters_told"] = ("error", str(problem))


def arrive(code: str, department: str) -> None:
    """Note that a called department has come; somebody may have noted it meanwhile."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    try:
        with writing(reader.actor(), "incident.move", object=f"incident {code} arrival") as session:
            loop.arrive(session, code, department)
    except GeoError as problem:
        st.session_state["matters_told"] = ("error", str(problem))
