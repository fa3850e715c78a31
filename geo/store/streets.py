"""Streets in the database; the walking network is whole for every reader, whatever node is asked for."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Integer, cast, func, literal, literal_column, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from geo.crs import to_metric, vertices_to_metric
from geo.filters import Filters
from geo.frames import STREET_CLASSES
from geo.models import Street
from geo.store import bulk, city
from geo.store.bulk import Written
from geo.store.frames import every, how_many, located

_PACKED: dict[str, Any] = {name: getattr(Street, name) for name in ("walkable", "stairs", "bridge", "tunnel", "layer")}
_CLASS = func.array_position(array(STREET_CLASSES), Street.street_class) - 1
_WKB_HEAD = 9
"""Bytes of a line's WKB before its first coordinate: order of bytes, type, number of points."""
_BETWEEN = "\x1f"
"""Between codes, which have no control signs."""


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:  # noqa: ARG001 - a street belongs to no node
    """Give every street, as the treaty STREETS."""
    return located(session, every(Street), Street.geom)


def lines(session: Session) -> tuple[pd.DataFrame, npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Give what a network is built of, ordered by code.

    A row a street costs more than all the rest of it, so the database packs each column into one value.

    Returns
    -------
    tuple
        Index the code: treaty STREETS without names, lengths and geometry; the vertices of all streets in the city's
        metric CRS; how many of them each street has.
    """
    ordered = select(
        Street.code,
        func.int4send(cast(_CLASS, Integer)).label("street_class"),
        *(func.int4send(cast(column, Integer)).label(name) for name, column in _PACKED.items()),
        func.int4send(func.st_npoints(Street.geom)).label("points"),
        func.substring(func.st_asbinary(Street.geom, "NDR"), _WKB_HEAD + 1).label("xy"),
    ).order_by(Street.code)
    each = ordered.subquery()
    packed = [func.string_agg(column, literal(b"")) for column in each.c if column.name != "code"]
    codes, *row = session.execute(select(func.string_agg(each.c.code, _BETWEEN), *packed)).one()
    classes, *flags, points = (np.frombuffer(one or b"", ">i4").astype(np.int64) for one in row[:-1])
    told: dict[str, Any] = {name: one.astype(bool) for name, one in zip(_PACKED, flags, strict=True)}
    told |= {"layer": flags[-1], "street_class": np.asarray(STREET_CLASSES, dtype=object)[classes]}
    index = pd.Index(codes.split(_BETWEEN) if codes else [], name="code", dtype=object)
    at = np.frombuffer(row[-1] or b"", "<f8").reshape(-1, 2)
    return pd.DataFrame(told, index=index), vertices_to_metric(at, city.get(session).metric_crs), points


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
