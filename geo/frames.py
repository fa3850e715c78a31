"""The treaty: what columns a table of each noun carries between store, analysis and layers, with unit and meaning.

Stores hand out tables that keep it; analysis and layers rely on it and check it at their door with `require`.
Geometry is in the city's metric CRS, instants carry their zone, codes are text, and the index is the row's own code.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.errors import BadInputError

LEVELS = ("city", "district", "street", "area", "community", "grid")
"""Levels of the grid tree from the top: 市 区 街道 片区 社区 网格."""

GRID_TYPES = ("residential", "commercial", "building", "park", "village", "special")
"""What a grid is made of: 住宅 商圈 楼宇 园区 村 专属."""

FACILITY_KINDS = (
    "elderly_care",
    "health",
    "childcare",
    "service_hall",
    "service_station",
    "governance_centre",
    "neighbour_centre",
    "mediation",
    "police",
    "fire",
    "school",
    "library",
    "culture",
    "shelter",
    "other",
)
"""养老 卫生 托育 服务大厅 便民服务站 综治中心 睦邻中心 调解室 派出所 消防 学校 图书馆 文化 避难所 其他."""

FACILITY_LEVELS = ("city", "district", "street", "community", "grid")

STREET_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "service",
    "footway",
    "steps",
    "path",
    "cycleway",
    "other",
)

LANDSCAPE_KINDS = ("water", "railway", "wall", "green", "private", "forbidden")
"""Water, railways and walls stop walkers; green is for the eye; no camera shows private ground (yards of homes) or
forbidden places (baths, dormitories, changing rooms …)."""

CAMERA_KINDS = ("bullet", "dome", "ptz", "unknown")
PATROL_KINDS = ("route", "beat", "point")
TEAMS = ("official", "volunteer")
PLACE_KINDS = ("building", "cell", "grid")
BANDS = ("0-2", "3-5", "6-17", "18-59", "60-64", "65-79", "80+", "all")
"""Age bands of head-counts; ``all`` where the source has no ages."""
MEASURES = ("people", "dwellings")
"""What a count counts; dwellings are never called people."""

INCIDENT_CLASSES = ("crime", "dispute", "appeal", "hazard")
"""违法犯罪防控 矛盾纠纷化解 群众诉求收集 安全隐患排查."""
STAGES = ("collected", "called", "responded", "handled", "verified", "evaluated")
"""问题收集 街道号召 部门响应 处理反馈 核实结项 综合评价."""
STAGE_TIMES = tuple(f"{stage}_at" for stage in STAGES)
CHANNELS = ("12345", "patrol", "camera", "sensor", "walk_in", "app", "inspection", "other")
PRIORITIES = ("normal", "urgent")


@dataclass(frozen=True)
class Column:
    """One column of the treaty."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Treaty:
    """The columns a table of one noun carries; the index is the row's code unless said otherwise."""

    noun: str
    columns: tuple[Column, ...]
    geometry: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, geometry last."""
        names = tuple(column.name for column in self.columns)
        return (*names, "geometry") if self.geometry else names


def _treaty(noun: str, geometry: str | None, *columns: tuple[str, str, str]) -> Treaty:
    return Treaty(noun, tuple(Column(*column) for column in columns), geometry)


GRIDS = _treaty(
    "grids",
    "MultiPolygon",
    ("name", "text", "as the city writes it"),
    ("level", "LEVELS", "where in the tree"),
    ("type", "GRID_TYPES", "what it is made of; null above the grid"),
    ("parent", "code", "the node above; null at the root"),
    ("path", "text", "codes from the root down, joined by dots"),
    ("households", "count", "households the city names for it; null if unknown"),
    ("area_m2", "m²", "area in the metric CRS"),
)
FACILITIES = _treaty(
    "facilities",
    "Point",
    ("name", "text", ""),
    ("kind", "FACILITY_KINDS", ""),
    ("level", "FACILITY_LEVELS", "null if unknown"),
    ("capacity", "places", "beds, places or seats; null if unknown"),
    ("hours", "OSM opening_hours text", "null if unknown"),
    ("grid", "code", "the grid it stands in"),
)
STREETS = _treaty(
    "streets",
    "LineString",
    ("name", "text", "null if unnamed"),
    ("street_class", "STREET_CLASSES", ""),
    ("walkable", "bool", "people may walk here"),
    ("stairs", "bool", ""),
    ("bridge", "bool", "bridge or overpass"),
    ("tunnel", "bool", ""),
    ("layer", "integer", "storey above ground; crossing lines of different layers do not meet"),
    ("length_m", "m", "length in the metric CRS"),
)
LANDSCAPE = _treaty("landscape", "Geometry", ("name", "text", ""), ("kind", "LANDSCAPE_KINDS", ""))
BUILDINGS = _treaty(
    "buildings",
    "MultiPolygon",
    ("use", "text", "residential, commercial …; null if unknown"),
    ("height_m", "m", "null if unknown"),
    ("levels", "storeys", "null if unknown"),
    ("households", "count", "null if unknown"),
    ("grid", "code", "the grid its centre stands in"),
)
RESIDENTS = _treaty(
    "residents",
    "Point",
    ("place_kind", "PLACE_KINDS", "what the index names"),
    ("measure", "MEASURES", "what is counted"),
    ("grid", "code", ""),
    ("everyone", "count", "all ages"),
    ("age_0_2", "count", "null where the source has no ages"),
    ("age_60", "count", "60 and older; null where the source has no ages"),
    ("age_65", "count", "65 and older; null where the source has no ages"),
    ("age_80", "count", "80 and older; null where the source has no ages"),
)
CAMERAS = _treaty(
    "cameras",
    "Point",
    ("kind", "CAMERA_KINDS", ""),
    ("mount_m", "m", "height of the lens above ground; null if unknown"),
    ("azimuth_deg", "degrees", "clockwise from north; null if unknown or all round"),
    ("hfov_deg", "degrees", "horizontal angle of view; null if unknown"),
    ("tilt_deg", "degrees", "downward from the horizon; null if unknown"),
    ("range_m", "m", "null if unknown"),
    ("width_px", "px", "image width; null if unknown"),
    ("grid", "code", ""),
    ("purpose", "text", "null if missing"),
    ("owner_unit", "text", "unit that answers for it, never a person"),
    ("sign", "bool", "a sign says that there is a camera; null if unknown"),
    ("angle_reviewed_on", "date", "null if never"),
    ("storage_days", "days", "null if unknown"),
)
PATROL_ROUTES = _treaty(
    "patrol_routes",
    "Geometry",
    ("name", "text", ""),
    ("kind", "PATROL_KINDS", "a line to follow, an area to cover or a point to visit"),
    ("team", "TEAMS", ""),
    ("unit", "text", "unit, never a person"),
    ("node", "code", "node of the grid tree that plans it"),
    ("starts", "HH:MM", "planned start of the shift, or when a point's window opens; null if none"),
    ("ends", "HH:MM", "planned end"),
)
PATROL_TRACKS = _treaty(
    "patrol_tracks",
    "LineString M",
    ("route", "code", "the planned route; null if none"),
    ("team", "TEAMS", ""),
    ("unit", "text", ""),
    ("node", "code", ""),
    ("started_at", "instant", ""),
    ("ended_at", "instant", ""),
)
FIXES = _treaty(
    "fixes",
    "Point",
    ("track", "code", "shift it belongs to"),
    ("at", "instant", ""),
)
INCIDENTS = _treaty(
    "incidents",
    "Point",
    ("incident_class", "INCIDENT_CLASSES", ""),
    ("subclass", "text", "code of the city's own sub-class"),
    ("channel", "CHANNELS", "how it was found or reported"),
    ("department", "text", "unit that handles it; null if nobody yet"),
    ("priority", "PRIORITIES", ""),
    ("grid", "code", "null outside every grid"),
    ("level", "LEVELS", "level that holds it after escalation"),
    ("stage", "STAGES", "stage it has reached"),
    *((time, "instant", "null until reached") for time in STAGE_TIMES),
    ("due_at", "instant", "deadline for 核实结项; null if none"),
    ("reopened", "count", "times it was opened again"),
    ("handovers", "count", "times it changed department"),
    ("satisfaction", "1–5", "null if not asked"),
)
TREATIES = {
    one.noun: one
    for one in (
        GRIDS,
        FACILITIES,
        STREETS,
        LANDSCAPE,
        BUILDINGS,
        RESIDENTS,
        CAMERAS,
        PATROL_ROUTES,
        PATROL_TRACKS,
        FIXES,
        INCIDENTS,
    )
}


def require(frame: pd.DataFrame, treaty: Treaty, columns: Iterable[str] | None = None) -> None:
    """Check at a door that a table carries the treaty's columns (or those of them that are used).

    Raises
    ------
    BadInputError
        If a column is missing: names it, and those that are there.
    """
    for name in treaty.names if columns is None else columns:
        if name not in frame.columns:
            raise BadInputError(
                "frames.errors.column_missing",
                noun=treaty.noun,
                column=name,
                columns=", ".join(map(str, frame.columns)),
            )
