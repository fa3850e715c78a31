"""Facilities in the database."""

import geopandas as gpd
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import Facility
from geo.store import bulk, questions
from geo.store.bulk import Written
from geo.store.frames import every, how_many, located


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the asked rows, as the treaty FACILITIES."""
    return located(session, every(Facility).where(questions.facilities(session, asked)), Facility.geom)


def count(session: Session, asked: Filters) -> int:
    """Count the asked rows."""
    return how_many(session, Facility, questions.facilities(session, asked))


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write rows by their codes."""
    return bulk.upsert(session, Facility, frame, import_id)
