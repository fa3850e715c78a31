"""What a button does to the record: with what was chosen for its own subject, and refusals said in their place."""

from typing import Any

import pytest
import streamlit as st

from geo.filters import Filters
from geo.store import loop
from geo.store.session import reading
from geo.ui.matters import deeds
from geo.ui.patrol import plan, points
from tests import toytown


class Session(dict[str, Any]):
    """What Streamlit keeps for a session: items that are attributes too."""

    __getattr__ = dict.__getitem__


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    st.cache_resource.clear()  # kept for the whole process, which knows one city only outside the tests
    state = Session(reader_role="admin", reader_scope=(), reader_language="en")
    monkeypatch.setattr(st, "session_state", state)
    return state


class TestAUnit:
    def test_chosen_for_one_matter_is_not_called_on_another(self, session: Session) -> None:
        session[f"{deeds.UNIT}I1"] = "消防"

        deeds.move(("I3",), "call")
        deeds.move(("I1",), "call")

        with reading(toytown.ADMIN) as asked:
            units = {code: loop.steps(asked, code)["unit"].iloc[-1] for code in ("I1", "I3")}
        assert units["I1"] == "消防"
        assert units["I3"] != "消防"


class TestAPoint:
    def test_that_is_gone_already_is_said_and_not_thrown(self, session: Session) -> None:
        points._drop("M0")

        assert "M0" in session["must_said"]


class TestAPlan:
    def test_whose_depot_is_gone_is_asked_for_again(self, session: Session) -> None:
        session["patrol_plan"] = (1, 60, "no such depot", ())

        assert plan.current(Filters()) is None
        assert session["patrol_plan"] is None
        assert session["patrol_plan_said"]
