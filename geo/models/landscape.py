"""Landscape: water, railways and walls that stop walkers, green for the eye, ground that no camera shows."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import LANDSCAPE_KINDS
from geo.models.base import Base, Coded, geometry, one_of, sound_code, sound_geometry, spatial, tiled


class Landscape(Coded, Base):
    """A piece of water, railway, wall, green or private ground: a line, an area, or a forbidden place's point."""

    __tablename__ = "landscape"
    __table_args__ = (one_of("kind", LANDSCAPE_KINDS), sound_code(), sound_geometry(), spatial("landscape"))

    name: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    geom: Mapped[Any] = geometry("GEOMETRY")
    geom_3857: Mapped[Any] = tiled("GEOMETRY")
