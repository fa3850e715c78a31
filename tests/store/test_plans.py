"""Plans are kept whole, found by their code, and written by planners only."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text

from geo.access import Actor
from geo.errors import NotAllowedError, NotFoundError
from geo.store import plans
from geo.store.session import reading, writing
from tests import toytown


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def changes(*deeds: str) -> gpd.GeoDataFrame:
    count = len(deeds)
    return gpd.GeoDataFrame(
        {
            "deed": deeds,
            "facility": "F0",
            "kind": "elderly_care",
            "name": None,
            "capacity": 10.5,
            "cost": [2.0] * count,
        },
        geometry=[shapely.Point(*toytown.WEST) if deed in ("add", "move") else None for deed in deeds],
        crs=4490,
    )


def save(code: str, actor: Actor, *deeds: str) -> None:
    with writing(actor, "plan", object=f"plan {code}") as session:
        plans.save(session, code, name="甲", post=actor.post, changes=changes(*deeds))


class TestAPlan:
    def test_comes_back_as_it_was_written(self) -> None:
        save("A", toytown.ADMIN, "close", "add")
        with reading(toytown.LEADER) as session:
            kept = plans.get(session, "A")
        assert (kept.name, kept.changes["deed"].tolist(), kept.changes["capacity"].tolist()) == (
            "甲",
            ["close", "add"],
            [10.5, 10.5],
        )
        assert kept.changes.geometry.isna().tolist() == [True, False]
        back = kept.changes.to_crs(4490).geometry.iloc[1]
        assert (back.x, back.y) == pytest.approx(toytown.WEST)

    def test_written_again_is_replaced(self) -> None:
        save("B", toytown.ADMIN, "close", "move")
        save("B", toytown.ADMIN, "close")
        with reading(toytown.ADMIN) as session:
            assert plans.listed(session).loc["B", ["changes", "cost"]].tolist() == [1, 2.0]

    def test_taken_away_is_gone_with_its_changes(self) -> None:
        save("C", toytown.ADMIN, "close")
        with writing(toytown.ADMIN, "plan", object="plan C") as session:
            plans.drop(session, "C")
        with reading(toytown.ADMIN) as session:
            assert session.scalar(text("SELECT count(*) FROM plan_changes WHERE plan = 'C'")) == 0
            with pytest.raises(NotFoundError):
                plans.get(session, "C")

    def test_is_read_by_planners_and_supervisors_and_not_by_a_grid_head(self) -> None:
        save("D", toytown.PLANNER_D, "close")
        for actor, seen in ((toytown.PLANNER_D, True), (toytown.SUPERVISOR_A, True), (toytown.HEAD_B, False)):
            with reading(actor) as session:
                assert ("D" in plans.listed(session).index) == seen

    def test_is_not_written_by_a_leader(self) -> None:
        with pytest.raises(NotAllowedError):
            save("E", toytown.LEADER, "close")
