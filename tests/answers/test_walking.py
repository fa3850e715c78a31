"""Walks of one reader: the network is kept on disk as long as the streets stand, and nobody sees more than may."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text

from geo.access import Actor
from geo.answers.walking import Walks, at_once
from geo.errors import BadInputError, NotFoundError
from geo.filters import Filters
from geo.store import streets
from geo.store.session import reading, writing
from geo.upkeep import walking_network
from tests import toytown


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def walks(session, actor: Actor = toytown.ADMIN) -> Walks:
    return Walks(lambda find, *args: find(session, *args), at_once, actor)


class TestTheNetwork:
    def test_is_kept_on_disk_and_read_back(self) -> None:
        with reading(toytown.ADMIN) as session:
            assert not walking_network.kept_at(session).exists()
            built = walks(session).network()
            assert walking_network.kept_at(session).is_file()
            again = walks(session).network()
        assert again is not built
        assert (again.length_m == built.length_m).all()

    def test_is_built_anew_when_a_street_changes(self) -> None:
        with reading(toytown.ADMIN) as session:
            before, kept = walks(session).network().edges, walking_network.kept_at(session)
        side = gpd.GeoDataFrame(
            {"name": ["小街"], "street_class": ["residential"], "walkable": [True]},
            index=["S1"], geometry=[shapely.LineString([(120.001, 31.005), (120.001, 31.008)])], crs=4490,
        )  # fmt: skip
        with writing(toytown.ADMIN, "import", object="a street") as session:
            streets.upsert(session, side, None)
        with reading(toytown.ADMIN) as session:
            assert walks(session).network().edges == before + 1
        assert not kept.exists()

    def test_is_built_anew_when_a_norm_changes(self) -> None:
        with reading(toytown.ADMIN) as session:
            before = walking_network.kept_at(session)
        with writing(toytown.ADMIN, "standards.edit", object="walk.overpass_s") as session:
            session.execute(text("UPDATE standards SET value = 61 WHERE key = 'walk.overpass_s'"))
        with reading(toytown.ADMIN) as session:
            assert walking_network.kept_at(session) != before


class TestANarrowReader:
    def test_gets_no_capacity_and_no_node_of_which_only_a_part_is_seen(self) -> None:
        asked = Filters(facility_kinds=("elderly_care",))
        with reading(toytown.SUPERVISOR_A) as session:
            mine = walks(session, toytown.SUPERVISOR_A)
            table = mine.table(asked)
            assert not mine.reach(asked).capacity_known
        assert table.index.tolist() == ["A"]
        assert table.at["A", "people"] == 40


class TestEverybody:
    def test_is_told_the_same_whatever_reader_asks(self) -> None:
        with reading(toytown.ADMIN) as session:
            whole = walks(session).people().places
        with reading(toytown.SUPERVISOR_A) as session:
            mine = walks(session, toytown.SUPERVISOR_A).people().places
        assert mine.index.tolist() == ["H0"]
        assert mine.equals(whole.loc[mine.index])


class TestANorm:
    @pytest.mark.parametrize("pace", ["foo", "snap_m"])
    def test_that_is_no_pace_is_walked_by_nobody(self, pace: str) -> None:
        with reading(toytown.ADMIN) as session, pytest.raises(BadInputError, match=pace):
            walks(session).pace(Filters(pace=pace))

    def test_that_is_not_there_is_told_by_its_name(self) -> None:
        with reading(toytown.ADMIN) as session, pytest.raises(NotFoundError, match=r"walk\.foo"):
            walks(session).norm("walk.foo")

    def test_of_need_may_be_lacking(self) -> None:
        with reading(toytown.ADMIN) as session:
            assert walks(session).need(("market",)) is None
