"""Lists, counts and pages of incidents agree with each other and with SQL."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import text

from geo.filters import Filters
from geo.frames import INCIDENTS, require
from geo.store import incidents
from geo.store.session import reading, writing
from tests import toytown
from tests.toytown import ADMIN

pytestmark = pytest.mark.usefixtures("town")

QUESTIONS = {
    "everything": (Filters(), "true"),
    "one grid": (Filters(node="A"), "grid = 'A'"),
    "the district": (Filters(node="D"), "grid IN ('A', 'B')"),
    "a class": (Filters(classes=("hazard",)), "incident_class = 'hazard'"),
    "a stage": (Filters(stages=("verified",)), "verified_at IS NOT NULL"),
    "two days on the city's clock": (
        Filters(since=date(2026, 1, 2), until=date(2026, 1, 4)),
        "collected_at >= '2026-01-01T16:00Z' AND collected_at < '2026-01-03T16:00Z'",
    ),
    "an hour on the city's clock": (Filters(hours=(12,)), "true"),
    "another hour": (Filters(hours=(4,)), "false"),
    "a node that is not there": (Filters(node="nowhere"), "false"),
}


class TestIncidents:
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_list_count_and_sql_agree(self, question: str) -> None:
        asked, condition = QUESTIONS[question]
        with reading(ADMIN) as session:
            listed = incidents.find(session, asked)
            counted = incidents.count(session, asked)
            by_class = incidents.tally(session, asked, by="incident_class")
            expected = session.scalar(text(f"SELECT count(*) FROM incidents WHERE {condition}"))
        assert len(listed) == counted == by_class["n"].sum() == expected

    def test_keep_the_treaty(self) -> None:
        with reading(ADMIN) as session:
            listed = incidents.find(session, Filters())
        require(listed, INCIDENTS)
        assert listed.crs.to_epsg() == 4549
        assert str(listed["collected_at"].dtype) == "datetime64[us, UTC]" or "UTC" in str(listed["collected_at"].dtype)

    def test_pages_are_the_list_newest_first(self) -> None:
        with reading(ADMIN) as session:
            whole = incidents.find(session, Filters()).sort_values(["collected_at"], ascending=False)
            first = incidents.page(session, Filters(), size=4)
            last = (first["collected_at"].iloc[-1].to_pydatetime(), first.index[-1])
            second = incidents.page(session, Filters(), before=last, size=100)
        assert [*first.index, *second.index] == list(whole.index)

    def test_counted_by_what_is_open_and_overdue(self) -> None:
        with reading(ADMIN) as session:
            by_grid = incidents.tally(session, Filters(), by="grid")
        assert by_grid.to_dict("index") == {
            "A": {"n": 6, "open": 3, "overdue": 3},
            "B": {"n": 4, "open": 2, "overdue": 1},  # I9 is due after the last day anything is known of
        }


class TestWritingAgain:
    def test_changes_nothing(self) -> None:
        with writing(ADMIN, "import", object="again") as session:
            written = incidents.upsert(session, toytown.matters(), None)
        assert (written.added, written.changed, written.same) == (0, 0, 10)

    def test_changes_only_what_differs(self) -> None:
        changed = toytown.matters()
        changed.loc["I3", "verified_at"] = changed.loc["I3", "collected_at"] + pd.Timedelta(hours=9)
        with writing(ADMIN, "import", object="one changed") as session:
            written = incidents.upsert(session, changed, None)
        assert (written.added, written.changed, written.same) == (0, 1, 9)
