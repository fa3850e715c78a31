"""Why (not) me: the card and the lines that say why one door is in or out of reach."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.analysis.network import Spots
from geo.analysis.why import Why, why
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import BLUE, GREY, RUST, TEAL, Key, Legend
from geo.store import buildings
from geo.ui import data, picks, show, walks

_POINT = "why_point"
ON = "why_on"
"""Session key of the switch."""
_EVERYWHERE = Filters()


def toggle() -> None:
    """Offer, in the rail, that a click on the map asks about that very point."""
    with st.sidebar:
        st.toggle(t("circles.why.ask"), key=ON, on_change=_forget)
    at = picks.placed() if asking() else None
    if at is not None:
        st.session_state[_POINT] = at


def asking() -> bool:
    """Say whether clicks mean points that are asked about."""
    return bool(st.session_state.get(ON))


def of_selection(asked: Filters) -> Why | None:
    """Answer for the point asked about, else for the building selected; None if there is neither."""
    at, chosen = st.session_state.get(_POINT), picks.picked()
    if asking() and at is not None:
        return data.work("why.point", lambda: _of(asked, _snapped(at)), *_key(asked), at)  # type: ignore[no-any-return]
    if chosen is not None and chosen.noun == "buildings":
        return of_place(asked, chosen.code)
    return None


def of_place(asked: Filters, code: str) -> Why | None:
    """Answer for a place where people live, or for any building; None if there is none of this code."""
    return data.work("why.place", lambda: _of(asked, _spot(code)), *_key(asked), code)  # type: ignore[no-any-return]


def drawings(answer: Why | None) -> list[Drawing]:
    """Draw the way on foot, the way from the door to the street, the straight line, and where the barrier is passed."""
    if answer is None:
        return []
    crs = walks.mine().network().crs

    def frame(shape: shapely.Geometry | None) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(
            geometry=[] if shape is None else [shape], index=[] if shape is None else ["why"], crs=crs
        )

    keys = (
        Key(shape="line", colour=BLUE, label=t("circles.why.route")),
        Key(shape="dashed", colour=GREY, label=t("circles.why.straight")),
    )
    return [
        drawing.lines(frame(answer.straight), colour=GREY, width=1.5, dashed=True),
        drawing.lines(frame(answer.route), colour=BLUE, width=4, legend=Legend(keys=keys)),
        drawing.lines(frame(answer.leg), colour=RUST, width=4),
        drawing.points(frame(answer.crossing), colour=RUST, radius=7),
    ]


def card(asked: Filters, answer: Why | None) -> bool:
    """Show the card for a point or a building; say whether there was one."""
    if answer is None:
        return False
    chosen = picks.picked()
    heading = t("circles.why.point") if asking() or chosen is None else t("cards.building", code=chosen.code)
    with show.card(heading, under=t("circles.why.under", minutes=asked.minutes, pace=f"{walks.pace(asked):g}")):
        reached = answer.reason == "reached"
        minutes = t("circles.why.minutes", minutes=f"{answer.minutes:.1f}") if np.isfinite(answer.minutes) else "—"
        show.big(minutes, t(f"circles.why.{answer.reason}"), colour=TEAL if reached else RUST)
        show.facts(facts(answer))
        show.small(t("circles.why.note", pace=f"{walks.pace(asked):g}", kmh=f"{walks.pace(asked) * 3.6:.1f}"))
    return True


def facts(answer: Why) -> list[tuple[str, object]]:
    """Say the concrete next thing: which facility, how far, what is in the way, and the way round it."""
    name = walks.mine().every_facility()["name"].get(answer.facility, answer.facility)
    rows: list[tuple[str, object]] = [(t("circles.why.facility"), name)]
    if np.isfinite(answer.walk_m):
        rows.append((t("circles.why.walk"), f"{answer.walk_m:,.0f} m"))
    rows.append((t("circles.why.as_the_crow"), f"{answer.straight_m:,.0f} m"))
    if answer.barrier is not None:
        kind = word("words.landscape_kinds", answer.barrier)
        rows.append((t("circles.why.in_the_way"), f"{kind} {answer.barrier_name}" if answer.barrier_name else kind))
    if np.isfinite(answer.crossing_m):
        rows.append((t("circles.why.crossing"), f"{answer.crossing_m:,.0f} m"))
    if np.isfinite(answer.walk_m) and answer.straight_m > 0:
        rows.append((t("circles.why.detour"), f"{answer.detour:.1f} ×"))
    return rows


def _forget() -> None:
    st.session_state.pop(_POINT, None)
    st.session_state["plan_placing"] = False
    st.session_state["plan_fencing"] = False


def _key(asked: Filters) -> tuple[object, ...]:
    return (walks.mine().kinds(asked), asked.minutes, asked.pace)


def _of(asked: Filters, door: Spots | None) -> Why | None:
    mine = walks.mine()
    found = mine.facilities(asked)
    if door is None or found.empty:
        return None
    spots = mine.doors().snap(found, most_m=mine.norm("walk.snap_m"))
    return why(mine.doors(), spots, door, minutes=asked.minutes, metres_per_second=mine.pace(asked))


def _snapped(at: tuple[float, float]) -> Spots | None:
    city = data.city()
    if city is None:
        return None
    point = gpd.GeoDataFrame(geometry=gpd.points_from_xy([at[1]], [at[0]]), index=pd.Index(["point"]), crs=DISPLAY)
    return walks.mine().doors().snap(point.to_crs(city.metric_crs), most_m=walks.mine().norm("walk.snap_m"))


def _spot(code: str) -> Spots | None:
    spots = walks.mine().homes()[1]
    at = np.flatnonzero(spots.codes == code)
    if at.size:
        return spots.take(at[:1])
    ground = data.ask(buildings.find, _EVERYWHERE)
    return walks.mine().doors().snap(ground.loc[[code]]) if code in ground.index else None
