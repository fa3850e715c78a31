"""Default points in the database: found by the packed copy, left out by maps, named by whoever counts them."""

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, true
from sqlalchemy.orm import Session

from geo.models import DefaultPoint, Incident
from geo.packed import Pile

_NEAR = 5e-8
"""Half the last digit kept of a degree."""


def find(session: Session) -> tuple[Pile, ...]:
    """Give the default points, the largest first; only those who see the whole city may ask how large they are."""
    columns = (DefaultPoint.lon_e7, DefaultPoint.lat_e7, DefaultPoint.count, DefaultPoint.kinds)
    rows = session.execute(select(*columns).order_by(DefaultPoint.count.desc(), *columns[:2]))
    return tuple(Pile(*row) for row in rows)


def put(session: Session, found: tuple[Pile, ...]) -> None:
    """Write the default points in place of the former ones."""
    session.execute(delete(DefaultPoint))
    if found:
        session.execute(insert(DefaultPoint), [vars(pile) for pile in found])


def placed(session: Session) -> ColumnElement[bool]:
    """Give the condition that a matter has a place of its own; no condition where there is no default point."""
    x, y = func.st_x(Incident.geom), func.st_y(Incident.geom)
    parked = session.execute(select(DefaultPoint.lon_e7, DefaultPoint.lat_e7)).all()
    away = (or_(func.abs(x - lon / 1e7) > _NEAR, func.abs(y - lat / 1e7) > _NEAR) for lon, lat in parked)
    return and_(true(), *away)
