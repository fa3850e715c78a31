"""A reader asks the patrol page which streets nobody walked: grids, gaps of a grid, a route, rounds."""

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.store import patrol
from geo.store.session import writing
from geo.upkeep import patrol_visits as after
from tests import toytown
from tests.browser.conftest import WINDOW, Visit, serving
from tests.shifts import morning, shift

Begin = Callable[..., Visit]


@pytest.fixture(scope="module")
def app(town: str) -> Iterator[str]:
    """Give the app over a town where the west was walked, and the east by half."""
    with writing(toytown.ADMIN, "import", object="shifts") as session:
        patrol.upsert_tracks(session, shift("T1", 120.001, 120.010, begins=morning(2), route="P0"), None)
        patrol.upsert_tracks(session, shift("T2", 120.001, 120.0145, begins=morning(4), team="volunteer"), None)
    after.refresh()
    with serving(GOVMAP_DATABASE=town) as address:
        yield address


class TestThePage:
    def test_tells_what_the_command_tells(self, visit: Begin) -> None:
        reader = visit().open("/patrol")
        rows = json.loads(CliRunner().invoke(main, ["patrol", "--by", "grid", "--json"]).output)["rows"]
        share = 100 * sum(row["walked_m"] for row in rows) / sum(row["street_m"] for row in rows)

        assert reader.figures()["走过的道路"] == f"{share:.1f}%"
        assert reader.figures()["到访次数"] == str(sum(row["visits"] for row in rows)) == "3"
        assert reader.outside == []

    def test_shows_the_gaps_of_the_grid_that_is_picked(self, visit: Begin) -> None:
        reader = visit().open("/patrol")
        reader.click_map(120.013, 31.003)
        reader.page.wait_for_selector(".st-key-card")
        reader.shows("缺口街段")
        reader.page.wait_for_function(f"() => {WINDOW}.govmap.state().wanted.data.lines.features.length > 0")

        card = reader.page.locator(".st-key-card").inner_text()
        assert "东网格" in card
        assert "缺口街段\n1" in card
        drawn = reader.ask("w.govmap.state().wanted.data.lines.features.map(one => one.properties.code)")
        assert [code.rsplit(" ", 1)[0] for code in drawn] == ["gap S0"]
        assert 1_275 < float(drawn[0].rsplit(" ", 1)[1]) < 1_300

    def test_has_no_gap_where_everything_was_walked(self, visit: Begin) -> None:
        reader = visit().open("/patrol?at=grids:A")
        reader.page.wait_for_selector(".st-key-card")

        assert "缺口街段\n0" in reader.page.locator(".st-key-card").inner_text()

    def test_narrows_to_a_team(self, visit: Begin) -> None:
        reader = visit().open("/patrol?teams=official")

        assert reader.figures()["到访次数"] == "1"

    def test_shows_how_a_beat_was_kept(self, visit: Begin) -> None:
        reader = visit().open("/patrol?at=patrol_routes:P0&lang=en")
        reader.page.wait_for_selector(".st-key-card")
        reader.shows("Mean offset (m)")

        card = reader.page.locator(".st-key-card").inner_text()
        assert "the middle one of 1 shifts" in card
        assert "Match rate (%)\n100.0 %" in card

    def test_puts_up_a_must_visit_point_and_tells_how_it_was_kept(self, visit: Begin) -> None:
        reader = visit().open("/patrol")
        reader.page.locator(".st-key-drawer_button button").click()
        drawer = reader.page.locator(".st-key-drawer_body")
        drawer.get_by_text("必到点", exact=True).first.click()
        drawer.locator(".st-key-must_by_click label").first.click()
        reader.page.wait_for_function(f"() => {WINDOW}.govmap.state().wanted.placing")
        reader.click_map(120.0055, 31.005)
        reader.shows("位置已点选")
        drawer.locator(".st-key-must_name input").fill("校门口")
        drawer.locator(".st-key-must_add button").click()
        reader.page.wait_for_function(
            f"() => {WINDOW}.govmap.state().wanted.data.points.features.some(one => one.properties.sign == '必')"
        )

        code = reader.ask("w.govmap.state().wanted.data.points.features[0].properties.code")
        rows = json.loads(CliRunner().invoke(main, ["patrol", "musts", "--json"]).output)["rows"]
        assert [(row["days"], row["reached"], row["in_window"]) for row in rows] == [(2, 2, 2)]
        reader.open(f"/patrol?at=points:{code.replace(' ', '%20')}")
        reader.shows("的天数按时有人到")
        reader.page.locator(".st-key-must_drop button").click()
        reader.page.wait_for_selector(".st-key-card", state="detached")
        assert reader.ask("w.govmap.state().wanted.data.points.features") == []

    def test_suggests_rounds_and_holds_them_against_the_old_routes(self, visit: Begin) -> None:
        reader = visit().open("/patrol")
        reader.page.locator(".st-key-drawer_button button").click()
        reader.page.locator(".st-key-drawer_body").get_by_text("建议路线").first.click()
        reader.page.locator(".st-key-plan_ask button").click()
        reader.shows("同样时间内走过的道路")
        reader.page.wait_for_function(f"() => {WINDOW}.govmap.state().wanted.data.lines.features.length > 0")

        drawn = reader.ask("w.govmap.state().wanted.data.lines.features.map(one => one.properties.code)")
        assert drawn == ["1"]
        assert reader.outside == []
