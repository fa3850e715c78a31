"""Tables that select on the map, and stand where the map has selected: what was clicked there comes first, marked."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.i18n import t
from geo.ui import picks, reader


def listed(
    frame: pd.DataFrame,
    *,
    name: str,
    noun: str | None = None,
    formats: Mapping[str, str] | None = None,
    height: int = 260,
    ranked: bool = False,
) -> None:
    """Show a table in words; rows that are things of the map select there and are selected from there.

    Parameters
    ----------
    frame
        Indexed by code; columns named in the reader's words.
    name
        The table's name.
    noun
        What the rows are on the map, if anything.
    formats
        How numbers of a column are written.
    height
        In pixels.
    ranked
        Whether rows are numbered: their codes say nothing to a reader.
    """
    if noun is None:
        st.dataframe(
            frame, hide_index=True, height=height, width="stretch", placeholder="—", column_config=_config(formats)
        )
        return
    code = pinned(noun, name)
    rows = frame if code not in frame.index else pd.concat([frame.loc[[code]], frame.drop(index=code)])
    codes = [str(one) for one in rows.index]
    shown = rows.rename_axis(t("nav.code"))
    if ranked:
        ranks = pd.Series(range(1, len(frame) + 1), index=frame.index)
        shown = rows.set_axis(pd.Index(ranks[rows.index], name=t("nav.rank")))
    choose(shown, codes, noun=noun, name=name, height=height, formats=formats)


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


def choose(
    frame: Any,
    codes: list[str],
    *,
    noun: str,
    name: str,
    height: int,
    many: bool = False,
    formats: Mapping[str, str] | None = None,
) -> list[str]:
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
    formats
        How numbers of a column are written.
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
        column_config=_config(formats),
        on_select=_take(noun, name, key, codes),
        selection_mode="multi-row" if many else "single-row",
        selection_default={"selection": {"rows": [0] if first is not None and codes[:1] == [first] else []}},
    )
    return [codes[place] for place in chosen["selection"]["rows"] if place < len(codes)]


def _config(formats: Mapping[str, str] | None) -> dict[str, Any]:
    return {label: st.column_config.NumberColumn(format=form) for label, form in (formats or {}).items()}


def _take(noun: str, name: str, key: str, codes: list[str]) -> Callable[[], None]:
    """Give what happens when rows are chosen: a single one is selected on the map."""

    def take() -> None:
        places = st.session_state[key]["selection"]["rows"]
        if len(places) == 1 and places[0] < len(codes):
            st.session_state[f"{name}_own"] = codes[places[0]]
            picks.pick(picks.Pick(noun, codes[places[0]]))

    return take
