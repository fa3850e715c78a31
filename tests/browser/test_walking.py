"""A planner asks who is left out and why, places a candidate, and compares two plans, on this machine alone."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.store import plans
from geo.store.session import writing
from tests import toytown
from tests.browser.conftest import WINDOW, Visit

Begin = Callable[..., Visit]
PLACING = "document.querySelector('.st-key-map_room iframe').contentWindow.govmap.state().wanted.placing"
"""Whether clicks on the map mean places, in the browser's words."""


@pytest.fixture(scope="module", autouse=True)
def kept(town: str) -> None:
    """Keep two plans: A closes the facility in the west, B the one in the east."""
    for code, facility in (("A", "F0"), ("B", "F1")):
        changes = gpd.GeoDataFrame(
            {
                "deed": ["close"],
                "facility": facility,
                "kind": "elderly_care",
                "name": None,
                "capacity": None,
                "cost": 0,
            },
            geometry=[None],
            crs=4490,
        )
        with writing(toytown.ADMIN, "plan", object=f"plan {code}") as session:
            plans.save(session, code, name=f"方案{code}", post="planner", changes=changes)


def told(*words: str) -> list[dict[str, Any]]:
    """Give the rows of a command."""
    answer = CliRunner().invoke(main, [*words, "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)["rows"]  # type: ignore[no-any-return]


def carried(reader: Visit) -> list[dict[str, str]]:
    """Open the drawer and fetch the file it offers, as the reader's browser would."""
    reader.page.locator(".st-key-drawer_button button").click()
    link = reader.page.locator("a.govmap-download").first
    link.wait_for()
    answer = reader.page.request.get(f"{reader.address}/{link.get_attribute('href')}")
    assert answer.ok, answer.text()
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


class TestCoverage:
    def test_tells_the_numbers_of_the_command(self, visit: Begin) -> None:
        reader = visit().open("/coverage?minutes=5")
        whole = told("coverage", "--by", "district", "--minutes", "5")[0]

        shares = {kind: f"{100 * whole[kind] / whole['people']:.1f} %" for kind in ("ring", "network", "capacity")}
        left = whole["people"] - whole["network"] - whole["unknown"]
        assert reader.figures() == {
            "直线圈": shares["ring"],
            "路网 5 分": shares["network"],
            "路网+床位": shares["capacity"],
            "未覆盖 65 岁以上": f"{left:,.0f}人",
        }
        assert reader.outside == []

    def test_offers_the_table_it_shows_with_the_numbers_of_the_command(self, visit: Begin) -> None:
        rows = {row["code"]: row for row in carried(visit().open("/coverage?minutes=5"))}
        command = {row["key"]: row for row in told("coverage", "--minutes", "5")}

        assert set(rows) == set(command) == {"A", "B"}
        for code, row in rows.items():
            assert float(row["65 岁以上"]) == command[code]["people"]
            assert float(row["路网 %"]) == 100 * command[code]["network"] / command[code]["people"]

    def test_explains_a_grid_and_draws_the_way(self, visit: Begin) -> None:
        reader = visit().open("/coverage?at=grids:A")
        reader.shows("在 15 分钟内走得到设施")
        reader.page.locator(".st-key-coverage_why button").click()
        reader.page.get_by_text("收起路线").wait_for()

        assert reader.page.locator(".govmap-card, .st-key-card").first.inner_text().count("100.0 %") >= 3

    def test_speaks_english(self, visit: Begin) -> None:
        reader = visit().open("/coverage?lang=en")

        assert reader.figures()["Network, 15 min"] == "100.0 %"


class TestCircles:
    def test_tell_the_numbers_of_the_command_on_the_page_and_in_the_file(self, visit: Begin) -> None:
        reader = visit().open("/circles?minutes=5")
        whole = told("circles", "--together", "--minutes", "5")[0]
        assert reader.figures() == {
            "5 分钟内走得到": f"{100 * whole['share']:.1f} %",
            "走得到 · 65 岁以上": f"{whole['people']:,.0f}人",
            "走不到 · 65 岁以上": f"{whole['far']:,.0f}人",
            "走得到的道路": f"{whole['street_m'] / 1000:,.1f}km",
        }

        people = {row["code"]: float(row["5 分钟内走得到 · 65 岁以上"]) for row in carried(reader)}
        assert people == {row["key"]: row["people"] for row in told("circles", "--minutes", "5")}


class TestWhyNotMe:
    def test_is_answered_for_a_point_that_is_clicked(self, visit: Begin) -> None:
        reader = visit().open("/circles?facility_kinds=elderly_care&minutes=5")
        reader.page.locator(".st-key-why_on label").click()
        reader.page.wait_for_function(f"() => {PLACING}")
        reader.click_map(120.0005, 31.005)
        reader.shows("时限内走不到")

        reader.shows("最近设施")
        reader.page.locator(".st-key-card").get_by_text("Care").wait_for()
        assert reader.outside == []


class TestACandidate:
    def test_placed_by_a_click_brings_its_gain_at_once_and_saves_nothing(self, visit: Begin) -> None:
        reader = visit().open("/siting?facility_kinds=library")
        reader.page.locator(".st-key-plan_placing label").click()
        reader.page.wait_for_function(f"() => {PLACING}")
        reader.click_map(*toytown.WEST)
        reader.shows("新增 · N1")

        assert reader.figures()["受益"] != "0人"
        fresh = visit().open("/siting?facility_kinds=library")
        assert fresh.figures()["受益"] == "0人"
        assert reader.outside == []

    def test_dragged_elsewhere_keeps_the_map_and_brings_another_gain(self, visit: Begin) -> None:
        reader = visit().open("/siting?facility_kinds=library&minutes=5")
        reader.page.locator(".st-key-plan_placing label").click()
        reader.page.wait_for_function(f"() => {PLACING}")
        reader.click_map(*toytown.WEST)
        reader.shows("新增 · N1")
        assert reader.figures()["受益"] == "40人"
        view = reader.ask("JSON.stringify(w.govmap.state().leaf.getBounds())")
        frame = reader.page.locator(".st-key-map_room iframe").element_handle()

        spot = reader.ask("w.govmap.state().leaf.latLngToContainerPoint([31.005, 120.009])")
        box = reader.page.locator(".st-key-map_room iframe").bounding_box()
        mark = reader.page.frame_locator(".st-key-map_room iframe").locator(".mark").bounding_box()
        assert box is not None
        assert mark is not None
        mouse = reader.page.mouse
        mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
        mouse.down()
        mouse.move(box["x"] + spot["x"], box["y"] + spot["y"], steps=5)
        mouse.up()
        reader.page.locator(".govmap-figure").get_by_text("40人").wait_for(state="detached")

        assert reader.figures()["受益"] == "0人"
        assert reader.ask("JSON.stringify(w.govmap.state().leaf.getBounds())") == view
        assert reader.page.locator(".st-key-map_room iframe").element_handle().evaluate("(a, b) => a === b", frame)

    def test_is_of_a_kind_and_a_size_the_planner_sets(self, visit: Begin) -> None:
        reader = visit().open("/siting?facility_kinds=library")
        reader.page.locator(".st-key-plan_placing label").click()
        reader.page.wait_for_function(f"() => {PLACING}")
        reader.click_map(*toytown.WEST)
        reader.page.locator(".st-key-card").get_by_text("新增 · N1").click()
        reader.page.locator(".st-key-plan_capacity_N1 input").fill("7")
        reader.page.locator(".st-key-plan_capacity_N1 input").press("Enter")
        reader.page.locator(".st-key-plan_kind_N1").get_by_role("combobox").click()
        reader.page.get_by_role("option", name="养老").click()

        reader.page.wait_for_url("**facility_kinds=elderly_care**")

    def test_may_not_stand_where_the_planner_forbids_it(self, visit: Begin) -> None:
        reader = visit().open("/siting?facility_kinds=library")
        reader.page.locator(".st-key-plan_fencing label").click()
        reader.page.wait_for_function(f"() => {PLACING}")
        for number, (east, north) in enumerate(((-1, -1), (1, -1), (0, 1)), 1):
            reader.click_map(toytown.WEST[0] + 0.002 * east, toytown.WEST[1] + 0.002 * north)
            count = "f => f.properties.code.startsWith('corner')"
            corners = f"w.govmap.state().wanted.data.points.features.filter({count}).length"
            reader.page.wait_for_function(f"() => {{ const w = {WINDOW}; return {corners} === {number} }}")
        reader.page.locator(".st-key-card").get_by_text("禁建区 0 块").click()
        reader.page.locator(".st-key-plan_fence button").click()
        reader.shows("禁建区 1 块")
        reader.page.keyboard.press("Escape")
        reader.page.locator(".st-key-plan_placing label").click()
        fencing = "document.querySelector('.st-key-plan_fencing input').checked"
        reader.page.wait_for_function(f"() => !{fencing} && {PLACING}")
        reader.click_map(*toytown.WEST)

        reader.shows("⚠ 新增 · N1")


class TestTwoPlans:
    def test_are_compared_by_who_gains_and_who_loses(self, visit: Begin) -> None:
        reader = visit().open("/siting?facility_kinds=elderly_care&minutes=5&plan=A")
        reader.shows("方案A")
        assert reader.figures()["受损"] == "40人"
        reader.page.locator(".st-key-plan_against").get_by_role("combobox").click()
        reader.page.get_by_role("option", name="方案B (1)").click()
        reader.page.get_by_text("5人").first.wait_for()

        assert {name: reader.figures()[name] for name in ("受益", "受损")} == {"受益": "5人", "受损": "40人"}

    def test_are_found_by_their_link(self, visit: Begin) -> None:
        reader = visit().open("/siting?plan=B&minutes=5")

        reader.shows("方案B")
        assert "plan=B" in reader.page.url
