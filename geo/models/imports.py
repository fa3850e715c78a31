"""Imports: what came in, from where, as of when; and the rows that could not be kept, with every reason."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Identity, Integer, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import TREATIES
from geo.models.base import Base, not_negative, one_of


class Import(Base):
    """One file (or layer of a file) taken in."""

    __tablename__ = "imports"
    __table_args__ = (
        *not_negative("read", "kept", "quarantined", "skipped"),
        CheckConstraint("read = kept + quarantined + skipped", name="nothing_lost"),
        one_of("kind", tuple(noun for noun in TREATIES if noun != "fixes")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)
    """File name without folder."""
    layer: Mapped[str | None] = mapped_column(Text)
    read: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(Integer)
    """Rows written: new or changed."""
    quarantined: Mapped[int] = mapped_column(Integer)
    skipped: Mapped[int] = mapped_column(Integer)
    """Rows that were there already, unchanged, or that a filter of the manifest leaves out."""
    data_date: Mapped[date | None] = mapped_column(Date)
    """Date the data speak of."""
    credit: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    post: Mapped[str] = mapped_column(Text)
    """Post that brought it in."""


class FollowedImport(Base):
    """An import after which a post has worked out anew what it keeps."""

    __tablename__ = "followed_imports"

    post: Mapped[str] = mapped_column(Text, primary_key=True)
    """Post of the upkeep that followed, not the one that brought the file in."""
    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)


class QuarantinedRow(Base):
    """A row that could not be kept: its raw values and every reason."""

    __tablename__ = "quarantined_rows"
    __table_args__ = (CheckConstraint("jsonb_array_length(reasons) > 0", name="reasons_some"),)

    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Row of the file, the first data row being 1."""
    raw: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Locale key and values of each reason."""
