"""What patrol tracks said of streets: visits, which outlive the raw fixes, and how well each track matched."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Double, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import TEAMS
from geo.models.base import Base, not_negative, one_of


class PatrolVisit(Base):
    """One stay on one street inside one grid, until it is left: metres from the street's beginning."""

    __tablename__ = "patrol_visits"
    __table_args__ = (
        one_of("team", TEAMS),
        *not_negative("from_m"),
        CheckConstraint("to_m >= from_m", name="ends_after_beginning"),
        CheckConstraint("left_at >= entered_at", name="left_after_entered"),
    )

    track: Mapped[str] = mapped_column(Text, ForeignKey("patrol_tracks.code", ondelete="CASCADE"), primary_key=True)
    stay: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Number of the stay within its track; a stay that crosses grid borders has several parts."""
    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    street: Mapped[str] = mapped_column(Text, ForeignKey("streets.code", ondelete="CASCADE"), index=True)
    grid: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code"), index=True)
    """Null outside every grid."""
    team: Mapped[str] = mapped_column(Text)
    from_m: Mapped[float] = mapped_column(Double)
    to_m: Mapped[float] = mapped_column(Double)
    entered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    left_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PatrolMatch(Base):
    """How a track matched: fixes, those set aside and why, the share on streets, the mean offset."""

    __tablename__ = "patrol_matches"
    __table_args__ = (*not_negative("fixes", "set_aside", "matched", "gaps", "walked_m"),)

    track: Mapped[str] = mapped_column(Text, ForeignKey("patrol_tracks.code", ondelete="CASCADE"), primary_key=True)
    fixes: Mapped[int] = mapped_column(Integer)
    set_aside: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[str | None] = mapped_column(Text)
    """Why fixes were set aside, ``speed 3, clock 1``; null if none was."""
    matched: Mapped[int] = mapped_column(Integer)
    """Believed fixes on a street."""
    mean_offset_m: Mapped[float | None] = mapped_column(Double)
    walked_m: Mapped[float] = mapped_column(Double)
    gaps: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(Text)
    """Of the raw fixes that were matched: a track that came in anew is matched anew."""
