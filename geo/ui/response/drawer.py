"""The drawer of response: one panel at a time, the table cut as the reader wants."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.analysis import control
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t
from geo.layers.escape import safe
from geo.store import grids
from geo.ui import data, show, tables
from geo.ui.response import asking, charts, findings, words

WAYS = (
    "grid", "community", "street", "area", "district", "department", "class", "subclass", "channel", "hour",
    "weekday", "week_hour", "month",
)  # fmt: skip
_IN_TIME = ("hour", "weekday", "week_hour", "month")
"""Cuts that have an order of their own; the others begin with the most matters."""


def drawer(asked: Filters) -> None:
    """Show the drawer's panels, if it is open."""
    with show.drawer() as is_drawn:
        if not is_drawn:
            return
        panel = st.pills(
            t("response.panel"),
            list(_PANELS),
            default="table",
            key="response_panel",
            format_func=lambda one: t(f"response.panels.{one}"),
            label_visibility="collapsed",
        )
        _PANELS.get(panel or "table", _table)(asked)
        foot = (t("response.definition"), asking.without_holidays(), t("response.source", as_of=asking.day()))
        show.small(" ".join(filter(None, foot)))


def table(asked: Filters, by: str) -> pd.DataFrame:
    """Give the figures of a cut in words."""
    found = asking.mine().figures(asked, by)
    if by not in _IN_TIME:
        found = found.sort_values("n", ascending=False, kind="stable")
    names = data.ask(grids.tree)["name"].to_dict()
    rows = pd.DataFrame(index=found.index)
    rows[t("response.columns.key")] = [words.key(by, str(key), names) for key in found.index]
    for name in ("n", "open", "overdue", "set_aside"):
        rows[t(f"response.columns.{name}")] = found[name]
    for name in ("p50_minutes", "p90_minutes"):
        rows[t(f"response.columns.{name}")] = (found[name] / 60).round(1)
    rows[t("response.columns.on_time")] = (found["on_time"] * 100).round(1)
    rows[t("response.columns.interval")] = [words.interval(row) for _, row in found.astype("float64").iterrows()]
    rows[t("response.columns.closed")] = (found["closed"] * 100).round(1)
    rows[t("response.columns.reopened")] = (found["reopened"] * 100).round(1)
    rows[t("response.columns.handovers")] = found["handovers"].round(2)
    ours = asking.mine().ourselves(asked, by)["share"].reindex(found.index)
    rows[t("response.columns.proactive")] = (ours * 100).round(1)
    rows[t("response.columns.rank")] = found["rank"]
    return rows


def _table(asked: Filters) -> None:
    known = [by for by in WAYS if by not in LEVELS or by in set(data.ask(grids.tree)["level"])]
    by = st.selectbox(
        t("response.by_label"), known, key="response_by", format_func=lambda one: t(f"response.ways.{one}")
    )
    whole = {t(f"response.columns.{name}"): "localized" for name in ("n", "open", "overdue", "set_aside")}
    parts = ("p50_minutes", "p90_minutes", "on_time", "closed", "reopened", "proactive")
    formats = {**whole, **{t(f"response.columns.{name}"): "%.1f" for name in parts}}
    noun = "grids" if by in LEVELS else None
    tables.listed(table(asked, by), name=f"response_{by}", noun=noun, formats=formats)


def _trend(asked: Filters) -> None:
    """Chart median hours (XmR) and the share closed in time (p) by month."""
    found = asking.mine().figures(asked, "month")
    judged = found["judged"]
    hours = control.xmr((found["p50_minutes"] / 60).dropna())
    hours["low"] = hours["low"].clip(lower=0)  # no time is below nought
    on_time = control.p_chart((found["on_time"] * judged).round().fillna(0), judged)
    left, right = show.halves()
    for where, title, chart, times in ((left, "trend_p50", hours, 1), (right, "trend_on_time", on_time, 100)):
        with where:
            charts.control(t(f"response.{title}"), chart.dropna(subset=["value"]), times)
    show.small(t("response.signals"))


def _stages(asked: Filters) -> None:
    found = asking.mine().stages(asked)
    rows = pd.DataFrame({t("response.span"): [t(f"response.spans.{span}") for span in found.index]})
    for name in ("n", "open", "set_aside"):
        rows[t(f"response.columns.{name if name != 'open' else 'waiting'}")] = found[name].to_numpy()
    for name in ("p50_minutes", "p90_minutes"):
        rows[t(f"response.columns.{name}")] = (found[name].astype("float64") / 60).round(1).to_numpy()
    whole = ("n", "waiting", "set_aside")
    tables.listed(rows, name="response_stages", formats={t(f"response.columns.{name}"): "localized" for name in whole})


def _aside(asked: Filters) -> None:
    """Say what was read, what counts, what was set aside here and what the door refused: nothing is lost silently."""
    found, kept = asking.mine().aside(asked), asking.mine().overall(asked)
    n, aside = (0, 0) if kept is None else (int(kept["n"]), int(kept["set_aside"]))
    left, right = show.halves()
    with left:
        show.small(t("response.kept_sum", all=f"{n + aside:,}", n=f"{n:,}", aside=f"{aside:,}"))
        faults = [(t(f"response.fault.{name}"), count) for name, count in found["count"].items() if name != "any_time"]
        _listed("faults", faults)
        if parked := asking.parked(asked):
            show.small(parked)
    with right:
        door = asking.mine().door()
        if door is None:
            return
        show.small(t("response.door_sum", **{name: f"{count:,}" for name, count in door.sums.items()}))
        _listed("refused", [(words.refusal(str(key)), count) for key, count in door.reasons.items()])


def _listed(heading: str, counts: list[tuple[str, int]]) -> None:
    """List reasons with their counts; their words are sentences and need the room of a line."""
    st.html(f'<div class="govmap-head">{safe(t(f"response.{heading}"))}</div>')
    show.facts([(words, f"{count:,}") for words, count in counts])


_PANELS: dict[str, Callable[[Filters], None]] = {
    "table": _table,
    "trend": _trend,
    "stages": _stages,
    "faults": _aside,
    "hotspots": findings.hotspots,
    "repeats": findings.repeats,
    "levels": findings.levels,
}
