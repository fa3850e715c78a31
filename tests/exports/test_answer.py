"""What a command prints: one object for programs, a table for people, the same figures in both."""

import json
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geo.exports.answer import answer, plain
from geo.filters import Filters


def as_json(rows, **more):
    given = {"asked": {}, "as_of": None, "definitions": {}} | more
    return json.loads(answer(rows, **given, as_json=True))


def as_text(rows, **more):
    given = {"asked": {}, "as_of": None, "definitions": {}} | more
    return answer(rows, **given, as_json=False)


class TestTheJsonObject:
    def test_has_exactly_the_four_parts(self):
        whole = as_json([{"count": 3}], asked=Filters(node="G1", minutes=10), definitions={"count": "matters"})

        assert whole == {
            "rows": [{"count": 3}],
            "asked": {"node": "G1", "minutes": 10},
            "as_of": None,
            "definitions": {"count": "matters"},
        }

    def test_writes_what_is_missing_as_null(self):
        frame = pd.DataFrame(
            {"share": [np.nan, np.inf], "at": [pd.NaT, pd.NaT], "n": pd.array([None, 2], dtype="Int64")}
        )

        assert as_json(frame)["rows"] == [
            {"share": None, "at": None, "n": None},
            {"share": None, "at": None, "n": 2},
        ]

    def test_writes_instants_with_their_zone(self):
        frame = pd.DataFrame({"at": pd.to_datetime(["2026-03-01T08:00:00"]).tz_localize("Asia/Shanghai")})

        whole = as_json(frame, as_of=datetime(2026, 3, 2, tzinfo=UTC))

        assert whole["rows"] == [{"at": "2026-03-01T08:00:00+08:00"}]
        assert whole["as_of"] == "2026-03-02T00:00:00+00:00"

    def test_makes_numpys_numbers_plain(self):
        rows = [{"n": np.int64(3), "share": np.float32(0.5), "yes": np.bool_(True)}]

        assert as_json(rows)["rows"] == [{"n": 3, "share": 0.5, "yes": True}]

    def test_carries_the_code_but_no_geometry(self):
        grids = gpd.GeoDataFrame({"name": ["湖滨"]}, geometry=[Point(0, 0)], index=pd.Index(["G1"], name="code"))

        assert as_json(grids)["rows"] == [{"code": "G1", "name": "湖滨"}]

    def test_refuses_what_json_does_not_know(self):
        with pytest.raises(TypeError, match="no plain form for object"):
            plain(object())


class TestTheTable:
    def test_lines_up_where_chinese_signs_are_two_wide(self):
        lines = as_text([{"grid": "湖滨", "n": 5}, {"grid": "a", "n": 1200}]).splitlines()

        assert lines == ["grid     n", "湖滨     5", "a     1200"]

    def test_ends_with_date_and_definitions(self):
        said = as_text([{"n": 5}], as_of="2026-03-01", definitions={"n": "件数"})

        assert said.splitlines()[2:] == ["数据截至 2026-03-01。", "n: 件数"]

    def test_says_so_when_nothing_matches(self):
        assert as_text([]) == "没有符合条件的结果。"

    def test_shows_a_gap_where_a_value_is_missing(self):
        assert as_text([{"n": float("nan")}]).splitlines() == ["n", "—"]
