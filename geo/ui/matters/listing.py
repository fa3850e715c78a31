"""The list of matters: newest first, a page at a time; list and map select each other; many are moved at once."""

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.analysis.loop import lights
from geo.filters import Filters
from geo.i18n import lookup, t, word
from geo.store import incidents
from geo.ui import data, show, tables
from geo.ui.matters import deeds, words
from geo.ui.response import asking
from geo.ui.wording import place

PAGE_ROWS = 50
_SEVERAL = 2
PANELS = ("list", "charts", "limits")


def panel() -> str:
    """Let the reader choose what the drawer shows."""
    names = lookup("loop.panels")
    chosen = st.pills(
        t("loop.panel"),
        PANELS,
        default="list",
        key="matters_panel",
        format_func=names.get,
        label_visibility="collapsed",
    )
    return chosen or "list"


def table(asked: Filters) -> None:
    """List matters by keyset; a matter chosen on the map stands first and is marked."""
    trail: list[Any] = st.session_state.setdefault("matters_trail", [])
    if st.session_state.get("matters_asked") != asked:
        trail.clear()
        st.session_state["matters_asked"] = asked
    rows = data.ask(incidents.page, asked, before=trail[-1] if trail else None, size=PAGE_ROWS)
    pinned = tables.pinned("incidents", "matters_table")
    listed = _first(rows, pinned)
    tones = {t(f"loop.lights.{light}"): tone for light, tone in words.TONES.items()}
    chosen = tables.choose(
        worded(listed).style.map(lambda told: f"color: {tones[told]}; font-weight: 600", subset=[t("loop.light")]),
        [str(code) for code in listed.index],
        noun="incidents",
        name="matters_table",
        height=300,
        many=True,
    )
    deeds.refused()
    _turn(rows, trail)
    _bulk(listed.loc[chosen])


def worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a list of matters in words, with what their clocks show."""
    shown = lights(rows, at=asking.mine().as_of())
    return pd.DataFrame(
        {
            t("loop.light"): [t(f"loop.lights.{one}") for one in shown],
            t("loop.subclass"): rows["subclass"].fillna("—"),
            t("loop.stage"): [word("words.stages", one) for one in rows["stage"]],
            t("ledgers.collected"): [words.time(at) for at in rows["collected_at"]],
            t("loop.due"): [words.time(at) for at in rows["due_at"]],
            t("loop.department"): rows["department"].fillna(t("loop.nobody")),
            t("loop.level"): [word("words.levels", one) for one in rows["level"]],
            t("loop.incident_class"): [word("words.classes", one) for one in rows["incident_class"]],
            t("loop.grid"): [place(code) or t("response.unplaced") for code in rows["grid"]],
        },
        index=rows.index.rename(t("loop.code")),
    )


def _first(rows: gpd.GeoDataFrame, code: str | None) -> gpd.GeoDataFrame:
    """Put the pinned matter before the others, fetched by itself where it stands on another page."""
    if code is None:
        return rows
    mine = rows.loc[[code]] if code in rows.index else data.ask(incidents.one, code)
    return rows if mine.empty else pd.concat([mine, rows.drop(index=code, errors="ignore")])


def _turn(rows: pd.DataFrame, trail: list[Any]) -> None:
    left, right = show.halves()
    if trail:
        left.button(t("loop.newest"), key="matters_newest", on_click=trail.clear)
    if len(rows) == PAGE_ROWS:
        last = (rows["collected_at"].iloc[-1].to_pydatetime(), str(rows.index[-1]))
        right.button(t("loop.older"), key="matters_older", on_click=trail.append, args=(last,))


def _bulk(rows: pd.DataFrame) -> None:
    """Offer the steps that lead on from every chosen matter; a single one has its card for that."""
    if len(rows) < _SEVERAL:
        return
    common = [set(deeds.offered(stage)) for stage in rows["stage"].unique()]
    leading = [deed for deed in deeds.offered(str(rows["stage"].iloc[0])) if all(deed in one for one in common)]
    st.caption(t("loop.selected", count=len(rows)))
    with st.container(horizontal=True):
        for deed in leading:
            st.button(t(f"loop.deeds.{deed}"), key=f"bulk_{deed}", on_click=deeds.move, args=(tuple(rows.index), deed))
