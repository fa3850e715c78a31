"""Residents add up, by place and by node."""

import pytest

from geo.filters import Filters
from geo.frames import RESIDENTS, require
from geo.store import residents
from geo.store.session import reading
from tests.toytown import ADMIN

pytestmark = pytest.mark.usefixtures("town")


class TestResidents:
    def test_are_one_row_a_place_with_ages_summed(self) -> None:
        with reading(ADMIN) as session:
            found = residents.find(session, Filters())
        require(found, RESIDENTS)
        ages = found[["everyone", "age_0_2", "age_60", "age_65", "age_80"]]
        assert ages.loc["H0"].tolist() == [100, 0, 40, 40, 10]
        assert ages.loc["H1"].tolist() == [50, 0, 5, 5, 5]

    @pytest.mark.parametrize(("node", "expected"), [("D", (150, 45)), ("A", (100, 40)), ("B", (50, 5))])
    def test_total_over_a_node(self, node: str, expected: tuple[int, int]) -> None:
        with reading(ADMIN) as session:
            found = residents.totals(session, Filters(node=node))
        assert (found["everyone"], found["age_65"]) == expected
