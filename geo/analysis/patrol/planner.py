"""Suggested rounds: each unit walks the stalest and most needed streets it can within its shift."""

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.rounds import Rounder
from geo.analysis.patrol.stretches import metres, union


@dataclass(frozen=True)
class Shift:
    """What can be spent: so many units, each for so long, at a walking speed, from one place."""

    units: int
    minutes: float
    depot: shapely.Point
    pace_mps: float = 1.0

    @property
    def seconds(self) -> int:
        """Length of one unit's shift."""
        return int(self.minutes * 60)


@dataclass(frozen=True)
class Plan:
    """Suggested rounds and what they are worth.

    Attributes
    ----------
    rounds
        One row a unit: ``minutes`` (never more than the shift), ``length_m``, ``must_seen`` (codes), line.
    stretches
        ``unit``, ``street``, ``from_m``, ``to_m`` walked.
    covered_m, need
        Street length walked at least once and the need it meets; ``old_m``, ``old_need`` those of the old routes.
    kept_old
        The old routes were at least as good and stay.
    missed
        Codes of must-see points that fit into nobody's shift.
    """

    rounds: gpd.GeoDataFrame
    stretches: pd.DataFrame
    covered_m: float
    need: float
    old_m: float
    old_need: float
    kept_old: bool
    missed: tuple[str, ...]


def suggest(
    ground: Ground,
    need: NDArray[np.float64],
    shift: Shift,
    *,
    crs: Any,
    must_see: gpd.GeoSeries | None = None,
    old: pd.DataFrame | None = None,
    search_s: float = 3.0,
) -> Plan:
    """Suggest one round a unit.

    Unit after unit gets the round that meets most of the need left (an orienteering problem on streets, solved with
    OR-Tools from a greedy start); what a unit walks is no longer needed for the next. Time left over goes into side
    trips to streets still stale. The plan is then held against the old routes over the same hours: if it covers
    less street or meets less need, a second plan for plain length is tried, and if that fails the old routes stay.

    Parameters
    ----------
    ground
        The network.
    need
        Need of every edge: `edge_need`.
    shift
        Units, minutes, depot and pace.
    must_see
        Points that should be passed, by code.
    old
        What the old routes ask for: ``route``, ``street``, ``from_m``, ``to_m`` (`adherence.planned`).
    search_s
        Seconds of search for each unit.
    """
    plan = _planned(ground, need, need, shift, must_see, crs, search_s)
    if old is None or old.empty:
        return plan
    before = _packed(old, shift)
    old_m, old_need = _value(before, ground, need)
    for weight in (need, ground.graph[2]):
        if weight is not need:
            plan = _planned(ground, weight, need, shift, must_see, crs, search_s)
        plan = replace(plan, old_m=old_m, old_need=old_need)
        if plan.covered_m >= old_m and plan.need >= old_need:
            return plan
    return _kept(before, ground, shift, plan, must_see)


def edge_need(
    ground: Ground, last: pd.DataFrame, *, as_of: pd.Timestamp, incidents: pd.Series | None = None, cap_days: float = 30
) -> NDArray[np.float64]:
    """Give every edge its need: metres × staleness × (1 + incidents).

    Staleness is the days since the last visit by ``cap_days``, at most 1; 1 where nobody ever walked.

    Parameters
    ----------
    last
        Last passages: second table of `geo.analysis.patrol.revisits.replay`.
    incidents
        Incidents near each edge, in the order of the edges.
    """
    days = (as_of - last["last_at"]).dt.total_seconds() / 86400
    stale = (days.clip(0, cap_days).fillna(cap_days) / cap_days).to_numpy()
    rows = ground.on_edges(last.assign(stale=stale))
    found = np.bincount(
        rows["edge"], weights=(rows["to_m"] - rows["from_m"]) * rows["stale"], minlength=len(ground.street)
    )
    more = 0 if incidents is None else incidents.to_numpy()
    return np.asarray(found * (1 + more), np.float64)


