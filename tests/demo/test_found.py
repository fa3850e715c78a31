"""Every planted fault is found with the product's own commands, by somebody who reads their first lines."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from click.testing import CliRunner

from geo import demo
from geo.cli import main
from geo.demo.city import city as made
from geo.demo.faults import FAULTS, doubles

SCALE = 0.1
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def loaded(database: str) -> None:
    demo.load(scale=SCALE)


@pytest.fixture(scope="module")
def planted() -> dict[str, tuple[str, ...]]:
    """Give the faults whose rows do not depend on how many incidents there are."""
    return demo.planted()


def rows(*words: str) -> Rows:
    result = CliRunner().invoke(main, [*words, "--json"])
    assert result.exit_code == 0, result.output
    found: Rows = json.loads(result.stdout)["rows"]
    return found


def of(found: Sequence[dict[str, Any]], **wanted: Any) -> Rows:
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_there_is_a_test_for_every_fault() -> None:
    told = {name.removeprefix("test_") for name in dir(TestAFault) if name.startswith("test_")}

    assert told == {one.key for one in FAULTS}


class TestAFault:
    def test_overlapping_grids(self, planted: dict[str, tuple[str, ...]]) -> None:
        (overlap,) = of(rows("topology"), fault="overlap")

        assert {overlap["code"], overlap["other"]} == set(planted["overlapping_grids"])

    def test_hole_between_grids(self, planted: dict[str, tuple[str, ...]]) -> None:
        (hole,) = of(rows("topology"), fault="hole")

        assert hole["code"] in planted["hole_between_grids"]

    def test_shifted_layer(self) -> None:
        (layer,) = rows("shifts")

        assert layer["kind"] == "childcare"

    def test_facility_off_network(self, planted: dict[str, tuple[str, ...]]) -> None:
        off = [row["key"] for row in rows("circles", "--kind", "service_station") if row["note"]]

        assert tuple(off) == planted["facility_off_network"]

    def test_overfull_centre(self, planted: dict[str, tuple[str, ...]]) -> None:
        places = {row["code"]: row["capacity"] for row in rows("facilities", "--kind", "elderly_care")}
        people = {row["key"]: row["people"] for row in rows("circles", "--kind", "elderly_care") if row["people"]}

        assert (max(people, key=lambda code: people[code] / places[code]),) == planted["overfull_centre"]

    def test_blind_corner(self, planted: dict[str, tuple[str, ...]]) -> None:
        eyes = made()["cameras"].loc[list(planted["blind_corner"])]

        first_ten = [row["street"] for row in rows("cctv", "--by", "blindspot")[:10]]

        assert made()["streets"].geometry[first_ten].distance(eyes.union_all().centroid).min() < 50

    def test_looks_into_a_bath(self, planted: dict[str, tuple[str, ...]]) -> None:
        into = [row["camera"] for row in rows("cctv", "--by", "privacy")[:3] if "浴" in (row["name"] or "")]

        assert tuple(into) == planted["looks_into_a_bath"]

    def test_overdue_matters(self) -> None:
        spring = rows("response", "--by", "department", "--since", "2026-03-01", "--until", "2026-06-01")
        departments = [row for row in spring if row["key"] != "unassigned"]

        assert max(departments, key=lambda row: row["overdue"] / row["n"])["key"] == "住房建设局"

    def test_default_point_pile(self) -> None:
        (pile,) = of(rows("set-aside"), fault="default_point")

        assert pile["count"] > 200
        assert pile["share"] > 0.02

    def test_negative_durations(self) -> None:
        (taken,) = [row for row in rows("quarantine") if row["quarantined"]]
        aside = rows("quarantine", str(taken["id"]))

        assert (taken["kind"], len(aside)) == ("incidents", 40)
        assert all("早于" in row["reasons"][0] for row in aside)

    def test_doubled_tickets(self) -> None:
        (twice,) = of(rows("set-aside"), fault="duplicate")

        assert twice["count"] == doubles(round(100_000 * SCALE))
