"""Limits: the working calendar as the city has it, how long a matter may take, which kinds and units there are."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from geo.clock import WorkCalendar, chinese, plain
from geo.errors import BadInputError, StaleError
from geo.models import (
    AreaGrade,
    CalendarDay,
    CalendarYear,
    Call,
    Grid,
    Incident,
    IncidentKind,
    Limit,
    OfficeHours,
    Standard,
)
from geo.models.base import Base
from geo.store import city, incidents

_CHINA = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"})
"""Zones whose cities keep the State Council's calendar."""
ORDINARY = "B"
"""Grade of an area nobody has graded."""

TABLES: dict[str, type[Base]] = {
    "limits": Limit,
    "kinds": IncidentKind,
    "grades": AreaGrade,
    "days": CalendarDay,
    "years": CalendarYear,
    "office": OfficeHours,
}
"""What the administrator edits as a table."""


def rows(session: Session, name: str) -> pd.DataFrame:
    """Give one of `TABLES` as it stands, in the order of its key."""
    table = TABLES[name].__table__
    found = session.execute(select(*table.columns).order_by(*table.primary_key)).all()
    return pd.DataFrame(found, columns=[column.name for column in table.columns])


def put(session: Session, name: str, given: pd.DataFrame, *, seen: pd.DataFrame) -> None:
    """Write one of `TABLES` whole: what is not among the rows is gone.

    Parameters
    ----------
    seen
        The table as it stood when it was changed, as `rows` gave it.

    Raises
    ------
    StaleError
        If somebody has changed the table since.
    BadInputError
        If a row cannot stand: a number below nought, a node or code that is not there, the same row twice, a person.
    """
    model = TABLES[name]
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"limits {name}"))))  # two who save: one waits
    if not rows(session, name).equals(seen):
        raise StaleError("loop.errors.changed")
    wanted = [{str(key): _value(value) for key, value in row.items()} for row in given.to_dict("records")]
    with _sound():
        session.execute(delete(model))
        if wanted:
            session.execute(insert(model), wanted)


def calendar(session: Session) -> WorkCalendar:
    """Give the city's working calendar: the package's or plain weekdays, with the days set by hand on top."""
    zone = city.get(session).zone
    spans = session.execute(select(OfficeHours.opens, OfficeHours.closes).order_by(OfficeHours.opens)).all()
    days = session.execute(select(CalendarDay.day, CalendarDay.works)).all()
    made = chinese(zone) if zone in _CHINA else plain(zone)
    if spans:
        made = made.with_office([(opens, closes) for opens, closes in spans])
    return made.edited([(day, works) for day, works in days], years=session.scalars(select(CalendarYear.year)))


def unknown_years(session: Session) -> tuple[int, ...]:
    """List the years without a table of holidays among those in which deadlines set here run.

    What an import brought carries its source's own deadlines, on a calendar of its own.
    """
    zone = city.get(session).zone
    local = (func.timezone(zone, func.min(Incident.collected_at)), func.timezone(zone, func.max(Incident.due_at)))
    first, last = session.execute(select(*local).where(Incident.import_id.is_(None))).one()
    if first is None:
        return ()
    years = range(first.year, max(first, last or first).year + 1)
    return calendar(session).unknown_years(date(year, 1, 1) for year in years)


def set_day(session: Session, day: date, *, works: bool, note: str = "") -> None:
    """Set a day by hand: worked or not."""
    _upsert(session, CalendarDay, {"day": day, "works": works, "note": note})


def set_year(session: Session, year: int, *, holidays: Iterable[date] = (), worked: Iterable[date] = ()) -> None:
    """Enter a year's holidays and make-up workdays, and hold the year for known: deadlines in it can be trusted.

    Raises
    ------
    BadInputError
        If a day lies in another year.
    """
    days = {**dict.fromkeys(holidays, False), **dict.fromkeys(worked, True)}
    for day, works in days.items():
        if day.year != year:
            raise BadInputError("loop.errors.other_year", day=day.isoformat(), year=year)
        set_day(session, day, works=works)
    with _sound():
        _upsert(session, CalendarYear, {"year": year})


def set_office(session: Session, spans: Iterable[tuple[time, time]]) -> None:
    """Set the spans of a working day.

    Raises
    ------
    BadInputError
        If a span ends before it begins, or runs into the next.
    """
    given = sorted(spans)
    edges = [edge for span in given for edge in span]
    if not edges or any(one >= other for one, other in pairwise(edges)):
        told = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in given)
        raise BadInputError("loop.errors.office", given=told)
    session.execute(delete(OfficeHours))
    session.execute(insert(OfficeHours), [{"opens": opens, "closes": closes} for opens, closes in given])


