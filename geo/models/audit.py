"""Audit: one entry a deed, written in the deed's own transaction, never changed."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base


class AuditEntry(Base):
    """Who (as a post) did what to which object. Nothing personal stands in it."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    post: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    deed: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text, unique=True)
    """Idempotency key: a deed with a key that is here already is not done again."""
