"""The caches never hand one reader's answer to another, and never an old one."""

from datetime import date

import pytest
import streamlit as st

from geo.filters import PARTS, Filters
from geo.store import incidents
from geo.store.kinds import KINDS
from geo.store.session import reading, writing
from geo.ui import data, reader
from tests import toytown

ALL = Filters(
    since=date(2026, 1, 2),
    until=date(2026, 1, 4),
    node="A",
    classes=("hazard",),
    subclasses=("nothing",),
    stages=("called",),
    channels=("app",),
    departments=("nobody",),
    hours=(3,),
    facility_kinds=("school",),
    camera_kinds=("ptz",),
    patrol_kinds=("beat",),
    teams=("volunteer",),
    minutes=5,
    pace="frail",
    ages="age_80",
    target=50,
)
"""A question with an answer of its own in every part."""


@pytest.fixture(scope="module")
def town(database: str) -> str:
    """Give the name of a database that holds the toy town."""
    toytown.settle()
    return database


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, town: str) -> dict[str, object]:
    """Give a session of Streamlit's that is a plain dictionary."""

    class State(dict[str, object]):
        __getattr__ = dict.__getitem__
        __setattr__ = dict.__setitem__

    st.cache_resource.clear()  # kept for the whole process, which knows one city only outside the tests
    state = State(reader_role="leader", reader_scope=())
    monkeypatch.setattr(st, "session_state", state)
    return state


class TestAnAnswer:
    def test_is_the_readers_own(self, session: dict[str, object]) -> None:
        assert data.ask(incidents.count, Filters()) == 10

        reader.become("supervisor", ("A",))

        assert (reader.actor().role, reader.actor().scope) == ("supervisor", ("A",))
        assert data.ask(incidents.count, Filters()) == 6

    def test_is_new_after_a_deed(self, session: dict[str, object]) -> None:
        before = data.ask(incidents.count, Filters())
        with writing(toytown.ADMIN, "import", object="toytown") as work:
            more = toytown.matters().iloc[:1].set_axis(["I10"])
            incidents.upsert(work, more, None)

        assert data.ask(incidents.count, Filters()) == before
        data.begin()
        assert data.ask(incidents.count, Filters()) == before + 1

    def test_depends_on_what_is_asked(self, session: dict[str, object]) -> None:
        assert data.ask(incidents.count, Filters(node="B")) == 4
        assert list(data.ask(incidents.tally, Filters(node="B"), by="grid").index) == ["B"]

    @pytest.mark.parametrize("noun", sorted(PARTS))
    def test_does_not_depend_on_what_its_noun_is_not_narrowed_by(self, session: dict[str, object], noun: str) -> None:
        count = KINDS[noun].count
        elsewhere = ALL.but(**{name: getattr(Filters(), name) for name in PARTS[noun]})

        with reading(toytown.LEADER) as asking:
            assert count(asking, elsewhere) == count(asking, Filters())

    def test_is_kept_where_only_another_noun_is_asked_for_otherwise(self, session: dict[str, object]) -> None:
        first = data.ask(incidents.tally, Filters(node="A"), by="grid")

        assert data.ask(incidents.tally, Filters(node="A", minutes=5, facility_kinds=("school",)), by="grid") is first
        assert data.ask(incidents.tally, Filters(node="A", classes=("hazard",)), by="grid") is not first

    def test_of_work_is_kept_by_name_reader_and_arguments(self, session: dict[str, object]) -> None:
        made: list[str] = []

        def work(name: str) -> str:
            return str(data.work(name, lambda: made.append(name) or name, Filters()))

        assert [work("a"), work("a"), work("b")] == ["a", "a", "b"]
        reader.become("planner", ("D",))
        work("a")
        assert made == ["a", "b", "a"]
