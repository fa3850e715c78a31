"""Cameras are drawn as they see: views, bands of detail, gaps by rank, suggestions by number."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.layers import cctv
from geo.layers.drawing import MOST_SHAPES

METRIC = 4549
PLACE = (500_000.0, 3_400_000.0)
WORDS = {"title": "Detail", "monitor": "M", "detect": "D", "observe": "O"}


def view(*, code: str = "C1") -> gpd.GeoDataFrame:
    """Give one view: a full circle of 40 m."""
    return gpd.GeoDataFrame(index=[code], geometry=[shapely.Point(PLACE).buffer(40, quad_segs=64)], crs=METRIC)


def area_m2(drawn: dict) -> float:
    shape = gpd.GeoSeries([shapely.geometry.shape(drawn["geometry"])], crs=4326).to_crs(METRIC)
    return float(shape.area.iloc[0])


class TestViews:
    def test_are_drawn_lighter_than_they_are_but_as_large(self) -> None:
        drawn = cctv.views(view(), label="view").areas[0]

        assert len(drawn["geometry"]["coordinates"][0]) < 100
        assert area_m2(drawn) == pytest.approx(3.14159 * 40**2, rel=0.02)
        assert drawn["properties"]["code"] == "C1"

    def test_that_see_nothing_are_left_out(self) -> None:
        blind = gpd.GeoDataFrame(index=["C2"], geometry=[shapely.MultiPolygon()], crs=METRIC)

        assert len(cctv.views(gpd.GeoDataFrame(pd.concat([view(), blind])), label="").areas) == 1

    def test_stay_below_what_the_map_bears(self) -> None:
        many = gpd.GeoDataFrame(pd.concat([view(code=f"C{n}") for n in range(cctv.MOST_VIEWS + 5)]))

        assert len(cctv.views(many, label="").areas) == cctv.MOST_VIEWS < MOST_SHAPES


class TestDetail:
    def test_is_a_band_a_class_the_coarse_below_the_fine(self) -> None:
        reach = pd.Series({"monitor": 40.0, "detect": 20.0, "observe": 0.0})

        bands = cctv.detail(view(), PLACE, reach, WORDS)

        assert [area_m2(band.areas[0]) for band in bands] == pytest.approx([5026, 1257], rel=0.02)
        assert [key.label for key in bands[-1].legend.keys] == ["M", "D"]  # type: ignore[union-attr]
        assert bands[-1].legend.title == "Detail"  # type: ignore[union-attr]


class TestGapsAndAdvice:
    def test_keep_their_rank_and_number(self) -> None:
        line = shapely.LineString([PLACE, (PLACE[0] + 50, PLACE[1])])
        spots = gpd.GeoDataFrame(index=[1, 2], geometry=[line, line], crs=METRIC)
        found = gpd.GeoDataFrame(index=[45, 7], geometry=[shapely.Point(PLACE)] * 2, crs=METRIC)

        gaps = cctv.blind(spots, label="blind")
        areas, *points = cctv.advice(found, gpd.GeoDataFrame(pd.concat([view(), view()])), label="advice")

        assert [one["properties"]["code"] for one in gaps.lines] == ["blind 1", "blind 2"]
        assert [one.points[0]["properties"]["sign"] for one in points] == ["1", "2"]
        assert len(areas.areas) == 2
