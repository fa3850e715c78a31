"""Limits: the working calendar as the city has it, how long a matter may take, and which kinds there are."""

from collections.abc import Iterable
from datetime import date, datetime, time

import pandas as pd
from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.clock import WorkCalendar, chinese, plain
from geo.models import AreaGrade, CalendarDay, Call, Grid, Incident, IncidentKind, Limit, OfficeHours, Standard
from geo.store import city

_CHINA = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"})
"""Zones whose cities keep the State Council's calendar."""
ORDINARY = "B"
"""Grade of an area nobody has graded."""


def calendar(session: Session) -> WorkCalendar:
    """Give the city's working calendar: the package's or plain weekdays, with the days set by hand on top."""
    zone = city.get(session).zone
    spans = session.execute(select(OfficeHours.opens, OfficeHours.closes).order_by(OfficeHours.opens)).all()
    days = session.execute(select(CalendarDay.day, CalendarDay.works)).all()
    made = chinese(zone) if zone in _CHINA else plain(zone)
    if spans:
        made = made.with_office([(opens, closes) for opens, closes in spans])
    return made.edited([(day, works) for day, works in days], years=sorted({day.year for day, _ in days}))


def set_day(session: Session, day: date, *, works: bool, note: str = "") -> None:
    """Set a day by hand: worked or not."""
    row = {"day": day, "works": works, "note": note}
    session.execute(insert(CalendarDay).values(row).on_conflict_do_update(index_elements=["day"], set_=row))


def set_office(session: Session, spans: Iterable[tuple[time, time]]) -> None:
    """Set the spans of a working day."""
    session.execute(delete(OfficeHours))
    session.execute(insert(OfficeHours), [{"opens": opens, "closes": closes} for opens, closes in spans])


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
    value = {"amount": amount, "clock": clock}
    statement = insert(Limit).values({**key, **value})
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=value))


def limits(session: Session) -> pd.DataFrame:
    """Give every limit: class, sub-class, priority, grade, amount, clock."""
    columns = list(Limit.__table__.columns)
    rows = session.execute(select(*columns).order_by(*columns[:4])).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns])


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
    rows = session.execute(select(Standard.key, Standard.value).where(Standard.key.startswith("lift."))).all()
    return {key.removeprefix("lift."): float(value) for key, value in rows}


def kinds(session: Session) -> pd.DataFrame:
    """Give the city's sub-classes: index code; columns incident_class, name_zh, name_en, department."""
    columns = list(IncidentKind.__table__.columns)
    rows = session.execute(select(*columns).order_by(IncidentKind.incident_class, IncidentKind.code)).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns]).set_index("code")


def units(session: Session) -> list[str]:
    """Give the units that may be called: those of the city's sub-classes and those that handle matters already."""
    listed = select(IncidentKind.department.label("unit")).union(select(Incident.department), select(Call.department))
    return sorted(str(one) for one in session.scalars(listed) if one)


def set_kind(
    session: Session, code: str, *, incident_class: str, name_zh: str, name_en: str, department: str | None = None
) -> None:
    """Add a sub-class, or change its names and the unit that is called first."""
    row = {
        "code": code,
        "incident_class": incident_class,
        "name_zh": name_zh,
        "name_en": name_en,
        "department": department,
    }
    session.execute(insert(IncidentKind).values(row).on_conflict_do_update(index_elements=["code"], set_=row))


def set_grade(session: Session, node: str, grade: str) -> None:
    """Grade an area; it holds for everything below that has no grade of its own."""
    row = {"node": node, "grade": grade}
    session.execute(insert(AreaGrade).values(row).on_conflict_do_update(index_elements=["node"], set_=row))
