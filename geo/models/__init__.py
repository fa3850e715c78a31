"""Mapped classes; they are the domain models. One room a noun; ``Base.metadata`` knows them all."""

from geo.models.audit import AuditEntry
from geo.models.base import Base
from geo.models.buildings import Building
from geo.models.camera_shares import CameraShare
from geo.models.cameras import Camera
from geo.models.city import City
from geo.models.facilities import Facility
from geo.models.grids import Grid
from geo.models.imports import FollowedImport, Import, QuarantinedRow
from geo.models.incidents import Incident
from geo.models.landscape import Landscape
from geo.models.loop import (
    AreaGrade,
    CalendarDay,
    CalendarYear,
    Call,
    DefaultPoint,
    IncidentGone,
    IncidentKind,
    IncidentStep,
    Limit,
    OfficeHours,
)
from geo.models.patrol import PatrolRoute, PatrolTrack
from geo.models.patrol_visits import PatrolMatch, PatrolVisit
from geo.models.plans import Plan, PlanChange
from geo.models.residents import Residents
from geo.models.revision import Revision
from geo.models.standards import Standard
from geo.models.street_pieces import StreetPiece
from geo.models.streets import Street
from geo.models.users import User

__all__ = [
    "AreaGrade",
    "AuditEntry",
    "Base",
    "Building",
    "CalendarDay",
    "CalendarYear",
    "Call",
    "Camera",
    "CameraShare",
    "City",
    "DefaultPoint",
    "Facility",
    "FollowedImport",
    "Grid",
    "Import",
    "Incident",
    "IncidentGone",
    "IncidentKind",
    "IncidentStep",
    "Landscape",
    "Limit",
    "OfficeHours",
    "PatrolMatch",
    "PatrolRoute",
    "PatrolTrack",
    "PatrolVisit",
    "Plan",
    "PlanChange",
    "QuarantinedRow",
    "Residents",
    "Revision",
    "Standard",
    "Street",
    "StreetPiece",
    "User",
]
