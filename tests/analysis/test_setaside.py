"""Set aside by name and number; repeats; control charts."""

import numpy as np
import pandas as pd
import pytest

from geo.analysis import control, repeats, response, setaside, tally
from geo.analysis.asking import Span
from geo.filters import Filters
from geo.packed import from_frame
from tests.analysis.matters import NOON, ZONE, matters


def report(rows):
    return setaside.report(from_frame(matters(rows), zone=ZONE), Filters(), as_of=NOON)["count"].to_dict()


class TestEachFault:
    def test_closed_before_it_was_filed(self):
        assert report([{"took": -1.0}, {"took": 5.0}])["negative"] == 1

    def test_stages_out_of_order(self):
        assert report([{"arrived": 9.0, "fixed": 7.0}, {"arrived": 5.0, "fixed": 7.0}])["negative"] == 1

    def test_closed_in_the_second_it_was_filed(self):
        assert report([{"took": 0.0}, {"took": 5.0}])["zero"] == 1

    def test_a_stage_left_out(self):
        full = {"called": 1.0, "arrived": 2.0, "fixed": 3.0, "took": 4.0}
        assert report([full, full, {**full, "arrived": np.nan}])["missing_stage"] == 1

    def test_a_source_that_never_stamps_the_middle_is_not_at_fault(self):
        assert report([{"took": 4.0}, {"took": 4.0}])["missing_stage"] == 0

    def test_filed_twice_within_ten_minutes_on_one_spot(self):
        rows = [{"filed": 0, "x": 0.0}, {"filed": 9, "x": 0.0}, {"filed": 60, "x": 0.0}, {"filed": 9, "x": 50.0}]
        assert report(rows)["duplicate"] == 1

    @pytest.mark.parametrize("turn", [1, -1])
    def test_filed_twice_in_one_second_keeps_the_closed_one_in_whatever_order_they_come(self, turn):
        rows = matters([{"filed": 0, "x": 0.0, "took": 9.0}, {"filed": 0, "x": 0.0}, {"filed": 60}])
        found = response.figures(from_frame(rows[::turn], zone=ZONE), Filters(), by="total", as_of=NOON).loc["total"]
        assert (found["n"], found["open"], found["set_aside"]) == (2, 1, 1)

    def test_several_units_on_one_call_of_which_the_first_arrival_counts(self):
        rows = [{"filed": 0, "x": 0.0, "department": unit, "arrived": minutes, "took": 60.0}
                for unit, minutes in (("engine 1", 7.0), ("engine 2", 4.0), ("medic", 9.0))]  # fmt: skip
        packed = from_frame(matters(rows), zone=ZONE)
        assert setaside.report(packed, Filters(), as_of=NOON)["count"]["several_units"] == 2
        first = response.figures(packed, Filters(), by="total", as_of=NOON, span=Span("collected", "responded"))
        assert (first.loc["total", "n"], first.loc["total", "p50_minutes"]) == (1, 4)

    def test_of_a_kind_of_which_only_the_filing_is_ever_written(self):
        register = [{"subclass": "crash", "department": "", "filed": i * 60} for i in range(50)]
        packed = from_frame(_without_units(matters([*register, {"took": 5.0}, {}])), zone=ZONE)
        assert setaside.report(packed, Filters(), as_of=NOON)["count"]["no_course"] == 50
        assert response.figures(packed, Filters(), by="total", as_of=NOON).loc["total", ["n", "open"]].tolist() == [
            2,
            1,
        ]
        counts = tally.count(packed, Filters(), by="total", as_of=NOON, placed=True).loc["total"]
        assert counts[["n", "open"]].tolist() == [52, 1]

    def test_is_none_for_a_kind_of_which_one_matter_was_ever_taken_up(self):
        rows = [{"subclass": "crash", "department": "", "filed": i * 60} for i in range(50)]
        table = from_frame(_without_units(matters([*rows, {"subclass": "crash", "called": 3.0}])), zone=ZONE)
        assert setaside.report(table, Filters(), as_of=NOON)["count"]["no_course"] == 0

    def test_parked_on_a_default_point(self):
        parked = [{"x": -9_999.0, "subclass": f"s{i % 4}", "filed": i * 60} for i in range(60)]
        table = setaside.report(from_frame(matters(parked + [{}] * 5), zone=ZONE), Filters(), as_of=NOON)
        assert table.loc["default_point", "count"] == 60
        assert not table.loc["default_point", "times"]

    def test_is_none_for_a_busy_spot_of_one_kind(self):
        assert report([{"x": -9_999.0, "filed": i * 60} for i in range(60)] + [{}] * 5)["default_point"] == 0

    def test_counts_a_matter_with_two_faults_once(self):
        table = report([{"filed": 0, "x": 0.0, "took": 0.0}, {"filed": 1, "x": 0.0, "took": 0.0}])
        assert (table["zero"], table["duplicate"], table["any_time"]) == (2, 1, 2)


def _without_units(frame):
    return frame.assign(department=frame["department"].replace("", None))


class TestRepeatProblems:
    def found(self, rows):
        return repeats.find(from_frame(matters(rows), zone=ZONE), Filters(), as_of=NOON)

    def test_are_three_of_a_kind_on_a_spot_in_ninety_days(self):
        day = 24 * 60
        rows = [{"filed": i * 30 * day, "x": float(i)} for i in range(3)]
        table = self.found(rows)
        assert table[["subclass", "grid", "times"]].to_numpy().tolist() == [["lamp", "g1", 3]]

    def test_are_not_three_kinds_nor_three_spots_nor_a_year(self):
        day = 24 * 60
        assert self.found([{"filed": i * day, "x": 0.0, "subclass": f"s{i}"} for i in range(3)]).empty
        assert self.found([{"filed": i * day, "x": i * 30.0} for i in range(3)]).empty
        assert self.found([{"filed": i * 46 * day, "x": 0.0} for i in range(3)]).empty


class TestAControlChart:
    def test_leaves_trembling_alone_and_names_a_leap(self):
        chart = control.xmr(pd.Series([10.0, 12, 9, 11, 10, 12, 9, 30]))
        assert chart["signal"].tolist() == ["none"] * 7 + ["beyond"]

    def test_names_a_lasting_shift(self):
        chart = control.xmr(pd.Series([10.0, 9, 11, 10, 9, 11, 10, 9, 14, 15, 14, 15, 14, 15, 14, 15]))
        assert chart["signal"].iloc[-1] in ("shift", "beyond")

    def test_is_wider_where_fewer_matters_stand_behind_a_point(self):
        chart = control.p_chart(pd.Series([50, 5, 52]), pd.Series([100, 10, 100]))
        assert chart["high"].iloc[1] > chart["high"].iloc[0]
        assert (chart["signal"] == "none").all()
