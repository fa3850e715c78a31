"""Revision: how often the data have changed; caches are keyed by it."""

from sqlalchemy import BigInteger, CheckConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base


class Revision(Base):
    """One row, counted up at the end of every deed in the deed's own transaction.

    A sequence would not do: its next value is seen before the deed is, and a cache filled in between would keep
    old rows under the new number.
    """

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
