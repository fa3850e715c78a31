"""Coverage as readers see it: figures, the map, the card of a node, the gap list and the table of completeness."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from geo.analysis import circles
from geo.analysis.why import Why
from geo.answers import planning
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import GREY, RUST, TEAL, Key, Legend
from geo.settings import settings
from geo.store import city as cities
from geo.store import grids
from geo.ui import cards, data, picks, show, walks, why

_FEW = 40
_TONES = {"ring": GREY, "network": TEAL, "capacity": RUST}
KINDS = ("ring", "network", "capacity")
_COUNTED = ("people", *KINDS, "unknown")
_WHY = "coverage_why_of"


Table = pd.DataFrame
"""One row a node of the grid tree; `geo.answers` says which columns."""


def total(asked: Filters, table: Table, figures: list[str]) -> "pd.Series[Any]":
    """Give the figures of the asked node, or of everything."""
    if asked.node in table.index:
        return row(table, str(asked.node))
    top = table[~table["parent"].isin(table.index)]
    return top[figures].sum(min_count=1)


def count(value: float, *, signed: bool = False) -> str:
    """Write a count of people; hidden or unknown as a dash, below the threshold only that it is below."""
    if pd.isna(value):
        return "—"
    return f"{value:+,.0f}" if signed and abs(value) >= settings().k_inside else cards.people(abs(value))


def figures(asked: Filters, table: pd.DataFrame) -> list[show.Figure]:
    """Give ring, network and capacity in per cent, and who is not served."""
    row, counted = total(asked, table, list(_COUNTED)), who(asked)
    shares = [
        show.Figure(key=kind, label=t(f"coverage.{kind}", minutes=asked.minutes), value=_of(row, kind), colours=True)
        for kind in KINDS
    ]
    left = row["people"] - row["network"] - np.nan_to_num(row["unknown"])
    return [
        *shares,
        show.Figure(key="left", label=t("coverage.left", who=counted), value=cards.people(left), unit=unit(asked)),
    ]


def who(asked: Filters) -> str:
    """Say whom the page counts: the age group, or what stands in for it."""
    weight = walks.mine().reach(asked).weight
    return word("words.ages", weight.ages) if weight.measure == "people" else t(f"coverage.measures.{weight.measure}")


def unit(asked: Filters) -> str:
    """Give the unit of counts."""
    return t(f"coverage.units.{walks.mine().reach(asked).weight.measure}")


def _of(row: "pd.Series[Any]", kind: str) -> str:
    return percent(row[kind], row["people"])


def percent(part: float, whole: float) -> str:
    """Write a share; unknown or hidden as a dash."""
    return "—" if pd.isna(part) or pd.isna(whole) or whole <= 0 else f"{100 * part / whole:.1f} %"


def drawings(asked: Filters, table: pd.DataFrame, kind: str) -> list[Drawing]:
    """Colour grids by who is not served, and draw the streets reached beside the dashed ring."""
    leaves = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    share = (100 * (1 - leaves[kind] / leaves["people"])).where(leaves["people"] > 0)
    found = walks.mine().facilities(asked)
    reached = data.work(
        "coverage.streets", lambda: _streets(asked), walks.mine().kinds(asked), asked.minutes, asked.pace
    )
    metres = asked.minutes * 60 * walks.pace(asked)
    title = t(f"coverage.map_{kind}", who=who(asked))
    keys = [Key(shape="line", colour=TEAL, label=t("coverage.streets", minutes=asked.minutes))]
    drawn = [
        drawing.coloured_grids(share, title=title, ends=("0", "100 %"), limits=(20, 40, 60, 80), note=note(asked)),
        drawing.lines(reached, colour=TEAL, width=2.5, opacity=0.85),
    ]  # fmt: skip
    if len(found) <= _FEW:
        drawn.append(drawing.rings(found, metres=metres))
        keys.append(Key(shape="dashed", colour="#46525e", label=t("circles.ring", metres=f"{metres:,.0f}")))
    return [
        *drawn,
        drawing.shown("facilities", "buildings", legend=Legend(keys=tuple(keys))),
        *why.drawings(_shown_why(asked)),
    ]


def note(asked: Filters) -> str:
    """Say speed, source and date in small print."""
    day = data.ask(cities.as_of, "facilities", "residents", "streets")
    pace = walks.pace(asked)
    measured = walks.mine().reach(asked).weight.measure
    said = t("coverage.note", pace=f"{pace:g}", kmh=f"{pace * 3.6:.1f}", day=day or "—", least=settings().k_inside)
    return said if measured == "people" else f"{said} {t(f'coverage.weights.{measured}')}"


def card(asked: Filters, table: pd.DataFrame) -> None:
    """Show the card of the node that is selected."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids" or chosen.code not in table.index:
        cards.selected(asked)
        return
    here, code = row(table, chosen.code), chosen.code
    tree = data.ask(grids.tree)
    level = str(tree.at[code, "level"])
    kind = word("words.grid_types", tree.at[code, "type"]) if level == "grid" else word("words.levels", level)
    day = data.ask(cities.as_of, "residents")
    with show.card(
        cards.place(code), under=f"{kind} · {t('cards.as_of', day=day) if day else t('cards.as_of_unknown')}"
    ):
        show.facts([(who(asked), f"{cards.people(here['people'])} {unit(asked)}")])
        show.big(
            percent(here["network"], here["people"]),
            t("coverage.card_words", minutes=asked.minutes),
            colour=_tone(here, asked),
        )
        show.compare([_bar(here, kind) for kind in KINDS])
        answer = _worst(asked, code)
        shown = [(t("coverage.p50"), _minutes(here["p50_min"])), (t("coverage.p90"), _minutes(here["p90_min"]))]
        show.facts([*shown, *(why.facts(answer) if answer is not None else [])])
        show.small(f"{t('coverage.definition', minutes=asked.minutes)} {note(asked)}")
        is_on = st.session_state.get(_WHY) == code
        word_on, then = t("coverage.why_off" if is_on else "coverage.why"), None if is_on else code
        put = st.session_state.__setitem__
        st.button(word_on, key="coverage_why", type="primary", width="stretch", on_click=put, args=(_WHY, then))


