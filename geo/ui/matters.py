"""Matters as pages handle them: file one by clicking the map, list them page by page, move many at once."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis.loop import lights
from geo.errors import GeoError
from geo.filters import Filters
from geo.frames import CHANNELS, INCIDENT_CLASSES, PRIORITIES
from geo.i18n import language, lookup, speak, t, word
from geo.layers.escape import plain
from geo.store import incidents, limits, loop
from geo.store.session import writing
from geo.ui import cards, data, matter_card, picks, reader, responses, show

PAGE_ROWS = 50
PANELS = ("list", "charts")


def filing() -> bool:
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


def card(asked: Filters) -> None:
    """Show the form while a matter is being filed, else the card of what is selected."""
    chosen = picks.picked()
    if st.session_state.get("matters_filing"):
        _form()
    elif chosen is not None and chosen.noun == "incidents":
        matter_card.show_matter(chosen.code)
    else:
        cards.selected(asked)


def heard() -> None:
    """Say what the last deed came to, once."""
    told = st.session_state.pop("matters_told", None)
    if told is not None and told[0] == "done":
        st.toast(plain(told[1]), icon=":material/check:")
    st.session_state["matters_refused"] = told[1] if told is not None and told[0] == "error" else ""


def table(asked: Filters) -> None:
    """List matters, newest first, a page at a time by keyset; chosen ones are moved together."""
    trail: list[Any] = st.session_state.setdefault("matters_trail", [])
    if st.session_state.get("matters_asked") != asked:
        trail.clear()
        st.session_state["matters_asked"] = asked
    rows = data.ask(incidents.page, asked, before=trail[-1] if trail else None, size=PAGE_ROWS)
    tones = _tones()
    chosen = st.dataframe(
        worded(rows).style.map(lambda told: f"color: {tones[told]}; font-weight: 600", subset=[t("loop.light")]),
        key=_table_key(),
        height=300,
        width="stretch",
        on_select=_pick_first,
        selection_mode="multi-row",
    )
    picked = [str(rows.index[place]) for place in chosen["selection"]["rows"] if place < len(rows)]
    st.session_state["matters_codes"] = [str(code) for code in rows.index]
    matter_card.refused()
    _turn(rows, trail)
    _bulk(rows.loc[picked])


def worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a list of matters in words, with what their clocks show."""
    zone = matter_card.zone()
    shown = lights(rows, at=responses.as_of())
    return pd.DataFrame(
        {
            t("loop.light"): [t(f"loop.lights.{one}") for one in shown],
            t("ledgers.collected"): [matter_card.time(at, zone) for at in rows["collected_at"]],
            t("loop.stage"): [word("words.stages", one) for one in rows["stage"]],
            t("loop.incident_class"): [word("words.classes", one) for one in rows["incident_class"]],
            t("loop.subclass"): rows["subclass"],
            t("loop.level"): [word("words.levels", one) for one in rows["level"]],
            t("loop.department"): rows["department"],
            t("loop.due"): [matter_card.time(at, zone) for at in rows["due_at"]],
            t("loop.grid"): rows["grid"],
        },
        index=rows.index.rename(t("loop.code")),
    )


def panel() -> str:
    """Let the reader choose what the drawer shows."""
    words = lookup("loop.panels")
    return st.pills(t("loop.panel"), PANELS, default="list", key="matters_panel", format_func=words.get) or "list"


def _table_key() -> str:
    """Give the table's key: what one role had chosen is not chosen for the next."""
    return f"matters_table_{reader.actor().role}"


def _tones() -> dict[str, str]:
    """Give the colour of each light's word."""
    return {t(f"loop.lights.{light}"): tone for light, tone in matter_card.TONES.items()}


def _pick_first() -> None:
    places = st.session_state[_table_key()]["selection"]["rows"]
    codes = st.session_state.get("matters_codes", [])
    if len(places) == 1 and places[0] < len(codes):
        picks.pick(picks.Pick("incidents", codes[places[0]]))


def _turn(rows: pd.DataFrame, trail: list[Any]) -> None:
    left, right = show.halves()
    if trail:
        left.button(t("loop.newest"), key="matters_newest", on_click=trail.clear)
    if len(rows) == PAGE_ROWS:
        last = (rows["collected_at"].iloc[-1].to_pydatetime(), str(rows.index[-1]))
        right.button(t("loop.older"), key="matters_older", on_click=trail.append, args=(last,))


def _bulk(rows: pd.DataFrame) -> None:
    """Offer the steps that lead on from every chosen matter."""
    if rows.empty:
        return
    common = [set(matter_card.deeds(stage)) for stage in rows["stage"].unique()]
    deeds = [
        deed
        for deed in dict.fromkeys(matter_card.deeds(str(rows["stage"].iloc[0])))
        if all(deed in one for one in common)
    ]
    st.caption(t("loop.selected", count=len(rows)))
    with st.container(horizontal=True):
        for deed in deeds:
            st.button(
                t(f"loop.deeds.{deed}"), key=f"bulk_{deed}", on_click=matter_card.move, args=(tuple(rows.index), deed)
            )


def _form() -> None:
    place = st.session_state.get("matters_place")
    where = f"{place[0]:.5f}, {place[1]:.5f}" if place else t("loop.no_place")
    with show.card(t("loop.file"), under=t("loop.file_here")):
        show.facts([(t("loop.place"), where)])
        matter_card.refused()
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
    told = (
        t("loop.filed_no_due", code=code)
        if pd.isna(due)
        else t("loop.filed", code=code, due=matter_card.time(due, matter_card.zone()))
    )
    state["matters_told"] = ("done", told)
    _cancel()
    picks.pick(picks.Pick("incidents", code))


def _words(table: str) -> Any:
    return lambda code: word(table, code)
