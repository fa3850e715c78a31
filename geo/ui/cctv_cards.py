"""Figures and cards of the camera page: a grid with its gaps, a camera with its view, its record and its duties."""

import pandas as pd
import streamlit as st

from geo.analysis.cctv import optics, shares
from geo.filters import Filters
from geo.i18n import lookup, t, word
from geo.layers.paint import CAMERA_COLOUR, RUST, TEAL
from geo.store import cameras
from geo.ui import cards, cctv, cctv_trial, data, picks, show

EDITIONS = tuple(optics.EDITIONS)
COLOURED = {"seen": shares.SEEN, "recognise": shares.column("dori.recognise"), "over": shares.OVER}
"""Figures that colour the map, and the measure of each."""


def figures(asked: Filters, rows: pd.DataFrame) -> list[show.Figure]:
    """Give the four figures over the map; for readers without camera places the fourth is over-coverage in metres."""
    street = rows["street_m"].sum()
    shown = [
        show.Figure(
            key=key, label=t(f"cctv.figures.{key}"), value=_share(rows[name].sum(), street), unit="%", colours=True
        )
        for key, name in COLOURED.items()
    ]
    if cctv.exact():
        shown.append(show.Figure(key="cameras", label=t("cctv.figures.cameras"), value=f"{len(cctv.here(asked)):,}"))
    return shown


def by_grid(rows: pd.DataFrame, colour: str) -> pd.Series:
    """Give the share in per cent that grids are coloured by."""
    return (100 * rows[COLOURED[colour]] / rows["street_m"].where(rows["street_m"] > 0)).dropna()


def selected(asked: Filters, trial: cctv_trial.Trial | None) -> None:
    """Show the card of the trial, or of what is selected."""
    chosen = picks.picked()
    if trial is not None:
        cctv_trial.card(trial)
    elif chosen is None:
        return
    elif chosen.noun == "grids":
        _grid(chosen.code, asked)
    elif chosen.noun == "cameras" and cctv.exact():
        _camera(chosen.code, asked)
    else:
        cards.selected(asked)


def detail_rows(measures: pd.Series, edition: str) -> list[tuple[str, float, str, str]]:
    """Give the classes of an edition as bars: label, share of the street, text, colour."""
    street = measures["street_m"]
    rows = []
    for name in optics.EDITIONS[edition]:
        share = measures[shares.column(f"{edition}.{name}")] / street if street else 0.0
        rows.append((t(f"cctv.{edition}.{name}"), float(share), f"{100 * share:.1f} %", CAMERA_COLOUR))
    return rows


def _grid(code: str, asked: Filters) -> None:
    rows = cctv.rows(asked.but(node=None))
    if code not in rows.index:
        cards.selected(asked)
        return
    row = rows.T[code]
    with show.card(cards.place(code), under=cards.as_of("cameras", "streets", "buildings")):
        show.big(f"{_share(row[shares.SEEN], row['street_m'])} %", t("cctv.card.grid_words"), colour=TEAL)
        lengths = t("cctv.card.grid_lengths", street=f"{row['street_m']:,.0f}", seen=f"{row[shares.SEEN]:,.0f}")
        show.facts([(lengths, ""), (t("cctv.figures.over"), f"{row[shares.OVER]:,.0f} m")])
        show.compare(detail_rows(row, "dori"))
        if cctv.exact():
            spots = cctv.blind(asked.but(node=code))
            said = t("cctv.card.blind", n=len(spots), metres=f"{spots['length_m'].sum():,.0f}")
            show.facts([(t("cctv.figures.blind"), said)])
        show.small(t("cctv.card.definition"))


def _camera(code: str, asked: Filters) -> None:
    looks = cctv.looked(asked)
    if code not in looks.views.table.index:
        return
    row = looks.views.table.loc[code]
    record = data.ask(cameras.find, Filters()).loc[code]
    with show.card(code, under=f"{word('words.camera_kinds', record['kind'])} · {cards.as_of('cameras')}"):
        if row["indoors"]:
            show.big("0 m", t("cctv.card.indoors"), colour=RUST)
        else:
            show.big(f"{_street_m(code, asked):,.0f} m", t("cctv.card.camera_words"), colour=CAMERA_COLOUR)
        missing = " · ".join(t(f"cctv.attributes.{name}") for name in row["assumed"]) or t("cctv.card.none_assumed")
        show.facts(
            [
                (t("cctv.card.place"), cards.place(record["grid"]) or "—"),
                (t("cctv.attributes.mount_m"), f"{row['mount_m']:.1f} m"),
                (
                    t("cctv.attributes.azimuth_deg"),
                    "—" if pd.isna(row["azimuth_deg"]) else f"{row['azimuth_deg']:.0f}°",
                ),
                (t("cctv.card.near"), f"{row['near_m']:.1f} m"),
                (t("cctv.card.far"), f"{row['far_m']:.0f} m"),
                (t("cctv.card.assumed"), missing),
                (t("cctv.card.register"), _unmet(code, asked)),
                (t("cctv.card.walls"), f"{(cctv.entered(asked.but(node=None))['camera'] == code).sum()}"),
            ]
        )
        show.small(t("cctv.card.definition"))
        st.button(
            t("cctv.card.turn"), key="turn", on_click=cctv_trial.turn, args=(code,), width="stretch", type="primary",
        )  # fmt: skip


def _street_m(code: str, asked: Filters) -> float:
    looks = cctv.looked(asked)
    mine = looks.views.stretches[looks.views.stretches["camera"] == looks.views.table.index.get_loc(code)]
    length = looks.scene.pieces["length_m"].to_numpy()[mine["piece"]]
    return float((length * (mine["ends"] - mine["begins"])).sum())


def _unmet(code: str, asked: Filters) -> str:
    states = cctv.states(asked.but(node=None))
    words = lookup("cctv.register")
    unmet = [
        f"{words[duty]}: {t(f'cctv.states.{state}')}" for duty, state in states.loc[code].items() if state != "met"
    ]
    return " · ".join(unmet) or t("cctv.card.register_ok")


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "—"
