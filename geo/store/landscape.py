"""Landscape in the database: water, railways, walls, green, private ground."""

import geopandas as gpd
from sqlalchemy import true
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import Landscape
from geo.store import bulk
from geo.store.bulk import Written
from geo.store.frames import every, how_many, located


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:  # noqa: ARG001 - a river belongs to no node
    """Give every piece, as the treaty LANDSCAPE."""
    return located(session, every(Landscape), Landscape.geom)


def count(session: Session, asked: Filters) -> int:  # noqa: ARG001
    """Count every piece."""
    return how_many(session, Landscape, true())


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write pieces by their codes."""
    return bulk.upsert(session, Landscape, frame, import_id)
