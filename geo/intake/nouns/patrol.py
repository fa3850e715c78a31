"""Patrol in: planned routes and beats, and tracks put together from fixes. Units and shifts, never officers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORED
from geo.frames import PATROL_KINDS, TEAMS
from geo.intake import values
from geo.intake.draft import Draft, Kind, Rows, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, LAT, LON, Field

_LONGEST_SHIFT_S = 36 * 3600
"""A track that lasts longer is not one shift but a code used twice."""
_MOST_FIXES = 100_000

_UNIT = Field("unit", values.text, ("班组", "单位", "巡逻单位", "队伍", "unitname"), free=True)
_TEAM = Field("team", values.code, ("队伍类型", "队伍性质"), words="words.teams", codes=TEAMS, default="official")
_NODE = Field("node", values.code, ("网格编码", "所属网格", "责任网格", "grid"))


def finish_routes(draft: Draft, ground: Ground) -> None:
    """Call a line a route, an area a beat, a point a must where the file does not say; the node must be in the tree."""
    shaped(draft, "Geometry")
    frame = draft.frame
    types = shapely.get_type_id(draft.shapes)
    areas, points = np.isin(types, _AREAS), types == _POINT
    names = np.array([shape.geom_type if shape is not None else "" for shape in draft.shapes], dtype=object)
    shape_kind = np.where(areas, "beat", np.where(points, "point", "route"))
    frame["kind"] = frame["kind"].where(frame["kind"].notna(), shape_kind)
    wrong = (types == _MULTI_POINT) | (points != (frame["kind"] == "point").to_numpy(dtype=bool))
    draft.blame(wrong & (types >= 0), "wrong_geometry", found=names, wanted="LineString / Polygon / Point")
    frame["name"] = frame["name"].fillna(frame["code"])
    _known(draft, "node", set(ground.nodes.index), "no_node")


def finish_tracks(draft: Draft, ground: Ground) -> None:
    """Check what a track needs: two fixes at least, one shift's length, a known route and node."""
    shaped(draft, "Point")
    frame = draft.frame
    _known(draft, "node", set(ground.nodes.index), "no_node")
    _known(draft, "route", set(ground.routes), "no_route")
    good = draft.good
    by_track = frame["at"].where(good).groupby(frame["track"])
    fixes = by_track.transform("count").to_numpy()
    lasts = (by_track.transform("max") - by_track.transform("min")).dt.total_seconds().to_numpy()
    draft.blame(good & (fixes < 2), "one_fix", track=frame["track"].to_numpy(dtype=object))
    draft.blame(
        good & (fixes > _MOST_FIXES), "many_fixes", track=frame["track"].to_numpy(dtype=object), most=_MOST_FIXES
    )
    hours = np.round(lasts / 3600, 1)
    draft.blame(
        good & (lasts > _LONGEST_SHIFT_S), "long_track", track=frame["track"].to_numpy(dtype=object), hours=hours
    )
    same = frame.assign(good=good).duplicated(["track", "at", "good"]).to_numpy() & good
    draft.leave(same, "same_moment")
    alone = frame["at"].where(draft.good).groupby(frame["track"]).transform("count").to_numpy() < 2
    draft.blame(draft.good & alone, "one_fix", track=frame["track"].to_numpy(dtype=object))


def assemble_tracks(draft: Draft, ground: Ground) -> Rows:  # noqa: ARG001 - every noun is assembled with the ground it stands on
    """Give one row a shift: its fixes in order of time as a line whose M is the second of each."""
    good = draft.good
    flat = draft.frame.loc[good].assign(place=np.flatnonzero(good)).sort_values(["track", "at"], kind="stable")
    seconds = flat["at"].astype("int64").to_numpy() / 1e6
    points = draft.shapes[flat["place"].to_numpy(dtype=int)]
    codes, tracks = pd.factorize(flat["track"])
    xym = np.column_stack([shapely.get_x(points), shapely.get_y(points), seconds])
    lines = shapely.from_wkb(_measured(xym, codes, len(tracks)))
    groups = flat.groupby("track", sort=False)
    frame = pd.DataFrame(
        {
            **{name: groups[name].first() for name in ("route", "team", "unit", "node")},
            "started_at": groups["at"].min(),
            "ended_at": groups["at"].max(),
        }
    ).reindex(tracks)
    frame.index.name = "code"
    rows = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(lines, index=frame.index, crs=STORED))
    return Rows(rows, draft.rows[flat["place"].to_numpy(dtype=int)], codes)


def _measured(
    xym: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    codes: "np.ndarray[tuple[int], np.dtype[np.intp]]",
    count: int,
) -> "list[bytes]":
    """Write each group of fixes as the binary of a LineString M (shapely builds no measured lines itself)."""
    ends = np.searchsorted(codes, np.arange(count), side="right")
    written, start = [], 0
    for end in ends:
        head = np.array([_LINE_M, end - start], dtype="<u4").tobytes()
        written.append(b"\x01" + head + xym[start:end].astype("<f8").tobytes())
        start = int(end)
    return written


def _known(draft: Draft, name: str, known: set[str], reason: str) -> None:
    told = draft.frame[name].to_numpy(dtype=object)
    draft.blame([not pd.isna(one) and one not in known for one in told], reason, code=told)


_AREAS, _POINT, _MULTI_POINT, _LINE_M = (3, 6), 0, 4, 2002

ROUTES = Kind(
    "patrol_routes",
    (
        CODE,
        Field("name", values.text, ("名称", "线路名称", "路线名称"), free=True),
        Field("kind", values.code, ("类型", "类别"), words="words.patrol_kinds", codes=PATROL_KINDS),
        _TEAM,
        _UNIT,
        _NODE,
        Field("starts", values.clock, ("开始时间", "开始", "起始时间", "start")),
        Field("ends", values.clock, ("结束时间", "结束", "end")),
    ),
    "Geometry",
    finish_routes,
)

TRACKS = Kind(
    "patrol_tracks",
    (
        LON,
        LAT,
        Field("track", values.code, ("轨迹编号", "班次", "班次编号", "code", "trackid", "shift", "id"), required=True),
        Field("at", values.instant, ("时间", "定位时间", "time", "timestamp", "datetime"), required=True),
        Field("route", values.code, ("线路编号", "路线编号", "routecode")),
        _TEAM,
        _UNIT,
        _NODE,
    ),
    "Point",
    finish_tracks,
    assemble_tracks,
    key=(),
    whole=True,
)
