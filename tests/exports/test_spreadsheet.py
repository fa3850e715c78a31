"""A file that was carried away runs nothing in the spreadsheet that opens it."""

import csv
import io

import geopandas as gpd
import pytest
from shapely import Point

from geo.exports import spreadsheet


class TestACell:
    @pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
    def test_is_no_formula(self, begins: str) -> None:
        frame = gpd.GeoDataFrame(
            {"name": [f"{begins}1+1"], "hours": ["9-5"]}, index=["F1"], geometry=[Point(668_000, 3_549_000)], crs=4549
        )

        written = spreadsheet.csv(frame, zone="Asia/Shanghai").decode("utf-8-sig")

        (row,) = csv.DictReader(io.StringIO(written, newline=""))
        assert row["name"] == f"'{begins}1+1"
        assert row["hours"] == "9-5"
