"""Counts by kind and by grid, and single things by their code: what rails, cards and coloured grids ask for."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.filters import Filters
from geo.models import Building, Camera, Facility, PatrolRoute
from geo.models.base import Base
from geo.store import questions
from geo.store.frames import columns

_KINDS: dict[str, InstrumentedAttribute[Any]] = {
    "facility_kinds": Facility.kind,
    "camera_kinds": Camera.kind,
    "patrol_kinds": PatrolRoute.kind,
    "teams": PatrolRoute.team,
}
_GRIDS: dict[str, InstrumentedAttribute[str | None]] = {
    "facilities": Facility.grid,
    "cameras": Camera.grid,
    "patrol_routes": PatrolRoute.node,
}
_SINGLE: dict[str, type[Base]] = {
    "facilities": Facility,
    "cameras": Camera,
    "buildings": Building,
    "patrol_routes": PatrolRoute,
}


def kinds(session: Session, field: str) -> dict[str, int]:
    """Count what the actor may see by code, for ``facility_kinds``, ``camera_kinds``, ``patrol_kinds``, ``teams``."""
    column = _KINDS[field]
    found = session.execute(select(column, func.count()).group_by(column)).all()
    return {str(code): int(n) for code, n in found if code is not None}


def by_grid(session: Session, asked: Filters, noun: str) -> pd.Series:
    """Count the asked facilities, cameras or patrol routes by grid (routes by the node that plans them)."""
    column = _GRIDS[noun]
    rows = session.execute(select(column, func.count()).where(_asked(session, asked, noun)).group_by(column)).all()
    counts = {str(code): int(n) for code, n in rows if code is not None}
    return pd.Series(counts, name="n", dtype="int64").rename_axis("code")


def one(session: Session, noun: str, code: str) -> dict[str, Any] | None:
    """Give one facility, camera, building or patrol route by its code; None if it is not there for this actor."""
    model = _SINGLE[noun]
    row = session.execute(select(*columns(model)).where(model.__table__.c.code == code)).mappings().first()
    return dict(row) if row else None


def _asked(session: Session, asked: Filters, noun: str) -> ColumnElement[bool]:
    if noun == "facilities":
        return questions.facilities(session, asked)
    return questions.cameras(session, asked) if noun == "cameras" else questions.patrol_routes(session, asked)
