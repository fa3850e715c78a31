"""Where a map opens, whatever of a city is in."""

import pytest

from geo.store import city, incidents, places
from geo.store.session import reading, writing
from tests import toytown
from tests.toytown import ADMIN, SUPERVISOR_A


@pytest.mark.usefixtures("database")
class TestACityWithoutGrids:
    def test_opens_on_what_it_has(self) -> None:
        with writing(ADMIN, "import", object="matters") as session:
            city.put(session, toytown.town())
        with reading(ADMIN) as session:
            assert places.extent(session) is None

        with writing(ADMIN, "import", object="matters") as session:
            incidents.upsert(session, toytown.matters().assign(grid=None), None)
        with reading(ADMIN) as session:
            west, south, east, north = places.extent(session) or (0, 0, 0, 0)
        assert 120 < west <= east < 120.02
        assert 31 < south <= north < 31.01


@pytest.mark.usefixtures("town")
class TestTheExtent:
    def test_is_that_of_the_grids(self) -> None:
        with reading(ADMIN) as session:
            assert places.extent(session) == pytest.approx((120, 31, 120.02, 31.01))

    def test_of_a_node_is_its_own(self) -> None:
        with reading(ADMIN) as session:
            assert places.extent(session, "B") == pytest.approx((120.01, 31, 120.02, 31.01))

    def test_ends_where_the_readers_rights_end(self) -> None:
        with reading(SUPERVISOR_A) as session:
            found = places.extent(session)
        assert found is not None
        assert found[2] == pytest.approx(120.01)
