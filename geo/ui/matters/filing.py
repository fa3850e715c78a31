"""Filing a matter: a click on the map, a class, a channel – and no field for a person."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.access import may
from geo.errors import GeoError
from geo.frames import CHANNELS, INCIDENT_CLASSES, PRIORITIES
from geo.i18n import language, speak, t, word
from geo.store import incidents, limits, loop
from geo.store.session import writing
from geo.ui import data, picks, reader, show
from geo.ui.matters import deeds, words


def offered() -> bool:
    """Offer to file a matter, above the rail's filters; say whether one is being filed."""
    state = st.session_state
    if not may(reader.actor(), "incident.file"):
        return False
    with st.sidebar:
        st.toggle(t("loop.file"), key="matters_filing")
    if not state.get("matters_filing"):
        with st.container(key="file_on_phone"):  # the rail is folded away there
            st.button(
                t("loop.file"),
                key="file_phone",
                type="primary",
                on_click=state.__setitem__,
                args=("matters_filing", True),
            )
    if state.get("matters_filing") and (place := picks.placed()) is not None:
        state["matters_place"] = place
    return bool(state.get("matters_filing"))


def marks() -> list[show.Mark]:
    """Mark the place that was clicked for a new matter."""
    place = st.session_state.get("matters_place")
    if not st.session_state.get("matters_filing") or place is None:
        return []
    return [show.Mark(code="new", latitude=place[0], longitude=place[1], label="!", draggable=False)]


def form() -> None:
    """Show the form of a new matter."""
    place = st.session_state.get("matters_place")
    where = f"{place[0]:.5f}, {place[1]:.5f}" if place else t("loop.no_place")
    with show.card(t("loop.file"), under=t("loop.file_here")):
        show.facts([(t("loop.place"), where)])
        deeds.refused()
        st.button(t("loop.cancel"), key="file_cancel", on_click=_cancel)
        if place is None:
            return  # the card stays small: on a phone the map to click lies under it
        one = st.selectbox(
            t("loop.incident_class"), INCIDENT_CLASSES, key="file_class", format_func=_words("words.classes")
        )
        kinds = data.ask(limits.kinds)
        known = kinds.index[kinds["incident_class"] == one].tolist() or data.ask(incidents.vocabulary)["subclasses"]
        names = kinds[f"name_{language()}"].to_dict()
        st.selectbox(
            t("loop.subclass"),
            ["", *known],
            key="file_subclass",
            format_func=lambda code: str(names.get(code, code)) or t("loop.choose"),
        )
        st.selectbox(t("loop.channel"), CHANNELS, key="file_channel", format_func=_words("words.channels"), index=1)
        st.selectbox(t("loop.priority"), PRIORITIES, key="file_priority", format_func=_words("words.priorities"))
        st.button(t("loop.file"), key="file_now", type="primary", width="stretch", on_click=_file)
        show.small(t("loop.privacy"))


def _cancel() -> None:
    st.session_state["matters_filing"], st.session_state["matters_place"] = False, None


def _file() -> None:
    speak(reader.language())  # a callback runs before the frame has said in which language
    state = st.session_state
    latitude, longitude = state["matters_place"]
    report = loop.Report(
        incident_class=state["file_class"],
        subclass=state["file_subclass"] or None,
        channel=state["file_channel"],
        priority=state["file_priority"],
        latitude=latitude,
        longitude=longitude,
    )
    try:
        with writing(reader.actor(), "incident.file", object="incident") as session:
            code = loop.file(session, report)
            due = incidents.one(session, code)["due_at"].iloc[0]
    except GeoError as problem:
        state["matters_told"] = ("error", str(problem))
        return
    told = t("loop.filed_no_due", code=code) if pd.isna(due) else t("loop.filed", code=code, due=words.time(due))
    state["matters_told"] = ("done", told)
    _cancel()
    picks.pick(picks.Pick("incidents", code))


def _words(table: str) -> Callable[[str], str]:
    return lambda code: word(table, code)
