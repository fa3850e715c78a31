"""Drawings say what they are told, where it is, and no more."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.layers import drawing, paint
from geo.layers.paint import Legend

METRIC = 4549


def squares() -> gpd.GeoDataFrame:
    """Give two squares of 100 m with names that mean harm."""
    boxes = [shapely.box(500_000, 3_400_000, 500_100, 3_400_100), shapely.box(500_100, 3_400_000, 500_200, 3_400_100)]
    return gpd.GeoDataFrame({"name": ["<b>x</b>", None]}, geometry=boxes, index=["A", "B"], crs=METRIC)


class TestColouredGrids:
    def test_colour_each_known_number_and_leave_the_others_clear(self) -> None:
        found = drawing.coloured_grids(pd.Series({"A": 1.0, "B": None, "C": 9.0}), title="n")

        assert set(found.classes) == {"A", "C"}

    def test_have_a_tone_more_than_limits_and_a_limit_belongs_to_the_class_above(self) -> None:
        numbers = pd.Series({"A": 9.9, "B": 10, "C": 25, "D": 30})

        found = drawing.coloured_grids(numbers, title="n", limits=(10, 20, 30))

        assert found.classes == {"A": 0, "B": 1, "C": 2, "D": 3}
        assert found.legend is not None
        assert found.legend.ramp == found.tones
        assert len(found.tones) == 4

    def test_say_the_ends_of_what_is_drawn(self) -> None:
        found = drawing.coloured_grids(pd.Series({"A": 3, "B": 4_500}), title="n")

        assert found.legend is not None
        assert found.legend.ends == ("3", "4,500")


class TestBreaks:
    def test_put_about_equally_many_into_each_class(self) -> None:
        limits = paint.breaks(list(range(1, 601)))

        assert len(limits) == 5
        assert limits == tuple(sorted(limits))
        assert [sum(value < limit for value in range(1, 601)) for limit in limits] == pytest.approx(
            [100, 200, 300, 400, 500], abs=2
        )

    def test_are_fewer_where_values_repeat(self) -> None:
        assert paint.breaks([0, 0, 5, 5, 5]) == (5.0,)


class TestShapes:
    def test_are_drawn_in_degrees_under_their_own_codes(self) -> None:
        found = drawing.areas(squares(), colour=paint.TEAL).areas

        assert [one["properties"]["code"] for one in found] == ["A", "B"]
        west, south, east, north = shapely.geometry.shape(found[0]["geometry"]).bounds
        assert 119.9 < west < east < 120.1
        assert 30.7 < south < north < 30.8

    def test_do_not_change_what_they_draw(self) -> None:
        before = squares()

        drawing.areas(before, colour=paint.TEAL)

        assert before.equals(squares())

    def test_of_thousands_are_drawn_up_to_a_number_and_say_how_many_are_not(self) -> None:
        many = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 3_400_000)] * 2_003, crs=METRIC)

        found = drawing.points(many, colour=paint.TEAL)

        assert len(found.points) == drawing.MOST_SHAPES == 2_000
        assert found.left_out == 3
        assert drawing.points(many.head(2_000), colour=paint.TEAL).left_out == 0

    def test_rings_have_their_radius(self) -> None:
        centre = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 3_400_000)], index=["F"], crs=METRIC)

        ring = shapely.geometry.shape(drawing.rings(centre, metres=720).lines[0]["geometry"])

        back = gpd.GeoSeries([ring], crs=4326).to_crs(METRIC).iloc[0]
        assert ring.geom_type == "LineString"
        assert back.distance(shapely.Point(500_000, 3_400_000)) == pytest.approx(720, rel=0.01)


class TestALegend:
    def test_leaves_out_what_it_does_not_say(self) -> None:
        assert Legend(title="t").as_command() == {"title": "t"}
