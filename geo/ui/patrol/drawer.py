"""The drawer of the patrol page: gaps, clock, teams, routes, tracks, beats, plan – one at a time."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.analysis.patrol import adherence
from geo.answers.patrol import question
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.paint import PURPLES, TEAL
from geo.settings import settings
from geo.store import patrol, patrol_visits
from geo.ui import data, ledgers, show, tables, wording
from geo.ui.patrol import asking, plan, points

_MOST = 300
"""Rows of a list on the page; the command gives all."""


def shown(asked: Filters, limit: int) -> None:
    """Show the chosen part."""
    parts = [part for part in _PARTS if part != "plan" or plan.may()]
    part = st.segmented_control(
        t("patrol.drawer.choose"), parts, key="patrol_part", default=parts[0], label_visibility="collapsed",
        format_func=lambda part: t(f"patrol.drawer.{part}"),
    )  # fmt: skip
    _PARTS[part or parts[0]](ledgers.here(asked), limit)


def _gaps(asked: Filters, limit: int) -> None:
    found = asking.mine().gap_list(asked, limit).head(_MOST)
    never = t("patrol.card.never")
    columns = {
        "street": found["name"].fillna(t("patrol.unnamed")),
        "class": [word("words.street_classes", one) for one in found["street_class"]],
        "grid": [wording.place(area) if area else "—" for area in found["area"]],
        "length": found["length_m"].round(),
        "days": [never if pd.isna(one) else f"{one:,.1f}" for one in found["days"]],
        "incidents": found["incidents"].astype(int),
    }
    show.small(t("patrol.gaps.note"))
    frame = pd.DataFrame({t(f"patrol.gaps.{name}"): one for name, one in columns.items()})
    tables.listed(frame, name="patrol_gaps", noun="lines", ranked=True)


def _clock(asked: Filters, _: int) -> None:
    hours, weekdays = asking.mine().by_hour(asked), asking.mine().by_weekday(asked)
    left, right = show.halves()
    with left:
        show.over_time(
            t("patrol.clock.hours"), [(str(key), 100 * float(one)) for key, one in hours["share"].items()], colour=TEAL
        )
        show.small(t("patrol.clock.note"))
    with right:
        days = [(t(f"patrol.weekdays.{key}"), 100 * float(one)) for key, one in weekdays["share"].items()]
        show.bars(t("patrol.clock.weekdays"), days, colour=TEAL, unit=" %")


def _teams(asked: Filters, _: int) -> None:
    rows = asking.mine().by_team(asked)
    words = {code: word("words.teams", code) for code in rows.index[:-1]} | {"together": t("patrol.teams.together")}
    left, right = show.halves()
    with left:
        walked = [(words[key], one / 1000) for key, one in rows["walked_m"].items()]
        show.bars(t("patrol.teams.walked"), walked, colour=TEAL, unit=" km")
        show.small(t("patrol.teams.note"))
    with right:
        show.bars(
            t("patrol.figures.visits"), [(words[key], one) for key, one in rows["visits"].items()], colour=PURPLES[4]
        )


def _routes(asked: Filters, _: int) -> None:
    with show.working(t("patrol.routes_table.working")):
        kept = adherence.by_route(asking.mine().kept(asked))
    found = data.ask(patrol.find_routes, Filters()).reindex(kept.index)
    columns = {
        "name": found["name"],
        "team": [word("words.teams", one) for one in found["team"]],
        "shifts": kept["shifts"],
        "planned": kept["planned_m"].round(),
        "share": (100 * kept["share_p50"]).round(1),
        "off": kept["off_route_p50_m"].round(),
        "late": kept["late_p50_min"].round(1),
        "musts": [
            f"{one:,} / {of:,}" if of else "—" for one, of in zip(kept["musts_kept"], kept["musts"], strict=True)
        ],
    }
    frame = pd.DataFrame({t(f"patrol.routes_table.{name}"): one for name, one in columns.items()}, index=kept.index)
    tables.listed(frame.sort_values(t("patrol.routes_table.share")), name="patrol_kept", noun="patrol_routes")


def _tracks(asked: Filters, _: int) -> None:
    found = data.ask(patrol_visits.find_matches, question(asked)).head(_MOST)
    columns = {
        "fixes": found["fixes"],
        "aside": found["set_aside"],
        "match_rate": (100 * found["matched"] / (found["fixes"] - found["set_aside"])).round(1),
        "offset": found["mean_offset_m"].round(1),
        "walked": found["walked_m"].round(),
        "gaps": found["gaps"],
        "reasons": found["reasons"].map(_reasons),
    }
    rules = asking.mine().rules()
    said = {"s": f"{rules.gap_s:g}", "m": f"{rules.gap_m:g}", "mps": f"{rules.fastest_mps:g}"}
    show.small(t("patrol.tracks.note", days=settings().raw_fix_days, **said))
    show.table(pd.DataFrame({t(f"patrol.tracks.{name}"): one for name, one in columns.items()}))


def _reasons(told: object) -> str:
    """Say in words why fixes were set aside: ``speed 3, clock 1`` is how the database keeps it."""
    if not isinstance(told, str):
        return "—"
    parts = (one.rsplit(" ", 1) for one in told.split(", "))
    return " · ".join(f"{word('patrol.reasons', reason)} {count}" for reason, count in parts)


def _beats(asked: Filters, _: int) -> None:
    rows = asking.mine().beats(asked)
    if rows.empty:
        show.small(t("patrol.beats.none"))
        return
    columns = {
        "name": rows["name"],
        "street": (rows["street_m"] / 1000).round(2),
        "walked": (rows["walked_m"] / 1000).round(2),
        "share": (100 * rows["share"]).round(1),
        "visits": rows["visits"],
    }
    frame = pd.DataFrame({t(f"patrol.beats.{name}"): one for name, one in columns.items()}, index=rows.index)
    tables.listed(frame, name="patrol_beats", noun="patrol_routes")


def _musts(asked: Filters, _: int) -> None:
    points.shown(asked)


def _plan(asked: Filters, _: int) -> None:
    plan.shown(asked)


_PARTS: dict[str, Callable[[Filters, int], None]] = {
    "gaps": _gaps,
    "clock": _clock,
    "teams": _teams,
    "routes": _routes,
    "musts": _musts,
    "tracks": _tracks,
    "beats": _beats,
    "plan": _plan,
}
