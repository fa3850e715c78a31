"""The grid tree keeps its order, at any depth."""

import pandas as pd
import pytest

from geo.errors import BadInputError
from geo.filters import Filters
from geo.frames import GRIDS, require
from geo.store import grids
from geo.store.session import reading
from tests.toytown import ADMIN


class TestPaths:
    def test_run_from_the_root_down_whatever_the_order_of_rows(self) -> None:
        parents = pd.Series({"c": "b", "a": None, "b": "a"}, dtype=object)

        assert grids.paths(parents, {}).to_dict() == {"c": ["a", "b", "c"], "a": ["a"], "b": ["a", "b"]}

    def test_go_on_in_the_database(self) -> None:
        assert grids.paths(pd.Series({"c": "b"}), {"b": "a", "a": None})["c"] == ["a", "b", "c"]

    def test_to_nowhere_are_named(self) -> None:
        with pytest.raises(BadInputError, match=r"c.*ghost"):
            grids.paths(pd.Series({"c": "ghost"}), {})

    def test_in_a_circle_are_named(self) -> None:
        with pytest.raises(BadInputError):
            grids.paths(pd.Series({"a": "b", "b": "a"}), {})


@pytest.mark.usefixtures("town")
class TestGrids:
    def test_keep_the_treaty_and_are_measured_in_metres(self) -> None:
        with reading(ADMIN) as session:
            found = grids.find(session, Filters(node="A"))
        require(found, GRIDS)
        assert found["path"].to_dict() == {"A": "D.A"}
        assert found["area_m2"].item() == pytest.approx(found.area.item(), abs=0.1)
