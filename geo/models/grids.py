"""The grid tree, of any depth: 市 → 区 → 街道 → 片区 → 社区 → 网格."""

from typing import Any

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from geo.frames import GRID_TYPES, LEVELS
from geo.models.base import (
    Base,
    Coded,
    finite,
    geometry,
    not_negative,
    one_of,
    some,
    sound_code,
    sound_geometry,
    spatial,
    tiled,
)


class Grid(Coded, Base):
    """One node of the tree; a leaf is a grid (网格).

    The path is an array of codes, not an ltree: codes are the city's own text, and ltree labels forbid most signs.
    """

    __tablename__ = "grids"
    __table_args__ = (
        one_of("level", LEVELS),
        one_of("type", GRID_TYPES),
        sound_code(),
        sound_geometry(),
        *not_negative("households", "area_m2"),
        *finite("area_m2"),
        *some("name"),
        CheckConstraint("type IS NULL OR level = 'grid'", name="type_of_a_grid"),
        CheckConstraint("position('.' IN code) = 0", name="code_undotted"),
        CheckConstraint("path[array_length(path, 1)] = code", name="path_ends_here"),
        CheckConstraint("path[array_length(path, 1) - 1] IS NOT DISTINCT FROM parent", name="path_through_parent"),
        Index("grids_path_gin", "path", postgresql_using="gin"),
        spatial("grids"),
    )

    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(Text)
    """What a grid is made of (住宅, 商圈 …); null above the grid."""
    parent: Mapped[str | None] = mapped_column(Text, ForeignKey("grids.code", deferrable=True, initially="DEFERRED"))
    path: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Codes from the root down to this node, itself last."""
    households: Mapped[int | None] = mapped_column(Integer)
    area_m2: Mapped[float | None] = mapped_column(Double)
    """Area in the city's metric CRS."""
    geom: Mapped[Any] = geometry("MULTIPOLYGON")
    geom_3857: Mapped[Any] = tiled("MULTIPOLYGON")
