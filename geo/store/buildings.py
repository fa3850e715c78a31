"""Buildings in the database."""

import geopandas as gpd
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import Building
from geo.store import bulk, questions
from geo.store.bulk import Written
from geo.store.frames import every, how_many, located


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the asked rows, as the treaty BUILDINGS."""
    return located(session, every(Building).where(questions.by_place(session, Building.grid, asked)), Building.geom)


def count(session: Session, asked: Filters) -> int:
    """Count the asked rows."""
    return how_many(session, Building, questions.by_place(session, Building.grid, asked))


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write rows by their codes."""
    return bulk.upsert(session, Building, frame, import_id)
