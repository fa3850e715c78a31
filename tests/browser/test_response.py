"""Response in a browser: card, map, table and command say the same."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from geo.cli import main
from geo.i18n import speaking
from geo.layers.paint import breaks
from geo.ui.response import words
from tests.browser.conftest import Visit, serving

PANELS = ("trend", "stages", "set aside", "hot spots", "repeats", "levels, found by ourselves")


def told(*asked: str) -> dict[str, dict[str, Any]]:
    """Ask the command; rows by key."""
    with speaking("en"):
        found = CliRunner().invoke(main, ["response", *asked, "--json"])
    return {row["key"]: row for row in json.loads(found.output)["rows"]}


def at_rest(visit: Visit) -> None:
    visit.page.locator("[data-test-script-state=notRunning]").first.wait_for()


def figures(row: dict[str, Any]) -> dict[str, str]:
    """Write a row of the command as the page writes its figures."""
    with speaking("en"):
        return {
            "Half are closed within": words.time(row["p50_minutes"] or float("nan")),
            "Nine of ten are closed within": words.time(row["p90_minutes"] or float("nan")),
            "Closed in time": f"{words.share(row['on_time'])}({words.interval(pd.Series(row))})",
            "Closed at all · Open": f"{words.share(row['closed'])}{row['open']:,}",
        }


def shown(visit: Visit) -> dict[str, str]:
    return {label: value.replace("\n", "") for label, value in visit.figures().items()}


@pytest.fixture(scope="module")
def address(town: str) -> Iterator[str]:
    with serving(GOVMAP_DATABASE=town, GOVMAP_LANGUAGE="en") as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    page = chromium.new_page(viewport={"width": 2200, "height": 900})
    visit = Visit(page, address)
    yield visit
    assert visit.outside == []
    page.close()


class TestTheResponsePage:
    def test_says_the_same_on_figures_map_card_and_table_as_the_command(self, visit: Visit) -> None:
        visit.open("/response?classes=hazard&at=grids:A")
        assert shown(visit) == figures(told("--by", "total", "--class", "hazard")["total"])

        here = told("--by", "grid", "--class", "hazard")["A"]
        hours = {key: row["p50_minutes"] / 60 for key, row in told("--by", "grid", "--class", "hazard").items()}
        tones = {code: int(np.searchsorted(breaks(list(hours.values())), one, "right")) for code, one in hours.items()}
        assert visit.ask("w.govmap.state().wanted.classes") == tones
        card = visit.page.locator(".st-key-card").inner_text()
        with speaking("en"):
            assert words.time(here["p50_minutes"]) in card
            assert f"{words.share(here['on_time'])} ({words.interval(pd.Series(here))})" in card

        visit.page.locator(".st-key-drawer_button button").click()
        visit.shows("No rank under 20 matters")
        row = "[class*=st-key-response_grid] canvas tbody tr"
        for said in (f"{here['p50_minutes'] / 60:.3g}", f"{here['on_time'] * 100:.3g}"):
            visit.page.wait_for_function(
                "([row, said]) => [...(document.querySelector(row) || document.body).querySelectorAll('td')]"
                ".some(cell => cell.textContent === said)",
                arg=[row, said],
            )

    def test_times_every_step_from_stage_to_stage(self, visit: Visit) -> None:
        visit.open("/response")
        visit.page.locator(".st-key-response_span [role=combobox], .st-key-response_span input").first.click()
        visit.page.get_by_role("option", name="report → call").click()
        visit.page.get_by_text("Still in this step").first.wait_for()
        assert "Closed in time" not in visit.figures()

    def test_opens_every_panel_and_every_view(self, visit: Visit) -> None:
        visit.open("/response").page.locator(".st-key-drawer_button button").click()
        for panel in PANELS:
            visit.page.locator(".st-key-response_panel").get_by_text(panel, exact=True).click()
            at_rest(visit)
            assert visit.page.locator("[data-testid=stException]").count() == 0
        for view in ("hot spots", "repeats", "times"):
            visit.page.locator(".st-key-response_view").get_by_text(view, exact=True).click()
            at_rest(visit)
            assert visit.page.locator("[data-testid=stException]").count() == 0
