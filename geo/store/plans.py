"""Plans in the database: kept by code, so that a link finds them after a restart."""

from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.crs import STORED, to_stored
from geo.errors import NotAllowedError, NotFoundError
from geo.models import Plan, PlanChange
from geo.store.frames import located

COLUMNS = ("deed", "facility", "kind", "name", "capacity", "cost")


@dataclass(frozen=True, eq=False, kw_only=True)
class Kept:
    """A plan as it is kept."""

    code: str
    name: str
    post: str
    at: datetime
    changes: gpd.GeoDataFrame
    """In order; `COLUMNS` and the place in the city's metric CRS (missing where a change has none)."""
    forbidden: gpd.GeoSeries
    """Areas where nothing may be built, in the city's metric CRS."""


def listed(session: Session) -> pd.DataFrame:
    """Give every plan, the newest first: index ``code``; ``name``, ``post``, ``at``, ``changes`` (count), ``cost``."""
    query = (
        select(
            Plan.code, Plan.name, Plan.post, Plan.at, func.count(PlanChange.number).label("changes"),
            func.coalesce(func.sum(PlanChange.cost), 0).label("cost"),
        )
        .outerjoin(PlanChange, PlanChange.plan == Plan.code)
        .group_by(Plan.code)
        .order_by(Plan.at.desc(), Plan.code)
    )  # fmt: skip
    rows = session.execute(query)
    return pd.DataFrame(rows.all(), columns=list(rows.keys())).set_index("code")


def get(session: Session, code: str) -> Kept:
    """Give one plan.

    Raises
    ------
    NotFoundError
        If there is none of this code (or none for this actor).
    """
    plan = session.get(Plan, code)
    if plan is None:
        raise NotFoundError("siting.errors.no_plan", code=code)
    columns = [getattr(PlanChange, name) for name in COLUMNS]
    query = select(PlanChange.number, *columns).where(PlanChange.plan == code).order_by(PlanChange.number)
    changes = located(session, query, PlanChange.geom, index="number")
    areas = select(Plan.code).where(Plan.code == code, Plan.forbidden.is_not(None))
    forbidden = located(session, areas, Plan.forbidden).geometry.explode(ignore_index=True)
    return Kept(code=plan.code, name=plan.name, post=plan.post, at=plan.at, changes=changes, forbidden=forbidden)


def save(
    session: Session,
    code: str,
    *,
    name: str,
    post: str,
    changes: gpd.GeoDataFrame,
    forbidden: gpd.GeoSeries | None = None,
) -> None:
    """Write a plan whole; one of the same code is replaced and stays whose it was.

    Parameters
    ----------
    post
        Whose the plan is, if it is new.
    changes
        In order; `COLUMNS` and the place in any known CRS (missing where a change has none).
    forbidden
        Areas (polygons in any known CRS) where nothing may be built.

    Raises
    ------
    NotAllowedError
        If there is one of this code that belongs to another post. The database refuses it as well.
    """
    _mine(session, code)
    now = {"name": name, "at": func.now(), "forbidden": _joined(forbidden)}
    written = insert(Plan).values(code=code, post=post, **now)
    session.execute(written.on_conflict_do_update(index_elements=["code"], set_=now))
    session.execute(delete(PlanChange).where(PlanChange.plan == code))
    if changes.empty:
        return
    shapes = shapely.to_wkt(to_stored(changes).geometry.to_numpy(), rounding_precision=9)
    rows = [
        {
            "plan": code, "number": number, "geom": None if place is None else f"SRID={STORED};{place}",
            **{name: None if pd.isna(row[name]) else row[name] for name in COLUMNS},
        }
        for number, (place, row) in enumerate(zip(shapes, changes.to_dict("records"), strict=True), 1)
    ]  # fmt: skip
    session.execute(insert(PlanChange), rows)


def drop(session: Session, code: str) -> None:
    """Take a plan away.

    Raises
    ------
    NotFoundError
        If there is none of this code.
    NotAllowedError
        If it belongs to another post.
    """
    _mine(session, code)
    if session.execute(delete(Plan).where(Plan.code == code).returning(Plan.code)).first() is None:
        raise NotFoundError("siting.errors.no_plan", code=code)


def _mine(session: Session, code: str) -> None:
    """Stop a change to another post's plan, unless the actor is an administrator; row policies say the same."""
    told = (func.current_setting(f"govmap.{name}") for name in ("role", "post"))
    owner = session.scalar(select(Plan.post).where(Plan.code == code))
    role, post = session.execute(select(*told)).one()
    if owner is not None and owner != post and role != "admin":
        raise NotAllowedError("siting.errors.not_yours", code=code, post=owner)


def _joined(areas: gpd.GeoSeries | None) -> str | None:
    """Write areas as one multipolygon in the stored CRS."""
    if areas is None or areas.empty:
        return None
    whole = shapely.union_all(shapely.make_valid(areas.to_crs(STORED).to_numpy()))
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    if not parts:
        return None
    return f"SRID={STORED};{shapely.to_wkt(shapely.multipolygons(parts), rounding_precision=9)}"
