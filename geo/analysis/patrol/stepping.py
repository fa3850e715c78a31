"""From fixes to steps and legs, and from laid-out steps to visits and gaps."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.patrol import kernel_fixes, kernel_near, kernel_route
from geo.analysis.patrol.fixes import Trails
from geo.analysis.patrol.ground import Ground
from geo.analysis.patrol.rules import Rules

GAPS = ("none", "time", "distance", "speed", "off_street", "no_way")
"""Why nothing is known of a stretch, in the order of the kernels' numbers."""
_OFF_STREET, _NO_WAY = 4, 5
_TOUCH_M = 0.01


@dataclass(frozen=True)
class Steps:
    """Averaged fixes of some tracks: a stay is one step, a walk a step every few seconds."""

    count: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    came: NDArray[np.float64]
    """When the step was reached, seconds; for a walking step its mean time."""
    went: NDArray[np.float64]
    still: NDArray[np.bool_]
    track: NDArray[np.int64]
    legs: NDArray[np.int64]
    """Steps at which each leg begins, and the end of the last; a leg has no gap inside."""
    of_fix: NDArray[np.int64]
    broken: NDArray[np.int8]
    """Of each fix, what lies before it: an index into GAPS."""

    def heading(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the unit vector of each step's movement; zero where it stands or hardly moves."""
        at = np.arange(self.count)
        leg = np.searchsorted(self.legs, at, side="right") - 1
        before = np.maximum(at - 1, self.legs[leg]) if self.count else at
        after = np.minimum(at + 1, self.legs[leg + 1] - 1) if self.count else at
        dx, dy = self.x[after] - self.x[before], self.y[after] - self.y[before]
        metres = np.hypot(dx, dy)
        moves = (metres >= kernel_near.LEAST_HEADING_M) & ~self.still
        metres[~moves] = 1
        return np.where(moves, dx / metres, 0.0), np.where(moves, dy / metres, 0.0)


def stepped(trails: Trails, part: slice, rules: Rules) -> Steps:
    """Cut some tracks at their gaps and gather each leg's fixes into steps."""
    starts = trails.starts[part.start : part.stop + 1]
    first, end = starts[0], starts[-1]
    t, x, y = trails.t[first:end], trails.x[first:end], trails.y[first:end]
    starts = starts - first
    broken = np.zeros(len(t), np.int8)
    kernel_fixes.breaks(t, x, y, starts, rules.gap_s, rules.gap_m, rules.fastest_mps, 6 * rules.noise_m, broken)
    legs = np.union1d(starts, np.flatnonzero(broken)).astype(np.int64)
    of_fix, still = np.empty(len(t), np.int64), np.zeros(len(t), np.bool_)
    count = kernel_fixes.steps(t, x, y, legs, rules.step_s, rules.still_s, rules.still_m, of_fix, still)
    fixes = np.bincount(of_fix, minlength=count)
    begins = np.concatenate(([0], np.cumsum(fixes)))[:-1]
    mean_t, mean_x, mean_y = (
        np.bincount(of_fix, weights=one - one[:1].sum(), minlength=count) / fixes + one[:1].sum() for one in (t, x, y)
    )
    still = still[:count]
    return Steps(
        count=count,
        x=mean_x,
        y=mean_y,
        came=np.where(still, t[begins], mean_t),
        went=np.where(still, t[begins + fixes - 1], mean_t),
        still=still,
        track=np.searchsorted(starts, begins, side="right") - 1,
        legs=np.append(of_fix[legs[:-1]], count),
        of_fix=of_fix,
        broken=broken,
    )


def street_visits(passages: NDArray[np.float64], ground: Ground, *, least_m: float) -> pd.DataFrame:
    """Join passages along one street into visits; runs shorter than ``least_m`` are noise around a stay."""
    run = passages[:, kernel_route.LEG].astype(np.int64)
    metres = np.bincount(run, weights=passages[:, kernel_route.TO] - passages[:, kernel_route.FROM])
    passages = passages[metres[run] >= least_m]
    run = passages[:, kernel_route.LEG].astype(np.int64)
    edge = passages[:, kernel_route.EDGE].astype(np.int64)
    street = ground.street[edge]
    low = passages[:, kernel_route.FROM] + ground.starts_m[edge]
    high = passages[:, kernel_route.TO] + ground.starts_m[edge]
    touches = (low[1:] <= high[:-1] + _TOUCH_M) & (low[:-1] <= high[1:] + _TOUCH_M)
    same = (run[1:] == run[:-1]) & (street[1:] == street[:-1]) & touches
    begins = np.flatnonzero(np.concatenate(([True], ~same)))[: len(run)]
    ends = np.append(begins[1:], len(run))[: len(begins)] - 1
    return pd.DataFrame(
        {
            "street": ground.streets[street[begins]],
            "from_m": np.minimum.reduceat(low, begins) if len(run) else low,
            "to_m": np.maximum.reduceat(high, begins) if len(run) else high,
            "entered_at": _instants(passages[begins, kernel_route.ENTERED]),
            "left_at": _instants(passages[ends, kernel_route.LEFT]),
            "run": run[begins],
        }
    )


def fix_gaps(trails: Trails, part: slice, steps: Steps) -> gpd.GeoDataFrame:
    """Give the silences and jumps between two fixes of some tracks."""
    first = trails.starts[part.start]
    after = np.flatnonzero(steps.broken) + first
    before = after - 1
    ends = np.stack([trails.x[before], trails.y[before], trails.x[after], trails.y[after]], axis=1)
    return gpd.GeoDataFrame(
        {
            "track": trails.tracks[part][steps.track[steps.of_fix[after - first]]],
            "reason": np.array(GAPS, object)[steps.broken[after - first]],
            "since": _instants(trails.t[before]),
            "until": _instants(trails.t[after]),
        },
        geometry=shapely.linestrings(ends.reshape(-1, 2, 2)),
    )


def step_gaps(
    tracks: NDArray[np.object_], steps: Steps, chosen: NDArray[np.int64], linked: NDArray[np.bool_]
) -> gpd.GeoDataFrame:
    """Give the stretches inside legs that no way on the network explains; neighbours off the streets are one."""
    inside = np.ones(steps.count, np.bool_)
    inside[steps.legs[:-1]] = False
    at = np.flatnonzero(inside & ~linked)
    off = (chosen[at] < 0) | (chosen[at - 1] < 0)
    goes_on = np.zeros(len(at), np.bool_)
    goes_on[1:] = off[1:] & off[:-1] & (at[1:] == at[:-1] + 1)
    begins = np.flatnonzero(~goes_on)
    group = np.cumsum(~goes_on) - 1
    vertex = np.concatenate((at[begins] - 1, at))
    of = np.concatenate((np.arange(len(begins)), group))
    order = np.lexsort((vertex, of))
    ends = at[np.append(begins[1:], len(at)) - 1] if len(at) else at
    places = np.stack([steps.x[vertex[order]], steps.y[vertex[order]]], axis=1)
    return gpd.GeoDataFrame(
        {
            "track": tracks[steps.track[at[begins]]],
            "reason": np.array(GAPS, object)[np.where(off[begins], _OFF_STREET, _NO_WAY)],
            "since": _instants(steps.went[at[begins] - 1]),
            "until": _instants(steps.came[ends]),
        },
        geometry=shapely.linestrings(places, indices=of[order]),
    )


def _instants(seconds: NDArray[np.float64]) -> pd.DatetimeIndex:
    return pd.to_datetime((seconds * 1000).round().astype(np.int64), unit="ms", utc=True)
