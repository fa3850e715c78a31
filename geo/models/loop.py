"""The loop: every step a matter took, the calls of a street on departments, and the limits its clock runs by."""

from datetime import date, datetime, time

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    Time,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from geo.clock import CLOCKS
from geo.frames import INCIDENT_CLASSES, LEVELS, PRIORITIES, STAGES
from geo.models.base import Base, Xid8, no_person, one_of, sound_code

DEEDS = ("file", "call", "assign", "respond", "handle", "verify", "return", "evaluate", "reopen", "escalate")
GRADES = ("A", "B", "C")
"""Grades of areas: core, ordinary, outer. Limits may differ by them."""


class IncidentStep(Base):
    """One step of a matter: adding the row is taking the step; the database checks it and moves the matter."""

    __tablename__ = "incident_log"
    __table_args__ = (
        one_of("deed", DEEDS),
        one_of("stage", STAGES),
        one_of("level", LEVELS),
        no_person("unit"),
        Index("incident_log_code_seq_ix", "code", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    code: Mapped[str] = mapped_column(Text, ForeignKey("incidents.code", ondelete="CASCADE"))
    grid: Mapped[str | None] = mapped_column(Text)
    """Of the matter, written by the database: who may see the matter may see its steps."""
    deed: Mapped[str] = mapped_column(Text)
    stage: Mapped[str | None] = mapped_column(Text)
    """Reached by the step."""
    level: Mapped[str | None] = mapped_column(Text)
    """That holds the matter after the step."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    role: Mapped[str] = mapped_column(Text, server_default="")
    """Acting role, written by the database from the session."""
    post: Mapped[str] = mapped_column(Text, server_default="")
    """Acting post, written by the database from the session; finder, fixer and verifier are three."""
    unit: Mapped[str | None] = mapped_column(Text)
    """Acting unit; for a call or an assignment the unit that is to act."""
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger)
    """With an evaluation, 1–5."""


class IncidentGone(Base):
    """Matters that were deleted, so that the packed copy lets go of them."""

    __tablename__ = "incidents_gone"
    __table_args__ = (Index("incidents_gone_changed_ix", "changed"),)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """64-bit hash of the matter's code; the code itself is gone."""
    changed: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"), primary_key=True)


class Call(Base):
    """吹哨: a street calls a department on a matter; 报到: it comes, within its own time."""

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("arrived_at >= called_at", name="comes_after_call"),
        no_person("department"),
        Index("calls_unanswered_ix", "grid", postgresql_where=text("arrived_at IS NULL")),
    )

    code: Mapped[str] = mapped_column(Text, ForeignKey("incidents.code", ondelete="CASCADE"), primary_key=True)
    department: Mapped[str] = mapped_column(Text, primary_key=True)
    grid: Mapped[str | None] = mapped_column(Text)
    called_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    arrived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class IncidentKind(Base):
    """A sub-class of one of the four classes, as this city names it."""

    __tablename__ = "incident_kinds"
    __table_args__ = (
        one_of("incident_class", INCIDENT_CLASSES),
        sound_code(),
        no_person("code || ' ' || name_zh || ' ' || name_en || ' ' || coalesce(department, '')"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    incident_class: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(Text)
    """Unit that is called first (duty list); null if the street decides."""


class Limit(Base):
    """How long a matter may take: by class or sub-class, priority and grade of the area; the closest row counts."""

    __tablename__ = "limits"
    __table_args__ = (
        one_of("incident_class", INCIDENT_CLASSES),
        one_of("priority", PRIORITIES),
        one_of("clock", CLOCKS),
        CheckConstraint("grade IN ('', 'A', 'B', 'C')", name="grade_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    incident_class: Mapped[str] = mapped_column(Text, primary_key=True)
    subclass: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    """Empty: every sub-class that has no row of its own."""
    priority: Mapped[str] = mapped_column(Text, primary_key=True, server_default="normal")
    grade: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    """Empty: every grade that has no row of its own."""
    amount: Mapped[float] = mapped_column(Double)
    clock: Mapped[str] = mapped_column(Text)


class AreaGrade(Base):
    """Grade of a node of the grid tree; it holds for everything below that has none of its own."""

    __tablename__ = "area_grades"
    __table_args__ = (one_of("grade", GRADES),)

    node: Mapped[str] = mapped_column(Text, ForeignKey("grids.code", ondelete="CASCADE"), primary_key=True)
    grade: Mapped[str] = mapped_column(Text)


class CalendarDay(Base):
    """A day the administrator has set by hand: worked or not, whatever the weekday or the package says."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, server_default="")


class CalendarYear(Base):
    """A year whose holidays are all entered, so that deadlines in it can be trusted."""

    __tablename__ = "calendar_years"
    __table_args__ = (CheckConstraint("year BETWEEN 1990 AND 2099", name="in_reach"),)

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class OfficeHours(Base):
    """A span of a working day; with no row the usual ones hold (9:00–12:00 and 13:30–17:30)."""

    __tablename__ = "office_hours"
    __table_args__ = (CheckConstraint("closes > opens", name="in_order"),)

    opens: Mapped[time] = mapped_column(Time, primary_key=True)
    closes: Mapped[time] = mapped_column(Time)


class DefaultPoint(Base):
    """A fallback coordinate on which tickets are parked, as the packed copy has found it; maps leave it out."""

    __tablename__ = "default_points"

    lon_e7: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Degrees times ten million."""
    lat_e7: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)
    kinds: Mapped[int] = mapped_column(Integer)
    """Different kinds of matters parked there."""