def _planned(
    ground: Ground,
    weight: NDArray[np.float64],
    need: NDArray[np.float64],
    shift: Shift,
    must_see: gpd.GeoSeries | None,
    crs: Any,
    search_s: float,
) -> Plan:
    """Give each unit in turn its best round over what the others left."""
    lines = ground.edge_lines()
    musts = _edges_near(must_see, lines)
    rounder = Rounder.start(ground, lines, shift.depot, shift.pace_mps, shift.seconds)
    left = weight.astype(np.float64).copy()
    open_musts = dict(musts)
    rows, parts = [], []
    for unit in range(shift.units):
        walk = rounder.round(left, set(open_musts.values()), search_s=search_s)
        walked = {edge for edge, _ in walk}
        left[list(walked)] = 0.0
        seen = sorted(code for code, edge in open_musts.items() if edge in walked)
        open_musts = {code: edge for code, edge in open_musts.items() if edge not in walked}
        line = rounder.draw(walk)
        minutes = rounder.seconds(walk) / 60
        rows.append(
            {"unit": unit + 1, "minutes": minutes, "length_m": line.length, "must_seen": seen, "geometry": line}
        )
        parts.append(_as_stretches(ground, sorted(walked)).assign(unit=unit + 1))
    stretches = pd.concat(parts, ignore_index=True)
    covered, met = _value(stretches, ground, need)
    return Plan(_table(rows, crs), stretches, covered, met, 0.0, 0.0, False, tuple(sorted(open_musts)))


def _kept(before: pd.DataFrame, ground: Ground, shift: Shift, lost: Plan, must_see: gpd.GeoSeries | None) -> Plan:
    """Give the old routes as the plan."""
    lines = ground.edge_lines()
    musts = _edges_near(must_see, lines)
    rows = []
    for unit, stretches in before.groupby("unit"):
        on = ground.on_edges(stretches)
        seen = sorted(code for code, edge in musts.items() if edge in set(on["edge"]))
        at = ground.starts_m[on["edge"]]
        pieces = [
            substring(lines[edge], low, high)
            for edge, low, high in zip(on["edge"], on["from_m"] - at, on["to_m"] - at, strict=True)
        ]
        long = metres(union(stretches))
        minutes = long / shift.pace_mps / 60
        drawn = shapely.line_merge(shapely.multilinestrings(pieces))
        rows.append({"unit": unit, "minutes": minutes, "length_m": long, "must_seen": seen, "geometry": drawn})
    rounds = _table(rows, lost.rounds.crs)
    seen_all = {code for codes in rounds["must_seen"] for code in codes}
    return Plan(
        rounds, before, lost.old_m, lost.old_need, lost.old_m, lost.old_need, True, tuple(sorted(set(musts) - seen_all))
    )


def _table(rows: list[dict[str, Any]], crs: Any) -> gpd.GeoDataFrame:
    columns = ["unit", "minutes", "length_m", "must_seen", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=crs).set_index("unit")


def _edges_near(points: gpd.GeoSeries | None, lines: NDArray[np.object_]) -> dict[str, int]:
    if points is None or points.empty:
        return {}
    nearest = shapely.STRtree(lines).nearest(points.to_numpy())
    return {str(code): int(edge) for code, edge in zip(points.index, nearest, strict=True)}


def _as_stretches(ground: Ground, edges: list[int]) -> pd.DataFrame:
    chosen = np.array(edges, np.int64)
    low = ground.starts_m[chosen]
    return pd.DataFrame(
        {"street": ground.streets[ground.street[chosen]], "from_m": low, "to_m": low + ground.graph[2][chosen]}
    )


def _value(stretches: pd.DataFrame, ground: Ground, need: NDArray[np.float64]) -> tuple[float, float]:
    """Give the metres covered once, and the need met: each edge's need by the share of it walked."""
    once = union(stretches)
    on = ground.on_edges(once)
    edge = on["edge"].to_numpy(np.int64)
    share = (on["to_m"] - on["from_m"]).to_numpy() / ground.graph[2][edge]
    return metres(once), float((share * need[edge]).sum())


def _packed(old: pd.DataFrame, shift: Shift) -> pd.DataFrame:
    """Hand the old routes to the units, longest first, as many as the same hours hold.

    The way between two routes is not counted and what a shift cannot hold of a route is cut off, both in favour of
    the old.
    """
    routes = {str(code): union(of) for code, of in old.groupby("route")}
    room = np.full(shift.units, shift.pace_mps * shift.seconds)
    parts = []
    for _, of in sorted(routes.items(), key=lambda pair: -metres(pair[1])):
        unit = int(np.argmax(room))
        run = (of["to_m"] - of["from_m"]).cumsum()
        fits = of[run - (of["to_m"] - of["from_m"]) < room[unit]].copy()
        over = np.maximum(run[fits.index] - room[unit], 0.0)
        fits["to_m"] -= over
        room[unit] -= metres(fits)
        parts.append(fits.assign(unit=unit + 1))
    empty = pd.DataFrame({"street": [], "from_m": [], "to_m": [], "unit": []})
    return pd.concat(parts, ignore_index=True) if parts else empty
