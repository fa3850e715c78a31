"""Commands about walking: circles, coverage, sites and plans, with the numbers of the toy town."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from tests import toytown


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def rows(*words: str) -> dict[str, dict[str, Any]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert set(told) == {"rows", "asked", "as_of", "definitions"}
    return {row["key"]: row for row in told["rows"]}


def plan(folder: Path, *changes: dict[str, Any]) -> str:
    file = folder / "plan.json"
    file.write_text(json.dumps(changes), encoding="utf-8")
    return str(file)


class TestCoverage:
    def test_tells_ring_network_and_capacity_in_people(self) -> None:
        found = rows("coverage", "--kind", "elderly_care", "--by", "grid")
        figures = ("people", "ring", "network", "capacity")
        assert {key: [row[name] for name in figures] for key, row in found.items()} == {
            "A": [40, 40, 40, 40],
            "B": [5, 5, 5, 5],
        }

    def test_adds_up_to_the_district(self) -> None:
        by_grid, whole = rows("coverage"), rows("coverage", "--by", "district")["D"]
        for name in ("people", "ring", "network", "capacity"):
            assert sum(row[name] for row in by_grid.values()) == whole[name]

    def test_counts_the_age_asked_for_and_hides_few(self) -> None:
        assert rows("coverage", "--ages", "everyone")["A"]["people"] == 100
        assert rows("coverage", "--ages", "age_80", "--grid", "A")["A"]["people"] == 10

    def test_tells_a_supervisor_of_one_grid_nothing_of_the_other(self) -> None:
        found = rows("coverage", "--role", "supervisor", "--scope", "A")
        assert set(found) == {"A"}
        assert (found["A"]["network"], found["A"]["capacity"]) == (40, None)

    def test_refuses_a_role_that_may_not_analyse(self) -> None:
        result = run("coverage", "--role", "grid_head", "--scope", "A")
        assert result.exit_code == 1
        assert "Traceback" not in result.output

    def test_lists_what_could_not_be_used(self) -> None:
        result = run("coverage", "--notes", "--json")
        assert json.loads(result.output)["rows"] == []


class TestCircles:
    def test_tell_the_street_reached_and_the_people(self) -> None:
        found = rows("circles", "--kind", "elderly_care", "--minutes", "5")
        assert found["F0"]["street_m"] == pytest.approx(480, abs=1)
        assert [found[key]["people"] for key in ("F0", "F1")] == [40, 5]


class TestPlans:
    def test_are_kept_listed_compared_and_dropped(self, tmp_path: Path) -> None:
        run("plan", "save", "without", plan(tmp_path, {"deed": "close", "facility": "F0"}), "--name", "没有 F0")

        assert rows("plan", "list")["without"]["name"] == "没有 F0"
        found = rows("plan", "compare", "without")
        assert [found["A"][name] for name in ("before", "after", "gained", "lost")] == [40, 0, 0, 40]
        assert [found["B"][name] for name in ("before", "after", "lost")] == [5, 5, 0]
        assert run("plan", "drop", "without").exit_code == 0
        assert "without" not in rows("plan", "list")

    def test_that_close_and_add_again_change_nothing(self, tmp_path: Path) -> None:
        longitude, latitude = toytown.WEST
        back = {"deed": "add", "facility": "F9", "longitude": longitude, "latitude": latitude, "capacity": 10}
        run("plan", "save", "same", plan(tmp_path, {"deed": "close", "facility": "F0"}, back))
        for row in rows("plan", "compare", "same").values():
            assert (row["before"], row["gained"], row["lost"]) == (row["after"], 0, 0)
            assert row["placed_before"] == row["placed_after"]

    def test_compare_with_a_street_closed(self) -> None:
        found = rows("plan", "compare", "--close", "S0")
        assert [found["A"][name] for name in ("before", "after", "lost")] == [40, 0, 40]

    def test_name_the_change_that_cannot_be(self, tmp_path: Path) -> None:
        result = run("plan", "save", "wrong", plan(tmp_path, {"deed": "close", "facility": "F77"}))
        assert result.exit_code == 1
        assert "F77" in result.output

    def test_name_the_entry_that_cannot_be_read(self, tmp_path: Path) -> None:
        result = run("plan", "save", "wrong", plan(tmp_path, {"deed": "close"}))
        assert result.exit_code == 1
        assert "plan.json" in result.output

    def test_of_no_code_are_not_found(self) -> None:
        result = run("plan", "compare", "atlantis")
        assert result.exit_code == 1
        assert "atlantis" in result.output

    def test_of_another_post_are_neither_replaced_nor_dropped_but_by_an_administrator(self, tmp_path: Path) -> None:
        file = plan(tmp_path, {"deed": "close", "facility": "F0"})
        planner = ("--role", "planner")
        assert run("plan", "save", "ours", file, *planner, "--scope", "D", "--post", "north").exit_code == 0
        for words in (("save", "ours", file, "--scope", "D"), ("drop", "ours")):
            refused = run("plan", *words, *planner, "--post", "south")
            assert refused.exit_code == 1
            assert "north" in refused.output
        assert rows("plan", "list")["ours"]["post"] == "north"
        assert run("plan", "save", "copy", file, *planner, "--scope", "D", "--post", "south").exit_code == 0
        assert run("plan", "drop", "ours").exit_code == 0

    def test_are_not_written_by_a_leader(self, tmp_path: Path) -> None:
        file = plan(tmp_path, {"deed": "close", "facility": "F0"})
        assert run("plan", "save", "mine", file, "--role", "leader").exit_code == 1


class TestSiting:
    def test_suggests_the_house_that_serves_most_where_nothing_stands(self) -> None:
        found = rows("siting", "suggest", "--kind", "library", "--sites", "1", "--minutes", "5")
        assert {key: (row["gain"], row["after"], row["gap"]) for key, row in found.items()} == {"H0": (40, 40, 0)}

    def test_suggests_the_fewest_for_a_target(self) -> None:
        found = rows("siting", "suggest", "--kind", "library", "--fewest", "--target", "100", "--minutes", "5")
        assert set(found) == {"H0", "H1"}

    def test_suggests_nothing_where_everybody_is_served(self) -> None:
        assert rows("siting", "suggest", "--kind", "elderly_care") == {}
