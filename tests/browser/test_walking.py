"""A planner asks who is left out and why, places a candidate, and compares two plans, on this machine alone."""

from collections.abc import Callable

import geopandas as gpd
import pytest

from geo.store import plans
from geo.store.session import writing
from tests import toytown
from tests.browser.conftest import Visit

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


class TestCoverage:
    def test_tells_the_numbers_of_the_command(self, visit: Begin) -> None:
        reader = visit().open("/coverage")

        assert reader.figures() == {
            "直线圈": "100.0 %",
            "路网 15 分": "100.0 %",
            "路网+床位": "100.0 %",
            "未覆盖 65 岁以上": "0人",
        }
        assert reader.outside == []

    def test_explains_a_grid_and_draws_the_way(self, visit: Begin) -> None:
        reader = visit().open("/coverage?at=grids:A")
        reader.shows("在 15 分钟内走得到设施")
        reader.page.locator(".st-key-coverage_why button").click()
        reader.page.get_by_text("收起路线").wait_for()

        assert reader.page.locator(".govmap-card, .st-key-card").first.inner_text().count("100.0 %") >= 3

    def test_speaks_english(self, visit: Begin) -> None:
        reader = visit().open("/coverage?lang=en")

        assert reader.figures()["Network, 15 min"] == "100.0 %"


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
