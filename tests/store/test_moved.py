"""A later import and what was done by hand: the hand stands, an empty cell changes nothing, a contradiction is told."""

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.access import Actor
from geo.frames import STAGE_TIMES
from geo.store import incidents, loop, moved
from geo.store.session import reading, writing
from tests import toytown
from tests.toytown import ADMIN

pytestmark = pytest.mark.usefixtures("town")
WORKS = Actor(role="supervisor", scope=("D",), post="works")
CLOCK = Actor(role="admin", post="clock")


def one(code):
    with reading(ADMIN) as session:
        return incidents.one(session, code).iloc[0]


def said(code, **more):
    """Give the row of the file the town came from, as it says the matter stands."""
    return toytown.matters().loc[[code]].assign(**more)


def taken(frame):
    with writing(ADMIN, "import", object="again") as session:
        told = moved.contradictions(session, frame)
        written = incidents.upsert(session, frame[~frame.index.isin(told["code"])], None)
    return told, written


def move(code, *deeds, **more):
    for deed in deeds:
        with writing(WORKS, "incident.move", object=code) as session:
            loop.move(session, code, deed, **more)


class TestAMatterMovedHere:
    def test_keeps_its_stages_where_the_file_knows_less(self):
        move("I1", "call", "respond", unit="works")
        before = one("I1")

        told, written = taken(said("I1"))

        assert told.empty
        assert (written.added, written.changed, written.same) == (0, 0, 1)
        assert (
            one("I1")[[*STAGE_TIMES[:3], "stage", "department"]].tolist()
            == before[[*STAGE_TIMES[:3], "stage", "department"]].tolist()
        )

    def test_is_told_and_left_alone_where_the_file_says_otherwise(self):
        move("I3", "call", unit="works")
        before = one("I3")
        elsewhere = pd.Timestamp("2026-01-05 09:00", tz="Asia/Shanghai")

        told, written = taken(said("I3", called_at=elsewhere))

        assert told[["code", "field"]].to_numpy().tolist() == [["I3", "called_at"]]
        assert written.added + written.changed + written.same == 0
        assert one("I3")["called_at"] == before["called_at"]

    def test_is_not_overwritten_even_past_the_import(self):
        move("I5", "call", unit="works")
        with pytest.raises(DBAPIError, match="by a step"), writing(ADMIN, "import", object="by hand") as session:
            session.execute(text("UPDATE incidents SET called_at = NULL WHERE code = 'I5'"))

    def test_takes_what_is_no_stage_from_the_file(self):
        move("I7", "call", unit="works")
        taken(said("I7", subclass="lamp"))
        assert (one("I7")["subclass"], one("I7")["stage"]) == ("lamp", "called")


class TestAMatterTheClockMovedUp:
    def test_follows_its_source_but_never_down_the_ladder(self):
        with writing(CLOCK, "incident.move", object="I9") as session:
            loop.lift(session, pd.DataFrame({"to": ["street"]}, index=["I9"]))
        assert taken(said("I9"))[1].same == 1
        closed = one("I9")["collected_at"] + pd.Timedelta(hours=1)

        told, written = taken(said("I9", verified_at=closed))

        assert (told.empty, written.changed) == (True, 1)
        assert (one("I9")["level"], one("I9")["stage"]) == ("street", "verified")
