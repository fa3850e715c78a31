"""Street shares by grid: kept for those who see no cameras, written only over all of them."""

import pandas as pd
import pytest
from sqlalchemy.exc import ProgrammingError

from geo.access import Actor
from geo.filters import Filters
from geo.store import camera_shares
from geo.store.session import reading, writing
from geo.upkeep import camera_shares as deed
from tests import toycctv, toytown


@pytest.fixture(scope="module", autouse=True)
def crossing(database: str) -> None:
    toycctv.settle()


class TestShares:
    def test_are_read_in_ones_own_reach(self) -> None:
        for actor, keys in (
            (toytown.LEADER, ["A", "B"]),
            (toytown.HEAD_B, ["B"]),
            (toytown.SUPERVISOR_D, ["A", "B"]),
            (toytown.SUPERVISOR_NOWHERE, []),
        ):
            with reading(actor) as session:
                assert camera_shares.find(session, Filters()).index.tolist() == keys

    def test_are_of_the_asked_node(self) -> None:
        with reading(toytown.LEADER) as session:
            assert camera_shares.find(session, Filters(node="B")).index.tolist() == ["B"]

    def test_say_when_they_were_worked_out(self) -> None:
        with reading(toytown.LEADER) as session:
            assert camera_shares.worked_out_at(session) is not None

    def test_cannot_be_written_by_who_sees_a_part_of_the_cameras(self) -> None:
        part = pd.DataFrame({"street_m": [1.0]}, index=["A"])
        with (
            pytest.raises(ProgrammingError),
            writing(Actor(role="planner", scope=("A",)), "analyse", object="x") as session,
        ):
            camera_shares.replace(session, part)

    def test_follow_an_import_of_what_a_view_depends_on(self) -> None:
        before = self.worked_out_at()

        deed.after({"incidents"})
        assert self.worked_out_at() == before

        deed.after({"incidents", "landscape"})
        assert self.worked_out_at() > before

    @staticmethod
    def worked_out_at():
        with reading(toytown.LEADER) as session:
            return camera_shares.worked_out_at(session)
