"""Streets walked, in the database: visits of matched tracks, how each matched, and when raw fixes are deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import and_, delete, exists, func, select, update
from sqlalchemy.orm import Session

from geo.clock import day_start
from geo.crs import STORED, to_metric
from geo.filters import Filters
from geo.models import PatrolMatch, PatrolTrack, PatrolVisit
from geo.store import bulk, city, questions
from geo.store.frames import how_many, plain

_VISIT: tuple[Any, ...] = (
    PatrolVisit.track,
    PatrolVisit.stay,
    PatrolVisit.street,
    PatrolVisit.grid,
    PatrolVisit.team,
    PatrolVisit.from_m,
    PatrolVisit.to_m,
    PatrolVisit.entered_at,
    PatrolVisit.left_at,
)
_FINGERPRINT = func.md5(func.st_asbinary(PatrolTrack.geom))


def find(session: Session, asked: Filters) -> pd.DataFrame:
    """Give the asked visits: track, stay, street, area (the grid; empty outside all), team, from_m, to_m, times.

    The period is that of the instant a street was entered, on the city's clock.
    """
    found = plain(session, select(*_VISIT).where(_asked(session, asked)).order_by(PatrolVisit.entered_at))
    return found.assign(area=found.pop("grid").fillna("").astype(str))


def count(session: Session, asked: Filters) -> int:
    """Count the asked visits."""
    return how_many(session, PatrolVisit, _asked(session, asked))


def find_matches(session: Session, asked: Filters) -> pd.DataFrame:
    """Say of the asked tracks how they matched: index track; the columns of `PatrolMatch` but the fingerprint."""
    columns = [one for one in PatrolMatch.__table__.columns if one.name != "fingerprint"]
    within = questions.patrol_tracks(session, asked, city.get(session).zone)
    query = select(*columns).join(PatrolTrack, PatrolTrack.code == PatrolMatch.track).where(within)
    return plain(session, query.order_by(PatrolMatch.track), index="track")


def as_of(session: Session, asked: Filters) -> datetime | None:
    """Say which instant the asked visits speak of: the period's end, or the last visit seen; None if none was."""
    last: datetime | None = session.scalar(select(func.max(PatrolVisit.left_at)))
    if last is None or asked.until is None:
        return last
    return min(last, day_start(asked.until, city.get(session).zone))


def pending(session: Session, *, again: bool = False) -> list[str]:
    """Name the tracks whose fixes are there and not matched as they stand, or with ``again`` all with fixes."""
    done = select(PatrolMatch.track).where(
        PatrolMatch.track == PatrolTrack.code, PatrolMatch.fingerprint == _FINGERPRINT
    )
    query = select(PatrolTrack.code).where(PatrolTrack.geom.is_not(None))
    return list(session.scalars((query if again else query.where(~exists(done))).order_by(PatrolTrack.code)))


def fixes_of(session: Session, codes: Sequence[str]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give the fixes of some tracks (table FIXES), and each track's team and fingerprint."""
    query = select(PatrolTrack.code, PatrolTrack.team, _FINGERPRINT, func.st_asbinary(PatrolTrack.geom))
    rows = session.execute(query.where(PatrolTrack.code == func.any(list(codes)), PatrolTrack.geom.is_not(None))).all()
    places, line = shapely.get_coordinates(
        shapely.from_wkb([row[3] for row in rows]), include_m=True, return_index=True
    )
    tracks = pd.DataFrame([row[:3] for row in rows], columns=["track", "team", "fingerprint"])
    fixes = gpd.GeoDataFrame(
        {
            "track": tracks["track"].astype(object).to_numpy()[line],
            "at": pd.to_datetime(places[:, 2], unit="s", utc=True),
        },
        geometry=gpd.points_from_xy(places[:, 0], places[:, 1], crs=STORED),
    )
    return to_metric(fixes, city.get(session).metric_crs), tracks.set_index("track")


def replace(session: Session, codes: Sequence[str], visits: pd.DataFrame, matches: pd.DataFrame | None) -> None:
    """Put new visits in the place of those of some tracks.

    Parameters
    ----------
    visits
        Columns of `PatrolVisit`; ``grid`` empty outside all.
    matches
        Columns of `PatrolMatch`, index track; None leaves them as they stand.
    """
    session.execute(delete(PatrolVisit).where(PatrolVisit.track == func.any(list(codes))))
    bulk.upsert(session, PatrolVisit, visits.assign(grid=visits["grid"].where(visits["grid"] != "", None)), None)
    if matches is not None:
        session.execute(delete(PatrolMatch).where(PatrolMatch.track == func.any(list(codes))))
        bulk.upsert(session, PatrolMatch, matches, None)


def old_fixes(session: Session, before: datetime) -> int:
    """Count the matched tracks that ended before an instant and still have their raw fixes."""
    return how_many(session, PatrolTrack, _old(before))


def forget_fixes(session: Session, before: datetime) -> int:
    """Delete the raw fixes of matched tracks that ended before an instant; their visits stay. Gives how many."""
    old = update(PatrolTrack).where(_old(before))
    forgotten = session.scalars(
        old.values(geom=None).returning(PatrolTrack.code), execution_options={"synchronize_session": False}
    )
    return len(forgotten.all())


def _old(before: datetime) -> questions.Condition:
    matched = select(PatrolMatch.track).where(
        PatrolMatch.track == PatrolTrack.code, PatrolMatch.fingerprint == _FINGERPRINT
    )
    return and_(PatrolTrack.geom.is_not(None), PatrolTrack.ended_at < before, exists(matched))


def _asked(session: Session, asked: Filters) -> questions.Condition:
    zone = city.get(session).zone
    conditions = [questions.by_place(session, PatrolVisit.grid, asked)]
    if asked.teams:
        conditions.append(PatrolVisit.team.in_(asked.teams))
    if asked.since:
        conditions.append(PatrolVisit.entered_at >= day_start(asked.since, zone))
    if asked.until:
        conditions.append(PatrolVisit.entered_at < day_start(asked.until, zone))
    return and_(*conditions)
