"""Fetching incidents for the packed copy: one COPY of rows of equal width, read straight into arrays.

Text would have to be written and parsed a thousand million times; here every field has its fixed place, absent
instants are the lowest number, and codes are looked up in the books by the database.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from psycopg import Connection as Driver
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Float,
    Integer,
    Select,
    String,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    values,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from geo.frames import CHANNELS, LEVELS, PRIORITIES, STAGE_TIMES
from geo.models import Grid, Incident
from geo.models.base import Xid8
from geo.packed import EPOCH, FIELDS, MISSING, Books

Say = Callable[[int, int], None]
"""Told how many rows are in, of about how many."""

Array = npt.NDArray[Any]
_INSTANTS = (*STAGE_TIMES, "due_at")
_BATCH = 250_000
_LAYOUT = np.dtype(
    [("fields", ">i2")]
    + [
        item
        for name, kind in (
            *((one, ">i8") for one in (*_INSTANTS, "key", "codes")),
            *((one, ">f8") for one in ("lon", "lat")),
            *((one, ">i4") for one in ("grid", "kind", "department", "counts")),
        )
        for item in ((f"{name}_width", ">i4"), (name, kind))
    ]
)
"""A binary COPY row: number of fields, then width and value of each."""


def books_of(session: Session, known: Books, *, since: str | None = None) -> Books:
    """Give the books with every grid, and every kind and department of the incidents (changed since)."""
    grids = [str(code) for code in session.scalars(select(Grid.code).order_by(Grid.code))]
    kind = (Incident.incident_class, func.coalesce(Incident.subclass, ""), func.coalesce(Incident.department, ""))
    found = session.execute(select(*kind).where(_since(since)).distinct().order_by(*kind)).all()
    return known.with_names(grids, [(one, sub) for one, sub, _ in found], [unit for _, _, unit in found])


def rows(
    session: Session, books: Books, *, zone: str, since: str | None = None, say: Say | None = None
) -> dict[str, Array]:
    """Give incidents (changed since a transaction) as raw rows for `geo.packed.pack`.

    Parameters
    ----------
    session
        Of an actor who sees every row.
    books
        Hold every name that occurs.
    zone
        Time zone of the city's clock.
    since
        Transaction number; None for all rows.
    say
        Told of the progress.
    """
    total = _about(session) if since is None else 0
    batches: list[dict[str, Array]] = []
    waiting: list[bytes] = []
    count, first = 0, True
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, Driver):
        raise TypeError("the database is not spoken to by psycopg")
    # A COPY takes no parameters, so psycopg leaves its text alone: a % in a name must not be doubled for it.
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    statement = _query(books, since).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    with driver.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT binary)".encode()) as copy:
        for message in copy:
            waiting.append(bytes(message))
            count += 1
            if count % _BATCH == 0:
                batches.append(_read(waiting, zone, first=first))
                waiting, first = [], False
                if say:
                    say(count, max(total, count))
    batches.append(_read(waiting, zone, first=first))
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}


def _query(books: Books, since: str | None) -> Select[Any]:
    grid = _book("grid_book", [(name, code) for code, name in enumerate(books.grids) if name], 1)
    kind = _book("kind_book", [(*names, code) for code, names in enumerate(books.kinds)], 2)
    unit = _book("unit_book", [(name, code) for code, name in enumerate(books.departments) if name], 1)
    codes = (_place(Incident.channel, CHANNELS) * 256 + _place(Incident.level, LEVELS)) * 256 + _place(
        Incident.priority, PRIORITIES
    )
    counts = (
        func.least(Incident.reopened, 255) * 65536
        + func.least(Incident.handovers, 255) * 256
        + func.coalesce(Incident.satisfaction, 0)
    )
    never = cast(literal_column("'-infinity'"), DateTime(timezone=True))
    fields: list[ColumnElement[Any]] = [func.coalesce(getattr(Incident, name), never) for name in _INSTANTS]
    fields += [
        cast(func.hashtextextended(Incident.code, 0), BigInteger),
        cast(codes, BigInteger),
        cast(func.st_x(Incident.geom), Float(53)),
        cast(func.st_y(Incident.geom), Float(53)),
        *(cast(func.coalesce(book.c.place, 0), Integer) for book in (grid, kind, unit)),
        cast(counts, Integer),
    ]
    sub = func.coalesce(Incident.subclass, "")
    joined = (
        Incident.__table__.outerjoin(grid, grid.c.name_0 == Incident.grid)
        .outerjoin(kind, and_(kind.c.name_0 == Incident.incident_class, kind.c.name_1 == sub))
        .outerjoin(unit, unit.c.name_0 == Incident.department)
    )
    return select(*fields).select_from(joined).where(_since(since))


def _since(since: str | None) -> ColumnElement[bool]:
    return true() if since is None else Incident.changed >= cast(literal(since), Xid8)


def _book(name: str, entries: list[tuple[Any, ...]], names: int) -> Any:
    columns = [column(f"name_{place}", String) for place in range(names)]
    nothing = (*[""] * names, 0)
    return values(*columns, column("place", Integer), name=name).data(entries or [nothing]).alias(name)


def _place(code: Any, book: tuple[str, ...]) -> ColumnElement[int]:
    return func.array_position(postgresql.array(book), code) - 1


def _about(session: Session) -> int:
    """Give about how many rows there are, without counting them."""
    guess = session.scalar(text("SELECT reltuples::bigint FROM pg_class WHERE oid = 'incidents'::regclass"))
    return max(int(guess or 0), 0)


def _read(messages: list[bytes], zone: str, *, first: bool) -> dict[str, Array]:
    raw = b"".join(messages)
    if first:
        raw = raw[19:]  # signature, flags, no extension
    table = np.frombuffer(raw[: len(raw) - len(raw) % _LAYOUT.itemsize], dtype=_LAYOUT)
    rows: dict[str, Array] = {name: _seconds(table[name].astype("int64")) for name in _INSTANTS}
    codes, counts = table["codes"].astype("int64"), table["counts"].astype("int64")
    rows |= {
        "channel": codes >> 16,
        "level": (codes >> 8) & 255,
        "priority": codes & 255,
        "reopened": counts >> 16,
        "handovers": (counts >> 8) & 255,
        "satisfaction": counts & 255,
        "key": table["key"].astype("int64"),
        "grid": table["grid"].astype("int32"),
        "kind": table["kind"],
        "department": table["department"],
        "lon_e7": np.rint(table["lon"].astype("float64") * 1e7),
        "lat_e7": np.rint(table["lat"].astype("float64") * 1e7),
    }
    stage = np.zeros(len(table), dtype="int64")
    for place, name in enumerate(STAGE_TIMES):
        stage[rows[name] != MISSING] = place
    rows["stage"] = stage
    local = pd.DatetimeIndex(rows["collected_at"].astype("int64") * 10**9 + int(EPOCH.timestamp()) * 10**9, tz="UTC")
    local = local.tz_convert(zone)
    rows["week_hour"] = local.weekday.to_numpy() * 24 + local.hour.to_numpy()
    rows["month"] = (local.year.to_numpy() - 2000) * 12 + local.month.to_numpy() - 1
    return {name: values.astype(FIELDS.get(name, "int32")) for name, values in rows.items()}


def _seconds(microseconds: Array) -> Array:
    """Give PostgreSQL's microseconds since 2000 as seconds; whole ones, as the packed copy keeps them."""
    since = microseconds // 1_000_000
    return np.where(np.abs(since) < 2**31, since, MISSING).astype("int32")
