"""Suggested rounds: each unit walks the stalest and most needed streets it can within its shift."""

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.old_rounds import OldRound, old_rounds, stretches
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
    old: gpd.GeoSeries | None = None,
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
        Lines of the old routes: walked by the same units from the same depot in the same hours (`old_rounds`).
    search_s
        Seconds of search for each unit.
    """
    lines = ground.edge_lines()
    rounder = Rounder.start(ground, lines, shift.depot, shift.pace_mps, shift.seconds)
    musts = _edges_near(must_see, lines)
    plan = _planned(rounder, need, need, shift.units, musts, crs, search_s)
    if old is None or old.empty:
        return plan
    rounds = old_rounds(rounder, old, shift.units)
    before = stretches(rounds, ground, crs)
    old_m, old_need = _value(before, ground, need)
    for weight in (need, ground.graph[2]):
        if weight is not need:
            plan = _planned(rounder, weight, need, shift.units, musts, crs, search_s)
        plan = replace(plan, old_m=old_m, old_need=old_need)
        if plan.covered_m >= old_m and plan.need >= old_need:
            return plan
    return _kept(rounds, before, ground, plan, musts)


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
    rounder: Rounder,
    weight: NDArray[np.float64],
    need: NDArray[np.float64],
    units: int,
    musts: dict[str, int],
    crs: Any,
    search_s: float,
) -> Plan:
    """Give each unit in turn its best round over what the others left."""
    ground = rounder.ways.ground
    left = weight.astype(np.float64).copy()
    open_musts = dict(musts)
    rows, parts = [], []
    for unit in range(units):
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
        parts.append(ground.as_stretches(sorted(walked)).assign(unit=unit + 1))
    walked_all = pd.concat(parts, ignore_index=True)
    covered, met = _value(walked_all, ground, need)
    return Plan(_table(rows, crs), walked_all, covered, met, 0.0, 0.0, False, tuple(sorted(open_musts)))


def _kept(rounds: list[OldRound], before: pd.DataFrame, ground: Ground, lost: Plan, musts: dict[str, int]) -> Plan:
    """Give the old routes as the plan."""
    edges = {unit: set(ground.on_edges(of)["edge"]) for unit, of in before.groupby("unit")}
    rows = [
        {
            "unit": unit,
            "minutes": one.seconds / 60,
            "length_m": one.line.length,
            "must_seen": sorted(code for code, edge in musts.items() if edge in edges.get(unit, ())),
            "geometry": one.line,
        }
        for unit, one in enumerate(rounds, start=1)
    ]
    seen = {code for row in rows for code in row["must_seen"]}
    return Plan(
        _table(rows, lost.rounds.crs),
        before,
        lost.old_m,
        lost.old_need,
        lost.old_m,
        lost.old_need,
        kept_old=True,
        missed=tuple(sorted(set(musts) - seen)),
    )


def _table(rows: list[dict[str, Any]], crs: Any) -> gpd.GeoDataFrame:
    columns = ["unit", "minutes", "length_m", "must_seen", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=crs).set_index("unit")


def _edges_near(points: gpd.GeoSeries | None, lines: NDArray[np.object_]) -> dict[str, int]:
    if points is None or points.empty:
        return {}
    nearest = shapely.STRtree(lines).nearest(points.to_numpy())
    return {str(code): int(edge) for code, edge in zip(points.index, nearest, strict=True)}


def _value(stretches: pd.DataFrame, ground: Ground, need: NDArray[np.float64]) -> tuple[float, float]:
    """Give the metres covered once, and the need met: each edge's need by the share of it walked."""
    once = union(stretches)
    on = ground.on_edges(once)
    edge = on["edge"].to_numpy(np.int64)
    share = (on["to_m"] - on["from_m"]).to_numpy() / ground.graph[2][edge]
    return metres(once), float((share * need[edge]).sum())
