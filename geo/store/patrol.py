"""Patrol in the database: planned routes, beats and must-visit points, and the tracks of shifts with their fixes."""

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.crs import STORED, to_metric
from geo.errors import BadInputError, NotFoundError
from geo.filters import Filters
from geo.models import PatrolRoute, PatrolTrack
from geo.store import bulk, city, questions
from geo.store.bulk import Written
from geo.store.frames import columns, every, how_many, located, plain


def find_routes(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the asked routes, beats and must-visit points, as the treaty PATROL_ROUTES."""
    return located(session, every(PatrolRoute).where(questions.patrol_routes(session, asked)), PatrolRoute.geom)


def find_tracks(session: Session, asked: Filters) -> pd.DataFrame:
    """Give the asked shifts without their fixes: index code; columns of PATROL_TRACKS but geometry."""
    zone = city.get(session).zone
    query = select(*columns(PatrolTrack)).where(questions.patrol_tracks(session, asked, zone))
    return plain(session, query.order_by(PatrolTrack.started_at, PatrolTrack.code), index="code")


def find_fixes(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the fixes of the asked shifts that are still kept, as the treaty FIXES, in order of track and time."""
    place = city.get(session)
    query = select(PatrolTrack.code, func.st_asbinary(PatrolTrack.geom)).where(
        questions.patrol_tracks(session, asked, place.zone), PatrolTrack.geom.is_not(None)
    )
    rows = session.execute(query.order_by(PatrolTrack.code)).all()
    lines = shapely.from_wkb([row[1] for row in rows])
    fixes, line = shapely.get_coordinates(lines, include_m=True, return_index=True)
    codes = pd.Series([row[0] for row in rows], dtype=str)
    return to_metric(
        gpd.GeoDataFrame(
            {
                "track": codes.iloc[line].to_numpy(),
                "at": pd.to_datetime(fixes[:, 2], unit="s", utc=True),
            },
            geometry=gpd.points_from_xy(fixes[:, 0], fixes[:, 1], crs=STORED),
        ),
        place.metric_crs,
    )


def count_routes(session: Session, asked: Filters) -> int:
    """Count the asked routes, beats and must-visit points."""
    within = questions.patrol_routes(session, asked)
    return how_many(session, PatrolRoute, within)


def count_tracks(session: Session, asked: Filters) -> int:
    """Count the asked shifts."""
    within = questions.patrol_tracks(session, asked, city.get(session).zone)
    return how_many(session, PatrolTrack, within)


def upsert_routes(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write routes, beats and must-visit points by their codes."""
    return bulk.upsert(session, PatrolRoute, frame, import_id)


def put_point(session: Session, frame: gpd.GeoDataFrame) -> Written:
    """Write must-visit points by their codes; a route or beat is never overwritten by one.

    Raises
    ------
    BadInputError
        If a route or beat has one of the codes.
    """
    codes = [str(code) for code in frame.index]
    other = select(PatrolRoute.code).where(PatrolRoute.code.in_(codes), PatrolRoute.kind != "point")
    taken = session.scalar(other.order_by(PatrolRoute.code).limit(1).with_for_update())
    if taken is not None:
        raise BadInputError("patrol.errors.taken", code=taken)
    return upsert_routes(session, frame, None)


def drop_point(session: Session, code: str) -> None:
    """Take a must-visit point away.

    Raises
    ------
    NotFoundError
        If there is none of this code (or none for this actor).
    """
    gone = delete(PatrolRoute).where(PatrolRoute.code == code, PatrolRoute.kind == "point").returning(PatrolRoute.code)
    if session.execute(gone).first() is None:
        raise NotFoundError("patrol.errors.no_point", code=code)


def upsert_tracks(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write shifts by their codes; geometry is a LineString M in CGCS2000, M = seconds since 1970 UTC."""
    return bulk.upsert(session, PatrolTrack, frame, import_id)
