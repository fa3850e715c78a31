"""The card of a node: how many are reached, ring, network and places on one scale, and why the rest is not."""

from typing import Any

import pandas as pd
import streamlit as st

from geo import tree
from geo.analysis.why import Why
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.drawing import Drawing
from geo.layers.paint import GREY, RUST, TEAL
from geo.store import city as cities
from geo.store import grids
from geo.ui import cards, data, picks, show, walks, why
from geo.ui.coverage import words
from geo.ui.coverage.figures import KINDS, known
from geo.ui.coverage.words import Table

_TONES = {"ring": GREY, "network": TEAL, "capacity": RUST}
_WHY = "coverage_why_of"


def card(asked: Filters, table: Table) -> None:
    """Show the card of the node that is selected."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids" or chosen.code not in table.index:
        cards.selected(asked)
        return
    code = chosen.code
    row = words.row(table, code)
    with show.card(cards.place(code), under=_under(code)):
        if pd.isna(row["people"]):
            show.big(words.count(row["people"]), words.who(asked), colour=GREY)
            show.small(words.method(asked))
            return
        _shares(asked, row)
        _ways(asked, row, code)
        show.small(f"{t('coverage.definition', minutes=asked.minutes)} {words.note(asked)} {words.method(asked)}")
        is_on = st.session_state.get(_WHY) == code
        word_on, then = t("coverage.why_off" if is_on else "coverage.why"), None if is_on else code
        put = st.session_state.__setitem__
        st.button(word_on, key="coverage_why", type="primary", width="stretch", on_click=put, args=(_WHY, then))


def route(asked: Filters) -> list[Drawing]:
    """Draw why the home that is worst off is not reached, where the card's button was pressed."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "grids" or st.session_state.get(_WHY) != chosen.code:
        return []
    return why.drawings(_worst(asked, chosen.code))


def _under(code: str) -> str:
    tree = data.ask(grids.tree)
    level = str(tree.at[code, "level"])
    kind = word("words.grid_types", tree.at[code, "type"]) if level == "grid" else word("words.levels", level)
    day = data.ask(cities.as_of, "residents")
    return f"{kind} · {t('cards.as_of', day=day) if day else t('cards.as_of_unknown')}"


def _shares(asked: Filters, here: "pd.Series[Any]") -> None:
    show.facts([(words.who(asked), f"{words.count(here['people'])} {words.unit(asked)}")])
    said = t("coverage.card_words", minutes=asked.minutes)
    show.big(words.percent(here["network"], here["people"]), said, colour=_tone(here, asked))
    show.compare([_bar(here, kind, known=known(asked, kind)) for kind in KINDS])


def _ways(asked: Filters, here: "pd.Series[Any]", code: str) -> None:
    answer = _worst(asked, code)
    facts = [(t("coverage.p50"), words.minutes(here["p50_min"])), (t("coverage.p90"), words.minutes(here["p90_min"]))]
    facts.insert(
        0, (t("coverage.columns.overstated"), f"{words.count(here['ring'] - here['network'])} {words.unit(asked)}")
    )
    if here["unknown"] > 0:
        facts.append((t("coverage.unknown"), f"{words.count(here['unknown'])} {words.unit(asked)}"))
    show.facts([*facts, *(why.facts(answer) if answer is not None else [])])


def _worst(asked: Filters, node: str) -> Why | None:
    """Ask for the home of a node where most people are left out (or, where nobody is, for the one farthest off)."""
    nodes, places = walks.mine().tree(), walks.mine().reach(asked).places
    if node not in nodes.index:
        return None
    inside = places[places["grid"].isin(tree.below(nodes, node)) & (places["people"] > 0)]
    if inside.empty:
        return None
    left = inside[inside["network"] == 0]
    home = left["people"].idxmax() if len(left) else inside["seconds"].idxmax()
    return why.of_place(asked, str(home))


def _bar(row: "pd.Series[Any]", kind: str, *, known: bool) -> tuple[str, float | None, str, str]:
    told = known and pd.notna(row[kind]) and row["people"] > 0
    share = float(row[kind] / row["people"]) if told else None
    return t(f"coverage.short.{kind}"), share, words.percent(row[kind], row["people"], known=known), _TONES[kind]


def _tone(row: "pd.Series[Any]", asked: Filters) -> str:
    served = pd.notna(row["network"]) and row["people"] > 0 and row["network"] / row["people"] >= asked.target / 100
    return TEAL if served else RUST
