"""`govmap patrol`: streets walked by grid as the page shows them, gaps, routes, rounds."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from geo.store import patrol
from geo.store.session import writing
from geo.upkeep import patrol_visits as after
from tests import toytown
from tests.shifts import morning, shift


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()
    with writing(toytown.ADMIN, "import", object="shifts") as session:
        patrol.upsert_tracks(session, shift("T1", 120.001, 120.010, begins=morning(2), route="P0"), None)
        patrol.upsert_tracks(session, shift("T2", 120.001, 120.0145, begins=morning(4), team="volunteer"), None)
    after.refresh()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["patrol", *words])


def told(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


class TestByGrid:
    def test_gives_street_walked_and_visits(self) -> None:
        rows = {row["key"]: row for row in told("--by", "grid")["rows"]}

        assert set(rows) == {"A", "B"}
        assert rows["A"]["street_m"] == pytest.approx(859.5, abs=1)
        assert rows["A"]["walked_m"] == pytest.approx(859.5, abs=12)
        assert rows["B"]["walked_m"] == pytest.approx(430, abs=12)
        assert (rows["A"]["visits"], rows["B"]["visits"]) == (2, 1)
        assert rows["A"]["revisit_max_h"] == pytest.approx(48, abs=0.5)

    def test_adds_up_to_the_district(self) -> None:
        grids, district = told("--by", "grid")["rows"], told("--by", "district")["rows"]

        assert [row["key"] for row in district] == ["D"]
        for name in ("street_m", "walked_m", "visits"):
            assert district[0][name] == pytest.approx(sum(row[name] for row in grids), abs=0.01)

    def test_follows_the_filter_and_the_readers_reach(self) -> None:
        volunteers = {row["key"]: row["visits"] for row in told("--team", "volunteer")["rows"]}
        early = {row["key"]: row["visits"] for row in told("--until", "2026-03-03")["rows"]}
        own = told("--role", "supervisor", "--scope", "B")["rows"]

        assert volunteers == {"A": 1, "B": 1}
        assert early == {"A": 1, "B": 0}
        assert [row["key"] for row in own] == ["B"]

    def test_explains_its_columns(self) -> None:
        assert {"key", "street_m", "walked_m", "visits"} <= set(told()["definitions"])


class TestOtherCuts:
    def test_by_team_counts_shared_streets_once_together(self) -> None:
        rows = {row["key"]: row["walked_m"] for row in told("--by", "team")["rows"]}

        assert rows["together"] == pytest.approx(rows["volunteer"], abs=12)
        assert rows["official"] + rows["volunteer"] > rows["together"] + 800

    def test_by_beat_gives_street_length_in_each(self) -> None:
        rows = {row["key"]: row for row in told("--by", "beat")["rows"]}

        assert rows["P0"]["street_m"] == pytest.approx(859.5, abs=1)
        assert rows["P1"]["share"] == pytest.approx(0.5, abs=0.02)

    def test_by_hour_and_weekday_use_the_citys_clock(self) -> None:
        hours = {row["key"]: row["visits"] for row in told("--by", "hour")["rows"]}
        days = {row["key"]: row["visits"] for row in told("--by", "weekday")["rows"]}

        assert (hours["08-10"], sum(hours.values())) == (3, 3)
        assert (days["1"], days["3"], sum(days.values())) == (1, 2, 3)


class TestLists:
    def test_of_gaps_name_what_nobody_walked(self) -> None:
        rows = told("gaps", "--days", "7")["rows"]

        assert [(row["street"], row["area"]) for row in rows] == [("S0", "B")]
        assert rows[0]["length_m"] == pytest.approx(430, abs=12)
        assert rows[0]["last_at"] is None

    def test_of_tracks_tell_match_rate_and_offset(self) -> None:
        rows = told("tracks")["rows"]

        assert [row["match_rate"] for row in rows] == [1, 1]
        assert all(row["mean_offset_m"] < 1 for row in rows)

    def test_of_routes_tell_how_they_were_kept(self) -> None:
        rows = told("routes")["rows"]

        assert [(row["route"], row["shifts"]) for row in rows] == [("P0", 1)]
        assert rows[0]["share_p50"] == pytest.approx(1, abs=0.02)


class TestAGap:
    def test_is_as_long_as_the_city_sets_it(self) -> None:
        before = {row["key"]: row["walked_m"] for row in told("--by", "grid")["rows"]}
        assert run("match", "--gap-seconds", "5").exit_code == 0  # the trackers report every ten seconds
        walked = {row["key"]: row["walked_m"] for row in told("--by", "grid")["rows"]}
        gaps = [row["gaps"] for row in told("tracks")["rows"]]
        assert run("match", "--gap-seconds", "120").exit_code == 0

        assert set(walked.values()) == {0}
        assert min(gaps) > 80
        assert {row["key"]: row["walked_m"] for row in told("--by", "grid")["rows"]} == before

    def test_is_set_only_by_who_may(self) -> None:
        assert run("match", "--gap-metres", "50", "--role", "planner").exit_code == 1


class TestMustVisitPoints:
    def test_are_reached_in_their_windows_or_not(self) -> None:
        rows = {row["point"]: row for row in told("musts", "F0=08:00-09:00", "F1=08:00-08:10")["rows"]}

        assert (rows["F0"]["days"], rows["F0"]["in_window"]) == (2, 2)
        assert (rows["F1"]["reached"], rows["F1"]["in_window"]) == (0, 0)

    def test_are_put_up_and_taken_away(self) -> None:
        words = ("--name", "校门口", "--opens", "08:00", "--closes", "08:20")
        rows = told("must-add", "M1", "120.0055,31.005", *words)["rows"]
        kept = told("routes")["rows"][0]
        gone = told("must-drop", "M1")["rows"]

        assert [(row["point"], row["days"], row["in_window"], row["opens"]) for row in rows] == [("M1", 2, 2, "08:00")]
        assert (kept["musts"], kept["musts_kept"]) == (1, 1)
        assert gone == []

    def test_are_put_up_only_by_who_may_plan_and_where_there_is_a_grid(self) -> None:
        for words in (
            ("must-add", "M1", "120.0055,31.005", "--role", "leader"),
            ("must-add", "M1", "121,31"),
            ("must-add", "M1", "120.0055,31.005", "--opens", "25:00"),
            ("must-add", "M1", "120.0055,31.005", "--opens", "08:00"),
            ("must-drop", "P0"),
        ):
            result = run(*words)
            assert result.exit_code == 1
            assert "Traceback" not in result.output
        assert told("--by", "beat")["rows"]
        assert told("musts")["rows"] == []

    def test_never_take_the_code_of_a_route(self) -> None:
        result = run("must-add", "P0", "120.0055,31.005", "--role", "planner")

        assert result.exit_code == 1
        assert "P0" in result.output

    def test_need_a_window(self) -> None:
        result = run("musts", "F0")

        assert result.exit_code == 2
        assert "08:00-09:30" in result.output


class TestAPlan:
    def test_is_never_longer_than_the_shift(self) -> None:
        rows = told("plan", "--units", "1", "--shift", "90", "--depot", "120.005,31.005", "--search", "0")["rows"]

        assert 0 < rows[0]["minutes"] <= 90
        assert rows[0]["covered_m"] == pytest.approx(1719, abs=2)

    def test_needs_a_place_that_is_one(self) -> None:
        result = run("plan", "--depot", "atlantis")

        assert result.exit_code == 1
        assert "atlantis" in result.output

    def test_is_for_those_who_may_plan(self) -> None:
        assert run("plan", "--depot", "F0", "--role", "grid_head", "--scope", "A").exit_code == 1


class TestMatch:
    def test_has_nothing_left_to_do(self) -> None:
        assert told("match")["rows"] == [{"matched": 0, "recut": 0, "forgotten": 0}]
