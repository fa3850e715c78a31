"""What pages show with: title, figures over the map, the map, the card, the drawer with chart and table, notices."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import access
from geo.errors import GeoError
from geo.i18n import t
from geo.layers.escape import safe
from geo.layers.paint import BLUE
from geo.ui import data, filters, nav, picks, reader
from geo.ui.amounts import bars, compare, over_time
from geo.ui.canvas import Mark, Spot, on_map

__all__ = [
    "Figure",
    "Mark",
    "Spot",
    "bars",
    "big",
    "card",
    "compare",
    "drawer",
    "facts",
    "figures",
    "halves",
    "nothing",
    "on_map",
    "over_time",
    "refusal",
    "sheet",
    "small",
    "table",
    "title",
    "working",
]


_ROW = 35
"""Height of a table's row in pixels."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure over the map."""

    key: str
    label: str
    value: str
    unit: str = ""
    colours: bool = False
    """Whether clicking it colours the map by it."""


def title(noun: str, *, city_needed: bool = True) -> None:
    """Open a page: its right is checked before anything else, whatever way led here.

    Parameters
    ----------
    noun
        The page's noun.
    city_needed
        Whether the page has nothing to say while no city is loaded.

    Raises
    ------
    NotAllowedError
        If the reader may not see the page; the frame shows it calmly.
    """
    access.require(reader.actor(), nav.page(noun).right)
    st.session_state["page"] = noun
    if city_needed and data.city() is None:
        nothing("nav.no_city")


def figures(shown: Sequence[Figure], *, chosen: str | None = None) -> str | None:
    """Show at most four figures over the map; give the key of the one the map is to be coloured by.

    Parameters
    ----------
    shown
        The figures, the most important first.
    chosen
        The one that colours the map when the page opens; None for none. Clicking the coloured one goes back to it.
    """
    slot = f"coloured_{st.session_state['page']}"
    keys = [one.key for one in shown if one.colours]
    now = st.session_state.get(slot, chosen)
    now = now if now in keys else chosen
    with st.container(key="figures", horizontal=True):
        for one in shown:
            with st.container(key=f"figure_{one.key}", width="content"):
                on = " on" if one.key == now else ""
                unit = f"<em>{safe(one.unit)}</em>" if one.unit else ""
                st.html(
                    f'<div class="govmap-figure{on}"><span>{safe(one.label)}</span>'
                    f"<strong>{safe(one.value)}{unit}</strong></div>"
                )
                if one.colours:
                    st.button(
                        one.label,
                        key=f"colour_{one.key}",
                        on_click=st.session_state.__setitem__,
                        args=(slot, chosen if one.key == now else one.key),
                    )
    return now


@contextmanager
def card(heading: str, *, under: str = "") -> Iterator[None]:
    """Open the card of what was clicked, at the right over the map; Esc and the cross close it.

    Parameters
    ----------
    heading
        What it is, with its place in the tree.
    under
        Kind and as-of date, in small.
    """
    with st.container(key="card"):
        with st.container(key="card_close"):
            st.button(
                "✕",
                key="card_close_button",
                on_click=picks.pick,
                args=(None,),
                help=t("map.words.close"),
                type="tertiary",
            )
        below = f'<div class="govmap-under">{safe(under)}</div>' if under else ""
        st.html(f'<div class="govmap-title">{safe(heading)}</div>{below}')
        yield


def big(value: str, words: str, *, colour: str = BLUE) -> None:
    """Say the one thing the card is about: a large figure and what it counts."""
    st.html(
        f'<div class="govmap-big" style="color:{safe(colour)}">{safe(value)}</div>'
        f'<div class="govmap-words">{safe(words)}</div>'
    )


def facts(rows: Sequence[tuple[str, object]]) -> None:
    """Say facts, one a line: label left, value right; unknown ones as a dash."""
    lines = (f'<div class="govmap-row"><span>{safe(label)}</span><b>{safe(value)}</b></div>' for label, value in rows)
    st.html("".join(lines))


def small(text: str) -> None:
    """Say definition, source and date in small print at the card's foot."""
    st.html(f'<div class="govmap-small">{safe(text)}</div>')


@contextmanager
def drawer() -> Iterator[bool]:
    """Open the drawer for chart and table; yields whether it is open, so that a shut one costs nothing."""
    is_open = bool(st.session_state.get("drawer_open"))
    with st.container(key="drawer_open" if is_open else "drawer_shut"):
        with st.container(key="drawer_handle"):
            word = t("nav.drawer_shut") if is_open else t("nav.drawer_open")
            st.button(
                word, key="drawer_button", on_click=st.session_state.__setitem__, args=("drawer_open", not is_open)
            )
        if not is_open:
            yield False
            return
        with st.container(key="drawer_body"):
            yield True


def make_room() -> None:
    """Keep the place over the map where it is said what is being worked out."""
    st.session_state["work_room"] = st.container(key="working_room")


@contextmanager
def working(words: str) -> Iterator[None]:
    """Say over the map what is being worked out, while it takes longer than a blink."""
    with st.session_state["work_room"], st.spinner(words):
        yield


def halves() -> Sequence[DeltaGenerator]:
    """Give two columns side by side, for use as contexts."""
    return st.columns(2, gap="large")


def table(
    frame: pd.DataFrame, *, pick: str | None = None, name: str = "", height: int = 260, missing: str = "—"
) -> None:
    """Show a table with words for its columns; choosing a row selects that thing on the map.

    Parameters
    ----------
    frame
        Indexed by code; columns are named in the reader's words.
    pick
        Noun the rows are, if they can be selected on the map.
    name
        Tells a second table of the same noun from the first.
    height
        In pixels, at most.
    missing
        What stands where a value is missing.
    """
    frame = frame.rename_axis(t("nav.code"))
    height = min(height, _ROW * (len(frame) + 1) + 3)
    if pick is None:
        st.dataframe(frame, height=height, width="stretch", placeholder=missing)
        return
    key = f"table_{st.session_state['page']}_{pick}_{name}"

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            picks.pick(picks.Pick(pick, str(frame.index[rows[0]])))

    st.dataframe(
        frame,
        key=key,
        height=height,
        width="stretch",
        on_select=choose,
        selection_mode="single-row",
        placeholder=missing,
    )


def nothing(key: str = "nav.nothing") -> None:
    """Say that nothing answers the question, and end the page here."""
    with st.container(key="notice"):
        st.html(f'<div class="govmap-notice-title">{safe(t(f"{key}.fact"))}</div><div>{safe(t(f"{key}.remedy"))}</div>')
    filters.end()
    st.stop()


def refusal(told: GeoError) -> None:
    """Show an error the reader can put right, as a calm notice in place of the page."""
    st.html('<span class="govmap-norail" hidden></span>')
    with st.container(key="notice"):
        st.html(f'<div class="govmap-notice-title">{safe(told.fact)}</div><div>{safe(told.remedy)}</div>')


@contextmanager
def sheet(heading: str, words: str = "") -> Iterator[None]:
    """Open a page that is work on paper, not a map: forms, reports, lists."""
    st.html('<span class="govmap-norail" hidden></span>')
    with st.container(key="sheet"):
        st.html(f'<div class="govmap-title">{safe(heading)}</div><div class="govmap-words">{safe(words)}</div>')
        yield
