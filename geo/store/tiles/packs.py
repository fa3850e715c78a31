"""What is drawn into a tile of each pack, as a query a layer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo import clock, standards
from geo.access import Actor
from geo.crs import WEB
from geo.filters import Filters
from geo.models import Building, Camera, Facility, Grid, Incident, Landscape, PatrolRoute, PatrolTrack, Street
from geo.store import default_points, incidents, questions, revision
from geo.store.tiles.pyramid import CELLS, Tile

EXTENT = 4096
POINTS_FROM = 14
"""Tile zoom from which incidents are single points."""
FEW_GRIDS = 300
"""A reach of so few grids is walked whole; a larger one only where it meets the tile."""

_FIRST = ("motorway", "trunk", "primary")
_MAIN = (*_FIRST, "secondary", "tertiary")
_NAMED = ((8, "district"), (10, "street"), (12, "community"), (13, "grid"))

_READERS = 256
_kept: dict[tuple[str, Actor, int], datetime | None] = {}

Layers = Iterable[tuple[str, Select[Any]]]


@dataclass(frozen=True)
class Asking:
    """Everything a layer's query depends on."""

    session: Session
    actor: Actor
    asked: Filters
    tile: Tile
    zone: str
    reach: tuple[str, ...]
    """Nodes in the actor's reach, as the session was told; empty for readers who see every row."""


def _shape(
    column: InstrumentedAttribute[Any] | ColumnElement[Any], at: Tile, *, buffer: int = 64
) -> ColumnElement[Any]:
    return func.st_asmvtgeom(column, at.envelope(), EXTENT, buffer, true()).label("shape")


def _touches(column: InstrumentedAttribute[Any], at: Tile, *, margin: float = 1 / 64) -> ColumnElement[bool]:
    return column.op("&&")(at.envelope(margin=margin))


def _base(asking: Asking) -> Layers:
    at = asking.tile
    yield (
        "landscape",
        select(Landscape.code, Landscape.kind, _shape(Landscape.geom_3857, at)).where(
            _touches(Landscape.geom_3857, at),
            true() if at.z >= 12 else Landscape.kind.in_(("water", "railway")),
        ),
    )
    shown = _FIRST if at.z < 10 else _MAIN if at.z < 12 else None
    yield (
        "streets",
        select(Street.code, Street.name, Street.street_class, _shape(Street.geom_3857, at)).where(
            _touches(Street.geom_3857, at), true() if shown is None else Street.street_class.in_(shown)
        ),
    )
    if at.z >= 13:
        yield (
            "buildings",
            select(Building.code, _shape(Building.geom_3857, at)).where(_touches(Building.geom_3857, at)),
        )
    levels = [level for zoom, level in _NAMED if at.z >= zoom]
    spot = func.st_pointonsurface(Grid.geom_3857)
    within = select(Grid.code, Grid.name, Grid.level, spot.label("spot")).where(
        _touches(Grid.geom_3857, at), Grid.level.in_(levels)
    )
    named = within.subquery("named")
    yield (
        "names",
        select(named.c.code, named.c.name, named.c.level, _shape(named.c.spot, at, buffer=0)).where(
            named.c.spot.op("&&")(at.envelope())
        ),
    )


def _grids(asking: Asking) -> Layers:
    at = asking.tile
    columns = (Grid.code, Grid.name, Grid.level, Grid.type)
    yield "grids", select(*columns, _shape(Grid.geom_3857, at)).where(_touches(Grid.geom_3857, at))


def _incidents(asking: Asking) -> Layers:
    at = asking.tile
    conditions = and_(
        questions.incidents(asking.session, asking.asked, asking.zone),
        _near(asking, Incident.grid),
        default_points.placed(asking.session),
    )
    if at.z < POINTS_FROM:
        yield "incidents", _counted(conditions, at)
        return
    now = clock.moment(_newest(asking), clock.now())
    left = extract("epoch", Incident.due_at - now)
    soon = extract("epoch", Incident.due_at - Incident.collected_at) * standards.default("light.amber") / 100
    light = case((Incident.verified_at.is_not(None), null()), (left < 0, "red"), (left <= soon, "amber"))
    columns = (
        Incident.code, Incident.incident_class, Incident.stage, light.label("light"),
        case((Incident.priority == "urgent", literal(True)), else_=null()).label("urgent"),
    )  # fmt: skip
    within = and_(_touches(Incident.geom_3857, at), conditions)
    yield "incidents", select(*columns, _shape(Incident.geom_3857, at)).where(within)


