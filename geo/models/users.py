"""Users: posts with a role and a reach in the grid tree, never persons."""

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from geo.access import ROLES
from geo.models.base import Base, one_of


class User(Base):
    """A post (岗位) that signs in."""

    __tablename__ = "users"
    __table_args__ = (one_of("role", ROLES),)

    post: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    scope: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    """Nodes of the grid tree the post reaches."""
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
