"""Coordinates in: a missing or wrong system is a question with a sentence, never a guess."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs.china import bd09, gcj02
from geo.errors import BadInputError
from geo.i18n import speaking
from tests.intake.city import SOUTH, STEP, WEST, check, ground, incident, write

LON, LAT = WEST + 0.005, SOUTH + 0.005


def streets() -> np.ndarray:
    """Give a dense mesh of streets, two hundred metres apart."""
    across = [shapely.LineString([(WEST, y), (WEST + 2 * STEP, y)]) for y in np.arange(SOUTH, SOUTH + STEP, 0.002)]
    along = [shapely.LineString([(x, SOUTH), (x, SOUTH + STEP)]) for x in np.arange(WEST, WEST + 2 * STEP, 0.002)]
    return np.array([shapely.segmentize(line, 0.001) for line in across + along] * 3, dtype=object)


def question(path, kind="incidents", **told) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        check(path, kind, **told)
    return caught.value


class TestAMissingSystem:
    def test_is_a_question_that_says_how_to_answer(self, tmp_path):
        error = question(write(tmp_path / "a.csv", incident()), crs=None)

        with speaking("en"):
            assert "--crs" in str(error)
        assert error.key == "intake.errors.crs_asked"

    def test_of_a_geopackage_is_a_question_too(self, tmp_path):
        frame = gpd.GeoDataFrame({"code": ["1"], "kind": ["health"]}, geometry=[shapely.Point(LON, LAT)], crs=None)
        with pytest.warns(UserWarning, match="crs"):
            frame.to_file(tmp_path / "a.gpkg")

        assert question(tmp_path / "a.gpkg", "facilities").key == "intake.errors.crs_asked"

    @pytest.mark.parametrize("crs", ["EPSG:999999", "WGS84", "+proj=pipeline +step +proj=push", "EPSG:5773"])
    def test_is_not_answered_by_nonsense(self, tmp_path, crs):
        assert question(write(tmp_path / "a.csv", incident()), crs=crs).key == "intake.errors.crs"


class TestASystem:
    def test_gcj_02_is_undone(self, tmp_path):
        lon, lat = gcj02(LON, LAT)

        _, kept, _ = check(
            write(tmp_path / "a.csv", incident(lon=float(lon), lat=float(lat))), "incidents", crs="GCJ-02"
        )

        assert kept.geometry.iloc[0].distance(shapely.Point(LON, LAT)) < 1e-9

    def test_bd_09_is_undone(self, tmp_path):
        lon, lat = bd09(LON, LAT)

        _, kept, _ = check(write(tmp_path / "a.csv", incident(lon=float(lon), lat=float(lat))), "incidents", crs="bd09")

        assert kept.geometry.iloc[0].distance(shapely.Point(LON, LAT)) < 1e-9

    def test_in_metres_is_projected_back(self, tmp_path):
        x, y = gpd.GeoSeries([shapely.Point(LON, LAT)], crs=4490).to_crs(4549).iloc[0].coords[0]

        _, kept, _ = check(write(tmp_path / "a.csv", incident(lon=x, lat=y)), "incidents", crs="EPSG:4549")

        assert kept.geometry.iloc[0].distance(shapely.Point(LON, LAT)) < 1e-8


class TestNumbersThatCannotBe:
    def test_metres_called_degrees_are_a_question(self, tmp_path):
        assert question(write(tmp_path / "a.csv", incident(lon=385_000, lat=3_546_000))).key == "intake.errors.metres"

    def test_degrees_called_metres_are_a_question(self, tmp_path):
        error = question(write(tmp_path / "a.csv", incident()), crs="EPSG:4549")

        assert error.key == "intake.errors.degrees"

    def test_longitude_and_latitude_swapped_throughout_are_a_question(self, tmp_path):
        rows = [incident(code=n, lon=LAT, lat=LON) for n in range(3)]

        assert question(write(tmp_path / "a.csv", *rows)).key == "intake.errors.swapped"

    def test_one_swapped_row_among_sound_ones_is_set_aside_and_says_so(self, tmp_path):
        rows = [incident(), incident(code=2, lat=SOUTH + 0.006), incident(code=3, lon=LAT, lat=LON)]

        _, kept, aside = check(write(tmp_path / "a.csv", *rows), "incidents")

        assert len(kept) == 2
        assert [one["key"] for one in aside[0].reasons] == ["turned"]

    def test_a_row_in_the_ocean_is_set_aside(self, tmp_path):
        rows = [incident(), incident(code=2, lat=SOUTH + 0.006), incident(code=3, lon=0, lat=0)]

        _, _, aside = check(write(tmp_path / "a.csv", *rows), "incidents")

        assert [one["key"] for one in aside[0].reasons] == ["far"]


class TestAFileThatLooksShifted:
    def shifted(self, tmp_path):
        """Write fixes along the streets in GCJ-02, in a file that calls them EPSG:4326."""
        along = [line.interpolate(share, normalized=True) for line in streets()[:15] for share in (0.11, 0.37, 0.61)]
        lon, lat = gcj02([point.x for point in along], [point.y for point in along])
        frame = gpd.GeoDataFrame(
            {
                "code": [str(n) for n in range(len(along))],
                "class": "hazard",
                "collected_at": "2024-01-01",
            },
            geometry=gpd.points_from_xy(lon, lat),
            crs=4326,
        )
        frame.to_file(tmp_path / "a.gpkg")
        return tmp_path / "a.gpkg"

    def test_is_a_question(self, tmp_path):
        error = question(self.shifted(tmp_path), on=ground(streets=streets()))

        assert error.key == "intake.errors.shifted"
        assert error.params["undone"] < 1 < error.params["as_is"]

    def test_is_taken_as_the_reader_says_and_asked_about_in_the_report(self, tmp_path):
        report, kept, _ = check(self.shifted(tmp_path), "incidents", on=ground(streets=streets()), crs="EPSG:4326")

        assert len(kept) == 45
        assert [key for key, _ in report.questions] == ["shifted"]

    def test_is_undone_when_the_reader_says_so(self, tmp_path):
        report, kept, _ = check(self.shifted(tmp_path), "incidents", on=ground(streets=streets()), crs="GCJ-02")

        assert report.questions == []
        assert kept.geometry.iloc[0].distance(streets()[0]) < 1e-8
