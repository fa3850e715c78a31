"""A file carried away holds what was asked, as far as the reader sees, and the audit knows."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import text

from geo import intake
from geo.access import Actor
from geo.analysis.plans import Change
from geo.answers import planning
from geo.errors import GeoError, NotFoundError, ServerError
from geo.filters import Filters
from geo.store import passes, revision
from geo.store.session import reading, writing
from geo.web import downloads
from tests.intake.city import incident, write
from tests.toytown import ADMIN, HEAD_B, LEADER, SUPERVISOR_A
from tests.web.conftest import Client


def rows(client: Client, actor: Actor, noun: str = "incidents", asked: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/downloads/{noun}.csv", {"pass": passes.issue(actor), "asked": asked})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


class TestADownload:
    def test_holds_what_was_asked(self, client: Client) -> None:
        found = rows(client, LEADER, asked=Filters(classes=("hazard",), node="A").to_text())

        assert [one["code"] for one in found] == ["I0", "I2", "I4"]
        assert found[0]["collected_at"] == "2026-01-01T12:00:00+08:00"
        assert (float(found[0]["longitude"]), float(found[0]["latitude"])) == pytest.approx((120.005, 31.005))

    def test_holds_only_what_the_reader_sees(self, client: Client) -> None:
        assert len(rows(client, LEADER)) == 10
        assert len(rows(client, SUPERVISOR_A)) == 6

    def test_is_in_the_audit_and_does_not_make_the_data_new(self, client: Client) -> None:
        with reading(ADMIN) as session:
            before = revision.current(session)

        rows(client, LEADER, "facilities", "facility_kinds=elderly_care")

        with reading(ADMIN) as session:
            noted = session.execute(text("SELECT role, deed, object FROM audit ORDER BY seq DESC LIMIT 1")).one()
            assert tuple(noted) == ("leader", "export", "facilities.csv facility_kinds=elderly_care")
            assert revision.current(session) == before

    def test_is_refused_to_who_may_not_export_or_has_no_pass(self, client: Client) -> None:
        assert client.get("/downloads/incidents.csv", {"pass": passes.issue(HEAD_B)}).status_code == 403
        assert client.get("/downloads/incidents.csv").status_code == 403
        assert client.get("/downloads/users.csv", {"pass": passes.issue(LEADER)}).status_code == 404

    def test_runs_no_formula_in_a_spreadsheet(self, client: Client) -> None:
        with writing(ADMIN, "import", object="toytown") as session:
            session.execute(text("UPDATE facilities SET name = '=cmd()' WHERE code = 'F0'"))

        assert rows(client, LEADER, "facilities")[0]["name"] == "'=cmd()"


class TestRowsSetAside:
    def test_come_back_with_their_reasons_and_run_nothing(self, client: Client, tmp_path: Path) -> None:
        bad = {**incident(code="=1+1", lon="?"), "=cmd()": "@SUM(1)"}
        report = intake.take(ADMIN, write(tmp_path / "a.csv", bad), "incidents", crs="4490")
        told = {"pass": passes.issue(ADMIN), "number": str(report.import_id), "lang": "en"}

        answer = client.get("/downloads/quarantine.csv", told)

        found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(one["Row"], one["code"], one["lon"], one["'=cmd()"]) for one in found] == [
            ("1", "'=1+1", "?", "'@SUM(1)")
        ]
        assert "lon" in found[0]["Reason"]

    def test_are_for_those_who_may_import(self, client: Client) -> None:
        assert client.get("/downloads/quarantine.csv", {"pass": passes.issue(LEADER), "number": "1"}).status_code == 403


class TestATableOfAPage:
    def test_is_the_one_shown_in_the_readers_words(self, client: Client) -> None:
        found = {row["code"]: row for row in rows(client, LEADER, "coverage", "minutes=5")}

        assert (found["A"]["65 岁以上"], found["A"]["路网 %"]) == ("40.0", "100.0")
        english = client.get("/downloads/coverage.csv", {"pass": passes.issue(LEADER), "lang": "en"})
        assert "Not served" in english.content.decode("utf-8-sig").splitlines()[0]

    def test_of_sites_carries_the_plan_in_the_making(self, client: Client) -> None:
        close = planning.to_text((Change(deed="close", code="F0"),), (), ())
        answer = client.get(
            "/downloads/siting.csv", {"pass": passes.issue(LEADER), "asked": "minutes=5", "plan": close}
        )

        found = {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
        assert (found["A"]["受损"], found["B"]["受损"]) == ("40.0", "0.0")

    def test_tells_a_narrow_reader_of_no_other_grid(self, client: Client) -> None:
        assert [row["code"] for row in rows(client, SUPERVISOR_A, "coverage")] == ["A"]

    def test_with_a_plan_that_is_none_is_refused(self, client: Client) -> None:
        answer = client.get("/downloads/siting.csv", {"pass": passes.issue(LEADER), "plan": "[1]"})
        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "change",
        [
            '{"deed":"close","code":1}',
            '{"deed":"move","code":"F0","x":NaN,"y":1}',
            '{"deed":"move","code":"F0","x":"1","y":1}',
            '{"deed":"resize","code":"F0","capacity":1e999}',
            '{"deed":"resize","code":"F0","capacity":true}',
            '{"deed":null,"code":"F0"}',
            '{"deed":"close","code":"F0","cost":null}',
            '{"deed":"add","code":"F9","x":1,"y":1,"name":"\\ud800"}',
            '"close"',
        ],
    )
    def test_with_a_change_that_is_none_is_refused(self, client: Client, change: str) -> None:
        told = {"pass": passes.issue(LEADER), "plan": f"[[{change}],[],[]]", "lang": "en"}
        answer = client.get("/downloads/siting.csv", told)
        assert (answer.status_code, answer.content[:8]) == (400, b"The file")

    @pytest.mark.parametrize("asked", ["pace=foo", "pace=snap_m", "ages=foo", "minutes=nan", "target=0"])
    def test_by_a_question_that_is_not_offered_is_refused(self, client: Client, asked: str) -> None:
        answer = client.get("/downloads/coverage.csv", {"pass": passes.issue(LEADER), "asked": asked, "lang": "en"})
        assert (answer.status_code, answer.content[:10]) == (400, b"The filter")

    @pytest.mark.parametrize(
        ("error", "status"),
        [(NotFoundError("city.errors.none"), 404), (ServerError("server.errors.no_tables"), 503)],
    )
    def test_that_cannot_be_made_says_why(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, error: GeoError, status: int
    ) -> None:
        def stop(*_: object) -> None:
            raise error

        monkeypatch.setitem(downloads.TABLES, "coverage", stop)
        answer = client.get("/downloads/coverage.csv", {"pass": passes.issue(LEADER)})
        assert (answer.status_code, answer.content.decode()) == (status, str(error))