def _shown_why(asked: Filters) -> Why | None:
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids" or st.session_state.get(_WHY) != chosen.code:
        return None
    return _worst(asked, chosen.code)


def _worst(asked: Filters, node: str) -> Why | None:
    """Ask for the home of a node where most people are left out (or, where nobody is, for the one farthest off)."""
    tree, places = walks.mine().tree(), walks.mine().reach(asked).places
    if node not in tree.index:
        return None
    below = tree.index[[node in path.split(".") for path in tree["path"]]]
    inside = places[places["grid"].isin(below) & (places["people"] > 0)]
    if inside.empty:
        return None
    left = inside[inside["network"] == 0]
    home = left["people"].idxmax() if len(left) else inside["seconds"].idxmax()
    return why.of_place(asked, str(home))


def row(table: Table, code: str) -> "pd.Series[Any]":
    """Give one node's figures."""
    return pd.Series(table.loc[code])


def _streets(asked: Filters) -> gpd.GeoDataFrame:
    mine = walks.mine()
    spots = mine.doors().snap(mine.facilities(asked), most_m=mine.norm("walk.snap_m"))
    return circles.streets_reached(
        mine.network(), spots, minutes=asked.minutes, metres_per_second=mine.pace(asked), together=True
    )


def _bar(row: "pd.Series[Any]", kind: str) -> tuple[str, float | None, str, str]:
    known = pd.notna(row[kind]) and pd.notna(row["people"]) and row["people"] > 0
    return (
        t(f"coverage.short.{kind}"),
        row[kind] / row["people"] if known else None,
        percent(row[kind], row["people"]),
        _TONES[kind],
    )


def _tone(row: "pd.Series[Any]", asked: Filters) -> str:
    served = pd.notna(row["network"]) and row["people"] > 0 and row["network"] / row["people"] >= asked.target / 100
    return TEAL if served else RUST


def _minutes(value: float) -> str:
    return "—" if pd.isna(value) or np.isinf(value) else t("circles.why.minutes", minutes=f"{value:.1f}")
