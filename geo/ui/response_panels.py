"""Response as pages show it: figures over the map, the card beside the whole, and the drawer's panels."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.analysis.partitions import UNASSIGNED, UNPLACED
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t, word
from geo.layers.paint import BLUE, GREY, RUST, TEAL
from geo.store import grids
from geo.ui import cards, charts, data, picks, responses, show

VIEWS = ("times", "hotspots", "repeats")
WAYS = (
    "grid", "community", "street", "area", "district", "department", "class", "subclass", "channel", "hour",
    "weekday", "month",
)  # fmt: skip
PANELS = ("table", "trend", "stages", "faults", "hotspots", "repeats", "levels")
_WORDS = {
    "class": "words.classes",
    "channel": "words.channels",
    "weekday": "response.weekdays",
    "level": "words.levels",
}


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


def told(total: "pd.Series[Any]") -> list[show.Figure]:
    """Say the four figures: both closing shares always stand together."""
    return [
        show.Figure(key="p50", label=t("response.p50"), value=time(total["p50_minutes"]), colours=True),
        show.Figure(key="p90", label=t("response.p90"), value=time(total["p90_minutes"]), colours=True),
        show.Figure(
            key="on_time",
            label=t("response.on_time"),
            value=share(total["on_time"]),
            unit=f"({interval(total)})",
            colours=True,
        ),
        show.Figure(
            key="open",
            label=f"{t('response.closed')} · {t('response.open')}",
            value=share(total["closed"]),
            unit=f"{total['open']:,.0f}",
            colours=True,
        ),
    ]


def card(asked: Filters, total: "pd.Series[Any]") -> None:
    """Show the card of the selected grid, beside the whole; other things show their own."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids":
        cards.selected(asked)
        return
    found = responses.figures(asked, "grid").astype("float64")
    if chosen.code not in found.index:
        cards.selected(asked)
        return
    row: Any = found.loc[chosen.code]
    with show.card(cards.place(chosen.code), under=t("response.source", as_of=responses.day())):
        show.big(time(row["p50_minutes"]), t("response.p50"), colour=RUST)
        here = (t("response.on_time"), row["on_time"], f"{share(row['on_time'])} ({interval(row)})", TEAL)
        every = (
            f"{t('response.on_time')} · {t('response.everything')}",
            total["on_time"],
            share(total["on_time"]),
            GREY,
        )
        closed = (t("response.closed"), row["closed"], share(row["closed"]), BLUE)
        show.compare([here, every, closed])
        facts = [("n", f"{row['n']:,.0f}"), ("open", f"{row['open']:,.0f}"), ("set_aside", f"{row['set_aside']:,.0f}")]
        show.facts(
            [(t("response.p90"), time(row["p90_minutes"])), *((t(f"response.{name}"), value) for name, value in facts)]
        )
        show.facts([(t("response.rank"), t("response.no_rank") if pd.isna(row["rank"]) else f"{row['rank']:.0f}")])
        show.small(t("response.definition"))


def drawer(asked: Filters) -> None:
    """Show the drawer: one panel at a time, the table cut as the reader wants."""
    with show.drawer() as is_drawn:
        if not is_drawn:
            return
        panel = st.pills(
            t("response.panel"),
            PANELS,
            default="table",
            key="response_panel",
            format_func=lambda one: t(f"response.panels.{one}"),
        )
        _PANELS.get(panel or "table", _table)(asked)
        show.small(f"{t('response.definition')} {t('response.source', as_of=responses.day())}")


def _table(asked: Filters) -> None:
    by = st.selectbox(
        t("response.by_label"), WAYS, key="response_by", format_func=lambda one: t(f"response.ways.{one}")
    )
    show.table(table(asked, by), pick="grids" if by in LEVELS else None)


def _trend(asked: Filters) -> None:
    hours, on_time = responses.trend(asked)
    left, right = show.halves()
    for where, title, chart, times in ((left, "trend_p50", hours, 1), (right, "trend_on_time", on_time, 100)):
        with where:
            charts.control(t(f"response.{title}"), chart.dropna(subset=["value"]), times)
    show.small(t("response.signals"))


def _stages(asked: Filters) -> None:
    found = responses.stages(asked)
    rows = pd.DataFrame(index=[t(f"response.spans.{span}") for span in found.index])
    for name in ("n", "open", "set_aside"):
        rows[t(f"response.columns.{name}")] = found[name].to_numpy()
    for name in ("p50_minutes", "p90_minutes"):
        rows[t(f"response.columns.{name}")] = (found[name].astype("float64") / 60).round(1).to_numpy()
    show.table(rows)


def _faults(asked: Filters) -> None:
    found = responses.faults(asked)
    show.bars(
        t("response.faults"),
        [(t(f"response.fault.{name}"), count) for name, count in found["count"].items()],
        colour=GREY,
    )
    for pile in responses.matters().usual.piles:
        place = f"{pile.lat_e7 / 1e7:.5f}, {pile.lon_e7 / 1e7:.5f}"
        show.small(t("response.piles", count=f"{pile.count:,}", place=place))


