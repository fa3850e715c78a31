"""From rows to frames: a select with geometry becomes a table in the city's metric CRS, indexed by its code."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.crs import STORED, to_metric
from geo.models.base import Base
from geo.store import city as cities

_KEPT_INSIDE = {"geom", "geom_3857", "import_id", "changed"}


def columns(model: type[Base], *, but: frozenset[str] = frozenset()) -> list[ColumnElement[Any]]:
    """Give the columns of a model that a frame shows."""
    return [one for one in model.__table__.columns if one.name not in _KEPT_INSIDE | but]


def located(
    session: Session, query: Select[Any], geometry: InstrumentedAttribute[Any], *, index: str | None = "code"
) -> gpd.GeoDataFrame:
    """Run a query and give its rows with their geometry in the city's metric CRS.

    Parameters
    ----------
    session
        From `geo.store.session.reading`.
    query
        Select of plain columns, ordered.
    geometry
        The geometry column, in CGCS2000; travels as WKB.
    index
        Column that becomes the index.
    """
    city = cities.get(session)
    rows = session.execute(query.add_columns(func.st_asbinary(geometry).label("wkb")))
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    shapes = shapely.from_wkb(frame.pop("wkb").to_numpy(dtype=object))
    found = gpd.GeoDataFrame(_typed(frame, query), geometry=gpd.GeoSeries(shapes, index=frame.index, crs=STORED))
    found = to_metric(found, city.metric_crs) if len(found) else found.set_crs(STORED).to_crs(city.metric_crs)
    return found.set_index(index) if index else found


def plain(session: Session, query: Select[Any], *, index: str | None = None) -> pd.DataFrame:
    """Run a query and give its rows without geometry."""
    rows = session.execute(query)
    frame = _typed(pd.DataFrame(rows.all(), columns=list(rows.keys())), query)
    return frame.set_index(index) if index else frame


def every(model: type[Base]) -> Select[Any]:
    """Select a model's columns, ordered by code."""
    return select(*columns(model)).order_by(model.__table__.c.code)


def how_many(session: Session, model: type[Base], condition: ColumnElement[bool]) -> int:
    """Count a model's rows under a condition."""
    return int(session.scalar(select(func.count()).select_from(model).where(condition)) or 0)


def _typed(frame: pd.DataFrame, query: Select[Any]) -> pd.DataFrame:
    """Give every column the type its SQL type says, even where it is all empty: instants in UTC, numbers as numbers."""
    for column in query.selected_columns:
        kind = column.type.python_type
        if kind is datetime:
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
        elif kind in (int, float, Decimal):
            frame[column.name] = pd.to_numeric(frame[column.name])
    return frame
