"""Streets cut at the borders of grids, in the database."""

from typing import Any

import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import Street, StreetPiece
from geo.store import bulk, questions
from geo.store.frames import plain

_COLUMNS: tuple[Any, ...] = (StreetPiece.street, StreetPiece.grid, StreetPiece.from_m, StreetPiece.to_m)


def find(session: Session, asked: Filters) -> pd.DataFrame:
    """Give the walkable pieces of street in the asked grids: street, area (empty outside all grids), from_m, to_m."""
    query = (
        select(*_COLUMNS)
        .join(Street, Street.code == StreetPiece.street)
        .where(Street.walkable, Street.street_class != "motorway")
        .where(questions.by_place(session, StreetPiece.grid, asked))
    )
    found = plain(session, query.order_by(StreetPiece.street, StreetPiece.part))
    return found.assign(area=found.pop("grid").fillna("").astype(str))


def known(session: Session) -> bool:
    """Say whether streets were cut."""
    return bool(session.scalar(select(func.count()).select_from(StreetPiece).limit(1)))


def replace(session: Session, pieces: pd.DataFrame) -> None:
    """Put new pieces in the place of all that stand: columns street, area (empty outside all grids), from_m, to_m."""
    session.execute(delete(StreetPiece))
    rows = pieces.rename(columns={"area": "grid"})
    rows = rows.assign(grid=rows["grid"].where(rows["grid"] != "", None), part=rows.groupby("street").cumcount())
    bulk.upsert(session, StreetPiece, rows, None)
