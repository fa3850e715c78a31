"""A plan in the making, as the session holds it: changes, forbidden areas, streets closed; kept only when asked."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st

from geo.analysis.plans import Change
from geo.answers import planning
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.store import plans
from geo.store.session import writing
from geo.ui import data, filters, picks, reader, walks

_MADE, _CODE, _NAME, _AREAS, _CORNERS = "plan_changes", "plan_code", "plan_name", "plan_areas", "plan_corners"
PLACING, FENCING, AGAINST, CLOSED = "plan_placing", "plan_fencing", "plan_against", "plan_closed"
USUAL_PLACES = 40.0
_LEAST_CORNERS = 3


def made() -> tuple[Change, ...]:
    """Give the changes of the plan in the making."""
    return tuple(st.session_state.get(_MADE, ()))


def base() -> tuple[Change, ...]:
    """Give the changes it is compared with: none is today."""
    code = st.session_state.get(AGAINST) or ""
    return planning.changes(data.ask(plans.get, code)) if code else ()


def closed() -> tuple[str, ...]:
    """Give the streets taken as closed."""
    return tuple(st.session_state.get(CLOSED, ()))


def is_blank() -> bool:
    """Say whether nothing is changed, closed or compared with."""
    return not (made() or closed() or base())


def placing() -> bool:
    """Say whether a click on the map means a new site."""
    return bool(st.session_state.get(PLACING))


def fencing() -> bool:
    """Say whether a click on the map means a corner of an area where nothing may be built."""
    return bool(st.session_state.get(FENCING))


def put(changes: tuple[Change, ...]) -> None:
    """Go on with these changes; nothing is saved."""
    st.session_state[_MADE] = changes


def with_one(change: Change) -> None:
    """Add a change; one about the same facility is replaced (an addition stays an addition)."""
    former = next((one for one in made() if one.code == change.code), None)
    if former is not None and former.deed == "add" and change.deed in ("move", "resize"):
        given = {part: getattr(change, part) for part in ("x", "y", "capacity")}
        change = replace(former, **{part: value for part, value in given.items() if value is not None})
    if former is not None:
        put(tuple(change if one is former else one for one in made()))
    else:
        put((*made(), change))


def without(code: str) -> None:
    """Take the change about a facility back."""
    put(tuple(one for one in made() if one.code != code))


def areas() -> gpd.GeoSeries:
    """Give the areas where the planner allows nothing to be built, in metres."""
    return gpd.GeoSeries(list(st.session_state.get(_AREAS, ())), crs=walks.mine().network().crs)


def corners() -> tuple[tuple[float, float], ...]:
    """Give the corners of the area that is being drawn, in metres."""
    return tuple(st.session_state.get(_CORNERS, ()))


def fence() -> None:
    """Close the area that is being drawn."""
    if len(corners()) >= _LEAST_CORNERS:
        add_area(shapely.make_valid(shapely.Polygon(corners())))
        st.session_state[_CORNERS] = ()


def add_area(area: shapely.Geometry) -> None:
    """Allow nothing to be built in an area."""
    st.session_state[_AREAS] = (*areas().to_list(), area)


def step_back() -> None:
    """Take the last corner back, or else the last area."""
    if corners():
        st.session_state[_CORNERS] = corners()[:-1]
    else:
        st.session_state[_AREAS] = tuple(areas().to_list()[:-1])


def as_text() -> str:
    """Write the plan for the address of its table."""
    return planning.to_text(made(), base(), closed())


def name() -> str:
    """Give the plan's name."""
    return str(st.session_state.get(_NAME, ""))


def code() -> str:
    """Give the code under which the plan was opened or saved; empty if it was not."""
    return str(st.session_state.get(_CODE, ""))


def free_code(letter: str, number: int = 1) -> str:
    """Give a code for a new facility that neither the city nor the plan has."""
    taken = {*walks.mine().every_facility().index, *(one.code for one in made())}
    return next(name for name in (f"{letter}{at}" for at in range(number, 10_000)) if name not in taken)


def save(code: str, called: str) -> None:
    """Keep the plan; its link is its code.

    Raises
    ------
    BadInputError
        If it cannot be applied.
    NotAllowedError
        If the code is another post's plan.
    """
    city, actor = data.city(), reader.actor()
    planning.checked(walks.mine(), code, made())
    with writing(actor, "plan", object=f"plan {code}") as session:
        table = planning.table(made(), metric_crs=city.metric_crs if city else DISPLAY)
        plans.save(session, code, name=called or code, post=actor.post, changes=table, forbidden=areas())
    st.session_state.update({_CODE: code, _NAME: called or code})
    filters.carry(plan=code)


def take(code: str) -> None:
    """Go on with a kept plan; an empty code is a new one."""
    kept: Any = data.ask(plans.get, code) if code else None
    put(planning.changes(kept) if kept else ())
    areas_kept = tuple(kept.forbidden.to_list()) if kept else ()
    st.session_state.update({_CODE: code, _NAME: kept.name if kept else "", _AREAS: areas_kept, _CORNERS: ()})
    filters.carry(plan=code)


def open_link() -> None:
    """Open the plan a link names, once."""
    named = filters.carried("plan")
    if named and named != code():
        take(named)


def listen(asked: Filters) -> None:
    """Take up a click (a new site, or a corner of an area) or a drag (a site moved)."""
    at, moved = picks.placed() if placing() or fencing() else None, picks.moved()
    if at is not None and fencing():
        st.session_state[_CORNERS] = (*corners(), _metric(*at))
    elif at is not None:
        x, y = _metric(*at)
        fresh, kind = free_code("N"), walks.mine().kinds(asked)[0]
        put((*made(), Change(deed="add", code=fresh, x=x, y=y, kind=kind, capacity=USUAL_PLACES, name=fresh)))
    if moved is not None:
        x, y = _metric(moved[1], moved[2])
        with_one(Change(deed="move", code=moved[0], x=x, y=y))


def _metric(latitude: float, longitude: float) -> tuple[float, float]:
    point = gpd.GeoSeries.from_xy([longitude], [latitude], crs=DISPLAY).to_crs(walks.mine().network().crs).iloc[0]
    return float(point.x), float(point.y)
