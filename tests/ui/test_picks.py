"""What is selected: written into links, read from them, moved by arrows."""

import geopandas as gpd
import pytest
import shapely

from geo.ui.picks import Pick, neighbour


def nine() -> gpd.GeoDataFrame:
    """Give nine squares, named by column and row from the south-west."""
    codes = [f"{column}{row}" for column in "abc" for row in "123"]
    boxes = [shapely.box(x, y, x + 100, y + 100) for x in (0, 100, 200) for y in (0, 100, 200)]
    return gpd.GeoDataFrame(geometry=boxes, index=codes, crs=4549)


class TestAPick:
    @pytest.mark.parametrize("code", ["A", "1:2", "区:甲"])
    def test_comes_back_from_a_link(self, code: str) -> None:
        assert Pick.from_text(Pick("grids", code).to_text()) == Pick("grids", code)

    @pytest.mark.parametrize("text", ["", "grids", "grids:", "persons:1", ":x"])
    def test_is_nothing_where_a_link_names_nothing(self, text: str) -> None:
        assert Pick.from_text(text) is None


class TestAnArrow:
    @pytest.mark.parametrize(
        ("key", "there"), [("ArrowUp", "b3"), ("ArrowDown", "b1"), ("ArrowLeft", "a2"), ("ArrowRight", "c2")]
    )
    def test_goes_to_the_neighbour_that_way(self, key: str, there: str) -> None:
        assert neighbour(nine(), "b2", key) == there

    @pytest.mark.parametrize(("code", "key"), [("a1", "ArrowLeft"), ("c3", "ArrowUp")])
    def test_stays_at_the_edge(self, code: str, key: str) -> None:
        assert neighbour(nine(), code, key) == code
