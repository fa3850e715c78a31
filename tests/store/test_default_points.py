"""Default points: named and left off the map for everybody, counted for each reader by his own tickets."""

import pandas as pd
import pytest
from shapely import Point
from sqlalchemy.exc import ProgrammingError

from geo.filters import Filters
from geo.store import default_points, incidents, packed
from geo.store.session import reading, writing
from tests import toytown
from tests.toytown import ADMIN, HEAD_B, SUPERVISOR_A

pytestmark = pytest.mark.usefixtures("town", "parked")


@pytest.fixture(scope="module")
def parked(town):
    """Park a hundred tickets of four kinds on one corner of grid A."""
    rows = {"incident_class": "hazard", "subclass": [f"s{n % 4}" for n in range(100)], "grid": "A"}
    frame = toytown.points(rows, "P").assign(channel="12345")
    frame["geometry"] = [Point(120.001, 31.001)] * 100
    frame["collected_at"] = pd.date_range("2024-01-01", periods=100, freq="D", tz="Asia/Shanghai")
    with writing(ADMIN, "import", object="parked") as session:
        incidents.upsert(session, frame, None)


def piles(actor):
    with reading(actor) as session:
        return [(pile.count, pile.kinds) for pile in packed.find(session).usual.piles]


class TestADefaultPoint:
    def test_is_told_to_each_reader_with_his_own_tickets_only(self):
        assert piles(ADMIN) == piles(SUPERVISOR_A) == [(100, 4)]
        assert piles(HEAD_B) == []

    def test_is_left_off_the_map(self):
        piles(ADMIN)
        with reading(ADMIN) as session:
            assert len(incidents.places(session, Filters())) == incidents.count(session, Filters()) - 100

    def test_does_not_tell_a_narrow_reader_how_many_a_whole_city_parks(self):
        piles(ADMIN)
        with reading(HEAD_B) as session:
            assert len(incidents.places(session, Filters())) == 4
        with pytest.raises(ProgrammingError, match="permission denied"), reading(HEAD_B) as session:
            default_points.find(session)
