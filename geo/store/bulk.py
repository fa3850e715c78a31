"""Many rows at once: staged by COPY in a temporary table, then merged under the writer's own rights.

COPY cannot go through row-level security, INSERT can; so rows are copied to a table that is gone with the
transaction, and inserted from there. A row that is there already, unchanged, is left alone.
"""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import shapely
from psycopg import Connection as Driver
from sqlalchemy import Column, Table, column, func, literal_column, select, table, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.crs import STORED, to_stored
from geo.models.base import Base

_CHUNK = 50_000


@dataclass(frozen=True)
class Written:
    """What became of the rows: added, changed, or the same as before."""

    added: int
    changed: int
    same: int

    def __add__(self, other: "Written") -> "Written":
        return Written(self.added + other.added, self.changed + other.changed, self.same + other.same)


def upsert(session: Session, model: type[Base], frame: pd.DataFrame, import_id: int | None) -> Written:
    """Add the frame's rows by their natural key, or change those that differ.

    Parameters
    ----------
    session
        From `geo.store.session.writing`.
    model
        Mapped class; the primary key is the natural key.
    frame
        Columns named as the model's; the index is the first key column unless that is a column.
        Geometry in any known CRS.
        Keys must be unique in the frame. Columns the model does not have are a mistake.
    import_id
        The import the rows belong to.

    Returns
    -------
    Written
        Counts that add up to the frame's rows.
    """
    target = model.__table__
    if not isinstance(target, Table):
        raise TypeError(f"{model.__name__} has no table")
    written = Written(0, 0, 0)
    for start in range(0, len(frame), _CHUNK):
        staged = _ready(frame.iloc[start : start + _CHUNK], target, import_id)
        name = _stage(session, target, staged)
        written += _merge(session, target, name, list(staged.columns), len(staged))
    return written


def _ready(frame: pd.DataFrame, target: Table, import_id: int | None) -> pd.DataFrame:
    """Give the rows as COPY wants them: database column names, geometry as hex EWKB."""
    key = next(iter(target.primary_key)).name
    flat = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if key not in flat.columns:
        flat.insert(0, key, frame.index.astype(str))
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = to_stored(frame).geometry.to_numpy()
        flat["geom"] = shapely.to_wkb(shapely.set_srid(shapes, STORED), hex=True, include_srid=True)
    if "import_id" in target.c:
        flat["import_id"] = pd.array([import_id] * len(flat), dtype="Int64")
    unknown = set(flat.columns) - set(target.c.keys())
    if unknown:
        raise ValueError(f"{target.name} has no columns {sorted(unknown)}")
    for name in flat.columns:
        if target.c[name].type.python_type is int and not pd.api.types.is_integer_dtype(flat[name]):
            flat[name] = flat[name].astype("Int64")
    return flat


def _stage(session: Session, target: Table, staged: pd.DataFrame) -> str:
    name = f"staged_{target.name}"
    listed = ", ".join(f'"{one}"' for one in staged.columns)
    connection = session.connection()
    connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{name}"))
    connection.execute(
        text(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {listed} FROM {target.name} WITH NO DATA")  # noqa: S608 - the model's own names
    )
    driver = connection.connection.driver_connection
    if not isinstance(driver, Driver):
        raise TypeError("the database is not spoken to by psycopg")
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({listed}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(_csv(staged))
    return name


def _csv(staged: pd.DataFrame) -> bytes:
    """Write CSV in which nothing is null and the quoted empty text is empty text."""
    plain = staged.copy(deep=False)
    for name in plain.select_dtypes(object):
        if isinstance(next(iter(plain[name].dropna()), None), list):
            plain[name] = plain[name].map(_array)
    buffer = pa.BufferOutputStream()
    rows = pa.Table.from_pandas(plain, preserve_index=False)
    pa.csv.write_csv(rows, buffer, pa.csv.WriteOptions(include_header=False, quoting_style="needed"))
    return bytes(buffer.getvalue())


def _array(values: list[str]) -> str:
    """Write a text array as PostgreSQL reads it."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _merge(session: Session, target: Table, name: str, names: list[str], rows: int) -> Written:
    source = table(name, *(column(one) for one in names))
    rows_in = select(*source.c)
    if "geom" in names:  # PostGIS orders along a Hilbert curve: neighbours share pages, and a tile reads few of them
        rows_in = rows_in.order_by(source.c.geom)
    adding = insert(target).from_select(names, rows_in)
    keys = [one.name for one in target.primary_key]
    compared: list[Column[object]] = [target.c[one] for one in names if one not in {*keys, "import_id"}]
    changing = adding.on_conflict_do_update(
        index_elements=keys,
        set_={one: adding.excluded[one] for one in names if one not in keys},
        where=tuple_(*compared).is_distinct_from(tuple_(*(adding.excluded[one.name] for one in compared))),
    )
    merged = changing.returning(literal_column("(xmax = 0)").label("fresh")).cte("merged")
    query = select(func.count().filter(merged.c.fresh), func.count()).select_from(merged)
    added, touched = session.execute(query).one()
    return Written(added, touched - added, rows - touched)
