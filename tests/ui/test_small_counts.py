"""Small counts of people do not reach the reader: not as figures, not as lengths, not as what is left of a total."""

import json

import pandas as pd
import pytest

from geo.filters import Filters
from geo.layers import drawing
from geo.ui import cards, data, ledgers


class TestABandOfPeople:
    def test_too_small_to_show_has_no_length_and_no_neighbour_that_gives_it_back(self) -> None:
        rows = cards.bands(pd.Series({"6-17": 30, "18-59": 100, "60-64": 3, "65-79": 12}))

        assert [row[1] for row in rows] == [0.3, 1.0, None, None]
        assert [row[2] for row in rows] == ["30", "100", "—", "—"]

    def test_is_shown_where_none_is_small(self) -> None:
        rows = cards.bands(pd.Series({"18-59": 50, "80+": 5, "0-2": 0}))

        assert [(share, said) for _, share, said, _ in rows] == [(0.0, "0"), (1.0, "50"), (0.1, "5")]

    def test_alone_and_small_says_nothing(self) -> None:
        assert [row[1:3] for row in cards.bands(pd.Series({"80+": 2}))] == [(None, "—")]


class TestElders:
    def test_of_a_grid_are_not_in_what_the_map_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = pd.DataFrame({"grid": ["a", "b", "c", "d"], "measure": "people", "band": "80+", "n": [3, 20, 7, 40]})
        monkeypatch.setattr(data, "ask", lambda *_: counted)

        shown = ledgers.elders_shown(Filters())

        assert shown[shown.isna()].index.tolist() == ["a", "c"]
        drawn = drawing.coloured_grids(shown, title="", ramp="teals", note="")
        assert json.loads(json.dumps(dict(drawn.values))) == {"b": 20.0, "d": 40.0}


class TestPeopleInReach:
    @pytest.mark.parametrize(("near", "everybody"), [(3, 400), (397, 400), (3, 3)])
    def test_are_not_shown_by_the_share_or_the_rest_where_few(self, near: int, everybody: int) -> None:
        assert cards.split(near, everybody) == ("—", "—", "—")

    def test_are_shown_else(self) -> None:
        assert cards.split(100, 400) == ("100", "300", "25.0 %")
        assert cards.split(400, 400) == ("400", "0", "100.0 %")
        assert cards.split(0, 0) == ("0", "0", "—")
