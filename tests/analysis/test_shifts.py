"""A whole kind of facilities in GCJ-02 shows beside the houses; a kind that stands well, or is too small, does not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.analysis import shifts
from geo.crs.china import gcj02

METRIC = 4549
COLUMNS, STEP_M = 5, 60.0


def houses() -> gpd.GeoDataFrame:
    """Give 25 houses of 20 m, 60 m apart."""
    corners = [(500_000 + column * STEP_M, 3_500_000 + row * STEP_M) for row in range(5) for column in range(COLUMNS)]
    boxes = [shapely.box(x, y, x + 20, y + 20) for x, y in corners]
    return gpd.GeoDataFrame(geometry=boxes, crs=METRIC)


def sites(count: int, *, shifted: bool) -> gpd.GeoDataFrame:
    """Give a facility in each of the first houses, or where GCJ-02 puts it."""
    inside = houses().geometry.iloc[:count].centroid
    if shifted:
        true = inside.to_crs(4490)
        inside = gpd.GeoSeries.from_xy(*gcj02(true.x.to_numpy(), true.y.to_numpy()), crs=4490).to_crs(METRIC)
    return gpd.GeoDataFrame({"kind": ["childcare"] * count}, geometry=inside.to_numpy(), crs=METRIC)


class TestAKind:
    def test_in_gcj_02_is_named_with_its_shares(self) -> None:
        found = shifts.by_kind(sites(10, shifted=True), houses())

        assert found.index.tolist() == ["childcare"]
        assert found.loc["childcare"].tolist() == [10, 0.0, 1.0]

    @pytest.mark.parametrize(("count", "shifted"), [(10, False), (shifts.FEWEST - 1, True)])
    def test_that_stands_well_or_is_too_small_is_not(self, count: int, shifted: bool) -> None:
        assert shifts.by_kind(sites(count, shifted=shifted), houses()).empty

    def test_without_houses_says_nothing(self) -> None:
        assert shifts.by_kind(sites(10, shifted=True), houses().iloc[:0]).empty

    def test_thrown_about_is_not(self) -> None:
        rng = np.random.default_rng(5)
        about = sites(25, shifted=False).set_geometry(
            gpd.points_from_xy(500_000 + rng.uniform(0, 300, 25), 3_500_000 + rng.uniform(0, 300, 25)), crs=METRIC
        )

        assert shifts.by_kind(about, houses()).empty
