"""The city of this data folder: one row."""

from sqlalchemy import CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base


class City(Base):
    """The place whose data stands here; a data folder holds one."""

    __tablename__ = "city"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("timezone(zone, timestamptz '2000-01-01 00:00+00') IS NOT NULL", name="zone_somewhere"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    made_up: Mapped[bool]
    """Whether the place is invented; every page says so."""
    zone: Mapped[str] = mapped_column(Text)
    """IANA time zone of the city's wall clock."""
    metric_crs: Mapped[int]
    """EPSG code of the projected CRS in which lengths and areas are measured."""
    credit: Mapped[str] = mapped_column(Text, default="")
    """Credit line shown on every map of this place."""
    weight_note: Mapped[str] = mapped_column(Text, default="")
    """What stands in for a head-count by age where there is none; empty where there is one."""
