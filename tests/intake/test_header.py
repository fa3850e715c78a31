"""A file's own words about itself, before anything is taken."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.errors import BadInputError
from geo.intake.header import header
from tests.intake.city import check, incident, write


class TestAHeader:
    def test_gives_columns_and_first_rows_without_persons(self, tmp_path: Path) -> None:
        rows = [incident(code=f"A{n}", 来电人="王某", 说明="回 139 1234 5678") for n in range(9)]

        found = header(write(tmp_path / "a.csv", *rows), "incidents")

        assert found.personal == ("来电人",)
        assert "来电人" not in found.columns
        assert [row["code"] for row in found.rows] == ["A0", "A1", "A2", "A3", "A4"]
        assert "139" not in str(found.rows)
        assert "王" not in str(found.rows)
        assert (found.crs, found.shaped, found.tags) == (None, False, False)

    def test_of_several_layers_gives_them_to_choose_from(self, tmp_path: Path) -> None:
        points = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Point(118.79, 32.05)], crs=4326)
        for layer in ("one", "two"):
            points.to_file(tmp_path / "a.gpkg", layer=layer)

        assert header(tmp_path / "a.gpkg", "facilities").layers == ("one", "two")
        found = header(tmp_path / "a.gpkg", "facilities", "two")
        assert (found.columns, found.shaped, found.layers) == (("code",), True, ())
        assert found.crs is not None

    def test_names_every_layer_whole_though_there_are_many_and_commas_in_them(self, tmp_path: Path) -> None:
        points = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Point(118.79, 32.05)], crs=4326)
        names = ("网格, 2024", *(f"layer {number}" for number in range(31)))
        for layer in names:
            points.to_file(tmp_path / "a.gpkg", layer=layer)

        assert header(tmp_path / "a.gpkg", "facilities").layers == names
        assert header(tmp_path / "a.gpkg", "facilities", "网格, 2024").columns == ("code",)

    def test_of_a_file_that_is_none_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("<x/>")

        with pytest.raises(BadInputError):
            header(tmp_path / "a.csv", "incidents")


class TestAColumn:
    def test_that_is_not_meant_stays_outside_though_its_name_fits(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.csv", incident(priority="urgent"))

        _, kept, _ = check(path, "incidents", fields={"priority": "", "code": ""})

        assert kept["priority"].tolist() == ["normal"]
        assert kept.index[0] != "A1"
