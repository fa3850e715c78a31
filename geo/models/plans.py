"""Plans: named sets of changes to facilities that planners compare with today. Nothing in them is built yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Double, ForeignKey, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geo.frames import FACILITY_KINDS
from geo.models.base import LARGEST_GEOMETRY, Base, geometry, not_negative, one_of, sound_code, sound_geometry


class Plan(Base):
    """One plan; its link is its code."""

    __tablename__ = "plans"
    __table_args__ = (
        sound_code(),
        CheckConstraint(
            f"NOT st_isempty(forbidden) AND st_npoints(forbidden) <= {LARGEST_GEOMETRY} AND st_isvalid(forbidden)",
            name="forbidden_sound",
        ),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text)
    """Post it belongs to: nobody else but an administrator changes it or takes it away."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
    forbidden: Mapped[Any] = geometry("MULTIPOLYGON", nullable=True)
    """Where the planner allows nothing to be built."""
    changes: Mapped[list["PlanChange"]] = relationship(
        order_by="PlanChange.number", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class PlanChange(Base):
    """One change of a plan: a facility added, moved, closed or resized."""

    __tablename__ = "plan_changes"
    __table_args__ = (
        one_of("deed", ("add", "move", "close", "resize")),
        one_of("kind", FACILITY_KINDS),
        *not_negative("capacity", "cost"),
        sound_geometry(),
        CheckConstraint("deed NOT IN ('add', 'move') OR geom IS NOT NULL", name="placed"),
    )

    plan: Mapped[str] = mapped_column(Text, ForeignKey("plans.code", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Changes apply in this order."""
    deed: Mapped[str] = mapped_column(Text)
    facility: Mapped[str] = mapped_column(Text)
    """Code of a facility that is there, or a new one's; no foreign key: a plan outlives what it closes."""
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    capacity: Mapped[float | None] = mapped_column(Double)
    cost: Mapped[float] = mapped_column(Double)
    """In the city's own unit (ten thousand yuan)."""
    geom: Mapped[Any] = geometry("POINT", nullable=True)
