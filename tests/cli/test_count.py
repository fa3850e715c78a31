"""Commands count what the database counts, with the reader's rights, and speak in sentences."""

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


def rows(*words: str) -> list[dict[str, Any]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert set(told) == {"rows", "asked", "as_of", "definitions"}
    found: list[dict[str, Any]] = told["rows"]
    return found


class TestCount:
    @pytest.mark.parametrize(
        ("words", "n"),
        [
            (("incidents",), 10),
            (("incidents", "--grid", "A"), 6),
            (("incidents", "--since", "2026-01-02", "--until", "2026-01-04"), 2),
            (("incidents", "--class", "hazard", "--class", "appeal"), 10),
            (("incidents", "--class", "crime"), 0),
            (("incidents", "--role", "supervisor", "--scope", "A"), 6),
            (("incidents", "--role", "supervisor"), 0),
            (("cameras", "--role", "grid_head", "--scope", "A"), 0),
            (("facilities", "--kind", "elderly_care"), 2),
            (("grids",), 3),
        ],
    )
    def test_counts(self, words: tuple[str, ...], n: int) -> None:
        assert rows("count", *words)[0]["n"] == n

    def test_by_grid_adds_up(self) -> None:
        by_grid = rows("count", "incidents", "--by", "grid")
        assert {row["grid"]: row["n"] for row in by_grid} == {"A": 6, "B": 4}

    def test_by_class_goes_by_the_readers_word(self) -> None:
        assert sum(row["n"] for row in rows("count", "incidents", "--by", "class")) == 10

    def test_names_a_node_that_is_not_there(self) -> None:
        result = run("count", "incidents", "--grid", "atlantis")
        assert result.exit_code == 1
        assert "atlantis" in result.output
        assert "Traceback" not in result.output

    def test_names_a_day_that_is_none(self) -> None:
        result = run("count", "incidents", "--since", "2026-13-40")
        assert result.exit_code == 1
        assert "2026-13-40" in result.output


class TestLists:
    def test_of_grids_carry_the_tree(self) -> None:
        assert {row["code"]: row["path"] for row in rows("grids")} == {"D": "D", "A": "D.A", "B": "D.B"}

    def test_of_facilities_carry_their_capacity(self) -> None:
        assert [row["capacity"] for row in rows("facilities", "--grid", "B")] == [10]
