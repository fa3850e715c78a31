"""Matching of tracks to streets: which stretch of which street was walked when, and where nobody knows."""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.patrol import kernel_match, kernel_near, kernel_route
from geo.analysis.patrol.fixes import Trails, sort_out
from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.rules import Rules
from geo.analysis.patrol.stepping import fix_gaps, step_gaps, stepped, street_visits

_HEAP = 4096


@dataclass(frozen=True)
class Matched:
    """What tracks say of streets.

    Attributes
    ----------
    visits
        One row a stay on a street until it is left: ``track``, ``street``, ``from_m``, ``to_m`` (metres from
        the street's beginning), ``entered_at``, ``left_at``. These outlive the raw fixes.
    gaps
        Stretches that add nothing, to be drawn dotted: ``track``, ``reason`` (one of GAPS), ``since``, ``until``, line.
    tracks
        One row a track: ``fixes`` given, ``set_aside``, ``matched``, ``match_rate`` (matched of believed),
        ``mean_offset_m`` (believed and matched fixes from their street), ``walked_m``, ``gaps``.
    aside
        Fixes set aside, with ``reason``.
    """

    visits: pd.DataFrame
    gaps: gpd.GeoDataFrame
    tracks: pd.DataFrame
    aside: pd.DataFrame


def match(fixes: gpd.GeoDataFrame, ground: Ground, *, as_of: datetime, rules: Rules | None = None) -> Matched:
    """Match the fixes of many tracks to streets by place, bearing and continuity.

    Fixes are sorted out, cut at gaps, stays become one step and walks a step every few seconds; each leg is
    decoded as a hidden Markov model on the network (Newson & Krumm 2009) and laid out along its edges.

    Parameters
    ----------
    fixes
        Table FIXES, metric CRS, in the order the device wrote it.
    ground
        The network, in the same CRS.
    as_of
        The instant of asking; later fixes have a wrong clock.
    rules
        What counts as a gap, a stay, in reach.
    """
    rules = rules or Rules()
    trails, aside = sort_out(fixes, as_of=as_of, rules=rules)
    parts = _parts(trails)
    with ThreadPoolExecutor(max_workers=len(parts)) as threads:
        found = list(threads.map(lambda part: _match_part(trails, part, ground, rules), parts))
    visits = pd.concat([visits for visits, _, _ in found], ignore_index=True)
    gaps = pd.concat([gaps for _, gaps, _ in found], ignore_index=True).set_crs(fixes.crs)
    away = np.concatenate([away for _, _, away in found])
    return Matched(visits, gaps, _per_track(fixes["track"], trails, visits, gaps, away), aside)


def _parts(trails: Trails) -> list[slice]:
    """Share the tracks among the processor's cores, about equally many fixes each."""
    cores = min(os.cpu_count() or 1, max(1, len(trails.tracks)))
    marks = np.searchsorted(trails.starts, np.linspace(0, len(trails.t), cores + 1)[1:-1])
    bounds = np.unique([0, *marks, len(trails.tracks)])
    return [slice(int(a), int(b)) for a, b in itertools.pairwise(bounds)] or [slice(0, 0)]


def _match_part(
    trails: Trails, part: slice, ground: Ground, rules: Rules
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, NDArray[np.float64]]:
    """Match some tracks: their visits, their gaps, and each fix's distance from its street (NaN off the streets)."""
    steps = stepped(trails, part, rules)
    edge = np.full((steps.count, kernel_near.MOST), -1, np.int64)
    offset, cost = np.zeros(edge.shape), np.full(edge.shape, np.inf)
    heading = steps.heading()
    kernel_near.candidates(steps.x, steps.y, *heading, ground.pieces, rules.reach_m, rules.noise_m, edge, offset, cost)
    scratch = _scratch(ground.nodes)
    chosen, linked = np.full(steps.count, -1, np.int64), np.zeros(steps.count, np.bool_)
    now = kernel_match.decode(steps.x, steps.y, steps.legs, edge, offset, cost, ground.graph, scratch, chosen, linked)
    passages, _ = kernel_route.lay(
        steps.x, steps.y, steps.came, steps.went, edge, offset, chosen, linked, ground.graph, scratch, now
    )
    passages = passages[kernel_route.prune(passages, rules.stub_m)]
    track_of_run = steps.track[np.flatnonzero(~linked)] if steps.count else steps.track
    away = np.empty(len(steps.of_fix))
    first, end = trails.starts[part.start], trails.starts[part.stop]
    kernel_near.offsets(
        trails.x[first:end], trails.y[first:end], steps.of_fix, edge, chosen, ground.pieces, ground.of_edge, away
    )
    visits = street_visits(passages, ground, least_m=rules.stub_m)
    visits.insert(0, "track", trails.tracks[part][track_of_run[visits.pop("run")]])
    gaps = pd.concat([fix_gaps(trails, part, steps), step_gaps(trails.tracks[part], steps, chosen, linked)])
    return visits, gaps, away


def _scratch(nodes: int) -> tuple[NDArray[Any], ...]:
    return (
        np.empty(nodes),
        np.empty(nodes, np.int64),
        np.full(nodes, -1, np.int64),
        np.empty(_HEAP),
        np.empty(_HEAP, np.int64),
    )


def _per_track(
    given: pd.Series, trails: Trails, visits: pd.DataFrame, gaps: pd.DataFrame, away: NDArray[np.float64]
) -> pd.DataFrame:
    believed = np.diff(trails.starts)
    which = np.repeat(np.arange(len(trails.tracks)), believed)
    on_street = np.isfinite(away)
    matched = np.bincount(which[on_street], minlength=len(believed))
    total = np.bincount(which[on_street], weights=away[on_street], minlength=len(believed))
    index = pd.Index(trails.tracks, name="track")
    fixes = given.value_counts().reindex(index)
    walked = (visits["to_m"] - visits["from_m"]).groupby(visits["track"]).sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        rate, offset = matched / believed, total / matched
    return pd.DataFrame(
        {
            "fixes": fixes,
            "set_aside": fixes - believed,
            "matched": matched,
            "match_rate": rate,
            "mean_offset_m": offset,
            "walked_m": walked.reindex(index, fill_value=0.0),
            "gaps": gaps.groupby("track").size().reindex(index, fill_value=0),
        },
        index=index,
    )
