"""Boston's tickets through intake: page, command and an independent count with pandas give the same numbers."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from geo.cli import main
from geo.i18n import speaking
from geo.intake import loading, manifest
from geo.settings import ROOT
from tests.analysis import boston
from tests.browser.conftest import Visit, serving
from tests.browser.test_response import figures, shown, told
from tests.toytown import ADMIN

pytestmark = [pytest.mark.real, pytest.mark.skipif(not boston.TICKETS.exists(), reason="needs ../shared/data")]


@pytest.fixture(scope="module")
def page(chromium: Browser, database: str) -> Iterator[Visit]:
    whole = manifest.read(ROOT / "data/cities/cambridge_boston.toml", boston.TICKETS.parents[1])
    files = {"boston_311_2015_downtown.csv.gz", "boston_cambridge_somerville_streets.gpkg"}
    sources = tuple(replace(one, outside=()) for one in whole.sources if one.path.name in files)
    loading.load(ADMIN, replace(whole, sources=sources))
    with serving(GOVMAP_DATABASE=database, GOVMAP_LANGUAGE="en") as address:
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        yield Visit(page, address)
        page.close()


class TestBostonsTickets:
    def test_give_the_same_numbers_to_page_command_and_pandas(self, page: Visit) -> None:
        tickets = boston.read(first=True)
        kept = tickets[~(tickets["CLOSED_DT"] < tickets["OPEN_DT"])]
        at = kept["CLOSED_DT"].max()
        rows = boston.counted(kept, at)

        row = told("--by", "total")["total"]
        hits, judged = boston.on_time(rows, at)
        assert (row["n"], row["open"], row["judged"]) == (len(rows), rows["open"].sum(), judged)
        assert row["on_time"] == pytest.approx(hits / judged)
        assert row["p50_minutes"] == pytest.approx(boston.quantile(rows, 0.5), abs=0.01)
        assert row["p90_minutes"] is None  # a tenth of all is never closed
        assert math.isnan(boston.quantile(rows, 0.1))

        assert shown(page.open("/response")) == figures(row)

    def test_are_all_accounted_for(self, page: Visit) -> None:
        with speaking("en"):
            found = CliRunner().invoke(main, ["set-aside", "--json"])
        faults = {row["fault"]: row["count"] for row in json.loads(found.output)["rows"]}
        n = told("--by", "total")["total"]["n"]
        assert faults["refused"] == faults["refused.backwards"] == 58
        assert n + faults["any_time"] + faults["refused"] == 45_541

        page.open("/response").page.locator(".st-key-drawer_button button").click()
        page.page.locator(".st-key-response_panel").get_by_text("set aside", exact=True).click()
        page.shows("45,541 rows = 45,483 kept + 58 refused")
