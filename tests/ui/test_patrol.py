"""Places a round may start from or has to pass, as the page knows them."""

import geopandas as gpd
import shapely

from geo.ui.patrol.plan import known


class TestKnownPlaces:
    def test_of_one_code_are_the_point_that_must_be_visited_and_not_the_facility(self) -> None:
        points = gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)], index=["A"], crs=4549)
        sites = gpd.GeoDataFrame(geometry=[shapely.Point(2, 2), shapely.Point(3, 3)], index=["A", "B"], crs=4549)

        found = known(points, sites)

        assert found.index.tolist() == ["A", "B"]
        assert (found["A"].x, found["B"].x) == (1, 3)
