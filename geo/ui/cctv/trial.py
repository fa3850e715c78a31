"""A camera on trial: put on the map by a click, turned in the card, its view and its gain at once; never recorded."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.analysis.cctv import shares
from geo.analysis.cctv.grounds import HOME
from geo.analysis.cctv.privacy import entered
from geo.analysis.cctv.town import Town, street_m
from geo.analysis.cctv.views import Views, moved
from geo.crs import DISPLAY, to_display
from geo.filters import Filters
from geo.i18n import t
from geo.layers import cctv as layer
from geo.layers.drawing import Drawing
from geo.standards import default
from geo.store import cameras
from geo.ui import data, picks, show
from geo.ui.cctv import asking

_CODE, _AIM = "trial", "aim"
"""The mark of the camera itself, and the one that is dragged around it to turn it."""
_AIM_SHARE = 0.6
"""How far out the aim lies, as a share of the range."""
_USUAL = {
    "azimuth_deg": 0.0,
    "hfov_deg": default("cctv.hfov"),
    "range_m": default("cctv.range"),
    "mount_m": default("cctv.mount"),
}
_SILENT = {"tilt_deg": np.nan, "width_px": np.nan}
"""No dial for these: as on record, or as assumed."""
_DIALS = (
    ("azimuth", "azimuth_deg", 0, 355, 5),
    ("hfov", "hfov_deg", 10, 170, 5),
    ("range", "range_m", 5, 200, 5),
    ("mount", "mount_m", 2, 30, 1),
)
_ROUND = 2
"""A camera that turns all round has neither direction nor angle of view: the first two dials are not for it."""

State = dict[str, Any]
"""Code of the camera that is turned (None for a new one), its place, whether it turns all round, and its optics."""


@dataclass(frozen=True)
class Trial:
    """The camera on trial and what it changes."""

    record: gpd.GeoDataFrame
    views: Views
    pieces: pd.DataFrame
    private: pd.DataFrame
    """Homes, forbidden places and yards it looks at (`geo.analysis.cctv.privacy.entered`)."""
    town: Town

    @property
    def view(self) -> gpd.GeoDataFrame:
        """What it sees."""
        return self.views.table.loc[self.record.index]


def button() -> None:
    """Offer the trial in the rail; while it waits for its place, say so."""
    with st.sidebar:
        state = _state()
        if state is None:
            st.button(t("cctv.trial.start"), key="cctv_start", on_click=_begin, width="stretch")
        else:
            st.button(t("cctv.trial.stop"), key="cctv_stop", on_click=_end, width="stretch", type="primary")
            if state["at"] is None:
                st.caption(t("cctv.trial.hint"))


def placing() -> bool:
    """Say whether clicks on the map mean a place for the camera on trial."""
    return _state() is not None


def turn(code: str) -> None:
    """Begin a trial with a camera that stands."""
    row = data.ask(cameras.find, Filters()).loc[code]
    known = {name: usual if pd.isna(row[name]) else float(row[name]) for name, usual in {**_USUAL, **_SILENT}.items()}
    _begin(code=code, at=(row.geometry.x, row.geometry.y), around=row["kind"] in ("dome", "ptz"), **known)
    picks.pick(picks.Pick("points", _CODE))


def current(asked: Filters) -> Trial | None:
    """Give the trial as it stands, after a click or a drag has moved it; None if there is none or it has no place."""
    state = _state()
    if state is None:
        return None
    placed = _listen(state)
    if state["at"] is None:
        return None
    if not placed and picks.picked() is None:  # closed by its cross or by Esc
        _end()
        return None
    town = asking.mine().looked(asked)
    record = _record(state, town)
    key = tuple(sorted((name, str(value)) for name, value in state.items()))
    return data.work("cctv.trial", lambda: _tried(record, town), asked.but(node=None), key)  # type: ignore[no-any-return]


def marks(trial: Trial | None) -> list[show.Mark]:
    """Give the marks that can be dragged: the camera, and unless it turns all round, its aim."""
    if trial is None:
        return []
    row = trial.record.iloc[0]
    spots = {_CODE: row.geometry}
    if row["kind"] != "ptz":
        turn, far = np.radians(row["azimuth_deg"]), _AIM_SHARE * row["range_m"]
        spots[_AIM] = shapely.Point(row.geometry.x + far * np.sin(turn), row.geometry.y + far * np.cos(turn))
    places = to_display(gpd.GeoSeries(spots, crs=trial.record.crs).to_frame("geometry")).geometry
    signs = {_CODE: "◎", _AIM: "↻"}
    return [show.Mark(code=code, latitude=spot.y, longitude=spot.x, label=signs[code]) for code, spot in places.items()]


def look(trial: Trial | None) -> show.Spot | None:
    """Give where to look at a camera that has just been taken up to be turned."""
    state = _state()
    if trial is None or state is None or state["code"] is None:
        return None
    around = trial.record.geometry.buffer(1.2 * trial.record["range_m"].iloc[0])
    return show.Spot.of(f"turn {state['code']}", around)


def drawings(trial: Trial | None) -> list[Drawing]:
    """Draw its view."""
    return [] if trial is None else [layer.trial(trial.view, label=f"{t('cctv.map.trial')} · {t('cctv.map.turn')}")]


def card(trial: Trial) -> None:
    """Show what it gains, and the dials that turn it."""
    state: State = st.session_state["cctv_trial"]
    before, after = trial.town.pieces[shares.SEEN].sum(), trial.pieces[shares.SEEN].sum()
    title = t("cctv.trial.turned", code=state["code"]) if state["code"] else t("cctv.trial.title")
    with show.card(title, under=t("cctv.trial.under")):
        gain = after - before
        show.big(f"{gain:+,.0f} m", t("cctv.trial.gain") if gain >= 0 else t("cctv.trial.loss"), colour=layer.TRIAL)
        for word, name, low, high, step in _DIALS[_ROUND if state["around"] else 0 :]:
            st.session_state[f"cctv_{name}"] = int(np.clip(round(state[name] / step) * step, low, high))
            st.slider(t(f"cctv.trial.{word}"), low, high, key=f"cctv_{name}", step=step, on_change=_dial, args=(name,))
        st.session_state["cctv_around"] = state["around"]
        st.toggle(t("cctv.trial.around"), key="cctv_around", on_change=_dial, args=("around",))
        street = trial.pieces["length_m"].sum()
        show.facts(
            [
                (t("cctv.trial.sees"), f"{street_m(trial.views, trial.town.scene, trial.record.index[0]):,.0f} m"),
                (t("cctv.card.private"), _private(trial)),
                (t("cctv.trial.share"), f"{100 * before / street:.2f} → {100 * after / street:.2f} %"),
            ]
        )
        show.small(t("cctv.card.definition"))
        st.button(t("cctv.trial.stop"), key="cctv_card_stop", on_click=_end, type="primary", width="stretch")


def _private(trial: Trial) -> str:
    """Name what the camera on trial would look at and may not, with the square metres."""
    found = trial.private[trial.private["kind"] != HOME]
    said = [
        f"{name or t(f'cctv.privacy.{kind}')} {area:,.0f} m²"
        for name, kind, area in found[["name", "kind", "area_m2"]].itertuples(index=False)
    ]
    homes = len(trial.private) - len(found)
    return " · ".join([*said, *([t("cctv.card.homes", n=homes)] if homes else [])]) or t("cctv.card.none")


def _tried(record: gpd.GeoDataFrame, town: Town) -> Trial:
    views = moved(town.views, record, town.scene, values=town.values)
    pieces = shares.again(town.pieces, town.views, views, town.scene, list(record.index))
    private = entered(views.only(record.index[0]), town.scene)
    return Trial(record=record, views=views, pieces=pieces, private=private, town=town)


def _record(state: State, town: Town) -> gpd.GeoDataFrame:
    optics = {name: float(state[name]) for name in (*_USUAL, *_SILENT)}
    return gpd.GeoDataFrame(
        {"kind": ["ptz" if state["around"] else "bullet"], **optics},
        index=[state["code"] or _CODE],
        geometry=[shapely.Point(state["at"])],
        crs=town.views.table.crs,
    )


def _listen(state: State) -> bool:
    """Take the place of a click or a drag, or the direction the aim was dragged to; say whether there was one."""
    placed, dragged, city = picks.placed(), picks.moved(), data.city()
    code, *spot = dragged if dragged is not None else (_CODE, *(placed or ()))
    if not spot or city is None:
        return False
    point = gpd.GeoSeries.from_xy([spot[1]], [spot[0]], crs=DISPLAY).to_crs(city.metric_crs).iloc[0]
    if code == _AIM and state["at"] is not None:
        east, north = point.x - state["at"][0], point.y - state["at"][1]
        state["azimuth_deg"] = round(float(np.degrees(np.arctan2(east, north)))) % 360
    else:
        state["at"] = (point.x, point.y)
    picks.pick(picks.Pick("points", _CODE))
    return True


def _state() -> State | None:
    return st.session_state.get("cctv_trial")


def _begin(**given: object) -> None:
    st.session_state["cctv_trial"] = {"code": None, "at": None, "around": False, **_USUAL, **_SILENT, **given}


def _end() -> None:
    st.session_state.pop("cctv_trial", None)
    picks.pick(None)


def _dial(name: str) -> None:
    state = _state()
    if state is not None:
        state[name] = st.session_state[f"cctv_{name}"]
