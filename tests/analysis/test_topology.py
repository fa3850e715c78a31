"""A grid that covers its place once and wholly has no faults; every fault is found where it was made."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.topology import faults
from geo.errors import NotMetricError


def square(x: float, y: float, side: float = 100.0) -> shapely.Polygon:
    return shapely.box(x, y, x + side, y + side)


def city(**children: shapely.Geometry) -> gpd.GeoDataFrame:
    """Give a 200 m district with the given children."""
    shapes = {"D": square(0, 0, 200), **children}
    return gpd.GeoDataFrame(
        {
            "name": list(shapes),
            "level": ["district", *["grid"] * len(children)],
            "type": None,
            "parent": [None, *["D"] * len(children)],
            "path": ["D", *[f"D.{code}" for code in children]],
            "households": 400.0,
            "area_m2": [one.area for one in shapes.values()],
        },
        index=list(shapes),
        geometry=list(shapes.values()),
        crs=4549,
    )


FOUR = {"A": square(0, 0), "B": square(100, 0), "C": square(0, 100), "E": square(100, 100)}


class TestTheTopologyCheck:
    def test_has_nothing_to_say_of_four_squares_in_a_square(self) -> None:
        assert faults(city(**FOUR)).empty

    def test_finds_a_missing_square_as_a_hole(self) -> None:
        found = faults(city(A=FOUR["A"], B=FOUR["B"], C=FOUR["C"]))

        assert found[["fault", "other", "area_m2"]].to_numpy().tolist() == [["hole", "D", 10_000.0]]
        assert found.geometry.item().equals(FOUR["E"])

    def test_finds_an_overlap_and_its_area(self) -> None:
        found = faults(city(**{**FOUR, "B": shapely.box(90, 0, 200, 100)}))

        assert found[["fault", "code", "other", "area_m2"]].to_numpy().tolist() == [["overlap", "A", "B", 1_000.0]]

    def test_calls_a_thin_gap_a_sliver(self) -> None:
        found = faults(city(**{**FOUR, "A": shapely.box(0, 0, 99, 100)}))

        assert list(found["fault"]) == ["sliver"]
        assert found["area_m2"].item() == pytest.approx(100)

    def test_finds_what_sticks_out_of_its_parent(self) -> None:
        found = faults(city(**{**FOUR, "E": shapely.box(100, 100, 230, 200)}))

        assert found[["fault", "code", "area_m2"]].to_numpy().tolist() == [["sticks_out", "E", 3_000.0]]

    def test_finds_the_nameless_and_the_oversized(self) -> None:
        grids = city(**FOUR)
        grids.loc["A", "name"] = " "
        grids.loc["B", "households"] = 2_000
        grids.loc["C", "households"] = 3

        found = faults(grids)

        assert dict(zip(found["fault"], found["code"], strict=True)) == {
            "nameless": "A",
            "too_many_households": "B",
            "too_few_households": "C",
        }

    def test_refuses_degrees(self) -> None:
        with pytest.raises(NotMetricError):
            faults(city(**FOUR).to_crs(4326))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 199), st.integers(1, 199)), min_size=2, max_size=12, unique=True))
    def test_has_nothing_to_say_of_any_voronoi_partition(self, seeds: list[tuple[int, int]]) -> None:
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=square(0, 0, 200)))
        inside = shapely.intersection(cells, square(0, 0, 200))

        assert faults(city(**{f"g{n}": cell for n, cell in enumerate(inside)})).empty

    @settings(max_examples=40, deadline=None)
    @given(st.integers(5, 95), st.integers(5, 95))
    def test_accounts_for_every_square_metre_of_a_moved_square(self, right: int, up: int) -> None:
        moved = shapely.transform(FOUR["A"], lambda points: points + np.array([right, up]))

        found = faults(city(**{**FOUR, "A": moved}))

        overlapping = found[found["fault"] == "overlap"]["area_m2"].sum()
        empty = found[found["fault"] == "hole"]["area_m2"].sum()
        assert overlapping == pytest.approx(empty)
        assert empty == pytest.approx(10_000 - (100 - right) * (100 - up))
