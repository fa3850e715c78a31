"""The loop in the database: file a matter, take a step, call departments, let the clock move what is overdue."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import pandas as pd
from geoalchemy2.functions import ST_Intersects, ST_MakePoint, ST_SetSRID, ST_Transform
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from geo.clock import now, to_city
from geo.crs import STORED, WEB
from geo.errors import BadInputError, GeoError, NotAllowedError, NotFoundError, StaleError
from geo.i18n import word
from geo.models import Call, Grid, Incident, IncidentStep
from geo.store import city, incidents, limits, places
from geo.store.frames import every, located, plain

_MARGIN = 0.01
"""Degrees, about a kilometre: a matter may lie a little beyond the outermost grid, but in no other city."""
_REFUSALS: Mapping[str, type[GeoError]] = {
    "GM001": StaleError,
    "GM002": NotAllowedError,
    "GM003": NotAllowedError,
    "GM004": NotFoundError,
    "42501": NotAllowedError,
}
"""What the database answers when it refuses: order, one post twice, right, no such matter, out of reach."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody found: a place and a matter. There is no field for a person, and none for free text."""

    incident_class: str
    latitude: float
    longitude: float
    subclass: str | None = None
    channel: str = "walk_in"
    priority: str = "normal"


def file(session: Session, report: Report) -> str:
    """File a matter at a place: the grid is found, the deadline set; give its code.

    Raises
    ------
    BadInputError
        If the place is off the globe or outside the city, or the sub-class carries a person's number or name.
    NotAllowedError
        If it lies outside the actor's reach.
    """
    if not (-180 <= report.longitude <= 180 and -85 <= report.latitude <= 85):
        raise BadInputError("loop.errors.place", latitude=report.latitude, longitude=report.longitude)
    _require_near(session, report)
    since = now()
    place = ST_SetSRID(ST_MakePoint(report.longitude, report.latitude), STORED)
    inside = ST_Intersects(Grid.geom_3857, ST_Transform(place, WEB))
    grid = session.scalar(select(Grid.code).where(Grid.level == "grid", inside).order_by(Grid.code).limit(1))
    code = f"W{to_city(since, city.get(session).zone):%y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    due = limits.due_at(
        session,
        incident_class=report.incident_class,
        subclass=report.subclass,
        priority=report.priority,
        grid=grid,
        since=since,
    )
    with _told(code=code, deed="file", typed=report.subclass):
        session.execute(
            insert(Incident).values(
                code=code,
                incident_class=report.incident_class,
                subclass=report.subclass,
                channel=report.channel,
                priority=report.priority,
                grid=grid,
                collected_at=since,
                due_at=due,
                geom=place,
            )
        )
        session.execute(insert(IncidentStep).values(code=code, deed="file"))
    return code


def move(session: Session, code: str, deed: str, *, unit: str | None = None, satisfaction: int | None = None) -> str:
    """Take one step; give the stage reached.

    Parameters
    ----------
    session
        From `geo.store.session.writing`.
    code, deed
        The matter, and a deed of the loop: call, assign, respond, handle, verify, return, evaluate, reopen.
    unit
        Unit that is called or takes the matter over; for the other deeds the unit that acts.
    satisfaction
        1–5, with an evaluation.

    Raises
    ------
    BadInputError
        If what is given as a unit carries a person's number or name.
    StaleError
        If the step does not lead on from the stage the matter is in (somebody may have moved it meanwhile).
    NotAllowedError
        If the role may not, or the same post found, fixed and verifies.
    NotFoundError
        If there is no such matter in the actor's reach.
    """
    row = {"code": code, "deed": deed, "unit": unit, "satisfaction": satisfaction}
    with _told(code=code, deed=deed, typed=unit):
        return str(session.scalar(insert(IncidentStep).values(row).returning(IncidentStep.stage)))


def steps(session: Session, code: str) -> pd.DataFrame:
    """Give every step of a matter, first to last: at, deed, stage, level, role, post, unit, satisfaction."""
    columns = [one for one in IncidentStep.__table__.columns if one.name not in ("code", "grid")]
    return plain(session, select(*columns).where(IncidentStep.code == code).order_by(IncidentStep.seq), index="seq")


def overdue(session: Session, *, levels: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Give the open matters past their deadline that these levels hold, which the clock may have to move up."""
    late = (Incident.verified_at.is_(None), Incident.due_at < incidents.moment(session))
    return located(session, every(Incident).where(*late, Incident.level.in_(levels)), Incident.geom)


def lift(session: Session, moves: pd.DataFrame) -> int:
    """Move matters up; give how many.

    Parameters
    ----------
    session
        Of the clock's own post.
    moves
        Index code; column ``to``, as `geo.analysis.loop.escalations` gives it.
    """
    rows = [{"code": str(code), "deed": "escalate", "level": to} for code, to in moves["to"].items()]
    if rows:
        session.execute(insert(IncidentStep), rows)
    return len(rows)


def call(session: Session, code: str, departments: tuple[str, ...], *, due: datetime) -> None:
    """Call departments on one matter (吹哨); each has its own clock. One that was called already stays as it was.

    Raises
    ------
    BadInputError
        If what is given as a department carries a person's number or name.
    """
    rows = [{"code": code, "department": department, "due_at": due} for department in departments]
    with _told(code=code, deed="call", typed=", ".join(departments)):
        session.execute(insert(Call).values(rows).on_conflict_do_nothing())


def arrive(session: Session, code: str, department: str) -> None:
    """Say that a called department has come (报到).

    Raises
    ------
    NotFoundError
        If it was not called, or has come already.
    """
    come = update(Call).where(Call.code == code, Call.department == department, Call.arrived_at.is_(None))
    if session.execute(come.values(arrived_at=func.greatest(now(), Call.called_at))).rowcount == 0:  # type: ignore[attr-defined]  # an update has it
        raise NotFoundError("loop.errors.not_called", code=code, department=department)


def calls(session: Session, *, code: str | None = None, unanswered: bool = False) -> gpd.GeoDataFrame:
    """Give calls with the place of their matter, latest first: code, department, grid and the three times."""
    columns = list(Call.__table__.columns)
    query = select(*columns).join(Incident, Incident.code == Call.code).order_by(Call.called_at.desc())
    if code is not None:
        query = query.where(Call.code == code)
    if unanswered:
        query = query.where(Call.arrived_at.is_(None))
    return located(session, query, Incident.geom, index=None)


def _require_near(session: Session, report: Report) -> None:
    """Refuse a place in no part of the city, such as latitude and longitude the wrong way round."""
    known = places.whole(session)
    if known is None:
        return
    west, south, east, north = known
    inside = (
        west - _MARGIN <= report.longitude <= east + _MARGIN and south - _MARGIN <= report.latitude <= north + _MARGIN
    )
    if not inside:
        raise BadInputError("loop.errors.far", latitude=report.latitude, longitude=report.longitude)


@contextmanager
def _told(*, code: str, deed: str, typed: str | None) -> Iterator[None]:
    """Turn the database's refusal into a sentence for the reader."""
    try:
        yield
    except DBAPIError as refusal:
        state = getattr(refusal.orig, "sqlstate", None) or ""
        if limits.tells_a_person(refusal):
            raise BadInputError("loop.errors.personal", given=typed or "") from refusal
        if state not in _REFUSALS:
            raise
        raise _REFUSALS[state](f"loop.errors.{state}", code=code, deed=word("loop.deeds", deed)) from refusal
