"""Residents in the database: counts by age band, one row a place, measure and band."""

from typing import Any

import geopandas as gpd
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.filters import Filters
from geo.frames import BANDS
from geo.models import Residents
from geo.store import bulk, questions
from geo.store.bulk import Written
from geo.store.frames import how_many, located

AGES = {
    "age_0_2": ("0-2",),
    "age_60": ("60-64", "65-79", "80+"),
    "age_65": ("65-79", "80+"),
    "age_80": ("80+",),
}
"""Which bands an age column sums."""


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give one row a place, as the treaty RESIDENTS; the index is the place's code."""
    places: list[InstrumentedAttribute[Any]] = [
        Residents.place,
        Residents.place_kind,
        Residents.measure,
        Residents.grid,
    ]
    query = (
        select(*places, func.sum(Residents.count).label("everyone"), *_ages())
        .where(questions.by_place(session, Residents.grid, asked))
        .group_by(*places, Residents.geom)
        .order_by(Residents.place)
    )
    return located(session, query, Residents.geom, index="place")


def by_band(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give one row a place and measure: ``place``, ``place_kind``, ``measure``, ``grid``, a column for each of `BANDS`.

    A band is missing where the source does not tell it. These are the counts as they came in: they go through
    `geo.answers.people` before anybody sees them.
    """
    places: list[InstrumentedAttribute[Any]] = [
        Residents.place,
        Residents.place_kind,
        Residents.measure,
        Residents.grid,
    ]
    bands = [func.sum(Residents.count).filter(Residents.band == band).label(band) for band in BANDS]
    query = (
        select(*places, *bands)
        .where(questions.by_place(session, Residents.grid, asked))
        .group_by(*places, Residents.geom)
        .order_by(Residents.place, Residents.measure)
    )
    return located(session, query, Residents.geom, index=None)


def totals(session: Session, asked: Filters) -> dict[str, int | None]:
    """Give the sum of every age column over the asked node; None where the source has no ages."""
    query = select(func.sum(Residents.count).label("everyone"), *_ages())
    row = session.execute(query.where(questions.by_place(session, Residents.grid, asked))).one()
    return {name: None if value is None else int(value) for name, value in row._mapping.items()}


def count(session: Session, asked: Filters) -> int:
    """Count the rows (places × measures × bands)."""
    within = questions.by_place(session, Residents.grid, asked)
    return how_many(session, Residents, within)


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write rows by place, measure and band."""
    return bulk.upsert(session, Residents, frame, import_id)


def _ages() -> list[ColumnElement[int | None]]:
    """Give the sums over age bands: null where there is no age at all, nought where nobody has it."""
    known = func.bool_or(Residents.band != "all")
    return [
        case((known, func.coalesce(func.sum(Residents.count).filter(Residents.band.in_(bands)), 0))).label(name)
        for name, bands in AGES.items()
    ]
