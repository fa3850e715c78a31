"""Response on the map: grids by how long help takes, hot spots, root causes."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.analysis.asking import SPANS, Span
from geo.analysis.partitions import UNPLACED
from geo.analysis.rates import LEAST_TO_RANK
from geo.analysis.response import WHOLE
from geo.filters import Filters
from geo.i18n import t
from geo.layers import response as layer
from geo.layers.drawing import Drawing
from geo.ui.response import asking

VIEWS = ("times", "hotspots", "repeats")
_SPANS = {str(span): span for span in (WHOLE, *SPANS)}


def view() -> str:
    """Let the reader choose what the map shows."""
    with st.sidebar:
        chosen = st.pills(
            t("response.view"),
            VIEWS,
            default="times",
            key="response_view",
            format_func=lambda one: t(f"response.views.{one}"),
        )
    return chosen or "times"


def span() -> Span:
    """Let the reader choose from which stage to which time is taken."""
    with st.sidebar:
        chosen = st.selectbox(
            t("response.span"), list(_SPANS), key="response_span", format_func=lambda one: t(f"response.spans.{one}")
        )
    return _SPANS[chosen or str(WHOLE)]


def drawn(asked: Filters, view: str, chosen: str, total: "pd.Series[Any]", span: Span) -> list[Drawing]:
    """Give what the map shows in a view."""
    if view == "hotspots":
        words = {course: t(f"response.course.{course}") for course in ("new", "growing", "steady", "fading")}
        found = asking.mine().spots(asked)
        note = t("response.hot_note", since=str(found.before.since), until=str(found.before.until))
        return layer.spots(
            found.table, words={**words, "cold": t("response.spot.cold")}, title=t("response.hotspots"), note=note
        )
    if view == "repeats":
        source = t("response.source", as_of=asking.day())
        return [layer.causes(asking.causes(asked), title=t("response.repeats"), note=source)]
    return [_coloured(asked, chosen, total, span)]


def _coloured(asked: Filters, chosen: str, total: "pd.Series[Any]", span: Span) -> Drawing:
    """Colour the grids by the chosen figure; shares of under twenty matters are left clear."""
    found = asking.mine().figures(asked, "grid", span).drop(index=UNPLACED, errors="ignore")
    note = t(
        "response.figures_note",
        n=f"{total['n']:,.0f}",
        open=f"{total['open']:,.0f}",
        aside=f"{total['set_aside']:,.0f}",
        as_of=asking.day(),
    )
    if chosen == "on_time":
        known = found.loc[found["judged"] >= LEAST_TO_RANK, "on_time"] * 100
        return layer.grids(
            known, title=t("response.grid_on_time"), share=True, note=f"{t('response.on_time_note')} {note}"
        )
    if chosen == "open":
        return layer.grids(found["open"], title=t("response.grid_open"), share=False, note=note)
    title = (
        t(f"response.grid_{chosen}")
        if span == WHOLE
        else f"{t(f'response.spans.{span}')} · {t(f'response.grid_{chosen}')}"
    )
    return layer.grids(
        found[f"{chosen}_minutes"] / 60, title=title, share=False, note=f"{t('response.p50_note')} {note}"
    )
