"""A reader sees what cameras see: picks a grid and its gaps, places a camera, turns it, sees its view pass a corner."""

import json
from collections.abc import Callable, Iterator

import pytest
import shapely
from click.testing import CliRunner

from geo.cli import main
from tests import toycctv
from tests.browser.conftest import WINDOW, Visit, serving

Begin = Callable[..., Visit]

VIEWS = (
    "w.govmap.state().wanted.data.areas.features.filter(f => f.properties.colour == '{colour}').map(f => f.geometry)"
)
TRIAL = "#a3297a"


@pytest.fixture(scope="module")
def town(database: str) -> str:
    """Give a database with the crossing in it."""
    toycctv.settle()
    return database


def trial(reader: Visit) -> shapely.Geometry:
    """Give the view of the camera on trial, as the map draws it."""
    shapes = reader.ask(VIEWS.format(colour=TRIAL))
    return shapely.union_all([shapely.geometry.shape(one) for one in shapes])


def wait_for_view(reader: Visit, *, of: tuple[float, float], sees: bool) -> None:
    """Wait until the trial's view holds a place, or no longer does."""
    for _ in range(100):
        if trial(reader).contains(shapely.Point(of)) == sees:
            return
        reader.page.wait_for_timeout(200)
    raise AssertionError(f"{of} seen: {not sees}, view {trial(reader).wkt}")


def drag_aim(reader: Visit, *, towards: tuple[float, float]) -> None:
    """Drag the mark that turns the camera on trial to a place on the map."""
    frame = reader.page.locator(".st-key-map_room iframe")
    mark = frame.content_frame.get_by_text("↻", exact=True).bounding_box()
    corner = frame.bounding_box()
    spot = reader.ask(f"w.govmap.state().leaf.latLngToContainerPoint([{towards[1]}, {towards[0]}])")
    assert mark is not None
    assert corner is not None
    reader.page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    reader.page.mouse.down()
    reader.page.mouse.move(corner["x"] + spot["x"], corner["y"] + spot["y"], steps=8)
    reader.page.mouse.up()


class TestThePage:
    def test_draws_views_and_asks_nobody_else(self, visit: Begin) -> None:
        reader = visit().open("/cctv")

        assert reader.ask("w.govmap.errors") == []
        assert reader.outside == []
        assert len(reader.ask("w.govmap.state().wanted.data.areas.features")) >= 3

    def test_shows_the_share_that_the_command_tells(self, visit: Begin) -> None:
        reader = visit().open("/cctv")
        said = CliRunner().invoke(main, ["cctv", "--by", "grid"]).output.splitlines()
        rows = [line.split() for line in said[1:3]]
        share = 100 * sum(float(row[2].replace(",", "")) for row in rows) / sum(float(row[1]) for row in rows)

        assert reader.figures()["看得见的道路"] == f"{share:.1f}%"


class TestAGrid:
    def test_tells_its_share_and_shows_its_gaps_only(self, visit: Begin) -> None:
        reader = visit().open("/cctv")
        reader.click_map(120.008, 31.008)
        reader.shows("的道路有摄像机看得见")
        reader.page.wait_for_function(f"() => {{ const w = {WINDOW}; return w.govmap.state().wanted.select }}")

        card = reader.page.locator(".st-key-card").inner_text()
        lines = reader.ask("w.govmap.state().wanted.data.lines.features.map(f => f.geometry.coordinates)")
        assert "西网格" in card
        assert "盲区" in card
        assert lines
        assert max(longitude for line in lines for longitude, _ in line) <= 120.01 + 1e-5


