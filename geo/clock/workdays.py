"""The working calendar: three clocks (紧急工作时, 工作时, 工作日), due instants and elapsed working time.

Everything is vectorised over numpy arrays of days: a calendar answers for millions of matters at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt
import pandas as pd

CLOCKS = ("urgent_hours", "work_hours", "work_days")
"""紧急工作时 (round the clock), 工作时 (office hours only), 工作日."""

OFFICE = ((time(9), time(12)), (time(13, 30), time(17, 30)))
"""Office hours when a city has not set its own."""

WEEKEND = frozenset({5, 6})
_FIRST = date(1990, 1, 1)
_LAST = date(2100, 1, 1)
_EPOCH_OFFSET = (_FIRST - date(1970, 1, 1)).days
_DAY = 86_400
_EARLIEST = pd.Timestamp(1990, 1, 8, tz="UTC")
_LATEST = pd.Timestamp(2090, 1, 1, tz="UTC")

Instants = pd.Series
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Which days are worked in a city, and from when to when.

    Examples
    --------
    >>> calendar = chinese("Asia/Shanghai")
    >>> calendar.works(date(2025, 1, 26)), calendar.works(date(2025, 1, 28))   # make-up Sunday, New Year's Eve
    (True, False)
    """

    zone: str
    office: tuple[tuple[time, time], ...] = OFFICE
    """Spans of a working day, in order, none touching midnight."""
    rest_weekdays: frozenset[int] = WEEKEND
    """Weekdays off, Monday = 0."""
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    """Rest weekdays that are worked all the same (调休上班)."""
    known_years: frozenset[int] = field(default_factory=frozenset)
    """Years whose holidays are known; in the others only weekdays decide (`unknown_years` names them)."""

    def __post_init__(self) -> None:
        edges = [_seconds(edge) for span in self.office for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"office hours are spans in order, not {self.office}")
        if len(self.rest_weekdays) > 6:
            raise ValueError("at least one weekday is worked")

    def works(self, day: date) -> bool:
        """Say whether a day is worked."""
        return bool(self._worked[(day - _FIRST).days])

    def edited(self, days: Iterable[tuple[date, bool]], *, years: Iterable[int] = ()) -> "WorkCalendar":
        """Give the calendar with some days set by hand (day, worked?), and more years known."""
        given = dict(days)
        worked = frozenset(day for day, works in given.items() if works)
        rest = frozenset(day for day, works in given.items() if not works)
        return replace(
            self,
            holidays=(self.holidays - worked) | rest,
            make_up=(self.make_up - rest) | worked,
            known_years=self.known_years | frozenset(years),
        )

    def with_office(self, office: Iterable[tuple[time, time]]) -> "WorkCalendar":
        """Give the calendar with other spans of a working day."""
        return replace(self, office=tuple(office))

    def due(self, since: Instants, amount: Any, clock: Any) -> Instants:
        """Give the instant by which a matter is due.

        Hours on the working clock run in office hours only; a limit that is used up as a span closes is due at
        that closing, not at the next opening. Days do not count the day of filing and end when the office
        closes on the last one (Civil Code of the PRC, articles 201 and 203).

        Parameters
        ----------
        since
            Instants (tz-aware) from which the clock runs.
        amount
            Hours or days, above zero; one value or one a row.
        clock
            One of `CLOCKS`; one value or one a row. A row without amount or clock, or outside 1990-2090
            (a slip of the pen), is due never (NaT).
        """
        amounts = pd.Series(amount, index=since.index, dtype="float64")
        clocks = pd.Series(clock, index=since.index, dtype="object")
        if (amounts <= 0).any():
            raise ValueError("a limit is longer than nothing")
        out = pd.Series(pd.NaT, index=since.index, dtype="datetime64[ns, UTC]")
        there = _countable(since) & amounts.notna() & clocks.notna()
        for name in CLOCKS:
            rows = there & (clocks == name)
            if rows.any():
                out[rows] = self._due(since[rows], amounts[rows].to_numpy(), name)
        return out

    def elapsed(self, since: Instants, until: Instants, clock: str) -> pd.Series:
        """Give the time that ran between two instants: hours, or for ``work_days`` days begun after the first."""
        there = _countable(since) & _countable(until)
        out = pd.Series(np.nan, index=since.index, dtype="float64")
        start, end = since[there], until[there]
        if clock == "urgent_hours":
            out[there] = (end - start).dt.total_seconds() / 3600
        elif clock == "work_hours":
            out[there] = (self._clock(end) - self._clock(start)) / 3600
        elif clock == "work_days":
            passed = self._passed
            out[there] = (passed[self._local(end)[0] + 1] - passed[self._local(start)[0] + 1]).astype("float64")
        else:
            raise ValueError(f"clock is one of {CLOCKS}, not {clock!r}")
        return out

    def due_at(self, since: datetime, amount: float, clock: str) -> datetime:
        """Give the due instant of one matter, on the city's wall clock."""
        found = self.due(pd.Series([pd.Timestamp(since)]), amount, clock)[0]
        there: datetime = found.tz_convert(self.zone).to_pydatetime()
        return there

    def unknown_years(self, days: Iterable[date]) -> tuple[int, ...]:
        """List the years among these days whose holidays nobody has entered: there only weekdays decide.

        Examples
        --------
        >>> plain("America/New_York").unknown_years([date(2015, 7, 3)])
        (2015,)
        """
        return tuple(sorted({day.year for day in days} - self.known_years))

    def _due(self, since: Instants, amount: npt.NDArray[np.float64], clock: str) -> Instants:
        if clock == "urgent_hours":
            hours: Instants = since.dt.tz_convert("UTC") + pd.to_timedelta(np.rint(amount * 3600), unit="s")
            return hours
        if clock == "work_hours":
            day, second = self._unclock(self._clock(since) + np.rint(amount * 3600).astype("int64"))
        else:
            begun = self._passed[self._local(since)[0] + 1]
            day = self._workdays[begun + np.ceil(amount).astype("int64") - 1]
            second = np.full(len(day), _seconds(self.office[-1][1]))
        wall = pd.to_datetime((day + _EPOCH_OFFSET) * _DAY + second, unit="s")
        local = pd.Series(wall).dt.tz_localize(
            self.zone, nonexistent="shift_forward", ambiguous=np.ones(len(day), bool)
        )
        due: Instants = local.dt.tz_convert("UTC").set_axis(since.index)
        return due

    def _local(self, instants: Instants) -> tuple[Whole, Whole]:
        wall = instants.dt.tz_convert(self.zone).dt.tz_localize(None).to_numpy("datetime64[s]").astype("int64")
        day = wall // _DAY
        return day - _EPOCH_OFFSET, wall - day * _DAY

    def _clock(self, instants: Instants) -> Whole:
        """Working seconds since the calendar began."""
        day, second = self._local(instants)
        today = np.zeros(len(day), dtype="int64")
        for opens, closes in self._spans:
            today += np.clip(second, opens, closes) - opens
        return self._passed[day] * self._day_seconds + self._worked[day] * today

    def _unclock(self, worked: Whole) -> tuple[Whole, Whole]:
        """Give the earliest day and second at which so many working seconds have run."""
        full = -(-worked // self._day_seconds) - 1
        rest = worked - full * self._day_seconds
        second = np.zeros(len(worked), dtype="int64")
        before = 0
        for opens, closes in self._spans:
            here = (rest > before) & (rest <= before + closes - opens)
            second[here] = opens + rest[here] - before
            before += closes - opens
        return self._workdays[full], second

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [(_seconds(opens), _seconds(closes)) for opens, closes in self.office]

    @cached_property
    def _day_seconds(self) -> int:
        return sum(closes - opens for opens, closes in self._spans)

    @cached_property
    def _worked(self) -> npt.NDArray[np.bool_]:
        count = (_LAST - _FIRST).days
        weekday = (np.arange(count) + _FIRST.weekday()) % 7
        worked = ~np.isin(weekday, list(self.rest_weekdays))
        for days, works in ((self.holidays, False), (self.make_up, True)):
            at = [(day - _FIRST).days for day in days if _FIRST <= day < _LAST]
            worked[at] = works
        return worked

    @cached_property
    def _passed(self) -> Whole:
        return np.concatenate([[0], np.cumsum(self._worked)])

    @cached_property
    def _workdays(self) -> Whole:
        return np.flatnonzero(self._worked)


def chinese(zone: str = "Asia/Shanghai", *, office: tuple[tuple[time, time], ...] = OFFICE) -> WorkCalendar:
    """Give the State Council's calendar with its make-up workdays, for the years the kept-up package knows."""
    holidays = frozenset(chinese_calendar.constants.holidays)
    return WorkCalendar(
        zone=zone,
        office=office,
        holidays=holidays,
        make_up=frozenset(chinese_calendar.constants.workdays),
        known_years=frozenset(day.year for day in holidays),
    )


def plain(zone: str, *, holidays: Iterable[date] = (), office: tuple[tuple[time, time], ...] = OFFICE) -> WorkCalendar:
    """Give weekdays less the holidays that are named, for any other city; a year is known once they are its all.

    Examples
    --------
    >>> plain("America/New_York", holidays=[date(2015, 7, 3)]).works(date(2015, 7, 3))
    False
    """
    named = frozenset(holidays)
    return WorkCalendar(zone=zone, office=office, holidays=named, known_years=frozenset(day.year for day in named))


def _countable(instants: Instants) -> "pd.Series[bool]":
    return instants.between(_EARLIEST, _LATEST)


def _seconds(edge: time) -> int:
    return int(timedelta(hours=edge.hour, minutes=edge.minute, seconds=edge.second).total_seconds())
