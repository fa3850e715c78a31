"""The card of what is selected: a grid, a facility, an incident, a camera, a building, a patrol route."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.analysis import suppression
from geo.clock import to_city
from geo.filters import Filters
from geo.frames import BANDS, STAGES
from geo.i18n import t, word
from geo.layers.paint import BLUE, GREY, RUST, TEAL
from geo.settings import settings
from geo.store import city as cities
from geo.store import grids, incidents, tallies
from geo.ui import data, filters, picks, show


def selected(asked: Filters) -> None:
    """Show the card of the selection, if there is one and the reader may see it."""
    chosen = picks.picked()
    if chosen is None or chosen.noun not in _CARDS:
        return
    _CARDS[chosen.noun](chosen.code, asked)


def place(node: str | None) -> str:
    """Give a node's place in the tree in words, from below the district down."""
    tree = data.ask(grids.tree)
    names: list[str] = []
    while node is not None and node in tree.index:
        names.append(str(tree.at[node, "name"]))
        node = None if pd.isna(tree.at[node, "parent"]) else str(tree.at[node, "parent"])
    kept = names[:-2] if len(names) > 3 else names[:-1] if len(names) > 1 else names
    return " · ".join(reversed(kept))


def people(count: float | None) -> str:
    """Write a head-count; below the inner threshold only that it is below."""
    least = settings().k_inside
    if count is None or pd.isna(count):
        return "—"
    return f"<{least}" if 0 < count < least else f"{int(count):,}"


def split(part: float, whole: float) -> tuple[str, str, str]:
    """Write a part of some people, the rest of them and the part's share; where one is small, none of the three."""
    parts = pd.Series([part, whole - part])
    if suppression.hidden_parts(parts, k=settings().k_inside).any():
        return "—", "—", "—"
    share = f"{100 * part / whole:.1f} %" if whole else "—"
    return people(part), people(whole - part), share


def as_of(*kinds: str) -> str:
    """Say of which date the data of these kinds speak."""
    day = data.ask(cities.as_of, *kinds)
    return t("cards.as_of", day=day) if day else t("cards.as_of_unknown")


def _grid(code: str, asked: Filters) -> None:
    tree = data.ask(grids.tree)
    if code not in tree.index:
        return
    row = tree.loc[code]
    here = asked.but(node=code)
    matters = data.ask(incidents.tally, here, by="stage")
    kind = word("words.grid_types", row["type"]) if row["type"] else word("words.levels", row["level"])
    with show.card(place(code), under=f"{kind} · {as_of('incidents', 'residents')}"):
        is_open, n = int(matters["open"].sum()), int(matters["n"].sum())
        show.big(
            f"{is_open:,}", t("cards.open_words", n=f"{n:,}", overdue=f"{int(matters['overdue'].sum()):,}"), colour=RUST
        )
        _bands(here)
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


def _bands(here: Filters) -> None:
    """Show residents in age bands; where the source counts dwellings, that is said and nothing else."""
    counted = data.ask(tallies.people_by_grid, here)
    heads = counted[counted["measure"] == "people"].groupby("band")["n"].sum()
    if heads.empty:
        homes = counted[counted["measure"] == "dwellings"]["n"].sum()
        if homes:
            show.facts([(t("cards.dwellings"), f"{homes:,}")])
        return
    total = int(heads.sum())
    show.facts([(t("cards.residents"), people(total))])
    show.compare(bands(heads))


def bands(heads: pd.Series) -> list[tuple[str, float | None, str, str]]:
    """Give a bar for each age band; what must not be shown, and what would give it back, has no length either."""
    shown = heads.mask(suppression.hidden_parts(heads, k=settings().k_inside))
    known = [band for band in BANDS if band in heads.index and band != "all"]
    most = shown.reindex(known).max()
    tones = {"65-79": TEAL, "80+": TEAL, "60-64": TEAL}
    return [
        (
            t("cards.band", band=band),
            None if pd.isna(shown[band]) or not most > 0 else float(shown[band] / most),
            people(shown[band]),
            tones.get(band, GREY),
        )
        for band in known
    ]


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
    found = data.ask(incidents.one, code)
    if found.empty:
        return
    row, city = found.iloc[0], data.city()
    if city is None:
        return
    under = f"{word('words.channels', row['channel'])} · {word('words.priorities', row['priority'])}"
    with show.card(f"{word('words.classes', row['incident_class'])} · {code}", under=under):
        show.big(word("words.stages", row["stage"]), t("cards.stage_words"), colour=BLUE)
        times = [(word("words.stages", stage), row[f"{stage}_at"]) for stage in STAGES]
        show.facts([(name, _clock(at, city.zone)) for name, at in times])
        show.facts(
            [
                (t("cards.due"), _clock(row["due_at"], city.zone)),
                (t("cards.department"), row["department"]),
                (t("cards.place"), place(row["grid"]) or "—"),
            ]
        )
        show.small(t("cards.incident_note"))


def _clock(at: pd.Timestamp | None, zone: str) -> str:
    return "—" if at is None or pd.isna(at) else f"{to_city(at.to_pydatetime(), zone):%Y-%m-%d %H:%M}"


def _camera(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "cameras", code)
    if row is None:
        return
    with show.card(code, under=f"{word('words.camera_kinds', row['kind'])} · {as_of('cameras')}"):
        show.facts(
            [
                (t("cards.place"), place(row["grid"]) or "—"),
                (t("cards.azimuth"), _number(row["azimuth_deg"], "°")),
                (t("cards.hfov"), _number(row["hfov_deg"], "°")),
                (t("cards.range"), _number(row["range_m"], " m")),
                (t("cards.mount"), _number(row["mount_m"], " m")),
                (t("cards.purpose"), row["purpose"]),
                (t("cards.owner"), row["owner_unit"]),
                (t("cards.sign"), "—" if row["sign"] is None else t("cards.yes") if row["sign"] else t("cards.no")),
                (t("cards.storage"), _number(row["storage_days"], t("cards.days"))),
            ]
        )
        show.small(t("cards.camera_note"))


def _building(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "buildings", code)
    if row is None:
        return
    heads = data.ask(tallies.people_at, code)
    with show.card(t("cards.building", code=code), under=place(row["grid"]) or ""):
        if heads:
            show.big(people(sum(heads.values())), t("cards.residents"), colour=TEAL)
        show.facts(
            [
                (t("cards.households"), _number(row["households"], "")),
                (t("cards.levels"), _number(row["levels"], "")),
                (t("cards.height"), _number(row["height_m"], " m")),
            ]
        )
        show.small(t("cards.building_note", least=settings().k_inside))


def _route(code: str, _: Filters) -> None:
    row = data.ask(tallies.one, "patrol_routes", code)
    if row is None:
        return
    with show.card(
        row["name"], under=f"{word('words.patrol_kinds', row['kind'])} · {word('words.teams', row['team'])}"
    ):
        show.facts(
            [
                (t("cards.unit"), row["unit"]),
                (t("cards.place"), place(row["node"]) or "—"),
                (t("cards.shift"), f"{row['starts'] or '—'} – {row['ends'] or '—'}"),
            ]
        )


def _number(value: float | None, unit: str) -> str:
    return "—" if value is None or pd.isna(value) else f"{value:,.0f}{unit}"


_CARDS: dict[str, Callable[[str, Filters], None]] = {
    "grids": _grid,
    "facilities": _facility,
    "incidents": _incident,
    "cameras": _camera,
    "buildings": _building,
    "patrol_routes": _route,
}
