"""The data's revision: one number that every deed counts up, so that caches know when to ask again."""

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.models import Revision


def seed(connection: Connection) -> None:
    """Begin to count."""
    connection.execute(insert(Revision).values(id=1, number=0).on_conflict_do_nothing())


def current(session: Session) -> int:
    """Give the revision this transaction sees."""
    return int(session.scalars(select(Revision.number)).one())


def count_up(session: Session) -> None:
    """Count one deed; the row stays locked until the deed is committed, so call it last."""
    session.execute(update(Revision).values(number=Revision.number + 1))
