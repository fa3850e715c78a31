"""Compiled loops over the fixes of one track at a time: what is set aside, where gaps are, what stands still."""

import numpy as np

from geo.analysis.arrays import Flags, Floats, compiled
from geo.analysis.patrol.arrays import Bytes, Places

KEPT, PLACE, CLOCK, ORDER, DUPLICATE, SPEED = 0, 1, 2, 3, 4, 5
"""Verdicts on a fix, as numbers; `geo.analysis.patrol.fixes.REASONS` names them."""

BRIDGED, BY_TIME, BY_DISTANCE, BY_SPEED = 0, 1, 2, 3
"""What lies between a kept fix and the one before it."""

STRAY_S = 20.0
"""Noise carries fixes away from where somebody stands for no longer than this, seconds."""


@compiled
def set_aside(
    t: Floats,
    x: Floats,
    y: Floats,
    starts: Places,
    earliest: float,
    latest: float,
    longest_s: float,
    fastest: float,
    slack_m: float,
    verdict: Bytes,
) -> None:
    """Judge every fix; ``starts`` bounds the tracks, ``verdict`` is filled."""
    for track in range(starts.size - 1):
        first, end = starts[track], starts[track + 1]
        _judge_clock(t, x, y, first, end, earliest, latest, longest_s, verdict)
        _judge_order(t, first, end, verdict)
        _judge_speed(t, x, y, first, end, fastest, slack_m, verdict)


@compiled
def _judge_clock(
    t: Floats,
    x: Floats,
    y: Floats,
    first: int,
    end: int,
    earliest: float,
    latest: float,
    longest_s: float,
    verdict: Bytes,
) -> None:
    times = np.empty(end - first, np.float64)
    count = 0
    for i in range(first, end):
        if not (np.isfinite(x[i]) and np.isfinite(y[i])):
            verdict[i] = PLACE
        elif not (t[i] >= earliest and t[i] <= latest):
            verdict[i] = CLOCK
        else:
            times[count] = t[i]
            count += 1
    if count == 0:
        return
    middle = np.median(times[:count])
    for i in range(first, end):
        if verdict[i] == KEPT and abs(t[i] - middle) > longest_s:
            verdict[i] = CLOCK


@compiled
def _judge_order(t: Floats, first: int, end: int, verdict: Bytes) -> None:
    """Keep the longest run of fixes whose clock never goes back; the rest came out of order."""
    sorted_so_far = True
    before = -np.inf
    for i in range(first, end):
        if verdict[i] == KEPT:
            if t[i] < before:
                sorted_so_far = False
                break
            before = t[i]
    if not sorted_so_far:
        tails = np.empty(end - first, np.int64)
        behind = np.empty(end - first, np.int64)
        length = 0
        for i in range(first, end):
            if verdict[i] != KEPT:
                continue
            low, high = 0, length
            while low < high:
                mid = (low + high) // 2
                if t[tails[mid]] <= t[i]:
                    low = mid + 1
                else:
                    high = mid
            behind[i - first] = tails[low - 1] if low > 0 else -1
            tails[low] = i
            length = max(length, low + 1)
        for i in range(first, end):
            if verdict[i] == KEPT:
                verdict[i] = ORDER
        at = tails[length - 1]
        while at >= 0:
            verdict[at] = KEPT
            at = behind[at - first]
    before = -np.inf
    for i in range(first, end):
        if verdict[i] == KEPT:
            if t[i] == before:
                verdict[i] = DUPLICATE
            before = t[i]


@compiled
def _judge_speed(
    t: Floats, x: Floats, y: Floats, first: int, end: int, fastest: float, slack_m: float, verdict: Bytes
) -> None:
    """Set aside short runs nobody could have reached; three fixes that agree with each other are believed."""
    last, run = -1, 0
    other, other_first, other_run = -1, -1, 0
    for i in range(first, end):
        if verdict[i] != KEPT:
            continue
        if last < 0:
            last, run = i, 1
            continue
        if _reachable(t, x, y, last, i, fastest, slack_m):
            _drop(verdict, other_first, other)
            other, other_run = -1, 0
            last, run = i, run + 1
        elif other >= 0 and _reachable(t, x, y, other, i, fastest, slack_m):
            other, other_run = i, other_run + 1
            if other_run >= 3:
                if run < 3:
                    _drop(verdict, first, last)
                last, run = other, other_run
                other, other_run = -1, 0
        else:
            _drop(verdict, other_first, other)
            other, other_first, other_run = i, i, 1
    _drop(verdict, other_first, other)


@compiled
def _reachable(t: Floats, x: Floats, y: Floats, i: int, j: int, fastest: float, slack_m: float) -> bool:
    return bool(np.hypot(x[j] - x[i], y[j] - y[i]) <= fastest * (t[j] - t[i]) + slack_m)


@compiled
def _drop(verdict: Bytes, first: int, last: int) -> None:
    if last < 0:
        return
    for i in range(first, last + 1):
        if verdict[i] == KEPT:
            verdict[i] = SPEED


@compiled
def breaks(
    t: Floats,
    x: Floats,
    y: Floats,
    starts: Places,
    gap_s: float,
    gap_m: float,
    fastest: float,
    slack_m: float,
    broken: Bytes,
) -> None:
    """Say what lies before each kept fix: nothing, or a gap by time, distance or speed."""
    for track in range(starts.size - 1):
        for i in range(starts[track] + 1, starts[track + 1]):
            metres = np.hypot(x[i] - x[i - 1], y[i] - y[i - 1])
            if t[i] - t[i - 1] > gap_s:
                broken[i] = BY_TIME
            elif metres > gap_m:
                broken[i] = BY_DISTANCE
            elif metres > fastest * (t[i] - t[i - 1]) + slack_m:
                broken[i] = BY_SPEED


@compiled
def steps(
    t: Floats,
    x: Floats,
    y: Floats,
    legs: Places,
    step_s: float,
    still_s: float,
    still_m: float,
    step_of: Places,
    still: Flags,
) -> int:
    """Gather fixes into steps: a stay is one step however long, a walk one step every ``step_s`` seconds.

    Returns the number of steps; ``step_of`` gets each fix's step, ``still`` whether a step is a stay.
    """
    count = 0
    for leg in range(legs.size - 1):
        i, end = legs[leg], legs[leg + 1]
        while i < end:
            after = _stay(t, x, y, i, end, still_s, still_m)
            still[count] = after > i
            if after == i:
                after = i + 1
                while after < end and t[after] - t[i] < step_s:
                    after += 1
            for fix in range(i, after):
                step_of[fix] = count
            count += 1
            i = after
    return count


@compiled
def _stay(t: Floats, x: Floats, y: Floats, first: int, end: int, still_s: float, still_m: float) -> int:
    """Give the end of the stay that begins at ``first``, or ``first`` itself if none does.

    A stray fix or two do not end a stay: only who is away for longer than STRAY_S has gone.
    """
    mean_x, mean_y, count = x[first], y[first], 1
    last = first
    for i in range(first + 1, end):
        if np.hypot(x[i] - mean_x, y[i] - mean_y) <= still_m:
            count += 1
            mean_x += (x[i] - mean_x) / count
            mean_y += (y[i] - mean_y) / count
            last = i
        elif t[i] - t[last] > STRAY_S:
            break
    return last + 1 if t[last] - t[first] >= still_s else first
