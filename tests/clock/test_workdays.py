"""Working time: toy cases a child can check, and the laws every calendar keeps."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.clock import chinese, plain

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = chinese()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TestAFourHourMatter:
    def test_filed_on_friday_afternoon_is_due_on_monday_noon(self):
        assert CHINA.due_at(at("2025-03-14T16:30"), 4, "work_hours") == at("2025-03-17T12:00")

    def test_over_a_make_up_saturday_is_due_that_saturday(self):
        assert not chinese().works(date(2025, 2, 4))
        assert CHINA.due_at(at("2025-02-07T16:30"), 4, "work_hours") == at("2025-02-08T12:00")

    def test_filed_at_night_starts_when_the_office_opens(self):
        assert CHINA.due_at(at("2025-03-11T23:00"), 4, "work_hours") == at("2025-03-12T14:30")

    def test_filed_over_lunch_starts_after_lunch(self):
        assert CHINA.due_at(at("2025-03-11T12:40"), 1, "work_hours") == at("2025-03-11T14:30")

    def test_waits_out_the_spring_festival(self):
        assert CHINA.due_at(at("2025-01-27T16:30"), 4, "work_hours") == at("2025-02-05T12:00")


class TestTheOtherTwoClocks:
    def test_urgent_hours_run_through_the_night_and_the_weekend(self):
        assert CHINA.due_at(at("2025-03-14T22:00"), 24, "urgent_hours") == at("2025-03-15T22:00")

    def test_days_leave_out_the_day_of_filing_and_end_when_the_office_closes(self):
        assert CHINA.due_at(at("2025-03-13T09:00"), 2, "work_days") == at("2025-03-17T17:30")

    def test_days_count_a_make_up_saturday(self):
        assert CHINA.due_at(at("2025-02-07T09:00"), 1, "work_days") == at("2025-02-08T17:30")

    def test_a_row_without_a_limit_is_due_never(self):
        since = pd.Series([at("2025-03-13T09:00")] * 2)
        due = CHINA.due(since, pd.Series([None, 2.0]), pd.Series(["work_days", "work_days"]))
        assert due.isna().tolist() == [True, False]

    def test_a_limit_of_nothing_is_refused(self):
        with pytest.raises(ValueError, match="longer than nothing"):
            CHINA.due_at(at("2025-03-13T09:00"), 0, "work_hours")


class TestAnotherCity:
    BOSTON = plain("America/New_York", holidays=[date(2015, 7, 3)], office=((time(8), time(17)),))

    def test_has_its_own_holidays_and_hours(self):
        filed = datetime(2015, 7, 2, 16, 0, tzinfo=ZoneInfo("America/New_York"))
        assert self.BOSTON.due_at(filed, 2, "work_hours").isoformat() == "2015-07-06T09:00:00-04:00"

    def test_keeps_wall_time_over_the_change_of_clocks(self):
        filed = datetime(2015, 3, 6, 16, 0, tzinfo=ZoneInfo("America/New_York"))
        assert self.BOSTON.due_at(filed, 2, "work_hours").isoformat() == "2015-03-09T09:00:00-04:00"


class TestAYearNobodyHasEntered:
    def test_is_told_and_can_be_entered_by_hand(self):
        far = date(2031, 10, 1)
        assert CHINA.unknown_years([far]) == (2031,)
        edited = CHINA.edited([(far, False), (date(2031, 10, 11), True)], years=[2031])
        assert (edited.works(far), edited.works(date(2031, 10, 11))) == (False, True)
        assert edited.unknown_years([far]) == ()


instants = st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 1)).map(
    lambda naive: pd.Timestamp(naive.replace(microsecond=0), tz=SHANGHAI)
)


class TestWorkingTime:
    @given(since=instants, minutes=st.integers(1, 20_000))
    def test_runs_exactly_as_long_as_the_limit_until_due(self, since, minutes):
        filed = pd.Series([since])
        due = CHINA.due(filed, minutes / 60, "work_hours")
        assert CHINA.elapsed(filed, due, "work_hours")[0] * 60 == pytest.approx(minutes, abs=1e-6)

    @given(since=instants, days=st.integers(1, 60))
    def test_counts_the_days_of_the_limit_until_due(self, since, days):
        filed = pd.Series([since])
        due = CHINA.due(filed, days, "work_days")
        assert CHINA.elapsed(filed, due, "work_days")[0] == days
        assert CHINA.works(due[0].tz_convert(SHANGHAI).date())

    @given(moments=st.lists(instants, min_size=3, max_size=3).map(sorted))
    def test_adds_up(self, moments):
        first, middle, last = (pd.Series([moment]) for moment in moments)
        parts = CHINA.elapsed(first, middle, "work_hours") + CHINA.elapsed(middle, last, "work_hours")
        assert parts[0] == pytest.approx(CHINA.elapsed(first, last, "work_hours")[0])
        assert parts[0] <= CHINA.elapsed(first, last, "urgent_hours")[0] + 1e-9

    def test_agrees_with_a_minute_by_minute_count(self):
        start, end = at("2025-01-24T10:17"), at("2025-02-10T15:03")
        minutes = pd.date_range(start, end, freq="min", inclusive="left")
        open_ = [
            CHINA.works(minute.date()) and any(a <= minute.time() < b for a, b in CHINA.office) for minute in minutes
        ]
        assert CHINA.elapsed(pd.Series([start]), pd.Series([end]), "work_hours")[0] * 60 == sum(open_)

    def test_is_quick_for_a_million_matters(self):
        filed = pd.Series(pd.date_range("2024-01-01", periods=1_000_000, freq="min", tz="UTC"))
        due = CHINA.due(filed, 8, "work_hours")
        assert (due > filed).all()
