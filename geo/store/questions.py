"""The reader's question as conditions on tables: lists, counts, charts and tiles all ask here, and so agree."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, extract, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.clock import day_start
from geo.filters import Filters
from geo.models import Camera, Facility, Grid, Incident, PatrolRoute, PatrolTrack

Condition: TypeAlias = ColumnElement[bool]


def nodes(session: Session, node: str | None) -> list[str] | None:
    """Give the codes of a node's subtree, itself included; None where no node is asked for."""
    if node is None:
        return None
    return list(session.scalars(select(Grid.code).where(Grid.path.contains([node]))))


def incidents(session: Session, asked: Filters, zone: str) -> Condition:
    """Give the conditions on incidents: period by the day a matter was collected, on the city's clock."""
    conditions = [
        *_listed(Incident.incident_class, asked.classes),
        *_listed(Incident.subclass, asked.subclasses),
        *_listed(Incident.stage, asked.stages),
        *_listed(Incident.channel, asked.channels),
        *_listed(Incident.department, asked.departments),
        *_within(session, Incident.grid, asked),
    ]
    if asked.since:
        conditions.append(Incident.collected_at >= day_start(asked.since, zone))
    if asked.until:
        conditions.append(Incident.collected_at < day_start(asked.until, zone))
    if asked.hours:
        conditions.append(extract("hour", func.timezone(zone, Incident.collected_at)).in_(asked.hours))
    return _all(conditions)


def grids(asked: Filters) -> Condition:
    """Give the conditions on grids: the node's subtree."""
    return true() if asked.node is None else Grid.path.contains([asked.node])


def facilities(session: Session, asked: Filters) -> Condition:
    """Give the conditions on facilities."""
    return _all([*_listed(Facility.kind, asked.facility_kinds), *_within(session, Facility.grid, asked)])


def cameras(session: Session, asked: Filters) -> Condition:
    """Give the conditions on cameras."""
    return _all([*_listed(Camera.kind, asked.camera_kinds), *_within(session, Camera.grid, asked)])


def patrol_routes(session: Session, asked: Filters) -> Condition:
    """Give the conditions on routes and beats."""
    return _all(
        [
            *_listed(PatrolRoute.kind, asked.patrol_kinds),
            *_listed(PatrolRoute.team, asked.teams),
            *_within(session, PatrolRoute.node, asked),
        ]
    )


def patrol_tracks(session: Session, asked: Filters, zone: str) -> Condition:
    """Give the conditions on tracks: period by the start of the shift."""
    conditions = [*_listed(PatrolTrack.team, asked.teams), *_within(session, PatrolTrack.node, asked)]
    if asked.since:
        conditions.append(PatrolTrack.started_at >= day_start(asked.since, zone))
    if asked.until:
        conditions.append(PatrolTrack.started_at < day_start(asked.until, zone))
    return _all(conditions)


def by_place(session: Session, column: InstrumentedAttribute[str | None], asked: Filters) -> Condition:
    """Give the condition that a row lies in the asked node, for nouns with no filter of their own."""
    return _all(_within(session, column, asked))


def _all(conditions: Sequence[Condition]) -> Condition:
    return and_(true(), *conditions)


def _listed(column: InstrumentedAttribute[Any], wanted: Sequence[str]) -> list[Condition]:
    return [column.in_(wanted)] if wanted else []


def _within(session: Session, column: InstrumentedAttribute[str | None], asked: Filters) -> list[Condition]:
    codes = nodes(session, asked.node)
    return [] if codes is None else [column == func.any(codes)]