def _newest(asking: Asking) -> datetime | None:
    """Give the latest instant the actor knows of, looked up once a revision: a narrow reader's is dug for."""
    told = (str(asking.session.get_bind()), asking.actor, revision.current(asking.session))
    if told not in _kept:
        while len(_kept) >= _READERS:
            _kept.pop(next(iter(_kept)), None)
        _kept[told] = incidents.newest(asking.session)
    return _kept[told]


def _counted(conditions: ColumnElement[bool], at: Tile) -> Select[Any]:
    """Count in cells; a point on an inner edge belongs to one tile only, so the cells of all tiles add up."""
    west, _, _, north = at.bounds
    size = at.side / CELLS
    x, y = func.st_x(Incident.geom_3857), func.st_y(Incident.geom_3857)
    column = cast(func.floor((x - west) / size), Integer).label("column")
    row = cast(func.floor((north - y) / size), Integer).label("row")
    within = and_(_touches(Incident.geom_3857, at, margin=0), conditions)
    # Edges are cut off after counting: as a condition on the points they would mislead the planner into sorting.
    counted = select(column, row, func.count().label("count")).where(within).group_by(column, row)
    cell = counted.cte("cell").prefix_with("MATERIALIZED")
    inside = and_(cell.c.column >= 0, cell.c.column < CELLS, cell.c.row >= 0, cell.c.row < CELLS)
    return dots(cell).where(inside)


def dots(cell: FromClause) -> Select[Any]:
    """Put one point with its count into the middle of each cell."""
    step = EXTENT / CELLS
    spot = func.st_makepoint(cell.c.column * step + step / 2, cell.c.row * step + step / 2)
    return select(cell.c.count, literal(True).label("cells"), spot.label("shape"))


def _facilities(asking: Asking) -> Layers:
    at = asking.tile
    yield (
        "facilities",
        select(Facility.code, Facility.name, Facility.kind, _shape(Facility.geom_3857, at)).where(
            _touches(Facility.geom_3857, at), questions.facilities(asking.session, asking.asked)
        ),
    )


def _cameras(asking: Asking) -> Layers:
    at = asking.tile
    conditions = and_(questions.cameras(asking.session, asking.asked), _near(asking, Camera.grid))
    columns = (Camera.code, Camera.kind, Camera.azimuth_deg)
    yield "cameras", select(*columns, _shape(Camera.geom_3857, at)).where(_touches(Camera.geom_3857, at), conditions)


def _patrol(asking: Asking) -> Layers:
    at = asking.tile
    route = PatrolRoute
    yield (
        "patrol_routes",
        select(route.code, route.name, route.kind, route.team, _shape(route.geom_3857, at)).where(
            _touches(route.geom_3857, at), questions.patrol_routes(asking.session, asking.asked)
        ),
    )


def _tracks(asking: Asking) -> Layers:
    at, track = asking.tile, PatrolTrack
    flat = func.st_transform(func.st_force2d(track.geom), WEB)
    conditions = questions.patrol_tracks(asking.session, asking.asked, asking.zone)
    found = select(track.code, track.team, flat.label("flat")).where(track.geom.is_not(None), conditions).subquery()
    yield (
        "patrol_tracks",
        select(found.c.code, found.c.team, _shape(found.c.flat, at)).where(found.c.flat.op("&&")(at.envelope())),
    )


def _near(asking: Asking, column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Name the grids a row of this tile may belong to, for readers whose rows are tested grid by grid."""
    if asking.actor.wide:
        return true()
    mine = asking.reach
    if len(mine) > FEW_GRIDS:
        near = select(Grid.code).where(_touches(Grid.geom_3857, asking.tile, margin=0.5))
        mine = tuple(asking.session.scalars(near))
    return column == func.any(list(mine))


PACKS: dict[str, Callable[[Asking], Layers]] = {
    "base": _base,
    "grids": _grids,
    "incidents": _incidents,
    "facilities": _facilities,
    "cameras": _cameras,
    "patrol": _patrol,
    "tracks": _tracks,
}
"""Tile address → what is drawn into it."""
