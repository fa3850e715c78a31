"""Where to look: the extent of a node, and a spot on one thing, in degrees as a map in a browser wants them."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from geo.models import Building, Camera, Facility, Grid, Incident, PatrolRoute, Street

_PLACED: dict[str, Any] = {
    "grids": Grid,
    "incidents": Incident,
    "facilities": Facility,
    "cameras": Camera,
    "buildings": Building,
    "patrol_routes": PatrolRoute,
}
_GROUND: tuple[Any, ...] = (Grid, Street, Facility, Building, Camera, PatrolRoute, Incident)
"""What tells where a city lies, best first: a file of incidents may come in before any grid."""


def extent(session: Session, node: str | None = None) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north in degrees of a node, or of all the actor may see; None where there is nothing.

    The own grids come first, for who sees a grid sees the names of what lies above it too. Where there are none,
    the first noun that has rows with a place says where the city lies.
    """
    if node:
        return _bounds(session, Grid, Grid.code == node)
    own = _bounds(session, Grid, Grid.level == "grid")
    return own or next((found for model in _GROUND if (found := _bounds(session, model))), None)


def whole(session: Session) -> tuple[float, float, float, float] | None:
    """Give the extent of the city as far as the actor knows it: his own nodes and those above them."""
    return _bounds(session, Grid)


def _bounds(session: Session, model: Any, *conditions: ColumnElement[bool]) -> tuple[float, float, float, float] | None:
    shape = func.st_extent(model.geom)
    query = select(func.st_xmin(shape), func.st_ymin(shape), func.st_xmax(shape), func.st_ymax(shape))
    found = session.execute(query.where(*conditions)).one()
    return None if found[0] is None else (float(found[0]), float(found[1]), float(found[2]), float(found[3]))


def spot(session: Session, noun: str, code: str) -> tuple[float, float] | None:
    """Give latitude and longitude of a point on one thing, if the actor may see it and it has a place."""
    model = _PLACED.get(noun)
    if model is None:
        return None
    on = func.st_pointonsurface(model.geom)
    found = session.execute(select(func.st_y(on), func.st_x(on)).where(model.code == code)).first()
    return None if found is None or found[0] is None else (float(found[0]), float(found[1]))
