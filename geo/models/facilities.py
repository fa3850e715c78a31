"""Facilities: care, health, childcare, service centres, police, 综治 centres."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import FACILITY_KINDS, FACILITY_LEVELS
from geo.models.base import (
    Base,
    Coded,
    geometry,
    not_negative,
    one_of,
    some,
    sound_code,
    sound_geometry,
    spatial,
    tiled,
)


class Facility(Coded, Base):
    """A place that serves people."""

    __tablename__ = "facilities"
    __table_args__ = (
        one_of("kind", FACILITY_KINDS),
        one_of("level", FACILITY_LEVELS),
        sound_code(),
        sound_geometry(),
        *not_negative("capacity"),
        *some("name"),
        spatial("facilities"),
    )

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, index=True)
    level: Mapped[str | None] = mapped_column(Text)
    capacity: Mapped[int | None] = mapped_column(Integer)
    """Beds, places or seats; null if unknown, which is not zero."""
    hours: Mapped[str | None] = mapped_column(Text)
    """Opening hours in OSM's notation."""
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    geom: Mapped[Any] = geometry("POINT")
    geom_3857: Mapped[Any] = tiled("POINT")
