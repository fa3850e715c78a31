"""What all mapped classes share: constraint names, the row's own code, its import, and geometry that is kept sound."""

from collections.abc import Sequence
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, MetaData, Text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from geo.crs import STORED, WEB

LARGEST_GEOMETRY = 100_000
"""Most points one geometry may have; a larger one is a mistake or an attack."""

CODE_PATTERN = r"^[^,<>\"'`\\;[:cntrl:]]{1,200}$"
"""Codes travel in URLs and in comma-joined settings, so the signs that would break those are refused."""


class Base(DeclarativeBase):
    """Base of all mapped classes."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_ix",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )


class Xid8(UserDefinedType[str]):
    """A transaction's number that never wraps round: later ones are larger."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Give the type as PostgreSQL names it."""
        return "xid8"


ischema_names["xid8"] = Xid8  # so that a database is read back as it was declared


class Imported:
    """Rows that came in with an import: where they came from and as of when stands there."""

    import_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("imports.id"), index=True)
    """The import that last wrote the row; null for rows filed by hand."""


class Coded(Imported):
    """Rows with a natural key: the source's own code, so that a second import updates and never doubles."""

    code: Mapped[str] = mapped_column(Text, primary_key=True)


def geometry(kind: str, *, nullable: bool = False, dimension: int = 2) -> Mapped[Any]:
    """Declare the lasting geometry of a row, in CGCS2000."""
    return mapped_column(Geometry(kind, srid=STORED, dimension=dimension, spatial_index=False), nullable=nullable)


def tiled(kind: str) -> Mapped[Any]:
    """Declare the same geometry in Web Mercator, kept by the database for tiles; nothing is measured in it."""
    return mapped_column(
        Geometry(kind, srid=WEB, spatial_index=False), Computed("st_transform(geom, 3857)", persisted=True)
    )


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """Refuse a code that is not in the vocabulary."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def sound_code() -> CheckConstraint:
    """Refuse a code that would break a link or a list."""
    pattern = CODE_PATTERN.replace("'", "''")
    return CheckConstraint(f"code ~ '{pattern}'", name="code_plain")


def no_person(typed: str) -> CheckConstraint:
    """Refuse a person's number or name in what readers type; the database knows how they look."""
    return CheckConstraint(f"NOT tells_a_person({typed})", name="no_person")


def sound_geometry() -> CheckConstraint:
    """Refuse geometry that is empty, invalid, huge or off the globe."""
    return CheckConstraint(
        f"NOT st_isempty(geom) AND st_npoints(geom) <= {LARGEST_GEOMETRY} AND st_isvalid(geom) "
        "AND st_xmin(geom) >= -180 AND st_xmax(geom) <= 180 AND st_ymin(geom) >= -85 AND st_ymax(geom) <= 85",
        name="geom_sound",
    )


def not_negative(*columns: str) -> list[CheckConstraint]:
    """Refuse counts and measures below zero."""
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative") for column in columns]


def finite(*columns: str) -> list[CheckConstraint]:
    """Refuse measures that are no number or without end; both count as greater than all numbers."""
    return [CheckConstraint(f"{column} < 'Infinity'", name=f"{column}_finite") for column in columns]


def some(*columns: str) -> list[CheckConstraint]:
    """Refuse texts that are there and say nothing."""
    return [CheckConstraint(f"{column} <> ''", name=f"{column}_some") for column in columns]


def spatial(table: str, column: str = "geom_3857") -> Index:
    """Index a geometry column."""
    return Index(f"{table}_{column}_gist", column, postgresql_using="gist")
