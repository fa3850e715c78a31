"""Incidents in the database."""

from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import ColumnElement, Date, Select, and_, cast, extract, func, select, tuple_
from sqlalchemy.orm import Session

from geo import clock
from geo.filters import Filters
from geo.models import Incident
from geo.store import bulk, city, default_points, moved, packed, questions
from geo.store.bulk import Written
from geo.store.frames import columns, every, how_many, located, plain

BY = (
    "incident_class",
    "subclass",
    "stage",
    "channel",
    "department",
    "grid",
    "level",
    "priority",
    "hour",
    "day",
    "month",
)
"""What incidents can be counted by."""
_FEW_GRIDS = 300
"""A reach of so few grids is read by grid, a larger one by time."""


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the asked incidents, as the treaty INCIDENTS; for a list on a page use `page`."""
    return located(session, _asked(session, every(Incident), asked), Incident.geom)


def places(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give where the asked incidents were and nothing else; those parked on a default point are nowhere."""
    sound = select(Incident.code).where(default_points.placed(session)).order_by(Incident.code)
    return located(session, _asked(session, sound, asked), Incident.geom)


def page(
    session: Session, asked: Filters, *, before: tuple[datetime, str] | None = None, size: int = 50
) -> gpd.GeoDataFrame:
    """Give one page of the asked incidents, newest first, by keyset.

    Parameters
    ----------
    session, asked
        As everywhere.
    before
        Time and code of the last row of the page before; None for the first page.
    size
        Rows of a page.
    """
    query = _asked(session, select(*columns(Incident)), asked)
    if before is not None:
        query = query.where(tuple_(Incident.collected_at, Incident.code) < tuple_(*before))
    reach = session.scalar(select(func.current_setting("govmap.grids", True)).where(~_sees_all()))
    grids = (reach or "").split(",")
    if reach and len(grids) <= _FEW_GRIDS:  # the rights say so already, but the planner cannot see how few rows that is
        query = query.where(Incident.grid == func.any(grids))
    query = query.order_by(Incident.collected_at.desc(), Incident.code.desc()).limit(size)
    return located(session, query, Incident.geom)


def one(session: Session, code: str) -> gpd.GeoDataFrame:
    """Give one incident by its code; an empty frame if it is not there or not for this actor."""
    return located(session, every(Incident).where(Incident.code == code), Incident.geom)


def count(session: Session, asked: Filters) -> int:
    """Count the asked incidents."""
    return how_many(session, Incident, questions.incidents(session, asked, city.get(session).zone))


def tally(session: Session, asked: Filters, *, by: str) -> pd.DataFrame:
    """Count the asked incidents by something: index the value; columns n, open, overdue.

    ``open`` are matters not yet 核实结项; ``overdue`` are open ones past their deadline at the `moment`.
    """
    value = _by(by, city.get(session).zone).label(by)
    is_open = Incident.verified_at.is_(None)
    query = select(
        value,
        func.count().label("n"),
        func.count().filter(is_open).label("open"),
        func.count().filter(and_(is_open, Incident.due_at < moment(session))).label("overdue"),
    ).group_by(value)
    return plain(session, _asked(session, query, asked).order_by(value), index=by)


def vocabulary(session: Session) -> dict[str, list[str]]:
    """Give the sub-classes and departments that occur, for the filter; the packed copy knows them at once."""
    rows = packed.find(session)
    kinds, units = rows.occurring("kind"), rows.occurring("department")
    subclasses = {rows.books.kinds[code][1] for code in kinds}
    departments = {rows.books.departments[code] for code in units}
    return {"subclasses": sorted(subclasses - {""}), "departments": sorted(departments - {""})}


def period(session: Session) -> tuple[datetime, datetime] | None:
    """Give the first and the last time a matter was collected; None where there is none."""
    first, last = session.execute(select(func.min(Incident.collected_at), func.max(Incident.collected_at))).one()
    return None if first is None else (first, last)


def moment(session: Session) -> datetime:
    """Give the instant at which open matters are looked at: now, or the end of an archive (`geo.clock.moment`)."""
    return clock.moment(newest(session), clock.now())


def newest(session: Session) -> datetime | None:
    """Give the latest instant anything is known of; None where there is no matter."""
    times = (Incident.collected_at, Incident.verified_at, Incident.evaluated_at)
    latest = (select(func.max(time)).scalar_subquery() for time in times)  # one index look-up each
    found: datetime | None = session.scalar(select(func.greatest(*latest)))
    return found


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write incidents by their codes; the stage follows from the times, and what was moved here stays as it is."""
    rows = moved.kept(session, frame.drop(columns="stage", errors="ignore"))
    return bulk.upsert(session, Incident, rows, import_id)


def _sees_all() -> ColumnElement[bool]:
    return func.current_setting("govmap.wide") == "on"


def _asked(session: Session, query: Select[Any], asked: Filters) -> Select[Any]:
    return query.where(questions.incidents(session, asked, city.get(session).zone))


def _by(by: str, zone: str) -> ColumnElement[Any]:
    if by not in BY:
        raise ValueError(f"incidents are counted by one of {BY}, not {by!r}")
    local = func.timezone(zone, Incident.collected_at)
    derived: dict[str, ColumnElement[Any]] = {
        "hour": extract("hour", local),
        "day": cast(local, Date),
        "month": func.to_char(local, "YYYY-MM"),
    }
    return derived[by] if by in derived else Incident.__table__.c[by]
