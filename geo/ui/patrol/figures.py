"""Figures and cards of the patrol page: a grid with its gaps, a route with how it was kept."""

from datetime import datetime

import pandas as pd
import streamlit as st

from geo.answers.patrol import question
from geo.clock import to_city
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.paint import RUST, TEAL
from geo.store import patrol, tallies
from geo.ui import cards, data, ledgers, picks, show, wording
from geo.ui.patrol import asking, points

_DAYS = (3, 7, 14, 30)
RAMPS = {"walked": "teals", "gap": "oranges", "since": "oranges", "visits": "purples"}
"""Figures that colour the map, and the ramp of each."""


def days() -> int:
    """Ask in the rail after how many days a street is a gap."""
    with st.sidebar:
        return int(st.pills(t("patrol.days"), _DAYS, key="patrol_days", default=7) or 7)


def told(asked: Filters, limit: int) -> list[show.Figure]:
    """Give the four figures over the map."""
    whole, stale = asking.mine().overall(asked), asking.mine().gap_list(asked, limit)["length_m"].sum()
    known = [
        ("walked", ledgers.percent(whole["walked_m"], whole["street_m"]).removesuffix(" %"), "%"),
        ("gap", f"{stale / 1000:,.1f}", "km"),
        ("since", _hours(whole.get("since_p50_h")), t("patrol.hour")),
        ("visits", f"{whole['visits']:,.0f}", ""),
    ]
    return [
        show.Figure(
            key=key,
            label=t(f"patrol.figures.{key}", days=limit),
            value=value,
            unit=unit if value != "—" else "",
            colours=True,
        )
        for key, value, unit in known
    ]


def by_grid(asked: Filters, colour: str, limit: int) -> pd.Series:
    """Give the number that grids are coloured by."""
    rows = asking.mine().rows(asked)
    street = rows["street_m"].where(rows["street_m"] > 0)
    if colour == "gap":
        stale = asking.mine().gap_list(asked, limit).groupby("area")["length_m"].sum()
        return pd.Series(100 * stale.reindex(rows.index, fill_value=0) / street)
    if colour == "since":
        return pd.Series(rows.get("since_p50_h", pd.Series(dtype=float))).dropna()
    return pd.Series(rows["visits"] if colour == "visits" else 100 * rows["walked_m"] / street)


def selected(asked: Filters, limit: int) -> None:
    """Show the card of what is selected."""
    chosen = picks.picked()
    if chosen is None:
        return
    if chosen.noun == "grids" and chosen.code in asking.mine().rows(asked.but(node=None)).index:
        _grid(chosen.code, asked, limit)
    elif chosen.noun == "patrol_routes":
        _route(chosen.code, asked)
    elif chosen.noun == "lines" and chosen.code.startswith("gap "):
        _gap(chosen.code, asked, limit)
    elif chosen.noun != "points" or not points.card(chosen.code, asked):
        cards.selected(asked)


def look(asked: Filters, limit: int) -> show.Spot | None:
    """Give where the gap lies that was chosen from the list."""
    chosen = picks.picked()
    if chosen is None or chosen.noun != "lines":
        return None
    gap = asking.mine().gap_list(asked, limit)
    gap = gap[gap.index == chosen.code]
    return show.Spot.of(chosen.code, gap.geometry) if len(gap) else None


def as_of(asked: Filters) -> str:
    """Say of which instant the figures speak."""
    when = asking.mine().as_of(asked)
    return t("patrol.as_of", at=_clock(when)) if when else t("patrol.no_tracks")