def set_limit(
    session: Session,
    incident_class: str,
    *,
    amount: float,
    clock: str,
    subclass: str = "",
    priority: str = "normal",
    grade: str = "",
) -> None:
    """Set how long matters of a kind may take; an empty sub-class or grade stands for all others."""
    key = {"incident_class": incident_class, "subclass": subclass, "priority": priority, "grade": grade}
    _upsert(session, Limit, {**key, "amount": amount, "clock": clock})


def due_at(
    session: Session,
    *,
    incident_class: str,
    subclass: str | None,
    priority: str,
    grid: str | None,
    since: datetime,
) -> datetime | None:
    """Give the deadline of a matter by the closest limit: sub-class before class, the area's own grade before any."""
    area = grade(session, grid)
    found = session.execute(
        select(Limit.amount, Limit.clock)
        .where(
            Limit.incident_class == incident_class,
            Limit.priority == priority,
            or_(Limit.subclass == (subclass or ""), Limit.subclass == ""),
            or_(Limit.grade == area, Limit.grade == ""),
        )
        .order_by((Limit.subclass == "").asc(), (Limit.grade == "").asc())
        .limit(1)
    ).first()
    return calendar(session).due_at(since, found.amount, found.clock) if found else None


def grade(session: Session, grid: str | None) -> str:
    """Give the grade of an area: its own, or that of the nearest node above that has one."""
    path = session.scalar(select(Grid.path).where(Grid.code == grid)) or []
    depth = case({code: place for place, code in enumerate(path)}, value=AreaGrade.node) if path else None
    if depth is None:
        return ORDINARY
    query = select(AreaGrade.grade).where(AreaGrade.node == func.any(path)).order_by(depth.desc()).limit(1)
    return session.scalar(query) or ORDINARY


def lift_after(session: Session) -> dict[str, float]:
    """Give the hours after the deadline at which a matter leaves each level (standards ``lift.…``)."""
    found = session.execute(select(Standard.key, Standard.value).where(Standard.key.startswith("lift."))).all()
    return {key.removeprefix("lift."): float(value) for key, value in found}


def kinds(session: Session) -> pd.DataFrame:
    """Give the city's sub-classes: index code; columns incident_class, name_zh, name_en, department."""
    return rows(session, "kinds").sort_values(["incident_class", "code"]).set_index("code")


def units(session: Session) -> list[str]:
    """Give the units that may be called: those of the city's sub-classes and those that handle matters already."""
    listed = select(IncidentKind.department.label("unit")).union(select(Call.department))
    named = {str(one) for one in session.scalars(listed) if one}
    return sorted(named.union(incidents.vocabulary(session)["departments"]))


def set_kind(
    session: Session, code: str, *, incident_class: str, name_zh: str, name_en: str, department: str | None = None
) -> None:
    """Add a sub-class, or change its names and the unit that is called first."""
    names = {"name_zh": name_zh, "name_en": name_en, "department": department}
    with _sound():
        _upsert(session, IncidentKind, {"code": code, "incident_class": incident_class, **names})


def set_grade(session: Session, node: str, grade: str) -> None:
    """Grade an area; it holds for everything below that has no grade of its own."""
    with _sound():
        _upsert(session, AreaGrade, {"node": node, "grade": grade})


def tells_a_person(refusal: DBAPIError) -> bool:
    """Say whether the database refused what was typed because it carries a person's number or name."""
    constraint = getattr(getattr(refusal.orig, "diag", None), "constraint_name", None) or ""
    return constraint.endswith("no_person_check")


def _upsert(session: Session, model: type[Base], row: dict[str, Any]) -> None:
    keys = [column.name for column in model.__table__.primary_key]
    session.execute(insert(model).values(row).on_conflict_do_update(index_elements=keys, set_=row))


def _value(value: Any) -> Any:
    """Give a cell of an edited table as the database takes it."""
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


@contextmanager
def _sound() -> Iterator[None]:
    """Turn the database's refusal of a row into a sentence for the reader."""
    try:
        yield
    except (IntegrityError, DataError) as refusal:
        if tells_a_person(refusal):
            raise BadInputError("loop.errors.personal_row") from refusal
        detail = getattr(getattr(refusal.orig, "diag", None), "message_detail", None) or refusal.orig
        raise BadInputError("loop.errors.row", detail=str(detail)) from refusal
