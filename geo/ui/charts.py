"""Charts that say whether a figure has changed: points with their centre and limits."""

import pandas as pd
import streamlit as st

from geo.i18n import t
from geo.layers.escape import safe
from geo.layers.paint import BLUE, GREY, RUST
from geo.ui import show


def control(title: str, chart: pd.DataFrame, times: float) -> None:
    """Draw a control chart: the points, the centre and the limits; points that signal a change stand out."""
    if len(chart) < 3:
        show.small(f"{title}: {t('response.no_trend')}")
        return
    values = chart[["value", "centre", "low", "high"]] * times
    least, most = float(values.min().min()), float(values.max().max())
    scale = 36 / ((most - least) or 1)
    step = 100 / (len(values) - 1)

    def line(name: str, style: str) -> str:
        points = " ".join(
            f"{place * step:.2f},{38 - (value - least) * scale:.2f}" for place, value in enumerate(values[name])
        )
        return f'<polyline points="{points}" fill="none" vector-effect="non-scaling-stroke" {style}/>'

    drawn = line("centre", f'stroke="{GREY}" stroke-width="1"')
    drawn += line("low", f'stroke="{GREY}" stroke-width="1" stroke-dasharray="4 4"')
    drawn += line("high", f'stroke="{GREY}" stroke-width="1" stroke-dasharray="4 4"')
    drawn += line("value", f'stroke="{BLUE}" stroke-width="2"')
    marks = "".join(
        f'<i title="{safe(str(month))}: {value:,.1f} · {safe(t(f"response.signal.{signal}"))}" '
        f'style="position:absolute;'
        f"left:calc({place * step:.2f}% - 4px);top:calc({(38 - (value - least) * scale) * 2.5:.2f}% - 4px);width:8px;"
        f'height:8px;border-radius:50%;background:{BLUE if signal == "none" else RUST}"></i>'
        for place, (month, value, signal) in enumerate(zip(values.index, values["value"], chart["signal"], strict=True))
    )
    first, last = values.index[0], values.index[-1]
    note = t(
        "response.month_note",
        centre=f"{values['centre'].iloc[-1]:,.1f}",
        low=f"{values['low'].iloc[-1]:,.1f}",
        high=f"{values['high'].iloc[-1]:,.1f}",
    )
    st.html(
        f'<div class="govmap-head">{safe(title)} <span class="govmap-under">{safe(note)}</span></div>'
        f'<div style="position:relative;height:9rem"><svg viewBox="0 0 100 40" preserveAspectRatio="none" '
        f'style="width:100%;height:100%" role="img">{drawn}</svg>{marks}</div>'
        f'<div class="govmap-row govmap-under"><span>{safe(str(first))}</span><span>{safe(str(last))}</span></div>'
    )
