"""Norms are listed with their source, set by administrators within their range, and heard by every figure at once."""

import json
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
    return {row["key"]: row for row in json.loads(result.output)["rows"]}


class TestNorms:
    def test_are_told_with_source_and_status(self) -> None:
        found = rows("norms", "show")
        assert (found["walk.elderly"]["value"], found["walk.elderly"]["status"]) == (0.8, "V")
        assert {"circle.near", "decay.far", "need.elderly_care"} <= set(found)

    def test_set_by_the_city_are_its_own_and_change_the_circle(self) -> None:
        before = rows("circles", "--minutes", "5", "--pace", "elderly")["F0"]["street_m"]
        found = rows("norms", "set", "walk.elderly", "0.4")["walk.elderly"]
        after = rows("circles", "--minutes", "5", "--pace", "elderly")["F0"]["street_m"]
        run("norms", "set", "walk.elderly", "0.8")

        assert found["status"] == "own"
        assert "0.8" in found["source"]
        assert after == pytest.approx(before / 2, abs=1)
        assert rows("norms", "show")["walk.elderly"]["status"] == "V"

    @pytest.mark.parametrize("words", [("walk.elderly", "9"), ("decay.far", "2"), ("cctv.range", "9"), ("x", "1")])
    def test_that_cannot_be_are_refused_by_name(self, words: tuple[str, str]) -> None:
        result = run("norms", "set", *words)
        assert result.exit_code == 1
        assert words[0] in result.output

    def test_are_not_set_by_a_planner(self) -> None:
        assert run("norms", "set", "walk.elderly", "0.7", "--role", "planner", "--scope", "D").exit_code == 1
