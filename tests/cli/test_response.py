"""Commands of the loop and of response say what the store and the analysis say."""

import json
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from geo.answers import people
from geo.answers.asking import once
from geo.cli import main
from geo.filters import Filters
from geo.i18n import word
from geo.settings import settings
from geo.store import grids, incidents, loop
from geo.store.session import reading
from geo.upkeep import escalation
from tests import toytown
from tests.toytown import ADMIN


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def rows(*words: str) -> list[dict[str, Any]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert set(told) == {"rows", "asked", "as_of", "definitions"}
    found: list[dict[str, Any]] = told["rows"]
    return found


def file(*more: str) -> str:
    place = ("--lat", "31.005", "--lon", "120.005", "--class", "hazard")
    return str(rows("incident", "file", *place, "--post", "finder", *more)[0]["code"])


def move(code: str, deed: str, post: str, *more: str) -> dict[str, Any]:
    return rows("incident", "move", code, deed, "--post", post, *more)[0]


class TestResponse:
    def test_gives_the_row_that_was_asked_for(self) -> None:
        row = rows("response", "--since", "2026-01-01", "--until", "2026-01-11", "--by", "grid")[0]
        first = {"key": "A", "n": 6, "open": 3, "set_aside": 0, "p50_minutes": 120.0, "on_time": 0.5}
        assert {name: row[name] for name in first} == first
        assert row["on_time_low"] < 0.5 < row["on_time_high"]

    @pytest.mark.parametrize("by", ["grid", "department", "class", "channel", "hour", "month", "district", "weekday"])
    def test_adds_up_whichever_way_it_is_cut(self, by: str) -> None:
        found = rows("response", "--by", by)
        with reading(ADMIN) as session:
            assert sum(row["n"] + row["set_aside"] for row in found) == incidents.count(session, Filters())

    def test_is_for_those_who_may_analyse(self) -> None:
        assert run("response", "--role", "grid_head", "--scope", "A").exit_code == 1

    def test_shows_a_supervisor_his_grids_and_no_other(self) -> None:
        assert {row["key"] for row in rows("response", "--role", "supervisor", "--scope", "B")} == {"B"}

    def test_sets_nothing_aside_silently(self) -> None:
        assert [row["fault"] for row in rows("set-aside")][-1] == "any_time"
        assert rows("repeats") == [] or "times" in rows("repeats")[0]

    def test_finds_no_hot_spot_among_two_grids(self) -> None:
        assert {row["spot"] for row in rows("hotspots", "--since", "2026-01-01", "--until", "2026-02-01")} == {"none"}

    def test_per_person_never_tell_how_many_live_where_few_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GOVMAP_K_INSIDE", "60")  # toy grid B has 50 residents, A has 100
        settings.cache_clear()
        few = rows("hotspots", "--per", "people", "--since", "2026-01-01", "--until", "2026-02-01")
        monkeypatch.undo()
        settings.cache_clear()
        assert {row["key"]: (row["base"], row["rate"]) for row in few}["B"] == (None, None)
        told = rows("hotspots", "--per", "people", "--since", "2026-01-01", "--until", "2026-02-01")
        assert {row["key"]: row["base"] for row in told} == {"A": 100, "B": 50}

    @pytest.mark.parametrize("least", ["5", "60"])
    def test_per_person_count_the_people_that_every_ledger_counts(
        self, monkeypatch: pytest.MonkeyPatch, least: str
    ) -> None:
        monkeypatch.setenv("GOVMAP_K_INSIDE", least)
        settings.cache_clear()
        told = rows("hotspots", "--per", "people", "--since", "2026-01-01", "--until", "2026-02-01")
        with reading(ADMIN) as session:
            ask, work = once(session)
            ledger = people.joined(ask, work, ADMIN).by_node(ask(grids.find, Filters()))["everyone"]
        monkeypatch.undo()
        settings.cache_clear()
        listed = ledger[["A", "B"]].dropna()
        assert {row["key"]: row["base"] for row in told if row["base"] is not None} == listed.to_dict()


class TestLimits:
    def test_are_set_for_a_kind_and_hold_for_the_next_matter(self) -> None:
        rows("limits", "kind", "gas", "hazard", "--zh", "燃气", "--en", "gas")
        rows("limits", "set", "hazard", "2", "urgent_hours", "--subclass", "gas")
        code = file("--subclass", "gas")
        shown = rows("incident", "show", code)[0]
        hours = pd.Timestamp(shown["due_at"]) - pd.Timestamp(shown["collected_at"])
        assert hours == pd.Timedelta(hours=2)

    def test_know_the_kinds_of_the_city(self) -> None:
        rows("limits", "kind", "gas", "hazard", "--zh", "燃气", "--en", "gas")
        place = ("--lat", "31.005", "--lon", "120.005")
        assert run("incident", "file", *place, "--class", "hazard", "--subclass", "gossip").exit_code == 1

    def test_and_days_are_for_the_administrator(self) -> None:
        assert rows("limits", "day", "2031-10-01", "--rest") == [{"day": "2031-10-01", "works": False, "note": ""}]
        assert run("limits", "day", "2031-10-02", "--rest", "--role", "planner").exit_code == 1
        assert rows("limits", "grade", "A", "C")[0]["grade"] == "C"
        assert len(rows("limits", "show")) >= 8

    def test_and_a_year_is_entered_whole(self) -> None:
        found = rows("limits", "year", "2033", "--rest", "2033-10-01..2033-10-03", "--works", "2033-10-08")
        days = {row["day"]: row["works"] for row in found if row["day"].startswith("2033")}
        assert days == {"2033-10-01": False, "2033-10-02": False, "2033-10-03": False, "2033-10-08": True}
        assert {"year": 2033} in rows("limits", "show", "years")
        assert run("limits", "year", "2034", "--rest", "2033-10-01").exit_code == 1
        assert run("limits", "year", "2034", "--rest", "tomorrow").exit_code == 2

    def test_and_office_hours_are_set_by_command(self) -> None:
        usual = rows("limits", "office", "08:30-12:00", "13:00-17:00")
        assert [row["opens"] for row in usual] == ["08:30:00", "13:00:00"]
        assert run("limits", "office", "13:00-12:00").exit_code == 1
        assert run("limits", "office", "09:00-12:00", "--role", "supervisor").exit_code == 1
        assert rows("limits", "office", "09:00-12:00", "13:30-17:30")


class TestTheLoop:
    def test_goes_from_filing_to_evaluation(self) -> None:
        code = file()
        assert move(code, "call", "street", "--unit", "works")["stage"] == "called"
        assert move(code, "respond", "works")["stage"] == "responded"
        assert move(code, "handle", "works")["stage"] == "handled"
        assert move(code, "verify", "checker")["stage"] == "verified"
        shown = move(code, "evaluate", "checker", "--satisfaction", "5")
        assert (shown["stage"], shown["satisfaction"], shown["department"]) == ("evaluated", 5, "works")
        assert [step["deed"] for step in shown["steps"]] == ["file", "call", "respond", "handle", "verify", "evaluate"]

    @pytest.mark.parametrize("deed", ["respond", "verify", "evaluate", "reopen"])
    def test_refuses_a_step_out_of_order_with_a_sentence(self, deed: str) -> None:
        result = run("incident", "move", file(), deed, "--post", "other")
        assert result.exit_code == 1
        assert "Traceback" not in result.output

    def test_does_not_let_the_fixer_verify(self) -> None:
        code = file()
        for deed in ("call", "respond", "handle"):
            move(code, deed, "works")
        assert run("incident", "move", code, "verify", "--post", "works").exit_code == 1

    def test_takes_no_telephone_for_a_unit(self) -> None:
        assert run("incident", "move", file(), "call", "--post", "street", "--unit", "13800138000").exit_code == 1

    def test_calls_departments_and_hears_them_come(self) -> None:
        code = file()
        rows("incident", "whistle", code, "--department", "police", "--department", "fire")
        calls = rows("incident", "arrive", code, "fire")[0]["calls"]
        assert {call["department"]: call["arrived_at"] is not None for call in calls} == {"police": False, "fire": True}

    def test_names_a_matter_that_is_not_there(self) -> None:
        result = run("incident", "show", "atlantis")
        assert (result.exit_code, "atlantis" in result.output) == (1, True)

    def test_moves_up_by_itself_what_is_overdue(self) -> None:
        assert len(escalation.lift()[0]) > 0
        assert escalation.lift()[0].empty
        with reading(ADMIN) as session:
            assert incidents.one(session, "I1")["level"].iloc[0] == "district"
            assert loop.steps(session, "I1")["post"].tolist() == ["clock"]
        assert rows("incident", "escalate") == []
        assert word("words.levels", "district") in rows("incident", "show", "I1")[0]["steps"][0]["why"]
