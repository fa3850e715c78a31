"""Where to look: the extent of a node, and a spot on one thing, in degrees as a map in a browser wants them."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.models import Building, Camera, Facility, Grid, Incident, PatrolRoute

_PLACED: dict[str, Any] = {
    "grids": Grid,
    "incidents": Incident,
    "facilities": Facility,
    "cameras": Camera,
    "buildings": Building,
    "patrol_routes": PatrolRoute,
}


def extent(session: Session, node: str | None = None) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north in degrees of a node, or of all the actor may see; None where there is nothing."""
    shape = func.st_extent(Grid.geom)
    query = select(func.st_xmin(shape), func.st_ymin(shape), func.st_xmax(shape), func.st_ymax(shape))
    found = session.execute(query.where(Grid.code == node) if node else query).one()
    return None if found[0] is None else (float(found[0]), float(found[1]), float(found[2]), float(found[3]))


def spot(session: Session, noun: str, code: str) -> tuple[float, float] | None:
    """Give latitude and longitude of a point on one thing, if the actor may see it and it has a place."""
    model = _PLACED.get(noun)
    if model is None:
        return None
    on = func.st_pointonsurface(model.geom)
    found = session.execute(select(func.st_y(on), func.st_x(on)).where(model.code == code)).first()
    return None if found is None or found[0] is None else (float(found[0]), float(found[1]))
