"""A reader opens the map, filters, clicks, moves on, and comes back by a link."""

from collections.abc import Callable

from sqlalchemy import text

from geo.store.session import reading, writing
from tests import toytown
from tests.browser.conftest import Visit, serving

Begin = Callable[..., Visit]
POINTS = (
    "() => { const w = document.querySelector('.st-key-map_room iframe').contentWindow;"
    " return w.govmap.state().gl.queryRenderedFeatures({layers: ['incident-points']}).length > 0 }"
)
"""Whether single matters are drawn."""


class TestTheMap:
    def test_draws_and_asks_nobody_else(self, visit: Begin) -> None:
        reader = visit().open("/")

        assert reader.ask("w.govmap.errors") == []
        assert reader.ask("w.govmap.state().gl.queryRenderedFeatures({layers: ['grids-line']}).length") > 0
        assert reader.outside == []

    def test_takes_the_whole_room_under_the_bar_and_beside_the_rail(self, visit: Begin) -> None:
        reader = visit().open("/")

        size = reader.ask("w.govmap.state().leaf.getSize()")

        assert (size["x"], size["y"]) == (1200, 848)

    def test_says_whose_place_it_is_and_that_it_is_made_up(self, visit: Begin) -> None:
        reader = visit().open("/")

        assert reader.page.locator(".govmap-place").inner_text() == "玩具镇 （虚构）"


class TestAFilter:
    def test_changes_figures_and_tiles_but_neither_the_map_nor_its_view(self, visit: Begin) -> None:
        reader = visit().open("/incidents")
        reader.page.evaluate("document.querySelector('.st-key-map_room iframe').contentWindow.mark = 'same'")
        before = reader.ask("w.govmap.state().leaf.getCenter()"), reader.rests()

        reader.page.get_by_role("checkbox", name="隐患").or_(reader.page.get_by_text("隐患", exact=True)).first.click()
        reader.drawn(after=before[1])

        assert reader.figures()["事件"] == "5"
        assert reader.ask("w.mark") == "same"
        assert reader.ask("w.govmap.state().leaf.getCenter()") == before[0]
        assert "classes%3Dhazard" in reader.ask("w.govmap.state().wanted.tiles.incidents")

    def test_holds_on_the_next_page_without_mounting_the_map_again(self, visit: Begin) -> None:
        reader = visit().open("/incidents?classes=hazard")
        reader.page.evaluate("document.querySelector('.st-key-map_room iframe').contentWindow.mark = 'same'")
        rests = reader.rests()

        reader.page.locator(".st-key-bar_links").get_by_text("总览").click()
        reader.shows("65 岁以上")
        reader.drawn(after=rests)

        assert reader.figures()["事件"] == "5"
        assert reader.ask("w.mark") == "same"
        assert "classes=hazard" in reader.page.url


class TestAClick:
    def test_on_a_grid_opens_its_card_and_marks_it(self, visit: Begin) -> None:
        reader = visit().open("/")

        reader.click_map(120.008, 31.003)
        reader.page.wait_for_selector(".st-key-card")

        card = reader.page.locator(".st-key-card").inner_text()
        assert "西网格" in card
        assert "100" in card
        assert reader.ask("w.govmap.state().wanted.select.id") == "A"
        reader.page.wait_for_url("**at=grids**")

    def test_can_be_taken_back_with_escape_and_arrows_go_to_the_neighbour(self, visit: Begin) -> None:
        reader = visit().open("/?at=grids:A")
        reader.shows("西网格")

        reader.page.keyboard.press("ArrowRight")
        reader.shows("东网格")
        reader.page.keyboard.press("Escape")
        reader.page.wait_for_selector(".st-key-card", state="detached")

    def test_on_a_facility_opens_the_facilitys_card(self, visit: Begin) -> None:
        reader = visit().open("/")

        reader.click_map(120.005, 31.005)
        reader.page.wait_for_selector(".st-key-card")

        assert "Care" in reader.page.locator(".govmap-title").inner_text()


class TestALink:
    def test_opens_the_same_view_in_another_browser(self, visit: Begin) -> None:
        first = visit().open("/incidents?classes=hazard")
        first.click_map(120.008, 31.003)
        first.page.wait_for_selector(".st-key-card")
        first.page.wait_for_url("**at=grids**")

        second = visit().open(first.page.url.removeprefix(first.address))
        second.page.wait_for_selector(".st-key-card")

        assert second.figures() == first.figures()
        assert second.page.locator(".govmap-title").inner_text() == first.page.locator(".govmap-title").inner_text()


