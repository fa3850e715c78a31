"""The loops over columns: one pass that filters, counts and gathers durations, compiled and free of the interpreter.

Two readers ask at once in one process, so the threads are Python's own and the kernels hold no lock (numba's
own thread pool may not be entered twice).
"""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from geo.analysis.survival import merged

Array = npt.NDArray[Any]
COUNTS = ("n", "open", "set_aside", "on_time", "judged", "overdue", "reopened", "handovers")
_N, _OPEN, _ASIDE, _ON_TIME, _JUDGED, _OVERDUE, _REOPENED, _HANDOVERS = range(8)
_MISSING = -(2**31)
_DEAD = 0x80


class Rows(NamedTuple):
    """The fields of a part that every question reads."""

    collected: Array
    begin: Array
    end: Array
    due: Array
    kind: Array
    department: Array
    channel: Array
    week_hour: Array
    stage: Array
    verdict: Array
    aside: Array
    reopened: Array
    handovers: Array
    starts: Array
    closed_ends: Array


class Wanted(NamedTuple):
    """A question as tables of yes and no by code, and instants in seconds."""

    since: int
    until: int
    now: int
    end_stage: int
    whole: bool
    """Whether the span is the whole matter, on which there is a verdict."""
    segments: Array
    kinds: Array
    departments: Array
    channels: Array
    week_hours: Array
    stages: Array


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _scan(
    rows: Any, wanted: Any, first: int, last: int, column: Array, keys: Array, counts: Array, codes: Array, at: Array
) -> None:
    """Count the rows from `first` to before `last` by key, and lay the codes of their durations where `at` says.

    Fields are taken out of the tuples once: taken inside the loop, each costs an atomic count of references.
    """
    collected, begins, ends, dues = rows.collected, rows.begin, rows.end, rows.due
    kind, department, channel, week_hour = rows.kind, rows.department, rows.channel, rows.week_hour
    stage, verdict, aside, reopened, handovers = rows.stage, rows.verdict, rows.aside, rows.reopened, rows.handovers
    kinds, departments, channels, week_hours = wanted.kinds, wanted.departments, wanted.channels, wanted.week_hours
    stages, since, until, now = wanted.stages, wanted.since, wanted.until, wanted.now
    end_stage, whole = wanted.end_stage, wanted.whole
    laying, by_row = len(codes) > 0, len(column) > 0
    for i in range(first, last):
        asked = (collected[i] >= since) & (collected[i] < until) & kinds[kind[i]] & departments[department[i]]
        asked &= channels[channel[i]] & week_hours[week_hour[i]] & stages[stage[i]] & (aside[i] < _DEAD)
        if not asked:
            continue
        key = keys[column[i]] if by_row else keys[0]
        begin, end = begins[i], ends[i]
        is_open = end == _MISSING
        if key < 0 or (begin == _MISSING and stage[i] < end_stage):
            continue
        if aside[i] or begin == _MISSING or (is_open and stage[i] >= end_stage):
            counts[key, _ASIDE] += 1
            continue
        counts[key, _N] += 1
        counts[key, _OPEN] += is_open
        counts[key, _REOPENED] += reopened[i] > 0
        counts[key, _HANDOVERS] += handovers[i]
        if whole:
            overdue = is_open & (dues[i] != _MISSING) & (dues[i] < now)
            counts[key, _OVERDUE] += overdue
            counts[key, _ON_TIME] += verdict[i] == 1
            counts[key, _JUDGED] += (verdict[i] > 0) | overdue
        if laying:
            took = max(now - np.int64(begin), 0) if is_open else np.int64(end) - begin
            codes[at[key]] = took * 2 + is_open
            at[key] += 1


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _scan_whole(rows: Any, wanted: Any, first: int, last: int, counts: Array, codes: Array, laid: int) -> int:
    """Do what `_scan` does for one key and the whole span, without a branch: half as long on a mixed question."""
    collected, ends, dues, stage = rows.collected, rows.end, rows.due, rows.stage
    kind, department, channel, week_hour = rows.kind, rows.department, rows.channel, rows.week_hour
    verdict, aside, reopened, handovers = rows.verdict, rows.aside, rows.reopened, rows.handovers
    kinds, departments, channels, week_hours = wanted.kinds, wanted.departments, wanted.channels, wanted.week_hours
    stages, since, until, now = wanted.stages, wanted.since, wanted.until, wanted.now
    n = still_open = set_aside = on_time = judged = overdue = again = handed = 0
    for i in range(first, last):
        asked = (collected[i] >= since) & (collected[i] < until) & kinds[kind[i]] & departments[department[i]]
        asked &= channels[channel[i]] & week_hours[week_hour[i]] & stages[stage[i]] & (aside[i] < _DEAD)
        counted = asked & (aside[i] == 0)
        is_open = ends[i] == _MISSING
        late = is_open & (dues[i] != _MISSING) & (dues[i] < now)
        codes[laid] = (
            max(now - np.int64(collected[i]), 0) if is_open else np.int64(ends[i]) - collected[i]
        ) * 2 + is_open
        laid += counted
        n += counted
        set_aside += asked & (aside[i] != 0)
        still_open += counted & is_open
        overdue += counted & late
        on_time += counted & (verdict[i] == 1)
        judged += counted & ((verdict[i] > 0) | late)
        again += counted & (reopened[i] > 0)
        handed += counted * handovers[i]
    counts += np.array([n, still_open, set_aside, on_time, judged, overdue, again, handed])
    return laid


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def by_segment(
    settled: Any, latest: Any, wanted: Any, first: int, last: int, counts: Array, found: Array, survivals: Array
) -> None:
    """Fill counts and quantiles of the segments from `first` to before `last`, for the whole span."""
    widest = 0
    for segment in range(first, last):
        widest = max(widest, _size(settled.starts, segment) + _size(latest.starts, segment))
    closed, rest = np.empty(widest + 1, np.int64), np.empty(widest + 1, np.int64)
    for segment in range(first, last):
        if not wanted.segments[segment]:
            continue
        closed_count = rest_count = 0
        here = counts[segment]
        if _size(settled.starts, segment):
            start, middle, end = settled.starts[segment], settled.closed_ends[segment], settled.starts[segment + 1]
            closed_count = _scan_whole(settled, wanted, start, middle, here, closed, 0)
            rest_count = _scan_whole(settled, wanted, middle, end, here, rest, 0)
        if _size(latest.starts, segment):
            start, end = latest.starts[segment], latest.starts[segment + 1]
            rest_count = _scan_whole(latest, wanted, start, end, here, rest, rest_count)
            rest[:rest_count].sort()
        found[segment] = merged(closed, closed_count, rest, rest_count, survivals)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def gather(rows: Any, wanted: Any, column: Array, keys: Array, counts: Array, codes: Array, at: Array) -> None:
    """Count rows by a key, and lay their durations' codes behind one another key by key.

    Parameters
    ----------
    column
        Code of each row to be looked up in `keys`; empty if the segment itself is.
    keys
        Key of each code; -1 leaves a row out.
    counts
        Filled, key by key.
    codes, at
        Where to lay the codes, and where each key's next one goes; with no codes only the count is taken.
    """
    for segment in range(len(rows.closed_ends)):
        if wanted.segments[segment] and _size(rows.starts, segment):
            mine = keys if len(column) else keys[segment : segment + 1]
            _scan(rows, wanted, rows.starts[segment], rows.starts[segment + 1], column, mine, counts, codes, at)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _size(starts: Array, segment: int) -> Any:
    return starts[segment + 1] - starts[segment] if segment + 1 < len(starts) else 0
