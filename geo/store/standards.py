"""Standards in the database: seeded from the code, edited by the administrator, read with source and status."""

import pandas as pd
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.models import Standard
from geo.standards import STANDARDS


def seed(connection: Connection) -> None:
    """Add the norms that are not there yet and take out those the code knows no more; edited ones stay as they are."""
    rows = [vars(standard) for standard in STANDARDS]
    connection.execute(delete(Standard).where(Standard.key.not_in([row["key"] for row in rows])))
    connection.execute(insert(Standard).on_conflict_do_nothing(), rows)


def find(session: Session) -> pd.DataFrame:
    """Give every norm: index key; columns value, unit, source, status."""
    columns = Standard.__table__.columns
    rows = session.execute(select(*columns).order_by(Standard.key)).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns]).set_index("key")


def values(session: Session) -> dict[str, float]:
    """Give the city's own values of all norms."""
    return {str(key): float(one) for key, one in find(session)["value"].items()}


def put(session: Session, key: str, value: float) -> None:
    """Set the city's own value of a norm."""
    changed = update(Standard).where(Standard.key == key).values(value=value).returning(Standard.key)
    if session.execute(changed).first() is None:
        raise ValueError(f"no norm {key!r}")


def value(session: Session, key: str) -> float:
    """Give the value of one norm as the city has it."""
    return float(session.scalars(select(Standard.value).where(Standard.key == key)).one())
