"""The packed copy: equal to the table under every right and filter, current after every write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text

from geo.analysis import response
from geo.filters import Filters
from geo.packed import from_frame
from geo.store import incidents, loop, packed
from geo.store.packed import folder
from geo.store.session import reading, writing
from tests import toytown
from tests.toytown import ADMIN, HEAD_B, LEADER, SUPERVISOR_A, SUPERVISOR_D, SUPERVISOR_NOWHERE, WEST

pytestmark = pytest.mark.usefixtures("town")

NOON = pd.Timestamp("2026-02-01T12:00", tz="Asia/Shanghai")
QUESTIONS = [
    Filters(),
    Filters(since=date(2026, 1, 3), until=date(2026, 1, 8)),
    Filters(classes=("hazard",)),
    Filters(hours=(12,)),
    Filters(hours=(3,)),
    Filters(stages=("verified",), channels=("12345",)),
]
ACTORS = (ADMIN, LEADER, SUPERVISOR_A, SUPERVISOR_D, HEAD_B, SUPERVISOR_NOWHERE)


def copied(actor):
    with reading(actor) as session:
        return packed.find(session)


def at_hand(actor):
    with reading(actor) as session:
        return packed.at_hand(session)


def direct(actor):
    """Pack what row-level security shows the actor, without the copy."""
    with reading(actor) as session:
        return from_frame(incidents.find(session, Filters()), zone="Asia/Shanghai")


def figures(packed, asked=QUESTIONS[0], by="grid"):
    return response.figures(packed, asked, by=by, as_of=NOON)


class TestTheCopy:
    @pytest.mark.parametrize("asked", QUESTIONS)
    @pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: f"{actor.role}-{'-'.join(actor.scope)}")
    @pytest.mark.parametrize("by", ["grid", "department", "class", "channel", "hour", "month", "total"])
    def test_equals_the_table_as_the_actor_may_see_it(self, asked, actor, by):
        pd.testing.assert_frame_equal(figures(copied(actor), asked, by), figures(direct(actor), asked, by))

    def test_holds_nothing_of_others_for_a_narrow_reader(self):
        mine = copied(HEAD_B)
        assert len(mine) == 4
        assert set(mine.books.grids) == {"", "B"}
        for part in mine.parts:
            assert len(part["key"]) == 4, "the very arrays hold no other row"
            assert part["key"].base is None or len(part["key"].base) == 4

    def test_holds_nothing_for_a_reader_with_no_reach(self):
        assert len(copied(SUPERVISOR_NOWHERE)) == 0

    def test_is_at_hand_for_a_narrow_reader_while_it_is_remade(self):
        copied(ADMIN)
        packed._cuts.clear()

        with ThreadPoolExecutor(1) as pool, packed._lock:
            assert len(pool.submit(at_hand, HEAD_B).result(timeout=10)) == 4

    def test_lies_in_a_folder_nobody_else_may_open(self):
        assert folder.home().stat().st_mode & 0o077 == 0


class TestAfterAWrite:
    def agree(self):
        for actor in (ADMIN, HEAD_B):
            pd.testing.assert_frame_equal(figures(copied(actor)), figures(direct(actor)))

    def test_new_rows_are_in(self):
        before = len(copied(ADMIN))
        with writing(ADMIN, "incident.file", object="one") as session:
            code = loop.file(session, loop.Report(incident_class="crime", longitude=WEST[0], latitude=WEST[1]))
        assert len(copied(ADMIN)) == before + 1
        self.agree()
        with writing(ADMIN, "incident.move", object=code) as session:
            loop.move(session, code, "call", unit="a unit nobody knew")
        assert len(copied(ADMIN)) == before + 1
        assert "a unit nobody knew" in figures(copied(ADMIN), by="department").index
        self.agree()

    def test_a_name_with_signs_of_sql_stays_itself(self):
        odd = toytown.matters().iloc[[0]].rename(index={"I0": "I-odd"})
        odd["subclass"], odd["department"] = "100% it's a\\b {0} %(x)s", "50%:x"
        with writing(ADMIN, "import", object="odd") as session:
            incidents.upsert(session, odd, None)
        assert "50%:x" in figures(copied(ADMIN), by="department").index
        self.agree()
        pd.testing.assert_frame_equal(figures(copied(ADMIN), by="department"), figures(direct(ADMIN), by="department"))

    def test_changed_rows_are_changed(self):
        moved = toytown.matters().iloc[[1]]
        moved["verified_at"] = moved["collected_at"] + pd.Timedelta(hours=9)
        with writing(ADMIN, "import", object="changed") as session:
            incidents.upsert(session, moved, None)
        self.agree()

    def test_deleted_rows_are_gone(self):
        before = len(copied(ADMIN))
        with writing(ADMIN, "import", object="deleted") as session:
            session.execute(text("DELETE FROM incidents WHERE code = 'I9'"))
        assert len(copied(ADMIN)) == before - 1
        self.agree()

    def test_a_double_of_an_old_row_is_set_aside(self):
        double = toytown.matters().iloc[[0]].rename(index={"I0": "I0-again"})
        double["collected_at"] += pd.Timedelta(minutes=5)
        with writing(ADMIN, "import", object="double") as session:
            incidents.upsert(session, double, None)
        assert figures(copied(ADMIN))["set_aside"].sum() == 1
        self.agree()

    def test_an_earlier_first_filing_makes_the_old_row_the_double(self):
        first = toytown.matters().iloc[[4]].rename(index={"I4": "I4-first"})
        first["collected_at"] -= pd.Timedelta(minutes=5)
        with writing(ADMIN, "import", object="first") as session:
            incidents.upsert(session, first, None)
        self.agree()

    def test_many_changes_are_settled_and_nothing_is_lost(self, monkeypatch):
        monkeypatch.setattr(packed, "_SETTLE_ROWS", 0)
        with writing(ADMIN, "incident.file", object="one") as session:
            loop.file(session, loop.Report(incident_class="crime", longitude=WEST[0], latitude=WEST[1]))
        assert len(copied(ADMIN).parts) == 1
        self.agree()

    def test_another_process_finds_the_same_on_disk(self):
        here = copied(ADMIN)
        packed._kept.clear()
        there = copied(ADMIN)
        pd.testing.assert_frame_equal(figures(here), figures(there))
        assert all(
            np.array_equal(np.sort(a["key"]), np.sort(b["key"])) for a, b in zip(here.parts, there.parts, strict=True)
        )
