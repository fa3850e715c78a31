"""Standards: norms with value, unit, source and how they were checked."""

from sqlalchemy import CheckConstraint, Double, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, one_of


class Standard(Base):
    """One norm; seeded from `geo.standards`, edited by the administrator."""

    __tablename__ = "standards"
    __table_args__ = (
        one_of("status", ("V", "V2", "R", "own")),
        CheckConstraint("value > '-Infinity' AND value < 'Infinity'", name="value_finite"),
    )

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[float] = mapped_column(Double)
    unit: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    """V in the source itself, V2 second hand, R recalled, own: this project's choice."""
