"""The two doors: who asks sees only their own, pools forget, deeds happen once and whole."""

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, InternalError, ProgrammingError

from geo.access import Actor
from geo.errors import NotAllowedError, TooLongError
from geo.filters import Filters
from geo.models import AuditEntry, Incident
from geo.models.base import Base
from geo.store import cameras, grids, incidents, residents, revision
from geo.store.kinds import KINDS
from geo.store.session import AlreadyDoneError, reading, writing
from tests.toytown import ADMIN, HEAD_B, LEADER, PLANNER_D, SUPERVISOR_A, SUPERVISOR_D, SUPERVISOR_NOWHERE

pytestmark = pytest.mark.usefixtures("town")


def seen(actor: Actor) -> int:
    with reading(actor) as session:
        return incidents.count(session, Filters())


class TestAReader:
    @pytest.mark.parametrize(
        ("actor", "expected"),
        [(ADMIN, 10), (LEADER, 10), (SUPERVISOR_D, 10), (SUPERVISOR_A, 6), (HEAD_B, 4), (SUPERVISOR_NOWHERE, 0)],
    )
    def test_counts_the_incidents_in_their_reach(self, actor: Actor, expected: int) -> None:
        assert seen(actor) == expected

    def test_gets_nothing_of_another_grid_by_asking_for_it(self) -> None:
        with reading(SUPERVISOR_A) as session:
            assert incidents.count(session, Filters(node="B")) == 0
            assert incidents.one(session, "I9").empty
            assert residents.totals(session, Filters(node="B"))["everyone"] is None

    def test_sees_the_names_above_but_not_beside(self) -> None:
        with reading(SUPERVISOR_A) as session:
            assert list(grids.tree(session).index) == ["D", "A"]

    def test_who_is_a_grid_head_sees_no_camera_points(self) -> None:
        with reading(HEAD_B) as session:
            assert cameras.count(session, Filters()) == 0
        with reading(SUPERVISOR_A) as session:
            assert cameras.count(session, Filters()) == 2

    def test_with_no_reach_sees_no_row_that_belongs_to_a_node(self) -> None:
        with reading(SUPERVISOR_NOWHERE) as session:
            for kind in ("grids", "residents", "incidents", "cameras", "patrol_routes", "patrol_tracks"):
                assert KINDS[kind].count(session, Filters()) == 0, kind

    def test_cannot_write(self) -> None:
        with pytest.raises(InternalError, match="read-only"), reading(ADMIN) as session:
            session.execute(update(Incident).values(priority="urgent"))

    def test_cannot_make_the_transaction_writable(self) -> None:
        with pytest.raises(DBAPIError), reading(ADMIN) as session:
            session.execute(text("SET TRANSACTION READ WRITE"))
            session.execute(update(Incident).values(priority="urgent"))

    def test_leaves_nothing_behind_in_the_pool(self) -> None:
        for _ in range(30):
            assert seen(SUPERVISOR_A) == 6
            assert seen(SUPERVISOR_NOWHERE) == 0
            assert seen(HEAD_B) == 4

    def test_leaves_nothing_behind_after_an_error(self) -> None:
        for _ in range(20):
            with pytest.raises(ProgrammingError), reading(SUPERVISOR_D) as session:
                session.execute(text("SELECT no_such_column FROM incidents"))
        with reading(SUPERVISOR_NOWHERE) as session:
            assert session.scalar(text("SELECT count(*) FROM incidents")) == 0


