"""Residents: counts by age band on a building, cell or grid. Never persons."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import BANDS, MEASURES, PLACE_KINDS
from geo.models.base import Base, Imported, geometry, not_negative, one_of, sound_geometry


class Residents(Imported, Base):
    """How many of an age band one place counts; there is no table of persons."""

    __tablename__ = "residents"
    __table_args__ = (
        one_of("place_kind", PLACE_KINDS),
        one_of("measure", MEASURES),
        one_of("band", BANDS),
        sound_geometry(),
        *not_negative("count"),
    )

    place_kind: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    """Code of the building, cell or grid."""
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    """What is counted; dwellings are never called people."""
    band: Mapped[str] = mapped_column(Text, primary_key=True)
    """Age band; ``all`` where the source has no ages."""
    count: Mapped[int] = mapped_column(Integer)
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    geom: Mapped[Any] = geometry("POINT")
    """Where the count is taken to be: a point inside the place."""
