"""Buildings: footprints with height, where people live and what cameras cannot see through."""

from typing import Any

from sqlalchemy import Double, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, Coded, finite, geometry, not_negative, sound_code, sound_geometry, spatial, tiled


class Building(Coded, Base):
    """One footprint."""

    __tablename__ = "buildings"
    __table_args__ = (
        sound_code(),
        sound_geometry(),
        *not_negative("height_m", "levels", "households"),
        *finite("height_m"),
        spatial("buildings"),
    )

    use: Mapped[str | None] = mapped_column(Text)
    height_m: Mapped[float | None] = mapped_column(Double)
    levels: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int | None] = mapped_column(Integer)
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    geom: Mapped[Any] = geometry("MULTIPOLYGON")
    geom_3857: Mapped[Any] = tiled("MULTIPOLYGON")
