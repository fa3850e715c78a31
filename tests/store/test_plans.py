"""Plans are kept whole, found by their code, and written by planners only."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

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


OTHER = Actor(role="planner", scope=("D",), post="planner-other")


class TestAnothersPlan:
    def test_is_neither_changed_nor_taken_away_and_stays_as_it_is(self) -> None:
        save("mine", toytown.PLANNER_D, "close", "add")
        with pytest.raises(NotAllowedError, match="planner-d"):
            save("mine", OTHER, "close")
        with pytest.raises(NotAllowedError, match="planner-d"):
            with writing(OTHER, "plan", object="plan mine") as session:
                plans.drop(session, "mine")
        with reading(toytown.ADMIN) as session:
            assert plans.listed(session).loc["mine", ["post", "changes"]].tolist() == ["planner-d", 2]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE plans SET name = 'theirs' WHERE code = 'kept'",
            "DELETE FROM plans WHERE code = 'kept'",
            "UPDATE plan_changes SET cost = 99 WHERE plan = 'kept'",
            "DELETE FROM plan_changes WHERE plan = 'kept'",
        ],
    )
    def test_is_out_of_reach_in_the_database_itself(self, statement: str) -> None:
        save("kept", toytown.PLANNER_D, "close")
        with writing(OTHER, "plan", object="plan kept") as session:
            assert session.execute(text(statement)).rowcount == 0  # type: ignore[attr-defined]
        with reading(toytown.ADMIN) as session:
            assert plans.listed(session).loc["kept", ["name", "changes", "cost"]].tolist() == ["甲", 1, 2.0]

    def test_takes_in_no_change_of_ours(self) -> None:
        save("kept", toytown.PLANNER_D, "close")
        row = "INSERT INTO plan_changes VALUES ('kept', 9, 'close', 'F0', 'elderly_care', NULL, NULL, 0, NULL)"
        with pytest.raises(ProgrammingError, match="row-level security"):
            with writing(OTHER, "plan", object="plan kept") as session:
                session.execute(text(row))

    def test_cannot_be_written_in_anothers_name(self) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"):
            with writing(OTHER, "plan", object="plan forged") as session:
                plans.save(session, "forged", name="乙", post="planner-d", changes=changes("close"))

    def test_is_changed_by_an_administrator_and_stays_whose_it_was(self) -> None:
        save("kept", toytown.PLANNER_D, "close")
        save("kept", toytown.ADMIN, "close", "move")
        with reading(toytown.ADMIN) as session:
            assert plans.listed(session).loc["kept", ["post", "changes"]].tolist() == ["planner-d", 2]

    def test_can_be_copied(self) -> None:
        save("kept", toytown.PLANNER_D, "close")
        with reading(OTHER) as session:
            kept = plans.get(session, "kept")
        with writing(OTHER, "plan", object="plan copy") as session:
            plans.save(session, "copy", name=kept.name, post=OTHER.post, changes=kept.changes)


class TestForbiddenAreas:
    def test_are_kept_with_the_plan(self) -> None:
        boxes = [shapely.box(120.001, 31.001, 120.002, 31.002), shapely.box(120.0015, 31.0015, 120.004, 31.004)]
        areas = gpd.GeoSeries(boxes, crs=4490)
        with writing(toytown.ADMIN, "plan", object="plan F") as session:
            plans.save(session, "F", name="丙", post="local", changes=changes("close"), forbidden=areas)
        with reading(toytown.ADMIN) as session:
            back = plans.get(session, "F").forbidden
        apart = back.to_crs(4490).union_all().symmetric_difference(areas.union_all())
        assert apart.area < 1e-12

    def test_are_none_where_none_was_drawn(self) -> None:
        save("none", toytown.ADMIN, "close")
        with reading(toytown.ADMIN) as session:
            assert plans.get(session, "none").forbidden.empty