class TestADeed:
    def test_is_refused_to_a_role_without_the_right(self) -> None:
        with pytest.raises(NotAllowedError, match="leader"), writing(LEADER, "import", object="x"):
            pass

    def test_leaves_one_audit_entry(self) -> None:
        with writing(ADMIN, "plan", object="one deed"):
            pass
        with reading(ADMIN) as session:
            entries = session.scalars(select(AuditEntry).where(AuditEntry.object == "one deed")).all()
        assert [(entry.post, entry.role, entry.deed) for entry in entries] == [("local", "admin", "plan")]

    def test_that_fails_leaves_nothing(self) -> None:
        with pytest.raises(ZeroDivisionError), writing(ADMIN, "plan", object="half a deed") as session:
            session.execute(update(Incident).where(Incident.code == "I1").values(priority="urgent"))
            _ = 1 / 0
        with reading(ADMIN) as session:
            assert incidents.one(session, "I1")["priority"].item() == "normal"
            assert not session.scalars(select(AuditEntry).where(AuditEntry.object == "half a deed")).all()

    def test_with_a_key_happens_once(self) -> None:
        with writing(ADMIN, "plan", object="a keyed deed", key="k1"):
            pass
        with pytest.raises(AlreadyDoneError), writing(ADMIN, "plan", object="a keyed deed", key="k1"):
            pytest.fail("the deed was begun a second time")

    def test_counts_the_revision_up(self) -> None:
        with reading(ADMIN) as session:
            before = revision.current(session)
        with writing(ADMIN, "plan", object="counted"):
            pass
        with reading(SUPERVISOR_NOWHERE) as session:
            assert revision.current(session) == before + 1

    def test_of_a_narrow_actor_stays_in_its_reach(self) -> None:
        with writing(SUPERVISOR_A, "incident.move", object="everything") as session:
            touched = session.execute(update(Incident).values(priority="urgent")).rowcount
        assert touched == 6
        with reading(ADMIN) as session:
            found = incidents.find(session, Filters(node="B"))
        assert set(found["priority"]) == {"normal"}

    def test_of_a_narrow_actor_cannot_put_a_row_elsewhere(self) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"):
            with writing(SUPERVISOR_A, "incident.file", object="elsewhere") as session:
                session.execute(update(Incident).where(Incident.code == "I0").values(grid="B"))

    def test_cannot_change_the_audit(self) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            with writing(ADMIN, "plan", object="forging") as session:
                session.execute(update(AuditEntry).values(post="somebody else"))

    def test_cannot_sign_as_another_post(self) -> None:
        forged = {"post": "another", "role": "admin", "deed": "plan", "object": "forged"}
        with pytest.raises(ProgrammingError, match="row-level security"):
            with writing(PLANNER_D, "plan", object="signing") as session:
                session.execute(insert(AuditEntry).values(forged))


class TestEveryTable:
    @pytest.mark.parametrize("actor", [ADMIN, SUPERVISOR_A, SUPERVISOR_NOWHERE], ids=lambda actor: actor.role)
    def test_can_be_asked_by_everybody(self, actor: Actor) -> None:
        with reading(actor) as session:
            for table in Base.metadata.sorted_tables:
                places = (table.c.lon_e7, table.c.lat_e7) if table.name == "default_points" else (table,)
                session.execute(select(*places).limit(1))  # how many are parked is for those who see them all


class TestAQuestionThatTakesTooLong:
    def test_is_stopped_and_says_so(self) -> None:
        with pytest.raises(TooLongError) as told, reading(LEADER, seconds=0.05) as session:
            session.execute(text("SELECT pg_sleep(5)"))

        assert told.value.params == {"seconds": "0.05"}

    def test_leaves_the_next_one_its_time(self) -> None:
        with pytest.raises(TooLongError), reading(LEADER, seconds=0.05) as session:
            session.execute(text("SELECT pg_sleep(5)"))

        with reading(LEADER) as session:
            assert session.scalar(text("SELECT current_setting('statement_timeout')")) == "0"
            assert session.execute(text("SELECT pg_sleep(0.2)")).one()

    def test_undoes_the_deed_it_belonged_to(self) -> None:
        with reading(ADMIN) as session:
            before = session.scalar(text("SELECT count(*) FROM audit"))

        with pytest.raises(TooLongError), writing(ADMIN, "export", object="x", seconds=0.05) as session:
            session.execute(text("SELECT pg_sleep(5)"))

        with reading(ADMIN) as session:
            assert session.scalar(text("SELECT count(*) FROM audit")) == before
