"""Patrol drawings: gaps in one colour, a shift with its gaps dashed, a colour a unit."""

import geopandas as gpd
import shapely

from geo.layers import patrol
from geo.layers.drawing import MOST_SHAPES


def lines(count: int) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString([(500_000 + n, 3_400_000), (500_050 + n, 3_400_000)]) for n in range(count)]
    return gpd.GeoDataFrame(index=[f"l{n}" for n in range(count)], geometry=shapes, crs=4549)


class TestGaps:
    def test_are_drawn_as_far_as_the_map_takes(self) -> None:
        assert len(patrol.gaps(lines(MOST_SHAPES + 5), label="gap").lines) == MOST_SHAPES


class TestAShift:
    def test_draws_what_nobody_knows_dashed(self) -> None:
        walked, unknown = patrol.shift(lines(2), lines(1), label="walked", dotted="unknown")

        assert [one["properties"]["dashed"] for one in walked.lines] == [False, False]
        assert [one["properties"]["dashed"] for one in unknown.lines] == [True]
        assert walked.legend is not None
        assert [key.shape for key in walked.legend.keys] == ["line", "dashed"]

    def test_without_gaps_promises_none(self) -> None:
        walked, _ = patrol.shift(lines(2), lines(0), label="walked", dotted="unknown")

        assert walked.legend is not None
        assert [key.shape for key in walked.legend.keys] == ["line"]


class TestRounds:
    def test_have_a_colour_each(self) -> None:
        drawn = patrol.rounds(lines(3), labels=["1", "2", "3"])

        assert len({one.lines[0]["properties"]["colour"] for one in drawn}) == 3
