"""The page 导入 in a browser: columns are matched by hand, a file is looked at, taken, and its bad row carried away."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit
from tests.intake.city import write

pytestmark = pytest.mark.browser

ROWS = (
    {"工单": "GD-1", "来电人": "王某", "何类": "hazard", "何时": "2026-05-01 08:00", "东": "120.005", "北": "31.005"},
    {"工单": "GD-2", "来电人": "李某", "何类": "噪声", "何时": "昨天", "东": "120.006", "北": "31.005"},
)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by its words."""
    box: Locator = page.get_by_role("combobox", name=label).first
    box.click()
    page.get_by_role("option", name=option, exact=True).first.click()


class TestAFileOfAnotherHouse:
    def test_is_matched_by_hand_looked_at_and_taken(self, visit: Callable[..., Visit], tmp_path: Path) -> None:
        one = visit()
        page = one.page
        page.goto(f"{one.address}/intake")
        page.locator("input[type=file]").set_input_files(write(tmp_path / "外来.csv", *ROWS))

        choose(page, "数据种类", "事件")
        choose(page, "坐标系", "CGCS2000 经纬度（EPSG:4490）")
        for label, column in {
            "编号": "工单",
            "事件大类": "何类",
            "问题收集时间": "何时",
            "经度": "东",
            "纬度": "北",
        }.items():
            choose(page, label, column)
        page.get_by_role("button", name="试看（不写入）").click()
        one.shows("试看结果（未写入）")
        assert one.figures() == {"读到": "2", "入库": "1", "隔离": "1", "跳过": "0"}
        page.get_by_role("button", name="导入", exact=True).click()
        one.shows("导入完成")

        with page.expect_download() as given:
            page.locator("a.govmap-download").first.click()
        found = list(csv.DictReader(io.StringIO(Path(given.value.path()).read_text(encoding="utf-8-sig"))))
        assert [(row["行"], row["工单"], "来电人" in row) for row in found] == [("2", "GD-2", False)]
        assert "噪声" in found[0]["原因"]
        assert "昨天" in found[0]["原因"]
