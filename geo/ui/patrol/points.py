"""Must-visit points on the patrol page: how they were kept, putting them up by a click, taking them away."""

import secrets
from datetime import time

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.answers import patrol_points
from geo.errors import GeoError
from geo.filters import Filters
from geo.frames import TEAMS
from geo.i18n import speak, t, word
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import TEAL, Key, Legend
from geo.layers.patrol import MUST
from geo.store import facilities
from geo.ui import data, picks, reader, show, tables, wording
from geo.ui.patrol import asking, plan

_PREFIX = "must "
"""Before a point's code where the map and the table pick it."""


def drawings(asked: Filters) -> list[Drawing]:
    """Draw the points."""
    found = asking.mine().points(asked)
    if found.empty:
        return []
    key = Key(shape="dot", colour=MUST, label=t("patrol.musts.legend"))
    shown = found.set_axis([f"{_PREFIX}{code}" for code in found.index])
    return [drawing.points(shown, colour=MUST, radius=8, sign=t("patrol.musts.sign"), legend=Legend(keys=(key,)))]


def placing() -> bool:
    """Say whether clicks on the map mean a place for a new point; take one in if there was any."""
    state = st.session_state
    wanted = bool(state.get("drawer_open") and state.get("patrol_part") == "musts" and state.get("must_by_click"))
    if wanted and (place := picks.placed()) is not None:
        state["must_at"] = place
    return wanted


def marks() -> list[show.Mark]:
    """Mark the place that was clicked."""
    place = st.session_state.get("must_at")
    if not st.session_state.get("must_by_click") or place is None:
        return []
    return [show.Mark(code="must", latitude=place[0], longitude=place[1], label="+", draggable=False)]


def card(code: str, asked: Filters) -> bool:
    """Show the card of a point; say whether it is one."""
    code = code.removeprefix(_PREFIX)
    kept = asking.mine().musts(asked)
    if code not in kept.index:
        return False
    row, about = kept.T[code], asking.mine().points(asked).T[code]
    with show.card(about["name"], under=f"{word('words.patrol_kinds', 'point')} · {wording.place(about['node'])}"):
        share = f"{100 * row['in_window'] / row['days']:.0f} %" if row["days"] else "—"
        show.big(share, t("patrol.musts.share", n=row["days"]), colour=TEAL)
        show.facts(
            [
                (t("patrol.musts.window"), _window(row)),
                (t("patrol.musts.reached"), f"{row['reached']:,} / {row['days']:,}"),
                (t("patrol.musts.late"), t("patrol.card.minutes", n=wording.number(row["late_p50_min"]))),
                (t("patrol.musts.last"), wording.instant(row["last_at"], asking.zone())),
            ]
        )
        show.small(t("patrol.musts.note"))
        if plan.may():
            st.button(t("patrol.musts.drop"), key="must_drop", on_click=_drop, args=(code,), width="stretch")
    return True


def shown(asked: Filters) -> None:
    """Show how the points were kept, and offer to put one up."""
    kept, found = asking.mine().musts(asked), asking.mine().points(asked)
    if plan.may():
        _form()
    if kept.empty:
        show.small(t("patrol.musts.none"))
        return
    columns = {
        "name": found["name"],
        "window": [_window(row) for _, row in kept.iterrows()],
        "days": kept["days"],
        "reached": kept["reached"],
        "in_time": kept["in_window"],
        "late": kept["late_p50_min"].round(),
        "last": [wording.instant(at, asking.zone()) for at in kept["last_at"]],
    }
    frame = pd.DataFrame({t(f"patrol.musts.{name}"): one for name, one in columns.items()}, index=kept.index)
    show.small(t("patrol.musts.note"))
    shown = frame.set_axis([f"{_PREFIX}{code}" for code in frame.index])
    tables.listed(shown, name="patrol_musts", noun="points", ranked=True)


def _form() -> None:
    sites = data.ask(facilities.find, Filters())
    where, name, add = st.columns([3, 3, 2], vertical_alignment="bottom")
    opens, closes, team = st.columns([2, 2, 4], vertical_alignment="bottom")
    with where:
        if st.toggle(t("patrol.musts.click"), key="must_by_click"):
            st.caption(t("patrol.musts.clicked" if st.session_state.get("must_at") else "patrol.musts.hint"))
        else:
            names = {str(code): str(one) for code, one in sites["name"].items()}
            st.selectbox(t("patrol.musts.site"), list(names), key="must_site", format_func=names.__getitem__)
    name.text_input(t("patrol.musts.name"), key="must_name", max_chars=60)
    opens.time_input(t("patrol.musts.opens"), time(7, 30), key="must_opens", step=900)
    closes.time_input(t("patrol.musts.closes"), time(9), key="must_closes", step=900)
    team.selectbox(
        t("patrol.routes_table.team"), TEAMS, key="must_team", format_func=lambda one: word("words.teams", one)
    )
    add.button(t("patrol.musts.add"), key="must_add", type="primary", on_click=_add, args=(sites,), width="stretch")
    said = st.session_state.pop("must_said", None)
    if said:
        show.small(said)


def _add(sites: gpd.GeoDataFrame) -> None:
    speak(reader.language())  # a callback runs before the frame has said in which language
    state = st.session_state
    if state.get("must_by_click"):
        place, usual = state.get("must_at"), t("patrol.musts.point")
    else:
        spot = sites.to_crs(4326).geometry.get(state.get("must_site"))
        place, usual = (spot.y, spot.x) if spot is not None else None, str(sites["name"].get(state.get("must_site")))
    if place is None:
        state["must_said"] = t("patrol.musts.hint")
        return
    try:
        patrol_points.put(
            reader.actor(),
            f"M{secrets.token_hex(4)}",
            name=state.get("must_name", "").strip() or usual,
            at=(place[1], place[0]),
            opens=f"{state['must_opens']:%H:%M}",
            closes=f"{state['must_closes']:%H:%M}",
            team=state["must_team"],
        )
    except GeoError as told:
        state["must_said"] = f"{told.fact} {told.remedy}"
        return
    state["must_at"], state["must_name"] = None, ""


def _drop(code: str) -> None:
    speak(reader.language())  # a callback runs before the frame has said in which language
    try:
        patrol_points.drop(reader.actor(), code)
    except GeoError as told:
        st.session_state["must_said"] = f"{told.fact} {told.remedy}"
    picks.pick(None)


def _window(row: pd.Series) -> str:
    return t("patrol.musts.all_day") if pd.isna(row["opens"]) else f"{row['opens']} – {row['closes']}"
