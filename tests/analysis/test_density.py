"""Cells of a map add up to what was asked, each matter once."""

import numpy as np
import pytest

from geo.analysis import density
from geo.filters import Filters
from geo.packed import PackedIncidents, from_frame
from tests.analysis.matters import ZONE, matters

WEST, EAST = 120.0, 120.02
PARALLELS = np.linspace(32.08, 32.07, 9)
"""Eight rows; the matters stand ten metres apart on one line from 32.0734° N, 120° E to the east."""


@pytest.fixture(scope="module")
def packed() -> PackedIncidents:
    kinds = [{"incident_class": "hazard" if n % 3 else "appeal", "grid": f"g{n % 2}"} for n in range(180)]
    return from_frame(matters(kinds), zone=ZONE)


def counted(packed: PackedIncidents, asked: Filters | None = None, **where: object) -> int:
    told = {"within": None, "west": WEST, "east": EAST, "parallels": PARALLELS} | where
    return int(density.counted(packed, asked or Filters(), **told)["count"].sum())  # type: ignore[arg-type]


class TestCells:
    def test_hold_every_matter_once(self, packed: PackedIncidents) -> None:
        assert counted(packed) == 180

    def test_hold_what_is_asked(self, packed: PackedIncidents) -> None:
        assert counted(packed, Filters(classes=("appeal",))) == 60
        assert counted(packed, within=frozenset({"g1"})) == 90
        assert counted(packed, within=frozenset()) == 0

    @pytest.mark.parametrize("middle", [120.0001, 120.005, 120.0123])
    def test_of_neighbouring_lattices_add_up(self, packed: PackedIncidents, middle: float) -> None:
        assert counted(packed, east=middle) + counted(packed, west=middle) == 180

    def test_lie_where_their_matters_are(self, packed: PackedIncidents) -> None:
        found = density.counted(packed, Filters(), within=None, west=WEST, east=EAST, parallels=PARALLELS)

        assert found["row"].nunique() == 1
        assert PARALLELS[found["row"].iloc[0]] > 32.0734 > PARALLELS[found["row"].iloc[0] + 1]
        assert found["column"].tolist() == list(range(len(found)))
        assert found["count"].iloc[:-1].between(23, 25).all()