def _grid(code: str, asked: Filters, limit: int) -> None:
    row = {str(name): float(value) for name, value in asking.mine().rows(asked.but(node=None)).T[code].items()}
    stale = asking.mine().gap_list(asked.but(node=code), limit)
    with show.card(wording.place(code), under=as_of(asked)):
        share = row["walked_m"] / row["street_m"] if row["street_m"] else 0.0
        show.big(f"{100 * share:.1f} %", t("patrol.card.walked"), colour=TEAL)
        left = stale["length_m"].sum() / row["street_m"] if row["street_m"] else 0.0
        show.compare(
            [
                (t("patrol.figures.walked"), share, _metres(row["walked_m"]), TEAL),
                (t("patrol.figures.gap", days=limit), left, _metres(stale["length_m"].sum()), RUST),
            ]
        )
        show.facts(
            [
                (t("patrol.card.street"), _metres(row["street_m"])),
                (t("patrol.figures.visits"), f"{row['visits']:,.0f}"),
                (t("patrol.card.revisit"), f"{_hours(row.get('revisit_p50_h'))} / {_hours(row.get('revisit_max_h'))}"),
                (t("patrol.figures.since"), f"{_hours(row.get('since_p50_h'))} {t('patrol.hour')}"),
                (t("patrol.card.gaps"), f"{len(stale):,}"),
            ]
        )
        if len(stale):
            first = stale.iloc[0]
            named = first["name"] if pd.notna(first["name"]) else t("patrol.unnamed")
            show.facts([(t("patrol.card.first", metres=f"{first['length_m']:,.0f}"), named)])
        show.small(t("patrol.card.definition", days=limit))


def _route(code: str, asked: Filters) -> None:
    row = data.ask(tallies.one, "patrol_routes", code)
    with show.working(t("patrol.comparing")):
        kept = asking.mine().kept(asked)
    if row is None:
        return
    mine = kept[kept["route"] == code]
    under = f"{word('words.patrol_kinds', row['kind'])} · {word('words.teams', row['team'])} · {as_of(asked)}"
    with show.card(row["name"], under=under):
        share = mine["share"].median()
        show.big("—" if pd.isna(share) else f"{100 * share:.0f} %", t("patrol.card.kept", n=len(mine)), colour=TEAL)
        show.facts(
            [
                (t("patrol.card.planned"), _metres(mine["planned_m"].max())),
                (t("patrol.card.off"), _metres(mine["off_route_m"].median())),
                (t("patrol.card.late"), t("patrol.card.minutes", n=ledgers.whole(mine["late_min"].median()))),
                (t("patrol.card.shift"), f"{row['starts'] or '—'} – {row['ends'] or '—'}"),
            ]
        )
        shift = asking.mine().last_shift(code, asked)
        if shift is not None:
            track, found = shift
            told = {str(name): float(value) for name, value in found.tracks.T[track].items()}
            show.facts(
                [
                    (
                        t("patrol.card.last"),
                        _clock(data.ask(patrol.find_tracks, question(asked)).loc[track, "started_at"]),
                    ),
                    (t("patrol.tracks.match_rate"), ledgers.percent(told["match_rate"], 1)),
                    (t("patrol.tracks.offset"), f"{told['mean_offset_m']:.1f} m"),
                    (t("patrol.tracks.aside"), f"{told['set_aside']:,.0f}"),
                    (t("patrol.tracks.gaps"), f"{told['gaps']:,.0f}"),
                ]
            )
        show.small(t("patrol.card.route_note"))


def _gap(code: str, asked: Filters, limit: int) -> None:
    listed = asking.mine().gap_list(asked, limit)
    if code not in listed.index:
        return
    row = listed.loc[code]
    with show.card(
        row["name"] if pd.notna(row["name"]) else t("patrol.unnamed"), under=wording.place(row["area"] or None)
    ):
        show.big(_metres(row["length_m"]), t("patrol.card.gap"), colour=RUST)
        last = t("patrol.card.never") if pd.isna(row["last_at"]) else _clock(row["last_at"])
        show.facts(
            [
                (t("patrol.gaps.last"), last),
                (t("patrol.gaps.incidents"), f"{row['incidents']:,}"),
                (t("patrol.gaps.class"), word("words.street_classes", row["street_class"])),
            ]
        )
        show.small(t("patrol.gaps.note"))


def _clock(at: datetime) -> str:
    city = data.city()
    return f"{to_city(at, city.zone if city else 'UTC'):%Y-%m-%d %H:%M}"


def _hours(value: float | None) -> str:
    return "—" if value is None or pd.isna(value) else f"{value:,.1f}"


def _metres(value: float) -> str:
    return "—" if pd.isna(value) else f"{value:,.0f} m"
