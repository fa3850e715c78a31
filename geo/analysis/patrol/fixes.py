"""Sorting fixes out: which are believed, and which are set aside for what reason."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs, frames
from geo.analysis.patrol import kernel_fixes
from geo.analysis.patrol.arrays import seconds
from geo.analysis.patrol.rules import Rules

REASONS = ("kept", "place", "clock", "order", "duplicate", "speed")
"""Why a fix is set aside, in the order of the kernel's numbers.

``place`` no coordinates; ``clock`` no time, in the future or far from its shift; ``order`` its clock runs
back; ``duplicate`` same instant as the fix before; ``speed`` nobody could have got there.
"""
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class Trails:
    """Believed fixes as arrays, track after track, each in its own time order."""

    tracks: NDArray[np.object_]
    """Codes of the tracks."""
    starts: NDArray[np.int64]
    """Where each track begins, and the end of the last."""
    t: NDArray[np.float64]
    """Seconds since 1970 UTC."""
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    rows: NDArray[np.int64]
    """Row of each fix in the table given."""


def sort_out(fixes: gpd.GeoDataFrame, *, as_of: datetime, rules: Rules | None = None) -> tuple[Trails, pd.DataFrame]:
    """Judge every fix of many tracks.

    Parameters
    ----------
    fixes
        Table FIXES in the order the device wrote it, in a metric CRS.
    as_of
        The instant of asking; fixes later than this have a wrong clock.
    rules
        What counts as an impossible speed or a wrong clock.

    Returns
    -------
    tuple
        The believed fixes, and the table of those set aside: index of the fix; ``track``, ``at``, ``reason``.
    """
    rules = rules or Rules()
    frames.require(fixes, frames.FIXES)
    crs.require_metric(fixes, noun="fixes")
    track, tracks = pd.factorize(fixes["track"])
    if fixes["at"].dt.tz is None:
        raise ValueError("fixes carry instants with their zone")
    order = np.argsort(track, kind="stable")
    t, (x, y) = seconds(fixes["at"])[order], _places(fixes)[:, order]
    starts = np.searchsorted(track[order], np.arange(len(tracks) + 1)).astype(np.int64)
    verdict = np.zeros(len(fixes), np.int8)
    kernel_fixes.set_aside(
        t,
        x,
        y,
        starts,
        _EARLIEST.timestamp(),
        (as_of + _CLOCK_SLACK).timestamp(),
        rules.longest_shift_h * 3600,
        rules.fastest_mps,
        6 * rules.noise_m,
        verdict,
    )
    kept = verdict == kernel_fixes.KEPT
    aside = fixes.iloc[order[~kept]][["track", "at"]].assign(reason=np.array(REASONS, object)[verdict[~kept]])
    bounds = np.concatenate(([0], np.cumsum(kept)))[starts]
    return Trails(np.asarray(tracks, object), bounds, t[kept], x[kept], y[kept], order[kept]), pd.DataFrame(aside)


def _places(fixes: gpd.GeoDataFrame) -> NDArray[np.float64]:
    points = fixes.geometry.to_numpy().copy()
    points[shapely.is_empty(points)] = None
    return np.array([shapely.get_x(points), shapely.get_y(points)], np.float64)
