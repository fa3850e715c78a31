"""Amounts as bars and columns, each with its figure: on cards one scale, in the drawer one heading."""

from collections.abc import Sequence

import streamlit as st

from geo.i18n import t
from geo.layers.escape import safe
from geo.layers.paint import BLUE


def compare(rows: Sequence[tuple[str, float | None, str, str]], *, in_line: bool = False) -> None:
    """Compare figures as bars on one scale.

    Parameters
    ----------
    rows
        Label, share of the scale (0–1; None if unknown), text at the right, colour.
    in_line
        Whether label, bar and text share a line, where there are many.
    """
    if in_line:
        st.html(f'<div class="govmap-bars">{"".join(_line(*row) for row in rows)}</div>')
        return
    st.html("".join(_bar(*row) for row in rows))


def _line(label: str, share: float | None, text: str, colour: str) -> str:
    width = 100 * min(max(share or 0.0, 0.0), 1.0)
    bar = f'<div class="track"><i style="width:{width:.1f}%;background:{safe(colour)}"></i></div>'
    return f"<span>{safe(label)}</span>{bar}<b>{safe(text)}</b>"


def _bar(label: str, share: float | None, text: str, colour: str) -> str:
    width = 100 * min(max(share or 0.0, 0.0), 1.0)
    row = f'<div class="govmap-row"><span>{safe(label)}</span><b>{safe(text)}</b></div>'
    return f'{row}<div class="govmap-track"><i style="width:{width:.1f}%;background:{safe(colour)}"></i></div>'


def bars(heading: str, rows: Sequence[tuple[str, float]], *, colour: str = BLUE, unit: str = "") -> None:
    """Show named amounts as horizontal bars with their figures."""
    most = max((value for _, value in rows), default=0) or 1
    lines = (_line(label, value / most, f"{value:,.0f}{unit}", colour) for label, value in rows)
    st.html(f'<div class="govmap-head">{safe(heading)}</div><div class="govmap-bars">{"".join(lines)}</div>')


def over_time(heading: str, rows: Sequence[tuple[str, float]], *, colour: str = BLUE) -> None:
    """Show amounts over time or over the clock as columns; labels under the first, the middle and the last."""
    most = max((value for _, value in rows), default=0) or 1
    marks = "".join(
        f'<i title="{safe(label)}: {value:,.0f}" '
        f'style="height:{100 * value / most:.1f}%;background:{safe(colour)}"></i>'
        for label, value in rows
    )
    ends = [rows[0][0], rows[len(rows) // 2][0], rows[-1][0]] if len(rows) > 2 else [label for label, _ in rows]
    axis = "".join(f"<span>{safe(one)}</span>" for one in ends)
    highest = f'<span class="govmap-under">{safe(t("nav.most", n=f"{most:,.0f}"))}</span>'
    head = f'<div class="govmap-head">{safe(heading)} {highest}</div>'
    st.html(f'{head}<div class="govmap-columns">{marks}</div><div class="govmap-row govmap-under">{axis}</div>')
