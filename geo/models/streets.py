"""Streets: the lines people walk along."""

from typing import Any

from sqlalchemy import Double, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import STREET_CLASSES
from geo.models.base import (
    Base,
    Coded,
    finite,
    geometry,
    not_negative,
    one_of,
    sound_code,
    sound_geometry,
    spatial,
    tiled,
)


class Street(Coded, Base):
    """One stretch of street; stretches meet where they share an end point."""

    __tablename__ = "streets"
    __table_args__ = (
        one_of("street_class", STREET_CLASSES),
        sound_code(),
        sound_geometry(),
        *not_negative("length_m"),
        *finite("length_m"),
        spatial("streets"),
    )

    name: Mapped[str | None] = mapped_column(Text)
    street_class: Mapped[str] = mapped_column(Text)
    walkable: Mapped[bool]
    """People may walk here: no motorway, no tunnel closed to walkers, not foot=no."""
    stairs: Mapped[bool] = mapped_column(default=False)
    bridge: Mapped[bool] = mapped_column(default=False)
    tunnel: Mapped[bool] = mapped_column(default=False)
    layer: Mapped[int] = mapped_column(Integer, default=0)
    """Storey above ground; lines of different layers cross without meeting."""
    length_m: Mapped[float] = mapped_column(Double)
    """Length in the city's metric CRS."""
    geom: Mapped[Any] = geometry("LINESTRING")
    geom_3857: Mapped[Any] = tiled("LINESTRING")
