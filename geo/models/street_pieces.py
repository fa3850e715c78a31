"""Streets cut at the borders of grids: one cut for every reader, so that lengths agree whoever asks."""

from sqlalchemy import CheckConstraint, Double, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, not_negative


class StreetPiece(Base):
    """A stretch of one street inside one grid, in metres from the street's beginning."""

    __tablename__ = "street_pieces"
    __table_args__ = (*not_negative("from_m"), CheckConstraint("to_m >= from_m", name="ends_after_beginning"))

    street: Mapped[str] = mapped_column(Text, ForeignKey("streets.code", ondelete="CASCADE"), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    """Null outside every grid."""
    from_m: Mapped[float] = mapped_column(Double)
    to_m: Mapped[float] = mapped_column(Double)
