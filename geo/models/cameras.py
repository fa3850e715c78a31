"""Cameras: places and cones, never pictures; and what the law wants known of each."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Double, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import CAMERA_KINDS
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


class Camera(Coded, Base):
    """One camera; what is null is unknown, and analyses declare the default they use for it."""

    __tablename__ = "cameras"
    __table_args__ = (
        one_of("kind", CAMERA_KINDS),
        sound_code(),
        sound_geometry(),
        *not_negative("mount_m", "range_m", "width_px", "storage_days"),
        *finite("mount_m", "range_m"),
        CheckConstraint("width_px > 0", name="width_px_some"),
        CheckConstraint("azimuth_deg >= 0 AND azimuth_deg < 360", name="azimuth_deg_on_the_rose"),
        CheckConstraint("hfov_deg > 0 AND hfov_deg <= 360", name="hfov_deg_an_angle"),
        CheckConstraint("tilt_deg >= -90 AND tilt_deg <= 90", name="tilt_deg_an_angle"),
        spatial("cameras"),
    )

    kind: Mapped[str] = mapped_column(Text)
    mount_m: Mapped[float | None] = mapped_column(Double)
    """Height of the lens above ground."""
    azimuth_deg: Mapped[float | None] = mapped_column(Double)
    """Clockwise from north."""
    hfov_deg: Mapped[float | None] = mapped_column(Double)
    tilt_deg: Mapped[float | None] = mapped_column(Double)
    """Downward from the horizon."""
    range_m: Mapped[float | None] = mapped_column(Double)
    width_px: Mapped[int | None] = mapped_column(Integer)
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    purpose: Mapped[str | None] = mapped_column(Text)
    owner_unit: Mapped[str | None] = mapped_column(Text)
    """Unit that answers for it, never a person."""
    sign: Mapped[bool | None]
    """A sign tells passers-by that there is a camera."""
    angle_reviewed_on: Mapped[date | None] = mapped_column(Date)
    storage_days: Mapped[int | None] = mapped_column(Integer)
    geom: Mapped[Any] = geometry("POINT")
    geom_3857: Mapped[Any] = tiled("POINT")
