"""Findings in the drawer of response: hot spots, growing classes, root causes, levels, what was found by ourselves."""

import pandas as pd

from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.paint import GREY, RUST, TEAL
from geo.ui import cards, show, tables
from geo.ui.response import asking, words

_MOST_GROWING = 8


def hotspots(asked: Filters) -> None:
    """List hot and cold grids with their course, and the classes that grew."""
    found = asking.mine().spots(asked).table
    found = found[(found["spot"] != "none") | (found["course"] != "none")].sort_values("z", ascending=False)
    rows = pd.DataFrame(index=found.index)
    rows[t("response.columns.key")] = found["name"]
    rows[t("response.hotspots")] = [t(f"response.spot.{one}") for one in found["spot"]]
    rows[t("response.trend")] = [t(f"response.course.{one}") for one in found["course"]]
    rows[t("response.columns.n")] = found["count"]
    rows[t("response.columns.z")], rows[t("response.columns.q")] = found["z"].round(2), found["q"].round(4)
    left, right = show.halves()
    with left:
        tables.listed(rows, name="response_spots", noun="grids", formats={t("response.columns.n"): "localized"})
    with right:
        growing = asking.mine().emerging(asked)
        growing = growing[growing["emerging"]].head(_MOST_GROWING)
        named = [
            (f"{one} ({was:,} →)", now)
            for one, now, was in zip(growing.index, growing["now"], growing["before"], strict=True)
        ]
        if named:
            show.bars(t("response.emerging"), named, colour=RUST)
        else:
            show.small(t("response.none_emerging"))
        show.small(t("response.definitions.hotspots"))


def repeats(asked: Filters) -> None:
    """List the root causes."""
    found = asking.causes(asked)
    if found.empty:
        show.small(t("response.none_repeated"))
        return
    rows = pd.DataFrame(index=found.index)
    rows[t("response.repeats")] = found["name"]
    rows[t("response.ways.grid")] = [cards.place(code) or t("response.unplaced") for code in found["grid"]]
    rows[t("response.ways.class")] = [word("words.classes", one) for one in found["incident_class"]]
    for name in ("first_at", "last_at"):
        rows[t(f"response.columns.{name}")] = [asking.said(at.to_pydatetime()) for at in found[name]]
    tables.listed(rows, name="response_causes", noun="points")


def levels(asked: Filters) -> None:
    """Show at which level matters are closed, against the 95 % line; what was found by ourselves; calls answered."""
    mine = asking.mine()
    found, ours = mine.settled(asked), mine.ourselves(asked, "total").iloc[0]
    left, right = show.halves()
    with left:
        show.bars(t("response.levels"), [(word("words.levels", str(one)), n) for one, n in found["closed"].items()])
        rows = [
            (
                t("response.up_to", level=word("words.levels", str(one))),
                row["share"],
                words.share(row["share"]),
                TEAL if row["reached"] else GREY,
            )
            for one, row in found.iterrows()
        ]
        show.compare(rows)
        show.small(t("response.line_95"))
    with right:
        show.big(words.share(ours["share"]), t("response.proactive"), colour=TEAL)
        by_channel = mine.ourselves(asked, "channel")
        show.compare(
            [
                (word("words.channels", str(one)), n / ours["n"], f"{words.share(n / ours['n'])} · {n:,}", tone)
                for one, n in by_channel["n"].sort_values(ascending=False).items()
                for tone in (TEAL if by_channel.at[one, "found"] else GREY,)
            ]
        )
        show.small(t("response.definitions.proactive"))
        answered = mine.answered()
        if len(answered):
            show.small(t("response.answered"))
            rows = [
                (str(one), row["share"], f"{words.share(row['share'])} · {row['n']:.0f}", TEAL)
                for one, row in answered.iterrows()
            ]
            show.compare(rows)
