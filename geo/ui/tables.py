"""Tables that select on the map, and stand where the map has selected: what was clicked there comes first, marked."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.ui import picks, reader


def pinned(noun: str, name: str) -> str | None:
    """Give the code that the map (or a link, or an arrow) has selected; None where the table chose it itself.

    Rows a reader has just chosen stay where they are; what comes from the map is to be found without scrolling.

    Parameters
    ----------
    noun
        What the table's rows are.
    name
        The table's name.
    """
    state = st.session_state
    chosen = picks.picked()
    code = chosen.code if chosen is not None and chosen.noun == noun else None
    if code != state.get(f"{name}_told"):
        state[f"{name}_told"] = code
        if code != state.get(f"{name}_own"):
            state[f"{name}_pinned"] = code
            state[f"{name}_turn"] = state.get(f"{name}_turn", 0) + 1
    found: str | None = state.get(f"{name}_pinned")
    return found


def choose(frame: Any, codes: list[str], *, noun: str, name: str, height: int, many: bool = False) -> list[str]:
    """Show a table whose rows select on the map; give the codes of the chosen rows.

    Parameters
    ----------
    frame
        Table in words, or a styled one.
    codes
        Code of each row.
    noun
        What the rows are.
    name
        The table's name, as told to `pinned` before.
    height
        In pixels.
    many
        Whether several rows may be chosen together.
    """
    state = st.session_state
    key = f"{name}_{reader.actor().role}_{state.get(f'{name}_turn', 0)}"  # another role, another pin: a fresh choice
    first = state.get(f"{name}_pinned")
    chosen = st.dataframe(
        frame,
        key=key,
        height=height,
        width="stretch",
        placeholder="—",
        on_select=_take(noun, name, key, codes),
        selection_mode="multi-row" if many else "single-row",
        selection_default={"selection": {"rows": [0] if first is not None and codes[:1] == [first] else []}},
    )
    return [codes[place] for place in chosen["selection"]["rows"] if place < len(codes)]


def _take(noun: str, name: str, key: str, codes: list[str]) -> Callable[[], None]:
    """Give what happens when rows are chosen: a single one is selected on the map."""

    def take() -> None:
        places = st.session_state[key]["selection"]["rows"]
        if len(places) == 1 and places[0] < len(codes):
            st.session_state[f"{name}_own"] = codes[places[0]]
            picks.pick(picks.Pick(noun, codes[places[0]]))

    return take