class TestACameraOnTrial:
    def test_is_placed_turned_and_its_view_follows_past_the_corner(self, visit: Begin) -> None:
        reader = visit().open("/cctv?at=grids:A")
        reader.page.get_by_text("在地图上试放一台").click()
        reader.shows("点击地图选择位置")
        spot = toycctv.place(4, -10)
        reader.page.wait_for_function(f"() => {{ const w = {WINDOW}; return w.govmap.state().wanted.placing }}")
        reader.ask(f"w.govmap.state().leaf.setView([{spot[1]}, {spot[0]}], 18, {{animate: false}}) && null")

        reader.click_map(*spot)
        reader.page.wait_for_selector(".st-key-cctv_azimuth_deg")

        north, behind, east = toycctv.place(4, 25), toycctv.place(30, 30), toycctv.place(25, -8)
        wait_for_view(reader, of=north, sees=True)
        assert not trial(reader).contains(shapely.Point(behind))
        assert not trial(reader).contains(shapely.Point(east))
        dial = reader.page.locator(".st-key-cctv_azimuth_deg").get_by_role("slider")
        for _ in range(18):
            dial.press("ArrowRight")
        wait_for_view(reader, of=east, sees=True)
        assert not trial(reader).contains(shapely.Point(behind))
        assert not trial(reader).contains(shapely.Point(north))

        drag_aim(reader, towards=toycctv.place(4, 40))
        wait_for_view(reader, of=north, sees=True)
        assert not trial(reader).contains(shapely.Point(east))
        dial.focus()
        reader.page.keyboard.press("Escape")
        reader.page.wait_for_selector(".st-key-card", state="detached")
        assert trial(reader).is_empty
        assert reader.outside == []

    def test_ends_without_a_trace(self, visit: Begin) -> None:
        reader = visit().open("/cctv?at=cameras:E1")
        reader.page.get_by_text("转动试看").click()
        reader.page.wait_for_selector(".st-key-cctv_azimuth_deg")

        reader.page.locator(".st-key-card").get_by_text("结束试放").click()
        reader.page.wait_for_selector(".st-key-card", state="detached")

        assert trial(reader).is_empty
        assert reader.figures()["看到禁拍处所"] == "1/ 6 台"


class TestTheDrawer:
    def test_lists_blind_spots_register_private_places_and_advice(self, visit: Begin) -> None:
        reader = visit().open("/cctv")
        reader.page.get_by_text("▴ 图表与表格").click()
        drawer = reader.page.locator(".st-key-drawer_body")
        for part, words in (
            ("看清程度", "认出熟人"),
            ("盲区", "需求分"),
            ("台账", "台缺项"),
            ("私密处所", "一律列出"),
            ("假定与区间", "最坏情形看得见"),
        ):
            drawer.get_by_text(part, exact=True).first.click()
            drawer.get_by_text(words).first.wait_for()
        drawer.get_by_text("建议", exact=True).first.click()
        drawer.get_by_role("button", name="新增 3 台").click()
        drawer.get_by_text("合计新看得见").wait_for()


@pytest.fixture(scope="module")
def head(town: str) -> Iterator[str]:
    """Give the address of the app for a grid head."""
    with serving(GOVMAP_DATABASE=town, GOVMAP_ROLE="grid_head") as address:
        yield address


class TestAGridHead:
    def test_sees_its_grids_share_and_no_camera(self, visit: Begin, head: str) -> None:
        reader = visit(address=head)
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url))
        reader.page.goto(f"{head}/cctv")
        reader.shows("还没有各网格的道路占比")  # no grid of its own until one is chosen
        reader.page.get_by_role("button", name="网格站长").click()
        reader.page.get_by_role("button", name="以此角色查看").click()
        reader.shows("看得见的道路")
        reader.drawn()

        told = CliRunner().invoke(main, ["cctv", "--json", "--grid", "A"])
        row = json.loads(told.output)["rows"][0]
        assert reader.figures()["看得见的道路"] == f"{100 * row['seen_m'] / row['street_m']:.1f}%"
        assert "看到禁拍处所" not in reader.figures()
        assert reader.ask("w.govmap.state().wanted.data.areas.features") == []
        assert reader.ask("w.govmap.state().wanted.data.lines.features") == []
        assert not [url for url in asked if "/tiles/cameras/" in url]
        assert reader.page.get_by_text("在地图上试放一台").count() == 0
