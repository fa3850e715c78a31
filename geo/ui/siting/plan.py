"""A plan in the making: sites placed by clicks, dragged, sized; kept only when asked; compared with today or a plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo.access import may
from geo.analysis import circles
from geo.analysis.plans import Change
from geo.answers import planning
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.i18n import t
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import INK, RUST, Key, Legend
from geo.settings import settings
from geo.store import plans, streets
from geo.store.session import writing
from geo.ui import data, filters, picks, reader, show, walks, why
from geo.ui.coverage import shown as coverage

_MADE, _CODE, _NAME = "plan_changes", "plan_code", "plan_name"
PLACING, AGAINST, CLOSED = "plan_placing", "plan_against", "plan_closed"
_USUAL_PLACES = 40.0


def rail(asked: Filters) -> None:
    """Show, in the rail, the plan, what it is compared with, and the streets taken as closed."""
    _open_link()
    kept = data.ask(plans.listed)
    names = {code: f"{row['name']} ({row['changes']})" for code, row in kept.iterrows()}
    bridges = data.work("siting.bridges", _bridges)
    toggle(asked)
    with st.sidebar:
        if len(kept):
            options = ["", *kept.index]
            shown = st.session_state.get(_CODE, "")
            st.session_state["plan_pick"] = shown if shown in options else ""
            named = _named(names, t("siting.unsaved"))
            st.selectbox(t("siting.plan"), options, key="plan_pick", on_change=_pick, format_func=named)
            named = _named(names, t("siting.today"))
            st.selectbox(t("siting.against"), options, key=AGAINST, format_func=named)
        words = {"placeholder": t("siting.none_closed"), "format_func": bridges.get}
        st.multiselect(t("siting.closed"), list(bridges), key=CLOSED, **words)


def toggle(asked: Filters) -> None:
    """Offer, in the rail, that a click on the map places a candidate; take up clicks and drags."""
    if may(reader.actor(), "plan"):
        with st.sidebar:
            st.toggle(t("siting.place"), key=PLACING, on_change=st.session_state.__setitem__, args=(why.ON, False))
    _listen(asked)


def _named(names: dict[str, str], otherwise: str) -> Callable[[str], str]:
    return lambda code: names.get(code, otherwise)


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


def placing() -> bool:
    """Say whether a click on the map means a new site."""
    return bool(st.session_state.get(PLACING))


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


def name() -> str:
    """Give the plan's name."""
    return str(st.session_state.get(_NAME, ""))


def save(code: str, called: str) -> None:
    """Keep the plan; its link is its code."""
    city, actor = data.city(), reader.actor()
    planning.checked(walks.mine(), code, made())
    with writing(actor, "plan", object=f"plan {code}") as session:
        table = planning.table(made(), metric_crs=city.metric_crs if city else DISPLAY)
        plans.save(session, code, name=called or code, post=actor.post, changes=table)
    st.session_state.update({_CODE: code, _NAME: called or code})
    filters.carry(plan=code)


def compared(asked: Filters) -> pd.DataFrame:
    """Say who gains and who loses in every node, small counts hidden."""
    key = (walks.mine().kinds(asked), asked.minutes, asked.pace, asked.ages, made(), base(), closed())
    work = lambda: planning.compared(walks.mine(), asked, made(), base=base(), k=settings().k_inside, closed=closed())  # noqa: E731
    return data.work("siting.compared", work, *key)  # type: ignore[no-any-return]


def figures(asked: Filters, table: pd.DataFrame) -> list[show.Figure]:
    """Give who is served before and after, who gains, who loses."""
    row = coverage.total(asked, table, ["people", "before", "after", "gained", "lost"])
    unit = coverage.unit(asked)
    return [
        show.Figure(key="before", label=t("siting.before"), value=coverage.percent(row["before"], row["people"])),
        show.Figure(key="after", label=t("siting.after"), value=coverage.percent(row["after"], row["people"])),
        show.Figure(
            key="gained", label=t("siting.gained"), value=coverage.count(row["gained"]), unit=unit, colours=True
        ),
        show.Figure(key="lost", label=t("siting.lost"), value=coverage.count(row["lost"]), unit=unit, colours=True),
    ]


