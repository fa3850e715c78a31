"""Small counts of people do not reach the reader: not as figures, not as lengths, not in what the map is sent."""

import json

import numpy as np
import pandas as pd
import pytest

from geo.filters import Filters
from geo.layers import drawing
from geo.ui import heads

SIGN = "<5 未列出"


class TestABandOfPeople:
    def test_that_is_not_listed_has_no_length_and_a_sign(self) -> None:
        rows = heads.bands(pd.Series({"6-17": 30, "18-59": 100, "60-64": np.nan, "65-79": 12}))

        assert [row[1] for row in rows] == [0.3, 1.0, None, 0.12]
        assert [row[2] for row in rows] == ["30", "100", SIGN, "12"]

    def test_is_shown_else(self) -> None:
        rows = heads.bands(pd.Series({"18-59": 50, "80+": 5, "0-2": 0}))

        assert [(share, said) for _, share, said, _ in rows] == [(0.0, "0"), (1.0, "50"), (0.1, "5")]


class TestABuilding:
    @pytest.mark.parametrize(("joined", "told", "said"), [(0, 3, SIGN), (21, 3, SIGN), (0, 0, "0"), (21, 21, "21")])
    def test_tells_no_few_households(self, joined: float, told: float, said: str) -> None:
        assert heads.households_at(pd.Series({"households": joined}), told) == said

    @pytest.mark.parametrize(("told", "said"), [(3, SIGN), (30, "30"), (None, "—")])
    def test_where_nobody_is_counted_tells_no_few_households_either(self, told: float | None, said: str) -> None:
        assert heads.households_at(None, told) == said

    def test_with_few_people_looks_like_an_empty_one(self) -> None:
        assert heads.everyone_at(pd.Series({"everyone": 0.0})) == SIGN
        assert heads.everyone_at(pd.Series({"everyone": 12.0})) == "12"


class TestElders:
    def test_of_a_grid_are_not_in_what_the_map_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        table = pd.DataFrame({"age_65": [np.nan, 20, 7, 40]}, index=["a", "b", "c", "d"])
        monkeypatch.setattr(heads, "by_node", lambda: table)
        monkeypatch.setattr(heads.data, "ask", lambda *_: pd.DataFrame({"level": "grid"}, index=[*"abcde"]))
        monkeypatch.setattr(heads.walks, "mine", type("", (), {"of_node": lambda *_: np.ones(5, bool)}))

        shown = heads.elders(Filters())

        assert shown[shown.isna()].index.tolist() == ["a"]
        assert shown["e"] == 0
        drawn = drawing.coloured_grids(shown, title="", ramp="teals", note="", not_listed=(["a"], SIGN))
        told = json.loads(json.dumps(dict(drawn.classes)))
        assert told["a"] == len(drawn.tones) - 1 > max(told[one] for one in "bcde")
