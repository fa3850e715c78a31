"""Camera shares: metres of street seen in each grid, for those who may not see where cameras stand."""

from datetime import datetime

from sqlalchemy import DateTime, Double, ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from geo.models.base import Base, not_negative


class CameraShare(Base):
    """One measure of one grid, worked out over all cameras when cameras, buildings, streets or grids came in."""

    __tablename__ = "camera_shares"
    __table_args__ = (*not_negative("metres"),)

    grid: Mapped[str] = mapped_column(Text, ForeignKey("grids.code", ondelete="CASCADE"), primary_key=True)
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    """``street_m``, ``seen_m``, ``over_m``, or a class of detail such as ``dori_detect_m``."""
    metres: Mapped[float] = mapped_column(Double)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """When it was worked out."""
