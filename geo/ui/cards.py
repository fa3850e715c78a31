"""The card of what is selected: a grid, a facility, an incident, a camera, a building, a patrol route."""

from collections.abc import Callable

import streamlit as st

from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.paint import RUST, TEAL
from geo.settings import settings
from geo.store import grids, tallies
from geo.ui import data, filters, heads, picks, show
from geo.ui.matters import deeds, matter
from geo.ui.response import asking
from geo.ui.wording import as_of, number, people, place

__all__ = ["as_of", "people", "place", "selected"]


def selected(asked: Filters) -> None:
    """Show the card of the selection, if there is one and the reader may see it."""
    chosen = picks.picked()
    if chosen is None or chosen.noun not in _CARDS:
        return
    _CARDS[chosen.noun](chosen.code, asked)


def _grid(code: str, asked: Filters) -> None:
    tree = data.ask(grids.tree)
    if code not in tree.index:
        return
    row = tree.loc[code]
    here = asked.but(node=code)
    matters = asking.mine().tally(here, "total")
    kind = word("words.grid_types", row["type"]) if row["type"] else word("words.levels", row["level"])
    with show.card(place(code), under=f"{kind} · {as_of('incidents', 'residents')}"):
        is_open, n = int(matters["open"].sum()), int(matters["n"].sum())
        show.big(
            f"{is_open:,}", t("cards.open_words", n=f"{n:,}", overdue=f"{int(matters['overdue'].sum()):,}"), colour=RUST
        )
        _bands(code)
        show.facts(
            [
                (t("cards.cameras"), f"{data.ask(tallies.by_grid, here, 'cameras').sum():,}"),
                (t("cards.facilities"), f"{data.ask(tallies.by_grid, here, 'facilities').sum():,}"),
                (t("cards.patrol"), f"{data.ask(tallies.by_grid, here, 'patrol_routes').sum():,}"),
            ]
        )
        show.small(t("cards.grid_note"))
        if asked.node != code:
            st.button(
                t("cards.only_here"),
                key="card_only",
                type="primary",
                width="stretch",
                on_click=filters.put,
                kwargs={"node": code},
            )


def _bands(node: str) -> None:
    """Show residents in age bands; where the source counts dwellings, that is said and nothing else."""
    counts = heads.of_node(node)
    if counts is not None:
        show.facts([(t("cards.residents"), heads.count(counts["everyone"]))])
        show.compare(heads.bands(counts), in_line=True)
        return
    homes = heads.dwellings(node)
    if homes is not None:
        show.facts([(t("cards.dwellings"), heads.count(homes))])


def _facility(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "facilities", code)
    if row is None:
        return
    with show.card(row["name"], under=f"{word('words.facility_kinds', row['kind'])} · {as_of('facilities')}"):
        if row["capacity"]:
            show.big(f"{row['capacity']:,}", t("cards.capacity_words"), colour=TEAL)
        show.facts(
            [
                (t("cards.place"), place(row["grid"]) or "—"),
                (t("cards.level"), word("words.levels", row["level"])),
                (t("cards.hours"), row["hours"]),
            ]
        )
        show.small(t("cards.facility_note"))


def _incident(code: str, _: Filters) -> None:
    if st.session_state["page"] != "incidents":
        deeds.heard()  # there the page itself has heard, for its list too
    matter.show_matter(code)


def _camera(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "cameras", code)
    if row is None:
        return
    with show.card(code, under=f"{word('words.camera_kinds', row['kind'])} · {as_of('cameras')}"):
        show.facts(
            [
                (t("cards.place"), place(row["grid"]) or "—"),
                (t("cards.azimuth"), number(row["azimuth_deg"], "°")),
                (t("cards.hfov"), number(row["hfov_deg"], "°")),
                (t("cards.range"), number(row["range_m"], " m")),
                (t("cards.mount"), number(row["mount_m"], " m")),
                (t("cards.purpose"), row["purpose"]),
                (t("cards.owner"), row["owner_unit"]),
                (t("cards.sign"), "—" if row["sign"] is None else t("cards.yes") if row["sign"] else t("cards.no")),
                (t("cards.storage"), number(row["storage_days"], t("cards.days"))),
            ]
        )
        show.small(t("cards.camera_note"))


def _building(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "buildings", code)
    if row is None:
        return
    counts = heads.at(code)
    under = " · ".join(filter(None, (place(row["grid"]), as_of("buildings", "residents"))))
    with show.card(t("cards.building", code=code), under=under):
        if counts is not None:
            show.big(heads.everyone_at(counts), t("cards.residents"), colour=TEAL)
        show.facts(
            [
                (t("cards.households"), heads.households_at(counts, row["households"])),
                (t("cards.levels"), number(row["levels"])),
                (t("cards.height"), number(row["height_m"], " m")),
            ]
        )
        show.small(t("cards.building_note", least=settings().k_inside))


def _route(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "patrol_routes", code)
    if row is None:
        return
    kind, team = word("words.patrol_kinds", row["kind"]), word("words.teams", row["team"])
    with show.card(row["name"], under=f"{kind} · {team} · {as_of('patrol_routes')}"):
        show.facts(
            [
                (t("cards.unit"), row["unit"]),
                (t("cards.place"), place(row["node"]) or "—"),
                (t("cards.shift"), f"{row['starts'] or '—'} – {row['ends'] or '—'}"),
            ]
        )


_CARDS: dict[str, Callable[[str, Filters], None]] = {
    "grids": _grid,
    "facilities": _facility,
    "incidents": _incident,
    "cameras": _camera,
    "buildings": _building,
    "patrol_routes": _route,
}
