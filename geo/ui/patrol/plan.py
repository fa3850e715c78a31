"""Suggested rounds on the page: what is asked for in the drawer, what comes of it."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import access
from geo.analysis.patrol.planner import Plan, Shift
from geo.filters import Filters
from geo.i18n import t
from geo.layers.paint import PURPLES, TEAL
from geo.store import facilities
from geo.ui import data, reader, show
from geo.ui.patrol import asking

_DEPOTS = ("police", "governance_centre", "service_station", "service_hall")


def may() -> bool:
    """Say whether the reader may plan."""
    return access.may(reader.actor(), "plan")


def current(asked: Filters) -> Plan | None:
    """Give the plan that was asked for; None if none was."""
    wanted = st.session_state.get("patrol_plan")
    if wanted is None or not may():
        return None
    units, minutes, depot, musts = wanted
    places = known(*_known())
    if depot not in places.index:
        st.session_state["patrol_plan"], st.session_state["patrol_plan_said"] = None, t("patrol.plan.depot_gone")
        return None
    shift = Shift(units, minutes, places[depot])
    return asking.mine().suggested(asked, shift, places.reindex(list(musts)).dropna())


def known(*found: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Give every place by its code; of several with one code, the first."""
    places = pd.concat([one.geometry for one in found])
    return places[~places.index.duplicated()]


def shown(asked: Filters) -> None:
    """Ask for units, shift, depot and must-see points, and tell what the plan is worth."""
    points, sites = _known()
    names = {**_names(points), **{code: name for code, name in _names(sites).items() if code not in points.index}}
    depots = _names(data.ask(facilities.find, Filters(facility_kinds=_DEPOTS))) or names
    if not depots:
        show.small(t("patrol.plan.no_depot"))
        return
    one, two, three, four = st.columns([1, 1, 2, 3])
    units = one.number_input(t("patrol.plan.units"), 1, 12, 2, key="plan_units")
    minutes = two.number_input(t("patrol.plan.minutes"), 15, 600, 120, step=15, key="plan_minutes")
    depot = three.selectbox(t("patrol.plan.depot"), list(depots), format_func=depots.__getitem__, key="plan_depot")
    musts = four.multiselect(
        t("patrol.plan.musts"),
        list(names),
        format_func=names.__getitem__,
        key="plan_musts",
        placeholder=t("patrol.plan.none"),
    )
    with st.container(horizontal=True):
        wanted = (int(units), int(minutes), str(depot), tuple(musts))
        st.button(t("patrol.plan.ask"), key="plan_ask", type="primary", on_click=_ask, args=(wanted,))
        if st.session_state.get("patrol_plan") is not None:
            st.button(t("patrol.plan.clear"), key="plan_clear", on_click=_ask, args=(None,))
    plan = current(asked)
    said = st.session_state.pop("patrol_plan_said", None)
    if said:
        show.small(said)
    if plan is not None:
        _worth(plan)


def _worth(plan: Plan) -> None:
    left, right = show.halves()
    with left:
        rows = [(t("patrol.plan.new"), plan.covered_m), (t("patrol.plan.old"), plan.old_m)]
        show.bars(t("patrol.plan.covered"), rows, colour=TEAL, unit=" m")
        rows = [(t("patrol.plan.new"), plan.need), (t("patrol.plan.old"), plan.old_need)]
        show.bars(t("patrol.plan.need"), rows, colour=PURPLES[4])
        show.small(t("patrol.plan.kept_old" if plan.kept_old else "patrol.plan.note"))
    with right:
        frame = pd.DataFrame(
            {
                t("patrol.plan.round_minutes"): plan.rounds["minutes"].round(1),
                t("patrol.plan.length"): plan.rounds["length_m"].round(),
                t("patrol.plan.seen"): plan.rounds["must_seen"].map(len),
            }
        )
        show.table(frame.set_axis([t("patrol.plan.unit", n=unit) for unit in frame.index]))
        if plan.missed:
            show.small(t("patrol.plan.missed", names=", ".join(plan.missed)))


def _known() -> list[gpd.GeoDataFrame]:
    """Give what a round may have to pass: must-visit points first, then facilities."""
    return [asking.mine().points(Filters()), data.ask(facilities.find, Filters())]


def _names(found: pd.DataFrame) -> dict[str, str]:
    return {str(code): str(name) for code, name in found["name"].items()}


def _ask(wanted: tuple[int, int, str, tuple[str, ...]] | None) -> None:
    st.session_state["patrol_plan"] = wanted
