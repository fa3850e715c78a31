"""The six stages of every incident in the demo city: calls, answers, work, checks; who waits, who comes too late."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.clock.workdays import WorkCalendar
from geo.demo.matters import MATTERS, SLOWNESS
from geo.frames import STAGE_TIMES, STAGES

AS_OF = pd.Timestamp("2026-11-01", tz="Asia/Shanghai")
"""The register was drawn as this day began: what happens later is not in it."""
_CALL_MINUTES = {
    "12345": 35,
    "patrol": 4,
    "camera": 6,
    "sensor": 3,
    "walk_in": 15,
    "app": 22,
    "inspection": 12,
    "other": 30,
}
_STUCK = 0.006
_HOURS_A_DAY = 7.0
Numbers = NDArray[np.float64]


def run(
    rng: np.random.Generator,
    frame: pd.DataFrame,
    which: NDArray[np.intp],
    collected: pd.Series,
    *,
    calendar: WorkCalendar,
    slow: Numbers,
) -> pd.DataFrame:
    """Give the frame with the treaty's stages, times, deadline, level, reopenings, hand-overs and satisfaction."""
    size = len(frame)
    urgent = (frame["priority"] == "urgent").to_numpy()
    clock = np.array([one.clock for one in MATTERS], dtype=object)[which]
    limit = np.array([one.limit for one in MATTERS])[which]
    handovers = np.minimum(rng.poisson(0.16 + 0.1 * (slow > 1.1), size), 4)
    reopened = rng.choice(3, size, p=[0.952, 0.04, 0.008])
    pace = slow * frame["department"].map(SLOWNESS).to_numpy() * (1 + 0.35 * handovers + 0.4 * reopened)
    times = _times(rng, frame["channel"], collected, calendar, urgent=urgent, clock=clock, limit=limit, pace=pace)
    found = frame.assign(**times)
    found["due_at"] = calendar.due(collected, limit, clock)
    found = _as_of(rng, found)
    reached = found[list(STAGE_TIMES)].notna().sum(axis=1).to_numpy()
    found["stage"] = np.array(STAGES, dtype=object)[reached - 1]
    found.loc[reached < 2, "department"] = None
    found["level"] = _levels(rng, found)
    found["reopened"] = np.where(reached >= 4, reopened, 0)
    found["handovers"] = np.where(reached >= 3, handovers, 0)
    found["satisfaction"] = _satisfaction(rng, found)
    return found


def _times(
    rng: np.random.Generator,
    channel: pd.Series,
    collected: pd.Series,
    calendar: WorkCalendar,
    *,
    urgent: NDArray[np.bool_],
    clock: NDArray[np.object_],
    limit: Numbers,
    pace: Numbers,
) -> dict[str, pd.Series]:
    """Let the clock of each matter run: round the clock where it is urgent, else in office hours."""
    ticks = np.where(urgent | (clock == "urgent_hours"), "urgent_hours", "work_hours")
    hours = np.where(clock == "work_days", limit * _HOURS_A_DAY, limit)
    hours = np.where(urgent, np.minimum(hours, 24.0), hours)

    def later(since: pd.Series, usual_h: Numbers, spread: float) -> pd.Series:
        return calendar.due(since, np.maximum(usual_h * rng.lognormal(0, spread, len(since)), 0.01), ticks)

    called = later(collected, channel.map(_CALL_MINUTES).to_numpy() / 60, 0.7)
    responded = later(called, np.minimum(0.04 * hours, 3.0) * pace + 0.1, 0.8)
    handled = later(responded, 0.36 * hours * pace, 0.62)
    verified = later(handled, 0.08 * hours + 0.3, 0.7)
    evaluated = verified + pd.to_timedelta(rng.gamma(2.0, 16.0, len(verified)) * 3_600, unit="s").floor("s")
    return dict(zip(STAGE_TIMES, (collected, called, responded, handled, verified, evaluated), strict=True))


def _as_of(rng: np.random.Generator, found: pd.DataFrame) -> pd.DataFrame:
    """Take away what has not happened yet, what got stuck, and the opinions nobody was asked for."""
    found = found.copy()
    got_to = np.where(rng.uniform(size=len(found)) < _STUCK, rng.integers(1, 5, len(found)), len(STAGES))
    got_to = np.where((got_to == len(STAGES)) & (rng.uniform(size=len(found)) < 0.12), 5, got_to)
    gone = np.zeros(len(found), dtype=bool)
    for place, name in enumerate(STAGE_TIMES):
        gone |= (found[name] >= AS_OF).to_numpy() | (got_to <= place)
        found[name] = found[name].where(~gone)
    return found


def _levels(rng: np.random.Generator, found: pd.DataFrame) -> NDArray[np.object_]:
    """Give the level that holds each matter: the later, the higher it has climbed."""
    until = found["verified_at"].fillna(AS_OF)
    late = ((until - found["due_at"]).dt.total_seconds() / 86_400).to_numpy()
    score = np.clip(late, -1.0, 25.0) / 9 + rng.gumbel(-0.75, 0.55, len(found))
    step = np.digitize(score, [0.75, 1.9, 3.1])
    return np.array(["grid", "community", "street", "district"], dtype=object)[step]


def _satisfaction(rng: np.random.Generator, found: pd.DataFrame) -> pd.Series:
    asked = found["evaluated_at"].notna().to_numpy() & (rng.uniform(size=len(found)) < 0.62)
    late = (found["verified_at"] > found["due_at"]).to_numpy()
    mark = 4.75 - 0.95 * late - 0.7 * found["reopened"].to_numpy() - 0.25 * found["handovers"].to_numpy()
    mark = np.clip(np.round(mark + rng.normal(0, 0.75, len(found))), 1, 5)
    return pd.Series(np.where(asked, mark, np.nan), index=found.index).astype("Int64")
