"""The four figures of response over the map, and the card of a grid beside the whole."""

from typing import Any

import pandas as pd

from geo.analysis.asking import Span
from geo.analysis.response import WHOLE
from geo.filters import Filters
from geo.i18n import t
from geo.layers.paint import BLUE, GREY, RUST, TEAL
from geo.ui import cards, picks, show
from geo.ui.response import asking, words


def told(total: "pd.Series[Any]", span: Span = WHOLE) -> list[show.Figure]:
    """Say the four figures: both closing shares always stand together; between two stages nothing is closed."""
    times = [
        show.Figure(key=name, label=t(f"response.{name}"), value=words.time(total[f"{name}_minutes"]), colours=True)
        for name in ("p50", "p90")
    ]
    if span != WHOLE:
        through = show.Figure(key="through", label=t("response.through"), value=words.share(total["closed"]))
        waiting = show.Figure(key="open", label=t("response.waiting"), value=f"{total['open']:,.0f}", colours=True)
        return [*times, through, waiting]
    on_time = show.Figure(
        key="on_time",
        label=t("response.on_time"),
        value=words.share(total["on_time"]),
        unit=f"({words.interval(total)})",
        colours=True,
    )
    closed = show.Figure(
        key="open",
        label=f"{t('response.closed')} · {t('response.open')}",
        value=words.share(total["closed"]),
        unit=f"{total['open']:,.0f}",
        colours=True,
    )
    return [*times, on_time, closed]


def card(asked: Filters) -> None:
    """Show the card of the selected grid, beside the whole; other things show their own."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids":
        cards.selected(asked)
        return
    found = asking.mine().figures(asked, "grid").astype("float64")
    if chosen.code not in found.index:
        cards.selected(asked)
        return
    row: Any = found.loc[chosen.code]
    total = found.sum() if (known := asking.mine().overall(asked)) is None else known
    with show.card(cards.place(chosen.code) or t("response.unplaced"), under=t("response.source", as_of=asking.day())):
        show.big(words.time(row["p50_minutes"]), t("response.p50_words"), colour=RUST)
        here = (t("response.on_time"), row["on_time"], f"{words.share(row['on_time'])} ({words.interval(row)})", TEAL)
        everything = (
            f"{t('response.on_time')} · {t('response.everything')}",
            total["on_time"],
            words.share(total["on_time"]),
            GREY,
        )
        closed = (t("response.closed"), row["closed"], words.share(row["closed"]), BLUE)
        show.compare([here, everything, closed])
        rank = t("response.no_rank") if pd.isna(row["rank"]) else f"{row['rank']:.0f}"
        show.facts(
            [
                (t("response.p90"), words.time(row["p90_minutes"])),
                *((t(f"response.{name}"), f"{row[name]:,.0f}") for name in ("n", "open", "overdue", "set_aside")),
                (t("response.reopened"), words.share(row["reopened"])),
                (t("response.handovers"), "—" if pd.isna(row["handovers"]) else f"{row['handovers']:.2f}"),
                (t("response.rank"), rank),
            ]
        )
        show.small(t("response.definition"))