def _hotspots(asked: Filters) -> None:
    found = responses.spots(asked)
    found = found[(found["spot"] != "none") | (found["course"] != "none")].sort_values("z", ascending=False)
    rows = pd.DataFrame(index=found.index)
    rows[t("response.columns.key")] = found["name"]
    rows[t("response.hotspots")] = [t(f"response.spot.{one}") for one in found["spot"]]
    rows[t("response.trend")] = [t(f"response.course.{one}") for one in found["course"]]
    rows[t("response.columns.n")] = found["count"]
    rows["Gi*"], rows["q"] = found["z"].round(2), found["q"].round(4)
    left, right = show.halves()
    with left:
        show.table(rows, pick="grids")
    with right:
        growing = responses.emerging(asked)
        growing = growing[growing["emerging"]].head(8)
        named = [
            (f"{one} ({was:,}→)", now)
            for one, now, was in zip(growing.index, growing["now"], growing["before"], strict=True)
        ]
        show.bars(t("response.emerging"), named, colour=RUST)


def _repeats(asked: Filters) -> None:
    found = responses.causes(asked)
    if found.empty:
        show.small(t("response.none_repeated"))
        return
    rows = pd.DataFrame(index=found.index)
    rows[t("response.repeats")] = found["name"]
    rows[t("response.ways.grid")] = [cards.place(code) for code in found["grid"]]
    rows[t("response.ways.class")] = [word("words.classes", one) for one in found["incident_class"]]
    show.table(rows, pick="points")


def _levels(asked: Filters) -> None:
    found, ours = responses.settled(asked), responses.found_by_ourselves(asked)
    left, right = show.halves()
    with left:
        show.bars(t("response.levels"), [(word("words.levels", str(one)), n) for one, n in found["closed"].items()])
        rows = [
            (word("words.levels", str(one)), row["share"], share(row["share"]), TEAL if row["reached"] else GREY)
            for one, row in found.iterrows()
        ]
        show.compare(rows)
        show.small(t("response.line_95"))
    with right:
        show.big(share(ours["share"]), t("response.proactive"), colour=TEAL)
        answered = responses.answered()
        if len(answered):
            show.small(t("response.answered"))
            rows = [
                (str(one), row["share"], f"{share(row['share'])} · {row['n']:.0f}", TEAL)
                for one, row in answered.iterrows()
            ]
            show.compare(rows)


_PANELS = {
    "table": _table,
    "trend": _trend,
    "stages": _stages,
    "faults": _faults,
    "hotspots": _hotspots,
    "repeats": _repeats,
    "levels": _levels,
}


def table(asked: Filters, by: str) -> pd.DataFrame:
    """Give the figures in words; ``name`` is the key's word."""
    found = responses.figures(asked, by)
    tree = data.ask(grids.tree)["name"].to_dict()
    rows = pd.DataFrame(index=found.index)
    rows[t("response.columns.key")] = [key_word(by, str(key), tree) for key in found.index]
    for name in ("n", "open", "overdue", "set_aside"):
        rows[t(f"response.columns.{name}")] = found[name]
    for name in ("p50_minutes", "p90_minutes"):
        rows[t(f"response.columns.{name}")] = (found[name] / 60).round(1)
    rows[t("response.columns.on_time")] = (found["on_time"] * 100).round(1)
    rows[t("response.columns.interval")] = [interval(row) for _, row in found.astype("float64").iterrows()]
    rows[t("response.columns.closed")] = (found["closed"] * 100).round(1)
    rows[t("response.columns.reopened")] = (found["reopened"] * 100).round(1)
    rows[t("response.columns.handovers")] = found["handovers"].round(2)
    rows[t("response.columns.rank")] = found["rank"]
    return rows


def key_word(by: str, key: str, names: dict[str, str]) -> str:
    """Give the word for a key of a cut."""
    if key in (UNPLACED, UNASSIGNED):
        return t(f"response.{key}")
    return names.get(key, key) if by in LEVELS else word(_WORDS[by], key) if by in _WORDS else key


def time(minutes: float) -> str:
    """Say a time in the unit that fits: minutes, hours, days."""
    if pd.isna(minutes):
        return t("response.not_reached")
    if minutes < 120:
        return t("response.minutes", value=f"{minutes:.0f}")
    return (
        t("response.hours", value=f"{minutes / 60:.1f}")
        if minutes < 2880
        else t("response.days", value=f"{minutes / 1440:.1f}")
    )


def share(value: float) -> str:
    """Say a share in per cent; a dash where there is none."""
    return "—" if pd.isna(value) else f"{value * 100:.1f} %"


def interval(row: "pd.Series[Any]") -> str:
    """Say a Wilson interval."""
    return "—" if pd.isna(row["on_time"]) else f"{row['on_time_low'] * 100:.1f}–{row['on_time_high'] * 100:.1f}"
