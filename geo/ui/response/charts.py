"""Charts that say whether a figure has changed: points with their centre and limits."""

import pandas as pd
import streamlit as st

from geo.i18n import t
from geo.layers.escape import safe
from geo.layers.paint import BLUE, GREY, RUST
from geo.ui import show


def control(title: str, chart: pd.DataFrame, times: float) -> None:
    """Draw a control chart: points, the centre and each point's limits; points that signal a change stand out.

    Parameters
    ----------
    title
        What is charted, with its unit.
    chart
        As `geo.analysis.control` gives it; the index labels the points.
    times
        What values are multiplied by for display.
    """
    if len(chart) < 3:
        show.small(f"{title}: {t('response.no_trend')}")
        return
    values = chart[["value", "centre", "low", "high"]] * times
    least, most = float(values.min().min()), float(values.max().max())
    step = 100 / (len(values) - 1)
    heights = [_height(float(value), least, most) for value in values["value"]]
    drawn = _line(_height(float(values["centre"].iloc[0]), least, most))
    for place, (label, row) in enumerate(values.iterrows()):
        signal = str(chart["signal"].iloc[place])
        for limit in ("low", "high"):
            drawn += _tick(place * step, _height(row[limit], least, most), 60 / len(values))
        words = f"{label}: {row['value']:,.1f} · {t(f'response.signal.{signal}')}"
        drawn += _dot(place * step, heights[place], BLUE if signal == "none" else RUST, words)
    last = values.iloc[-1]
    note = t(
        "response.month_note", centre=f"{last['centre']:,.1f}", low=f"{last['low']:,.1f}", high=f"{last['high']:,.1f}"
    )
    st.html(
        f'<div class="govmap-head">{safe(title)} <span class="govmap-under">{safe(note)}</span></div>'
        f'<div style="position:relative;height:9rem;margin:.5rem">{drawn}</div><div class="govmap-row govmap-under">'
        f"<span>{safe(str(values.index[0]))}</span><span>{safe(str(values.index[-1]))}</span></div>"
    )


def _height(value: float, least: float, most: float) -> float:
    """Give how far from the top a value stands, in per cent."""
    return 100 - 100 * (value - least) / ((most - least) or 1)


def _line(top: float) -> str:
    return f'<i style="position:absolute;left:0;right:0;top:{top:.2f}%;border-top:1px solid {GREY}"></i>'


def _tick(left: float, top: float, width: float) -> str:
    place = f"left:{left - width / 2:.2f}%;width:{width:.2f}%;top:{top:.2f}%"
    return f'<i style="position:absolute;{place};border-top:2px dotted {GREY}"></i>'


def _dot(left: float, top: float, colour: str, words: str) -> str:
    place = f"left:calc({left:.2f}% - 4px);top:calc({top:.2f}% - 4px);width:8px;height:8px"
    return f'<i title="{safe(words)}" style="position:absolute;{place};border-radius:50%;background:{colour}"></i>'
