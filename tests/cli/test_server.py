"""Commands of the server, as a person or a script runs them."""

import json
import socket
import subprocess
import sys

import psycopg
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.settings import settings


@pytest.fixture
def govmap():
    def run(*words):
        return CliRunner().invoke(main, words)

    return run


class TestDbStatus:
    def test_is_one_json_object_with_four_parts(self, govmap, database):
        whole = json.loads(govmap("db", "status", "--json").stdout)

        assert list(whole) == ["rows", "asked", "as_of", "definitions"]
        assert whole["rows"][0]["running"] is True
        assert set(whole["rows"][0]) == set(whole["definitions"])

    def test_is_a_table_for_people(self, govmap, database):
        assert govmap("db", "status").stdout.split()[:2] == ["running", "kind"]


class TestDbUrl:
    def test_opens_the_database_as_a_role_without_rights(self, govmap, database):
        address = govmap("db", "url").stdout.strip()

        with psycopg.connect(address) as connection:
            said = connection.execute(
                "SELECT current_user, current_database(), rolsuper OR rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        assert said == ("govmap_wide", database, False)


class TestStart:
    def test_prepares_the_database_and_says_where_it_is(self, govmap, database):
        said = govmap("start", "--no-app", "--empty", "--json")

        assert said.exit_code == 0
        assert json.loads(said.stdout)["rows"][0]["running"] is True

    def test_on_another_address_is_refused_with_one_line(self, govmap, monkeypatch):
        monkeypatch.setenv("GOVMAP_HOST", "0.0.0.0")
        settings.cache_clear()
        said = govmap("start", "--no-app")
        monkeypatch.undo()
        settings.cache_clear()

        assert said.exit_code == 1
        assert "0.0.0.0" in said.stderr
        assert len(said.stderr.strip().splitlines()) == 1

    def test_on_a_taken_port_ends_before_the_long_part(self, govmap, monkeypatch):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            monkeypatch.setenv("GOVMAP_PORT", str(taken.getsockname()[1]))
            settings.cache_clear()
            said = govmap("start")
        monkeypatch.undo()
        settings.cache_clear()

        assert said.exit_code == 1
        assert "GOVMAP_PORT" in said.stderr
        assert len(said.stderr.strip().splitlines()) == 1


class TestSetup:
    def test_finds_what_is_here(self, govmap):
        row = json.loads(govmap("setup", "--json").stdout)["rows"][0]

        assert row["postgresql"] >= 15
        assert row["installed"] == []


class TestABadAnswer:
    def test_is_a_sentence_and_no_traceback(self, data):
        line = [sys.executable, "-c", "from geo.cli import main; main()", "db", "status"]
        said = subprocess.run(
            line,
            capture_output=True,
            text=True,
            check=False,
            env={"GOVMAP_DATABASE_URL": "mysql://x", "GOVMAP_LANGUAGE": "en", "GOVMAP_DATA": str(data)},
        )

        assert said.returncode == 1
        assert said.stderr.startswith("Error: GOVMAP_DATABASE_URL is no address")
        assert "Traceback" not in said.stderr

    def test_tells_when_there_are_no_tables_yet(self, govmap, server, monkeypatch):
        server.create("without_tables")
        monkeypatch.setenv("GOVMAP_DATABASE", "without_tables")
        settings.cache_clear()
        said = govmap("count", "incidents")
        monkeypatch.undo()
        settings.cache_clear()
        server.drop("without_tables")

        assert said.exit_code == 1
        assert "govmap start" in said.stderr
