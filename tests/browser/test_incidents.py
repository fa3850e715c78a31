"""The loop in a browser: file by clicking the map, move, verify by another role; card, table and map agree."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import (
    Browser,
    TimeoutError,
)

from geo.filters import Filters
from geo.store import incidents, limits, loop
from geo.store.session import reading
from tests.browser.conftest import WINDOW, Visit, serving
from tests.toytown import ADMIN, EAST


@pytest.fixture(scope="module")
def address(town: str) -> Iterator[str]:
    with serving(GOVMAP_DATABASE=town, GOVMAP_LANGUAGE="en") as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    visit = Visit(page, address)
    yield visit
    assert visit.outside == []
    page.close()


def become(visit: Visit, role: str) -> None:
    page = visit.page
    shown = page.locator(".st-key-bar_right [data-testid=stPopover] button", has_text=role)
    wanted = page.locator(".st-key-role_wanted label", has_text=role)
    for patience in (10_000, 10_000, 60_000):  # a rerun that comes between the two clicks takes the first one back
        at_rest(visit)
        if not wanted.is_visible():
            page.locator(".st-key-bar_right [data-testid=stPopover] button").first.click()
        wanted.click()
        page.locator(".st-key-role_wanted label:has(input:checked)", has_text=role).wait_for()
        at_rest(visit)
        page.get_by_role("button", name="Look as this role").click()
        with suppress(TimeoutError):
            shown.wait_for(timeout=patience)
            at_rest(visit)
            return
    raise AssertionError(f"the reader could not become {role}")


def at_rest(visit: Visit) -> None:
    """Wait until the page's run is over."""
    visit.page.locator("[data-test-script-state=notRunning]").first.wait_for()


def pick_first(visit: Visit) -> None:
    """Choose the newest matter in the table, which selects it on the map."""
    page = visit.page
    if not page.locator(".st-key-drawer_open").count():
        page.locator(".st-key-drawer_button button").click()
    table = page.locator("[class*=st-key-matters_table] .dvn-scroller").first
    table.wait_for()
    at_rest(visit)
    chosen = page.locator(".st-key-card [class*=st-key-move_]").first
    for patience in (10_000, 10_000, 60_000):  # the table is a canvas: a click before its rows are painted is lost
        table.click(position={"x": 16, "y": 52})
        at_rest(visit)
        with suppress(TimeoutError):
            chosen.wait_for(timeout=patience)
            return
    raise AssertionError("the first row could not be chosen")


def newest() -> str:
    with reading(ADMIN) as session:
        return str(incidents.page(session, Filters(), size=1).index[0])


def stage(code: str) -> str:
    with reading(ADMIN) as session:
        return str(incidents.one(session, code)["stage"].iloc[0])


def file_one(visit: Visit, *, opened: bool = False) -> str:
    if not opened:
        visit.open("/incidents?at=grids:A")
    visit.page.locator(".st-key-matters_filing label").first.click()
    visit.shows("not chosen yet")
    visit.click_map(120.006, 31.006)
    visit.page.locator(".st-key-file_now button:enabled").click()
    visit.page.locator(".st-key-move_call button").wait_for()
    return newest()


class TestAMatter:
    def test_is_filed_by_clicking_the_map_and_moved_from_its_card(self, visit: Visit) -> None:
        code = file_one(visit)
        with reading(ADMIN) as session:
            found = incidents.one(session, code).iloc[0]
            assert (found["grid"], found["stage"]) == ("A", "collected")
            assert loop.steps(session, code)["post"].tolist() == ["local-admin"]

        visit.page.locator(".st-key-move_call button").click()
        visit.page.locator(".st-key-move_respond button").click()
        visit.page.locator(".st-key-move_handle button").wait_for()
        assert stage(code) == "responded"

    def test_is_not_handled_by_its_finder_and_the_page_says_why(self, visit: Visit) -> None:
        code = file_one(visit)
        for deed in ("call", "respond", "handle"):
            visit.page.locator(f".st-key-move_{deed} button").click()
        visit.shows("three different posts")
        assert stage(code) == "responded"

    def test_is_verified_by_another_role_than_found_and_fixed_it(self, visit: Visit) -> None:
        visit.open("/incidents?at=grids:A")
        become(visit, "grid head")
        code = file_one(visit, opened=True)
        become(visit, "administrator")
        pick_first(visit)
        for deed in ("call", "respond", "handle"):
            visit.page.locator(f".st-key-move_{deed} button").click()
        visit.page.locator(".st-key-move_verify button").click()
        visit.shows("three different posts")
        assert stage(code) == "handled"

        become(visit, "grid supervisor")
        pick_first(visit)
        visit.page.locator(".st-key-move_verify button").click()
        visit.page.locator(".st-key-move_evaluate button").wait_for()
        assert stage(code) == "verified"
        with reading(ADMIN) as session:
            posts = loop.steps(session, code)["post"].tolist()
        assert posts == ["local-grid_head", *["local-admin"] * 3, "local-supervisor"]

    def test_is_listed_with_what_its_clock_shows(self, visit: Visit) -> None:
        visit.open("/incidents").page.locator(".st-key-drawer_button button").click()
        visit.page.locator("[class*=st-key-matters_table]").wait_for()
        visit.page.locator(".st-key-matters_panel").get_by_text("charts", exact=True).click()
        visit.shows("By stage")


