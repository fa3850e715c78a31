"""Figures and cards of the camera page: a grid with its gaps, a camera with its view, its record and its duties."""

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.analysis.cctv import optics, shares
from geo.analysis.cctv.grounds import FORBIDDEN
from geo.filters import Filters
from geo.i18n import lookup, t, word
from geo.layers.paint import CAMERA_COLOUR, RUST, TEAL
from geo.store import cameras
from geo.ui import cards, data, picks, show, wording
from geo.ui.cctv import asking, trial
from geo.ui.cctv.trial import Trial

COLOURED = {"seen": shares.SEEN, "recognise": shares.column("dori.recognise"), "over": shares.OVER}
"""Figures that colour the map, and the measure of each."""
_NAMED = 3


def told(asked: Filters, rows: pd.DataFrame) -> list[show.Figure]:
    """Give the figures over the map; only who may see cameras is told how many look where none may."""
    street = rows["street_m"].sum()
    shown = [
        show.Figure(
            key=key, label=t(f"cctv.figures.{key}"), value=_share(rows[name].sum(), street), unit="%", colours=True
        )
        for key, name in COLOURED.items()
    ]
    if asking.mine().exact:
        looks = asking.mine().entered(asked)
        count = looks.loc[looks["kind"] == FORBIDDEN, "camera"].nunique()
        unit = f"/ {len(asking.mine().here(asked)):,} {t('cctv.figures.cameras_unit')}"
        shown.append(show.Figure(key="private", label=t("cctv.figures.private"), value=f"{count:,}", unit=unit))
    return shown


def by_grid(rows: pd.DataFrame, colour: str) -> pd.Series:
    """Give the share in per cent that grids are coloured by."""
    return (100 * rows[COLOURED[colour]] / rows["street_m"].where(rows["street_m"] > 0)).dropna()


def selected(asked: Filters, tried: Trial | None) -> None:
    """Show the card of the trial, or of what is selected."""
    chosen = picks.picked()
    if tried is not None:
        trial.card(tried)
    elif chosen is None:
        return
    elif chosen.noun == "grids":
        _grid(chosen.code, asked)
    elif chosen.noun == "cameras" and asking.mine().exact:
        _camera(chosen.code, asked)
    elif (spot := _spot(asked)) is not None:
        _blind(spot)
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
    rows = asking.mine().rows(asked.but(node=None))
    if code not in rows.index:
        cards.selected(asked)
        return
    row = rows.T[code]
    with show.card(wording.place(code), under=wording.as_of("cameras", "streets", "buildings")):
        show.big(f"{_share(row[shares.SEEN], row['street_m'])} %", t("cctv.card.grid_words"), colour=TEAL)
        show.compare(detail_rows(row, "dori"))
        facts = [
            (t("cctv.card.street"), wording.number(row["street_m"], " m")),
            (t("cctv.card.seen"), wording.number(row[shares.SEEN], " m")),
            (t("cctv.figures.over"), wording.number(row[shares.OVER], " m")),
        ]
        if asking.mine().exact:
            spots = asking.mine().blind(asked.but(node=code))
            said = t("cctv.card.blind", n=len(spots), metres=f"{spots['length_m'].sum():,.0f}")
            facts.append((t("cctv.figures.blind"), said))
        show.facts(facts)
        show.small(f"{t('cctv.card.definition')} {t('cctv.dori.note')}")


def look(asked: Filters) -> show.Spot | None:
    """Give where the blind spot lies that was chosen from the list."""
    spot = _spot(asked)
    return None if spot is None else show.Spot.of(f"blind {spot.index[0]} {asked.to_text()}", spot.geometry)


def _spot(asked: Filters) -> gpd.GeoDataFrame | None:
    chosen = picks.picked()
    if chosen is None or chosen.noun != "lines" or not asking.mine().exact:
        return None
    spots = asking.mine().blind(asked)
    found = spots[[f"blind {rank}" == chosen.code for rank in spots.index]]
    return found if len(found) else None


def _blind(spot: gpd.GeoDataFrame) -> None:
    row = spot.iloc[0]
    with show.card(row["name"] if pd.notna(row["name"]) else t("cctv.blind.unnamed"), under=wording.place(row["grid"])):
        show.big(wording.number(row["length_m"], " m"), t("cctv.card.unseen"), colour=RUST)
        show.facts(
            [
                (t("cctv.blind.street_class"), word("words.street_classes", row["street_class"])),
                (t("cctv.blind.incidents"), wording.number(row["incidents"])),
                (t("cctv.blind.score"), wording.number(row["score"])),
            ]
        )
        show.small(t("cctv.blind.note"))


def _camera(code: str, asked: Filters) -> None:
    looks = asking.mine().looked(asked)
    if code not in looks.views.table.index:
        return
    row = looks.views.table.loc[code]
    record = data.ask(cameras.find, Filters()).loc[code]
    with show.card(code, under=f"{word('words.camera_kinds', record['kind'])} · {wording.as_of('cameras')}"):
        if row["indoors"]:
            show.big("0 m", t("cctv.card.indoors"), colour=RUST)
        else:
            show.big(f"{looks.street_m(code):,.0f} m", t("cctv.card.camera_words"), colour=CAMERA_COLOUR)
        show.facts(
            [
                (t("cctv.card.place"), wording.place(record["grid"]) or "—"),
                (t("cctv.card.private"), _private(code, asked)),
                (t("cctv.attributes.mount_m"), f"{row['mount_m']:.1f} m"),
                (t("cctv.attributes.azimuth_deg"), _direction(row)),
                (t("cctv.card.near"), f"{row['near_m']:.1f} m"),
                (t("cctv.card.far"), f"{row['far_m']:.0f} m"),
                (t("cctv.card.assumed"), _listed(t(f"cctv.attributes.{name}") for name in row["assumed"])),
                (t("cctv.card.register"), _unmet(code, asked)),
            ]
        )
        show.small(t("cctv.card.definition"))
        st.button(
            t("cctv.card.turn"), key="turn", on_click=trial.turn, args=(code,), width="stretch", type="primary",
        )  # fmt: skip


def _direction(row: pd.Series) -> str:
    return t("cctv.card.around") if pd.isna(row["azimuth_deg"]) else f"{row['azimuth_deg']:.0f}°"


def _private(code: str, asked: Filters) -> str:
    """Name the forbidden places and yards in a camera's view with their m², and count the homes."""
    found = asking.mine().entered(asked.but(node=None))
    own = found[found["camera"] == code]
    named = own[own["kind"] != "home"]
    said = [
        f"{name or word('cctv.privacy', kind)} {area:,.0f} m²"
        for name, kind, area in named[["name", "kind", "area_m2"]].head(_NAMED).itertuples(index=False)
    ]
    homes = int((own["kind"] == "home").sum())
    return _listed([*said, *([t("cctv.card.homes", n=homes)] if homes else [])])


def _unmet(code: str, asked: Filters) -> str:
    states = asking.mine().states(asked.but(node=None))
    words = lookup("cctv.register")
    unmet = [
        f"{words[duty]}: {t(f'cctv.states.{state}')}" for duty, state in states.loc[code].items() if state != "met"
    ]
    return " · ".join(unmet) or t("cctv.card.register_ok")


def _listed(words: Iterable[str]) -> str:
    return " · ".join(words) or t("cctv.card.none")


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "—"
