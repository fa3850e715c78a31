"""Streets in the database; the walking network is whole for every reader, whatever node is asked for."""

import geopandas as gpd
from sqlalchemy import ColumnElement, func, literal_column, select, true
from sqlalchemy.orm import Session

from geo.crs import to_metric
from geo.filters import Filters
from geo.models import Street
from geo.store import bulk, city
from geo.store.bulk import Written
from geo.store.frames import every, how_many, located


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:  # noqa: ARG001 - a street belongs to no node
    """Give every street, as the treaty STREETS."""
    return located(session, every(Street), Street.geom)


def count(session: Session, asked: Filters) -> int:  # noqa: ARG001
    """Count every street."""
    return how_many(session, Street, true())


def fingerprint(session: Session) -> str:
    """Give a text that changes with every change of a street: what was worked out from streets is kept under it."""
    written: ColumnElement[int] = literal_column("streets.xmin::text::bigint")
    metric = city.get(session).metric_crs
    rows = session.execute(select(func.count(), func.max(written), func.sum(written)).select_from(Street)).one()
    return "-".join(str(one or 0) for one in (metric, *rows))


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write streets by their codes; the length is measured here, in the city's metric CRS."""
    ready = frame.copy()
    ready["length_m"] = to_metric(frame, city.get(session).metric_crs).length.round(3)
    return bulk.upsert(session, Street, ready, import_id)
