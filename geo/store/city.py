"""The city of this data folder, as every store needs it: its zone and its metric CRS."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.models import City, Import


def get(session: Session) -> City:
    """Give the city.

    Raises
    ------
    NotFoundError
        If nothing was loaded yet.
    """
    found = session.get(City, 1)
    if found is None:
        raise NotFoundError("city.errors.none")
    return found


def known(session: Session) -> bool:
    """Say whether a city was loaded."""
    return session.get(City, 1) is not None


def put(session: Session, city: City) -> None:
    """Write the city; the one that is there is changed."""
    values = {column.name: getattr(city, column.name) for column in City.__table__.columns if column.name != "id"}
    session.execute(insert(City).values(id=1, **values).on_conflict_do_update(index_elements=["id"], set_=values))


def as_of(session: Session, *kinds: str) -> str | None:
    """Give the date the data of these kinds speak of: the oldest among the newest import of each; None if unknown."""
    newest = (
        select(func.max(Import.data_date).label("newest"))
        .where(Import.kind.in_(kinds))
        .group_by(Import.kind)
        .subquery()
    )
    found = session.scalar(select(func.min(newest.c.newest)))
    return found.isoformat() if found else None
