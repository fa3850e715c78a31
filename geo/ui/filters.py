"""The rail: one question, held in the session and in the address, the same on every page."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from time import monotonic
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from geo import frames
from geo.clock import to_city
from geo.errors import BadInputError
from geo.filters import ONE_OF, Filters
from geo.i18n import lookup, t, word
from geo.layers.escape import plain
from geo.store import grids, incidents, standards, tallies
from geo.ui import data, picks, reader

_CHOICES: dict[str, tuple[str, Sequence[str]]] = {
    "classes": ("words.classes", frames.INCIDENT_CLASSES),
    "stages": ("words.stages", frames.STAGES),
    "channels": ("words.channels", frames.CHANNELS),
    "facility_kinds": ("words.facility_kinds", frames.FACILITY_KINDS),
    "camera_kinds": ("words.camera_kinds", frames.CAMERA_KINDS),
    "patrol_kinds": ("words.patrol_kinds", frames.PATROL_KINDS),
    "teams": ("words.teams", frames.TEAMS),
}
"""Fields of which any number of codes may be chosen; none means all."""
_COUNTED = frozenset({"facility_kinds", "camera_kinds", "patrol_kinds"})
_OCCURRING = _COUNTED | {"teams"}
"""Fields that offer only what occurs; all incident codes are offered, for a million rows are not counted for a rail."""
_MINUTES = (5, 10, 15)
_CARRIED = ("plan",)
"""Parts of the address that belong to one page and are no part of the question."""
_ON_THE_WAY = 3.0
"""Seconds in which a click may still carry the address of before."""
_PERIODS = (7, 30, 90, 365)


def begin() -> None:
    """Take the question from the address where a link or the browser's history brought another one."""
    state = st.session_state
    query = st.query_params.to_dict()
    if "asked" in state and (not query or _ours(query)):
        return
    try:
        state["asked"] = Filters.from_text(urlencode(query))
    except BadInputError as wrong:
        state["asked"] = Filters()
        st.toast(plain(wrong), icon=":material/error:")
    picks.pick(picks.Pick.from_text(query.get("at", "")))
    state["carried"] = {name: query[name] for name in _CARRIED if query.get(name)}


def _ours(query: dict[str, str]) -> bool:
    """Whether the address is what we wrote last; or what we wrote before, in a click that left before it came."""
    address, before, written = st.session_state.get("address", ({}, {}, 0.0))
    return bool(query == address or (query == before and monotonic() - written < _ON_THE_WAY))


def end() -> None:
    """Write the question, the selection and the language into the address, so that the link opens the same view."""
    wanted = dict(parse_qsl(asked().to_text()))
    chosen = picks.picked()
    if chosen is not None:
        wanted["at"] = chosen.to_text()
    wanted |= st.session_state.get("carried", {})
    if reader.language() != "zh":
        wanted["lang"] = reader.language()
    if reader.briefing():
        wanted["briefing"] = "1"
    now = st.query_params.to_dict()
    if now != wanted:
        st.query_params.from_dict(wanted)
        st.session_state["address"] = (wanted, now, monotonic())
    elif "address" not in st.session_state:
        st.session_state["address"] = (wanted, wanted, 0.0)


def carry(**parts: str) -> None:
    """Carry a page's own parts in the address, such as the plan that is open; an empty one is dropped."""
    st.session_state["carried"] = {name: value for name, value in parts.items() if value}


def carried(name: str) -> str:
    """Give a part that the address carries; empty if it does not."""
    return str(st.session_state.get("carried", {}).get(name, ""))


def asked() -> Filters:
    """Give the question as it stands."""
    return st.session_state["asked"]  # type: ignore[no-any-return]


def put(**changes: object) -> None:
    """Change the question from elsewhere than the rail, before the page goes on."""
    st.session_state["asked"] = asked().but(**changes)


def sidebar(*fields: str) -> Filters:
    """Show the rail with these fields and give the question.

    Parameters
    ----------
    *fields
        Any of ``period``, ``node``, ``departments``, ``minutes``, ``pace``, ``ages``, ``target`` and the fields of
        `Filters` that list codes (``classes``, ``stages``, ``channels``, ``facility_kinds`` …), in the order they
        are shown. What a page does not show still holds.
    """
    with st.sidebar:
        for name in fields:
            _FIELDS.get(name, _codes)(name)
        if asked() != Filters():
            st.button(t("filters.clear"), key="ask_clear", on_click=_clear, width="stretch", type="tertiary")
    return asked()


def _clear() -> None:
    st.session_state["asked"] = Filters()


def _taken(name: str) -> Callable[[], None]:
    """Give the callback that takes a widget's value into the question."""

    def take() -> None:
        value = st.session_state[f"ask_{name}"]
        put(**{name: tuple(value) if isinstance(value, list) else value or None})

    return take


