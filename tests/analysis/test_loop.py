"""The loop's tables, its lights and its ladder."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import RIGHTS
from geo.analysis import loop, shares
from geo.clock import chinese
from geo.frames import STAGES
from tests.analysis.matters import MONDAY, matters

CHINA = chinese()


def hours(count):
    return MONDAY + pd.Timedelta(hours=count)


class TestTheSteps:
    def test_lead_through_all_six_stages_one_by_one(self):
        forward = [step for step in loop.STEPS if step.forward]
        assert [(step.begin, step.end) for step in forward] == list(pairwise(STAGES))

    def test_need_rights_that_exist(self):
        assert {step.right for step in loop.STEPS} <= set(RIGHTS)

    def test_let_a_grid_head_move_but_not_verify(self):
        verify = next(step for step in loop.STEPS if step.deed == "verify")
        assert "grid_head" not in RIGHTS[verify.right]

    def test_go_back_only_to_return_or_to_reopen(self):
        assert {step.deed for step in loop.STEPS if not step.forward} == {"return", "reopen"}


class TestTheLight:
    ROWS = matters([{"filed": 0, "due": 600.0}, {"filed": 0}, {"filed": 0, "due": 600.0, "took": 30.0}])

    @pytest.mark.parametrize(("at", "shown"), [(1, "green"), (7, "green"), (8, "amber"), (10, "amber"), (11, "red")])
    def test_turns_amber_before_and_red_after_the_deadline(self, at, shown):
        assert loop.lights(self.ROWS, at=hours(at)).tolist() == [shown, "none", "done"]


class TestAMatterDueOnMondayAtTen:
    """Filed Monday nine, due ten; offices work eight-and-a-half to …: 9–12 and 13:30–17:30."""

    def level(self, at, **more):
        table = loop.escalations(matters([{"filed": 0, "due": 60.0, **more}]), at=at, calendar=CHINA)
        return table["to"].iloc[0] if len(table) else None

    def test_stays_until_it_is_due(self):
        assert self.level(hours(1)) is None

    def test_goes_to_the_community_when_it_is(self):
        assert self.level(hours(1) + pd.Timedelta(seconds=1)) == "community"

    def test_goes_to_the_street_after_a_working_day(self):
        assert self.level(MONDAY + pd.Timedelta("1D 2h")) == "street", "seven hours a day: due on Tuesday at 11"
        assert self.level(MONDAY + pd.Timedelta("1D 1h59min")) == "community"

    def test_goes_round_the_clock_if_it_is_urgent(self):
        assert self.level(hours(9), priority="urgent") == "street"

    def test_ends_at_the_district(self):
        assert self.level(hours(24 * 60)) == "district"

    def test_does_not_move_when_it_is_there_or_closed(self):
        assert self.level(hours(24 * 60), level="district") is None
        assert self.level(hours(24 * 60), took=30.0) is None


class TestAnyMatter:
    @settings(deadline=None)
    @given(due=st.integers(1, 5000), first=st.integers(0, 500), later=st.integers(0, 500))
    def test_only_ever_moves_up_and_the_same_way_asked_once_or_twice(self, due, first, later):
        rows = matters([{"filed": 0, "due": float(due)}])
        once = loop.escalations(rows, at=hours(first + later), calendar=CHINA)
        half_way = loop.escalations(rows, at=hours(first), calendar=CHINA)
        between = rows.assign(level=half_way["to"].reindex(rows.index).fillna(rows["level"]))
        twice = loop.escalations(between, at=hours(first + later), calendar=CHINA)
        ends = [table["to"].reindex(rows.index).fillna(before["level"]).iloc[0]
                for table, before in ((once, rows), (twice, between))]  # fmt: skip
        assert ends[0] == ends[1]
        assert loop.LADDER.index(ends[0]) >= loop.LADDER.index(between["level"].iloc[0])


class TestSettledLow:
    def test_adds_up_from_the_grid_to_the_district(self):
        figures = pd.DataFrame({"n": [96, 3, 5], "open": [6, 0, 0]}, index=["grid", "street", "district"])
        table = shares.settled(figures)
        assert table["closed"].to_dict() == {"grid": 90, "community": 0, "street": 3, "district": 5}
        assert table["share"].round(4).tolist() == [0.9184, 0.9184, 0.949, 1.0]
        assert table["reached"].tolist() == [False, False, False, True]


class TestCallsAnswered:
    def test_in_time_are_counted_and_those_nobody_answered_are_missed(self):
        calls = pd.DataFrame(
            {
                "department": ["fire"] * 4,
                "due_at": [hours(1)] * 3 + [hours(9)],
                "arrived_at": [hours(0.5), hours(2), pd.NaT, pd.NaT],
            }
        )
        row = shares.answered(calls, by="department", at=hours(3)).loc["fire"]
        assert (row["n"], row["judged"], row["waiting"]) == (4, 3, 2)
        assert row["share"] == pytest.approx(1 / 3)