class TestLimits:
    def test_are_edited_in_the_table_by_the_administrator(self, visit: Visit) -> None:
        page = visit.open("/incidents").page
        page.locator(".st-key-drawer_button button").click()
        page.locator(".st-key-matters_panel").get_by_text("limits", exact=True).click()
        table = page.locator("[class*=st-key-limits_limits] canvas").first
        table.wait_for()
        at_rest(visit)
        page.wait_for_function("() => document.querySelector('[class*=st-key-limits_limits] canvas tbody tr')")
        with reading(ADMIN) as session:
            before = limits.rows(session, "limits")["amount"].tolist()
        box = table.bounding_box()
        assert box is not None
        chosen = page.locator("[class*=st-key-limits_limits] canvas td[aria-selected=true]")
        for patience in (10_000, 10_000, 60_000):  # the table is a canvas: a click before its rows are painted is lost
            page.mouse.click(box["x"] + 70, box["y"] + 52)
            with suppress(TimeoutError):
                chosen.first.wait_for(state="attached", timeout=patience)
                break
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("6")
        page.locator("#portal input").first.wait_for()
        page.keyboard.press("Enter")
        for patience in (10_000, 10_000, 60_000):  # the table hands an edit over a moment after the key
            page.locator(".st-key-limits_save button").click()
            with suppress(TimeoutError):
                page.get_by_text("Saved; it holds").wait_for(timeout=patience)
                break
        with reading(ADMIN) as session:
            after = limits.rows(session, "limits")["amount"].tolist()
        assert (before[0], after[0]) == (5, 6)
        assert before[1:] == after[1:]


class TestOnAPhone:
    def test_a_grid_head_files_a_matter(self, chromium: Browser, address: str) -> None:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        visit = Visit(page, address).open("/incidents")
        page.locator(".st-key-file_phone button").click()
        visit.shows("Click the map where it is")
        visit.click_map(120.005, 31.0075)
        page.locator(".st-key-file_now button:enabled").click()
        page.locator(".st-key-move_call button").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.close()


class TestTableAndMap:
    def test_a_row_selects_on_the_map(self, visit: Visit) -> None:
        visit.open("/incidents")
        pick_first(visit)
        code = newest()
        assert visit.ask("w.govmap.state().wanted.select") | {"at": None} == {
            "source": "incidents", "layer": "incidents", "id": code, "tiled": True, "at": None,
        }  # fmt: skip
        ringed = visit.ask("w.govmap.state().wanted.data.lines.features.map(f => f.properties.code)")
        assert ringed == [code]
        visit.page.locator(".st-key-card").get_by_text(code).first.wait_for()

    def test_a_click_on_the_map_puts_the_matter_first_and_marks_it(self, visit: Visit) -> None:
        visit.open("/incidents").page.locator(".st-key-drawer_button button").click()
        visit.page.locator("[class*=st-key-matters_table] .dvn-scroller").first.wait_for()
        visit.ask("w.govmap.state().leaf.setView([31.003, 120.015], 17, {animate: false})")
        visit.page.wait_for_function(
            f"() => {WINDOW}.govmap.state().gl.queryRenderedFeatures({{layers: ['incident-points']}}).length > 0"
        )
        visit.click_map(*EAST)
        visit.page.locator(".st-key-card [class*=st-key-move_], .st-key-card .govmap-big").first.wait_for()
        at_rest(visit)
        code = visit.ask("w.govmap.state().wanted.select.id")
        with reading(ADMIN) as session:
            assert incidents.one(session, code)["grid"].iloc[0] == "B"
        assert code != newest()
        first = visit.page.locator("[class*=st-key-matters_table] canvas tbody tr").first
        visit.page.wait_for_function(
            "code => [...document.querySelectorAll('[class*=st-key-matters_table] canvas tbody tr')]"
            ".slice(0, 1).some(row => row.innerText.includes(code) || row.textContent.includes(code))",
            arg=code,
        )
        assert first.get_attribute("aria-selected") == "true"


class TestAFilter:
    def test_gives_the_same_number_over_the_map_in_the_table_and_on_the_map(self, visit: Visit) -> None:
        visit.open("/incidents?classes=appeal")
        with reading(ADMIN) as session:
            asked = Filters(classes=("appeal",))
            n, listed = incidents.count(session, asked), len(incidents.page(session, asked, size=50))
        assert visit.figures()["Incidents"] == f"{n}"
        assert listed == n
        drawn = visit.ask(
            "w.govmap.state().gl.queryRenderedFeatures({layers: ['incident-cells', 'incident-points']})"
            ".map(f => [String(f.properties.code || JSON.stringify(f.geometry)), f.properties.count || 1])"
        )
        assert sum(dict(drawn).values()) == n
        visit.page.locator(".st-key-drawer_button button").click()
        visit.page.wait_for_function(
            "n => document.querySelectorAll('[class*=st-key-matters_table] canvas tbody tr').length === n", arg=n
        )