def _keep(name: str, value: object) -> str:
    """Set the widget to what the question says, and give its key."""
    st.session_state[f"ask_{name}"] = value
    return f"ask_{name}"


def _codes(name: str) -> None:
    table, codes = _CHOICES[name]
    counts = data.ask(tallies.kinds, name) if name in _OCCURRING else dict.fromkeys(codes, 0)
    present = [code for code in codes if code in counts or code in getattr(asked(), name)]
    if not present:
        return
    key = _keep(name, [code for code in getattr(asked(), name) if code in present])
    if len(present) > 6:
        st.multiselect(
            t(f"filters.{name}"),
            present,
            key=key,
            format_func=lambda code: word(table, code),
            on_change=_taken(name),
            placeholder=t("filters.all"),
        )
        return
    st.pills(
        t(f"filters.{name}"),
        present,
        key=key,
        selection_mode="multi",
        format_func=lambda code: (
            f"{_short(table, code)} {counts.get(code, 0):,}" if name in _COUNTED else _short(table, code)
        ),
        on_change=_taken(name),
    )


def _short(table: str, code: str) -> str:
    """Give a code's short word where the rail has one: six stages in full would fill it."""
    return str(lookup("filters.short").get(code) or word(table, code))


def _node(name: str) -> None:
    tree = data.ask(grids.tree)
    above = tree[(tree["level"] != "grid") | (tree.index == asked().node)]
    top = int(above["depth"].min()) if len(above) else 1

    def label(code: str) -> str:
        if not code:
            return t("filters.everywhere")
        row = above.loc[code]
        return "　" * (int(row["depth"]) - top) + str(row["name"])

    here = asked().node if asked().node in above.index else ""
    st.selectbox(
        t("filters.node"), ["", *above.index], key=_keep(name, here), format_func=label, on_change=_taken(name)
    )


def _departments(name: str) -> None:
    known = data.ask(incidents.vocabulary)["departments"]
    if known:
        key = _keep(name, [one for one in asked().departments if one in known])
        st.multiselect(t("filters.departments"), known, key=key, on_change=_taken(name), placeholder=t("filters.all"))


def _period(name: str) -> None:
    last = last_day()
    presets = {days: (last - timedelta(days=days - 1), last + timedelta(days=1)) for days in _PERIODS} if last else {}
    now = (asked().since, asked().until)
    chosen = next((days for days, span in presets.items() if span == now), 0 if now == (None, None) else None)

    def take() -> None:
        days = st.session_state["ask_period"]
        since, until = presets.get(days, (None, None))
        put(since=since, until=until)

    st.pills(
        t("filters.period"),
        [*presets, 0],
        key=_keep(name, chosen),
        on_change=take,
        format_func=lambda days: t("filters.days", days=days) if days else t("filters.ever"),
    )
    shown = asked().until - timedelta(days=1) if asked().until else None  # type: ignore[operator]
    with st.container(key="ask_dates"):
        for end, day in (("since", asked().since), ("until", shown)):
            st.date_input(t(f"filters.{end}"), key=_keep(end, day), on_change=_dates, format="YYYY-MM-DD")


def _dates() -> None:
    since, until = st.session_state["ask_since"], st.session_state["ask_until"]
    if since and until and until < since:
        since, until = until, since
    put(since=since, until=until + timedelta(days=1) if until else None)


def last_day() -> date | None:
    """Give the last day of the city's calendar on which a matter was collected."""
    span, city = data.ask(incidents.period), data.city()
    return to_city(span[1], city.zone).date() if span and city else None


def _minutes(name: str) -> None:
    choices = sorted({*_MINUTES, asked().minutes})
    st.pills(
        t("filters.minutes"),
        choices,
        key=_keep(name, asked().minutes),
        on_change=_one(name),
        format_func=lambda one: t("filters.so_many_minutes", minutes=one),
    )


def _single(name: str) -> None:
    speeds = data.ask(standards.find)["value"] if name == "pace" else {}

    def label(code: str) -> str:
        return (
            f"{word('words.paces', code)} {speeds[f'walk.{code}']:g} m/s"
            if name == "pace"
            else word("words.ages", code)
        )

    st.selectbox(
        t(f"filters.{name}"),
        ONE_OF[name],
        key=_keep(name, getattr(asked(), name)),
        format_func=label,
        on_change=_one(name),
    )


def _target(name: str) -> None:
    st.number_input(t("filters.target"), 1, 100, key=_keep(name, asked().target), on_change=_one(name), format="%d")


def _one(name: str) -> Callable[[], None]:
    """Give the callback for a field that always has a value: taking it back keeps the former one."""

    def take() -> None:
        value = st.session_state[f"ask_{name}"]
        if value is not None:
            put(**{name: value})

    return take


_FIELDS: dict[str, Callable[[str], None]] = {
    "period": _period,
    "node": _node,
    "departments": _departments,
    "minutes": _minutes,
    "pace": _single,
    "ages": _single,
    "target": _target,
}
