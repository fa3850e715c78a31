"""What holds on every page, in both languages: nobody else is asked, nothing breaks, nothing is half translated."""

from collections.abc import Callable

import pytest

from geo.ui import nav
from tests.browser.conftest import Visit

Begin = Callable[..., Visit]
STANDS = ".st-key-map_room iframe, .st-key-sheet, .govmap-notice-title"
FRAME = "[data-testid=stSidebar], .st-key-bar_links, .st-key-bar_right, .st-key-figures, .st-key-drawer_handle"


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestEveryPage:
    def test_asks_nobody_else_and_breaks_nowhere(self, visit: Begin, language: str) -> None:
        reader = visit()
        thrown: list[str] = []
        reader.page.on("pageerror", lambda error: thrown.append(str(error)))
        for one in nav.PAGES:
            reader.page.goto(f"{reader.address}/{one.noun}?lang={language}")
            reader.page.wait_for_selector(STANDS)
            reader.page.wait_for_load_state("networkidle")

            assert reader.page.locator("[data-testid=stException]").count() == 0, one.noun
            assert reader.outside == [], one.noun
        assert thrown == []

    def test_says_in_english_what_it_says(self, visit: Begin) -> None:
        reader = visit()
        for one in nav.PAGES:
            reader.page.goto(f"{reader.address}/{one.noun}?lang=en")
            reader.page.wait_for_selector(".govmap-figure, .govmap-notice-title, .st-key-sheet")
            said = "".join(reader.page.locator(FRAME).all_inner_texts()).replace("EN / 中文", "")

            assert [sign for sign in said if "一" <= sign <= "鿿"] == [], one.noun

    def test_says_in_chinese_what_it_says(self, visit: Begin) -> None:
        """Of Latin words only signs of units, identifiers and names of formats stand in the frame."""
        reader = visit()
        for one in nav.PAGES:
            reader.page.goto(f"{reader.address}/{one.noun}")
            reader.page.wait_for_selector(".govmap-figure, .govmap-notice-title, .st-key-sheet")
            said = " ".join(reader.page.locator(f"{FRAME}, [data-testid=stWidgetLabel]").all_inner_texts())

            assert not any(word in said for word in ("None", "Choose", "Select", "Upload", "Drag", "nan")), one.noun


class TestKeys:
    def test_close_the_card_also_from_a_slider_whose_arrows_stay_its_own(self, visit: Begin) -> None:
        reader = visit().open("/?at=incidents:I2")
        slider = reader.page.locator(".st-key-card [data-testid=stSlider]")
        slider.wait_for()
        shown = slider.inner_text()
        slider.locator("[role=slider], input[type=range]").first.focus()

        reader.page.keyboard.press("ArrowLeft")
        reader.page.wait_for_function(
            "old => { const one = document.querySelector('.st-key-card [data-testid=stSlider]');"
            " return one && one.innerText != old }",
            arg=shown,
        )
        reader.page.keyboard.press("Escape")

        reader.page.wait_for_selector(".st-key-card", state="detached")

    def test_close_a_list_first_and_the_card_after(self, visit: Begin) -> None:
        reader = visit().open("/?at=grids:A")
        reader.page.wait_for_selector(".st-key-card")
        reader.page.locator("[data-testid=stSelectbox] input").first.click()
        reader.page.wait_for_selector("[role=listbox]")

        reader.page.keyboard.press("Escape")
        reader.page.wait_for_selector("[role=listbox]", state="detached")

        assert reader.ask("w.__GLOBAL_DATA__.last_object_clicked_tooltip") is None  # the map was told nothing
        assert reader.page.locator(".st-key-card").count() == 1