class TestFigures:
    def test_card_chart_table_map_and_database_agree(self, visit: Begin) -> None:
        reader = visit().open("/incidents?node=A&since=2026-01-02&until=2026-01-05")
        reader.ask("w.govmap.state().leaf.setView([31.005, 120.005], 17)")
        rests = reader.rests()
        reader.page.get_by_text("▴ 图表与表格").click()
        reader.page.locator(".st-key-drawer_body").get_by_text("图表", exact=True).click()
        reader.page.wait_for_selector(".st-key-drawer_body .govmap-bars")
        reader.drawn(after=rests - 1)
        with reading(toytown.LEADER) as session:
            counted = session.scalar(
                text(
                    "SELECT count(*) FROM incidents WHERE grid = 'A' AND collected_at >= '2026-01-02 00:00+08' "
                    "AND collected_at < '2026-01-05 00:00+08'"
                )
            )

        bars = reader.page.locator(".st-key-drawer_body .govmap-bars").first.locator("b").all_inner_texts()
        reader.page.wait_for_function(POINTS)
        drawn = reader.ask(
            "new Set(w.govmap.state().gl.queryRenderedFeatures({layers: ['incident-points']})"
            ".map(f => f.properties.code)).size"
        )
        assert counted == 3
        assert reader.figures()["事件"] == str(counted)
        assert sum(map(int, bars)) == counted
        assert drawn == counted

    def test_agree_on_the_overview_too(self, visit: Begin) -> None:
        reader = visit().open("/?node=A&at=grids:A&classes=appeal")
        reader.page.get_by_text("▴ 图表与表格").click()
        reader.page.wait_for_selector(".st-key-drawer_body .govmap-bars")
        reader.page.wait_for_selector(".st-key-drawer_body canvas td", state="attached")
        reader.ask("w.govmap.state().leaf.setView([31.005, 120.005], 17)")
        reader.page.frame_locator(".st-key-map_room iframe").locator("input[data-group=incidents]").check()
        reader.page.wait_for_function(POINTS)
        with reading(toytown.LEADER) as session:
            query = "SELECT count(*) FROM incidents WHERE grid = 'A' AND incident_class = 'appeal'"
            counted = session.scalar(text(query))

        cells = reader.page.locator(".st-key-drawer_body canvas").first.locator("td").all_text_contents()
        bars = reader.page.locator(".st-key-drawer_body .govmap-bars").first.locator("b").all_inner_texts()
        drawn = reader.ask(
            "new Set(w.govmap.state().gl.queryRenderedFeatures({layers: ['incident-points']})"
            ".map(f => f.properties.code)).size"
        )
        assert counted == 3
        assert reader.figures()["事件"] == str(counted)
        assert f"共 {counted} 件" in reader.page.locator(".st-key-card").inner_text()
        assert sum(map(int, bars)) == counted
        assert str(counted) in cells
        assert drawn == counted


class TestUsersWords:
    def test_stay_words_in_tooltip_card_and_table(self, visit: Begin, town: str) -> None:
        evil = "<img src=x onerror='window.top.harmed=1'>"
        with writing(toytown.ADMIN, "import", object="toytown") as session:
            session.execute(
                text(
                    "INSERT INTO facilities (code, name, kind, hours, geom) VALUES ('EVIL', :evil, 'other', :evil, "
                    "ST_SetSRID(ST_MakePoint(120.016, 31.008), 4490)) ON CONFLICT DO NOTHING"
                ),
                {"evil": evil},
            )
        reader = visit().open("/circles?facility_kinds=other")

        reader.click_map(120.016, 31.008)
        reader.page.wait_for_selector(".st-key-card")
        reader.page.get_by_text("▴ 图表与表格").click()
        reader.page.wait_for_selector(".st-key-drawer_body canvas")

        assert reader.page.locator(".govmap-title").inner_text() == evil
        assert reader.ask("w.document.querySelector('.tip').textContent") == evil
        assert reader.page.evaluate("window.harmed") is None
        assert reader.page.locator("img[src=x]").count() == 0


class TestLanguages:
    def test_can_be_switched(self, visit: Begin) -> None:
        reader = visit().open("/")

        reader.page.get_by_role("button", name="中文 / EN").click()

        reader.shows("Open incidents")


class TestAForbiddenPage:
    def test_is_refused_to_a_deep_link_on_a_fresh_server(self, visit: Begin, town: str) -> None:
        with serving(GOVMAP_DATABASE=town, GOVMAP_ROLE="grid_head") as address:
            reader = visit(address=address)
            reader.page.goto(f"{address}/response")
            reader.shows("无权")

            assert reader.page.locator(".st-key-map_room iframe").count() == 0
            assert reader.page.locator(".govmap-figure").count() == 0
