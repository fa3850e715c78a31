"""Incidents: a matter at a place, moving through six stages. No caller, no party, no name."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import CHANNELS, INCIDENT_CLASSES, LEVELS, PRIORITIES, STAGES
from geo.models.base import (
    Base,
    Coded,
    Xid8,
    geometry,
    not_negative,
    one_of,
    sound_code,
    sound_geometry,
    spatial,
    tiled,
)

_REACHED = "CASE " + " ".join(f"WHEN {stage}_at IS NOT NULL THEN '{stage}'" for stage in reversed(STAGES)) + " END"

_TYPED = "import_id IS NOT NULL OR NOT tells_a_person(coalesce(subclass, '') || ' ' || coalesce(department, ''))"
"""An import is read by its own door; what has no import was typed in."""


def _in_order() -> list[CheckConstraint]:
    """Refuse a stage that is reached before an earlier one; missing stages are allowed (older systems lack them)."""
    times = [f"{stage}_at" for stage in STAGES]
    return [
        CheckConstraint(f"{later} >= greatest({', '.join(times[:place])})", name=f"{later}_in_order")
        for place, later in enumerate(times)
        if place
    ]


_FINITE = (
    "isfinite(collected_at) AND isfinite(coalesce(called_at, responded_at, handled_at, collected_at))"
    " AND isfinite(coalesce(evaluated_at, verified_at, handled_at, collected_at))"
    " AND isfinite(coalesce(due_at, collected_at))"
)
"""Stages are in order, so that the first and the last of them hold the others."""


class Incident(Coded, Base):
    """One matter: place, class and times."""

    __tablename__ = "incidents"
    __table_args__ = (
        one_of("incident_class", INCIDENT_CLASSES),
        one_of("channel", CHANNELS),
        one_of("priority", PRIORITIES),
        one_of("level", LEVELS),
        sound_code(),
        sound_geometry(),
        *not_negative("reopened", "handovers"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_one_to_five"),
        *_in_order(),
        CheckConstraint(_TYPED, name="no_person"),
        CheckConstraint(_FINITE, name="times_finite"),
        Index("incidents_grid_collected_at_ix", "grid", "collected_at"),
        Index("incidents_collected_at_code_ix", "collected_at", "code"),
        Index("incidents_verified_at_ix", "verified_at"),
        Index("incidents_evaluated_at_ix", "evaluated_at"),
        Index("incidents_changed_ix", "changed"),
        spatial("incidents"),
    )

    incident_class: Mapped[str] = mapped_column(Text)
    subclass: Mapped[str | None] = mapped_column(Text)
    """The city's own sub-class."""
    channel: Mapped[str] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(Text)
    """Unit that handles it; null while nobody does."""
    priority: Mapped[str] = mapped_column(Text, default="normal", server_default="normal")
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"))
    """Null outside every grid."""
    level: Mapped[str] = mapped_column(Text, default="grid", server_default="grid")
    """Level that holds it after escalation."""
    collected_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    responded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    handled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """核实结项: the matter is closed from here on."""
    evaluated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stage: Mapped[str] = mapped_column(Text, Computed(_REACHED, persisted=True))
    """Stage reached: derived from the times by the database, so the two cannot disagree."""
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Deadline for 核实结项."""
    reopened: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    handovers: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger)
    changed: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    """Transaction that last wrote the row; a trigger keeps it. The packed copy asks for what is newer than it."""
    geom: Mapped[Any] = geometry("POINT")
    geom_3857: Mapped[Any] = tiled("POINT")
