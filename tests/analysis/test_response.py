"""Response figures: toy cases, laws that hold for any matters, and an independent count."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import rates, response, survival
from geo.analysis.asking import Span
from geo.filters import Filters
from geo.packed import cut, from_frame, pack, replace_rows, unpack
from geo.packed.shape import PackedIncidents
from tests.analysis.matters import NOON, ZONE, matters

ALL = Filters()


def asked(rows, question=ALL, **how):
    return response.figures(from_frame(matters(rows), zone=ZONE), question, as_of=NOON, **how)


class TestTenMatters:
    """Nine closed after ten, twenty … ninety minutes, one still open; all due after an hour."""

    ROWS = tuple({"took": 10.0 * i if i < 10 else np.nan, "due": 60.0} for i in range(1, 11))

    def test_are_counted_with_the_open_one(self):
        figure = asked(self.ROWS).loc["g1"]
        assert (figure["n"], figure["open"], figure["overdue"], figure["set_aside"]) == (10, 1, 1, 0)

    def test_are_half_done_after_fifty_minutes_and_nine_tenths_after_ninety(self):
        figure = asked(self.ROWS).loc["g1"]
        assert (figure["p50_minutes"], figure["p90_minutes"]) == (50, 90)

    def test_are_on_time_in_six_of_ten_because_the_open_one_is_late_already(self):
        figure = asked(self.ROWS).loc["g1"]
        assert (figure["on_time"], figure["judged"], figure["closed"]) == (0.6, 10, 0.9)
        assert figure["on_time_low"] < 0.6 < figure["on_time_high"]

    def test_have_no_rank_because_they_are_too_few(self):
        assert pd.isna(asked(self.ROWS).loc["g1", "rank"])


class TestLeavingMattersLying:
    def test_does_not_make_a_department_look_quick(self):
        rows = [{"took": 4.0}] + [{"took": np.nan}] * 9
        figure = asked(rows, by="department")
        assert figure.loc["works", "n"] == 10
        assert np.isnan(figure.loc["works", "p50_minutes"]), "nine of ten are open: nobody knows yet when half are done"


class TestFaults:
    def test_are_set_aside_and_counted(self):
        rows = [{"took": 30.0}, {"took": -5.0}, {"took": 0.0}]
        figure = asked(rows).loc["g1"]
        assert (figure["n"], figure["set_aside"], figure["p50_minutes"]) == (1, 2, 30)

    def test_default_points_keep_their_times_but_not_their_place(self):
        parked = [{"x": -9_999.0, "took": 20.0, "subclass": f"s{i % 4}", "filed": i * 60} for i in range(60)]
        placed = [{"x": i * 10.0, "took": 40.0, "filed": 7 + i * 60} for i in range(20)]
        by_grid, by_unit = asked(parked + placed), asked(parked + placed, by="department")
        assert by_grid["n"].to_dict() == {"g1": 20, "unplaced": 60}
        assert by_grid["n"].sum() == by_unit["n"].sum() == 80


class TestAStageSpan:
    ROWS = (
        {"called": 1.0, "arrived": 5.0, "fixed": 30.0, "took": 60.0},
        {"called": 2.0, "arrived": 9.0, "fixed": np.nan, "took": np.nan},
        {"called": 3.0},
    )

    def test_counts_who_entered_it_and_who_is_still_in_it(self):
        figure = asked(self.ROWS, by="total", span=Span("responded", "handled")).loc["total"]
        assert (figure["n"], figure["open"], figure["p50_minutes"]) == (2, 1, 25)

    def test_has_no_verdict_because_the_deadline_is_for_the_whole(self):
        assert np.isnan(asked(self.ROWS, by="total", span=Span("called", "responded")).loc["total", "on_time"])


class TestTheQuestion:
    def test_asks_for_a_half_open_period_in_city_days(self):
        rows = [{"filed": -9 * 60 - 1, "took": 5.0}, {"filed": -9 * 60, "took": 5.0}, {"filed": 15 * 60, "took": 5.0}]
        figure = asked(rows, Filters(since=date(2025, 3, 10), until=date(2025, 3, 11)), by="total")
        assert figure.loc["total", "n"] == 1

    def test_asks_for_hours_of_the_citys_clock(self):
        rows = [{"filed": 0, "took": 5.0}, {"filed": 60, "took": 5.0}]
        assert asked(rows, Filters(hours=(9,)), by="hour")["n"].to_dict() == {"09": 1}

    def test_asks_for_a_part_of_the_tree(self):
        rows = [{"grid": "g1", "took": 5.0}, {"grid": "g2", "took": 5.0}]
        assert asked(rows, within=frozenset({"g2"})).index.tolist() == ["g2"]


durations = st.lists(
    st.tuples(st.integers(1, 400), st.booleans(), st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 5000)),
    min_size=1,
    max_size=60,
)


def from_draw(draw):
    return [
        {
            "took": float(took) if done else np.nan,
            "due": 120.0,
            "grid": grid,
            "department": unit,
            "filed": filed * 1000,
        }
        for took, done, grid, unit, filed in draw
    ]


class TestAnyMatters:
    @settings(max_examples=25, deadline=None)
    @given(draw=durations)
    def test_add_up_to_the_same_totals_by_area_and_by_department(self, draw):
        rows = from_draw(draw)
        figures = ["n", "open", "set_aside", "overdue", "judged"]
        ways = ("total", "grid", "department", "class", "hour", "weekday", "month", "channel")
        totals = {tuple(asked(rows, by=by)[figures].sum()) for by in ways}
        assert len(totals) == 1

    @settings(max_examples=25, deadline=None)
    @given(draw=durations)
    def test_have_rates_within_their_intervals(self, draw):
        figure = asked(from_draw(draw)).dropna(subset="on_time")
        assert (figure["on_time_low"] <= figure["on_time"]).all()
        assert (figure["on_time"] <= figure["on_time_high"]).all()
        assert figure[["on_time_low", "on_time_high"]].stack().between(0, 1).all()

    @settings(max_examples=25, deadline=None)
    @given(draw=durations)
    def test_give_the_same_figures_whichever_way_they_are_reached(self, draw):
        """By segment and by gathering; with the latest rows settled, or as changes on top of dead ones."""
        packed = from_frame(matters(from_draw(draw)), zone=ZONE)
        same = {code: code for code in packed.books.grids}
        direct = response.figures(packed, ALL, as_of=NOON)
        pd.testing.assert_frame_equal(direct, response.figures(packed, ALL, by="node", nodes=same, as_of=NOON))
        changed = packed.parts[0]["key"][::2]
        raw = unpack(packed.parts[0])
        late = {name: values[np.isin(raw["key"], changed)] for name, values in raw.items()}
        gone = packed.parts[0].rows_of(changed)
        latest = pack(late, usual=packed.usual, aside=late["aside"])
        layered = replace_rows(packed, gone=gone, latest=latest)
        pd.testing.assert_frame_equal(direct, response.figures(layered, ALL, as_of=NOON))
        assert len(layered) == len(packed)

    @settings(max_examples=25, deadline=None)
    @given(draw=durations)
    def test_give_a_narrow_reader_his_grids_and_nothing_else(self, draw):
        packed = from_frame(matters(from_draw(draw)), zone=ZONE)
        mine = cut(packed, {"a"})
        full = response.figures(packed, ALL, as_of=NOON)
        pd.testing.assert_frame_equal(full[full.index == "a"], response.figures(mine, ALL, as_of=NOON))
        assert set(mine.books.grids) <= {"", "a"}
        assert len(mine) == (full.loc["a", ["n", "set_aside"]].sum() if "a" in full.index else 0)
        for by in ("department", "total", "channel"):
            assert response.figures(mine, ALL, by=by, as_of=NOON)["n"].sum() <= len(mine)


class TestKaplanMeier:
    @given(took=st.lists(st.integers(0, 10_000), min_size=1, max_size=300))
    def test_equals_plain_quantiles_when_nothing_is_open(self, took):
        found = survival.quantiles(np.array(took), np.zeros(len(took), bool))
        assert found == np.quantile(took, [0.5, 0.9], method="inverted_cdf").tolist()

    @settings(deadline=None)
    @given(draw=st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=80))
    def test_agrees_with_lifelines(self, draw):
        lifelines = pytest.importorskip("lifelines")
        took, is_open = np.array([one[0] for one in draw]), np.array([one[1] for one in draw])
        fitted = lifelines.KaplanMeierFitter().fit(took, event_observed=~is_open)
        curve = fitted.survival_function_["KM_estimate"]
        for found, survives in zip(survival.quantiles(took, is_open), (0.5, 0.1), strict=True):
            reached = curve.index[curve <= survives + 1e-9]
            assert (np.isnan(found) and not len(reached)) or found == reached[0]

    def test_waits_for_the_open_ones(self):
        took, is_open = np.array([1, 2, 3, 4]), np.array([False, True, False, False])
        assert survival.quantiles(took, is_open)[0] == 3


class TestRanks:
    def test_are_shared_where_intervals_overlap(self):
        _, low, high = rates.wilson(np.array([95, 93, 40]), np.array([100, 100, 100]))
        index = pd.Index(list("abc"))
        ranks = rates.shared_ranks(pd.Series(low, index), pd.Series(high, index), pd.Series([100] * 3, index))
        assert ranks.tolist() == [1, 1, 3]

    def test_are_not_given_below_twenty(self):
        _, low, high = rates.wilson(np.array([1, 400]), np.array([1, 500]))
        ranks = rates.shared_ranks(pd.Series(low), pd.Series(high), pd.Series([1, 500]))
        assert ranks.isna().tolist() == [True, False]


class TestNothingAtAll:
    def test_gives_an_empty_table(self):
        packed = from_frame(matters([{"took": 5.0}]), zone=ZONE)
        empty = PackedIncidents(packed.books, cut(packed, set()).parts, ZONE)
        for by in ("grid", "department", "total"):
            assert response.figures(empty, ALL, by=by, as_of=NOON).empty
