"""Patrol: planned routes and beats, and the tracks of shifts. Units, never officers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import PATROL_KINDS, TEAMS
from geo.models.base import Base, Coded, geometry, one_of, sound_code, sound_geometry, spatial, tiled


class PatrolRoute(Coded, Base):
    """A line to follow, an area (beat) to cover, or a point that must be visited."""

    __tablename__ = "patrol_routes"
    __table_args__ = (
        one_of("kind", PATROL_KINDS),
        one_of("team", TEAMS),
        sound_code(),
        sound_geometry(),
        spatial("patrol_routes"),
    )

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    team: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    node: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    """Node of the grid tree that plans it."""
    starts: Mapped[str | None] = mapped_column(Text)
    """Planned start of the shift, or when a point's window opens: HH:MM on the city's clock."""
    ends: Mapped[str | None] = mapped_column(Text)
    geom: Mapped[Any] = geometry("GEOMETRY")
    geom_3857: Mapped[Any] = tiled("GEOMETRY")


class PatrolTrack(Coded, Base):
    """One shift's fixes as a measured line; the raw line is deleted after the set number of days."""

    __tablename__ = "patrol_tracks"
    __table_args__ = (
        one_of("team", TEAMS),
        sound_code(),
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        CheckConstraint("st_npoints(geom) <= 100000", name="geom_sound"),
    )

    route: Mapped[str | None] = mapped_column(Text, ForeignKey("patrol_routes.code"), index=True)
    team: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    node: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    geom: Mapped[Any] = geometry("LINESTRINGM", nullable=True, dimension=3)
    """The fixes in order, M = seconds since 1970 UTC; null once the raw fixes are deleted."""