def drawings(asked: Filters, table: pd.DataFrame, kind: str) -> list[Drawing]:
    """Colour grids by who gains (or loses), and draw what the plan's sites reach; without a plan, who is left out."""
    if not made() and not closed() and not base():
        return coverage.drawings(asked, walks.mine().table(asked), "network")
    leaves = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    ramp = "oranges" if kind == "lost" else "teals"
    title = t(f"siting.map_{kind}", who=coverage.who(asked))
    return [
        drawing.coloured_grids(leaves[kind], title=title, ramp=ramp, note=coverage.note(asked)),
        *sites(asked),
        drawing.lines(_shut(), colour=INK, width=6),
        drawing.shown("facilities", "buildings"),
    ]


def sites(asked: Filters) -> list[Drawing]:
    """Draw the streets that the sites of the plan reach."""
    if _points().empty:
        return []
    keys = (Key(shape="line", colour=RUST, label=t("siting.reached", minutes=asked.minutes)),)
    return [drawing.lines(_streets(asked), colour=RUST, width=3, legend=Legend(keys=keys))]


def marks() -> list[show.Mark]:
    """Give the sites of the plan as marks that can be dragged."""
    points = _points()
    if points.empty:
        return []
    spots = points.to_crs(DISPLAY).geometry
    return [show.Mark(code=str(code), latitude=at.y, longitude=at.x, label=str(code)) for code, at in spots.items()]


def _points() -> gpd.GeoDataFrame:
    placed = [one for one in made() if one.x is not None]
    shapes = [shapely.Point(one.x, one.y) for one in placed]
    return gpd.GeoDataFrame(geometry=shapes, index=[one.code for one in placed], crs=walks.mine().network().crs)


def _streets(asked: Filters) -> gpd.GeoDataFrame:
    mine, points = walks.mine(), _points()
    spots = mine.doors(closed()).snap(points, most_m=mine.norm("walk.snap_m"))
    pace = mine.pace(asked)
    net = mine.doors(closed()).network
    return circles.streets_reached(net, spots, minutes=asked.minutes, metres_per_second=pace, together=True)


def _shut() -> gpd.GeoDataFrame:
    lines = data.ask(streets.find, Filters())
    return lines.loc[[code for code in closed() if code in lines.index], ["name", "geometry"]]


def _bridges() -> dict[str, str]:
    """Name bridges and tunnels, which an outage most often takes."""
    lines = data.ask(streets.find, Filters())
    over = lines[(lines["bridge"] | lines["tunnel"]) & lines["walkable"]].sort_values("length_m", ascending=False)
    return {str(code): f"{label or t('siting.unnamed')} · {code}" for code, label in over["name"].head(200).items()}


def _listen(asked: Filters) -> None:
    """Take up a click (a new site) or a drag (a site moved)."""
    at, moved = picks.placed() if placing() else None, picks.moved()
    if at is not None:
        x, y = _metric(*at)
        taken = {*walks.mine().every_facility().index, *(one.code for one in made())}
        code = next(name for name in (f"N{number}" for number in range(1, 10_000)) if name not in taken)
        kind = walks.mine().kinds(asked)[0]
        put((*made(), Change(deed="add", code=code, x=x, y=y, kind=kind, capacity=_USUAL_PLACES, name=code)))
    if moved is not None:
        x, y = _metric(moved[1], moved[2])
        with_one(Change(deed="move", code=moved[0], x=x, y=y))


def _metric(latitude: float, longitude: float) -> tuple[float, float]:
    point = gpd.GeoSeries.from_xy([longitude], [latitude], crs=DISPLAY).to_crs(walks.mine().network().crs).iloc[0]
    return float(point.x), float(point.y)


def _open_link() -> None:
    """Open the plan a link names, once."""
    code = filters.carried("plan")
    if code and code != st.session_state.get(_CODE):
        _take(code)


def _pick() -> None:
    _take(st.session_state["plan_pick"])


def _take(code: str) -> None:
    kept: Any = data.ask(plans.get, code) if code else None
    put(planning.changes(kept) if kept else ())
    st.session_state.update({_CODE: code, _NAME: kept.name if kept else ""})
    filters.carry(plan=code)
