"""Commands that take files in say what they did, as one JSON object or in sentences."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from tests import toytown
from tests.intake import city
from tests.intake.city import write


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def incident(**changes: Any) -> dict[str, Any]:
    """Give a sound incident in the toy town."""
    return city.incident(**{"lon": 120.005, "lat": 31.005, **changes})


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def told(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


class TestImport:
    def test_tells_its_counts_and_they_add_up(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.csv", incident(), incident(code="A2", lon="?"))

        answer = told("import", "incidents", str(path), "--crs", "EPSG:4490", "--as-of", "2024-12-31")

        row = answer["rows"][0]
        assert answer.keys() == {"rows", "asked", "as_of", "definitions"}
        assert (row["file"], row["kind"], answer["as_of"]) == ("a.csv", "incidents", "2024-12-31")
        assert row["read"] == row["kept"] + row["quarantined"] + row["skipped"] == 2
        aside = told("quarantine", str(row["import_id"]))["rows"]
        assert (aside[0]["row"], len(aside[0]["reasons"])) == (2, 1)

    def test_looks_without_writing(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.csv", incident(code="dry"))

        row = told("import", "incidents", str(path), "--crs", "EPSG:4490", "--dry-run")["rows"][0]

        assert (row["kept"], row["dry_run"], row["import_id"]) == (1, True, None)
        assert "a.csv" in run("quarantine").output

    def test_takes_columns_values_and_times_as_told(self, tmp_path: Path) -> None:
        row = {"nr": "7", "when": "03/04/2024", "e": 120.005, "n": 31.005}
        words = ["--map", "code=T-{nr}", "--map", "collected_at=when", "--map", "lon=e", "--map", "lat=n"]

        answer = told(
            "import",
            "incidents",
            str(write(tmp_path / "a.csv", row)),
            *words,
            "--set",
            "incident_class=hazard",
            "--times",
            "%m/%d/%Y",
            "--crs",
            "EPSG:4490",
        )

        assert answer["rows"][0]["columns"]["code"] == "T-{nr}"

    def test_asks_in_a_sentence_for_what_it_must_know(self, tmp_path: Path) -> None:
        result = run("import", "incidents", str(write(tmp_path / "a.csv", incident())))

        assert result.exit_code == 1
        assert "--crs" in result.output
        assert "Traceback" not in result.output

    def test_names_the_files_that_came_in_before_one_that_did_not(self, tmp_path: Path) -> None:
        good = write(tmp_path / "good.csv", incident(code="before"))
        (tmp_path / "bad.csv").write_text("<vrt/>")

        result = run("import", "incidents", str(good), str(tmp_path / "bad.csv"), "--crs", "EPSG:4490")

        assert result.exit_code == 1
        assert "good.csv 已导入：读 1" in result.stderr


class TestQuarantine:
    def test_names_an_import_that_is_not_there(self) -> None:
        result = run("quarantine", "99999")

        assert result.exit_code == 1
        assert "99999" in result.output

    def test_speaks_of_the_time_of_its_import(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.csv", incident(code="late"), incident(code="later", lon="?"))
        row = told("import", "incidents", str(path), "--crs", "EPSG:4490")["rows"][0]

        times = {one["id"]: one["at"] for one in told("quarantine")["rows"]}

        assert told("quarantine", str(row["import_id"]))["as_of"] == times[row["import_id"]]
        assert told("quarantine")["as_of"] == max(times.values())


class TestLoad:
    def test_refuses_another_city_in_the_same_folder(self, tmp_path: Path) -> None:
        (tmp_path / "b.toml").write_text(
            '[city]\nname_zh="乙"\nname_en="B"\nzone="Asia/Shanghai"\nmetric_crs=4549\n', encoding="utf-8"
        )

        result = run("load", str(tmp_path / "b.toml"), "--from", str(tmp_path))

        assert result.exit_code == 1
        assert "乙" in result.output
