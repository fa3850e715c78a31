"""A manifest says all of a city, or is told what is wrong with it."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.access import Actor
from geo.errors import BadInputError
from geo.filters import Filters
from geo.intake import cells, loading, manifest
from geo.intake.manifest import Cells
from geo.settings import ROOT
from geo.store import city, incidents
from geo.store import grids as grid_rows
from geo.store.session import reading
from tests.intake.city import SOUTH, STEP, WEST, incident, write

ADMIN = Actor(role="admin")
CITY = '[city]\nname_zh = "甲市"\nname_en = "A"\nzone = "Asia/Shanghai"\nmetric_crs = 4549\n'


def read(tmp_path: Path, text: str) -> manifest.Manifest:
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    return manifest.read(tmp_path / "city.toml", tmp_path)


class TestAManifest:
    @pytest.mark.parametrize(
        "text",
        [
            "[city",
            "[city]\nname_zh = 'a'",
            CITY.replace("4549", "4490"),
            CITY.replace("Asia/Shanghai", "Asia/Atlantis"),
            CITY + "colour = 1",
            CITY + "[[sources]]\nfile = 'a.csv'\nkind = 'people'",
            CITY + "[[sources]]\nfile = 'a.csv'\nkind = 'grids'\ncolour = 1",
            CITY + "[[sources]]\nfile = '../../etc/passwd'\nkind = 'grids'",
            CITY + "[[cells]]\ncode = 'X'\nname = 'x'\nextent = [1, 2, 1, 2]",
            CITY + "[[cells]]\ncode = 'X'\nname = 'x'\nextent = [1, 2, 3, 4]\ncell_m = 1",
        ],
    )
    def test_that_says_what_cannot_be_is_told_where(self, tmp_path, text):
        with pytest.raises(BadInputError) as caught:
            read(tmp_path, text)

        assert caught.value.key == "intake.errors.manifest"

    def test_gives_its_sources_the_citys_credit_unless_they_have_their_own(self, tmp_path):
        source = '[[sources]]\nfile = "a.csv"\nkind = "grids"\n'
        text = f'{CITY}credit = "©"\n{source}{source}credit = "me"'

        assert [one.credit for one in read(tmp_path, text).sources] == ["©", "me"]

    @pytest.mark.parametrize("path", sorted((ROOT / "data/cities").glob("*.toml")), ids=lambda path: path.stem)
    def test_of_the_project_can_be_read(self, path, tmp_path):
        assert manifest.read(path, tmp_path).sources


class TestMadeCells:
    asked = Cells(code="X", name="X", cell_m=100, extent=(WEST, SOUTH, WEST + STEP, SOUTH + STEP))

    def test_are_squares_that_say_they_are_made(self):
        found = cells.made(self.asked, 4549, beside=np.array([]), streets=np.array([]))

        grids = found[found["level"] == "grid"]
        assert np.allclose(grids.area, 10_000)
        assert grids["name"].str.contains("自制").all()
        assert found.loc["X"].geometry.area == pytest.approx(grids.area.sum())

    def test_keep_clear_of_real_grids_and_of_land_without_streets(self):
        everywhere = cells.made(self.asked, 4549, beside=np.array([]), streets=np.array([]))
        west, south, east, north = everywhere.total_bounds
        half = shapely.box(west, south, (west + east) / 2, north)
        street = shapely.LineString([(west, south + 50), (east, south + 50)])
        asked = Cells(**{**self.asked.__dict__, "where": "streets"})

        found = cells.made(asked, 4549, beside=np.array([half]), streets=np.array([street]))

        assert found.loc["X"].geometry.intersection(half).area == pytest.approx(0)
        assert (found.bounds["maxy"] <= south + 101).all()


class TestLoading:
    text = CITY + (
        '[[cells]]\ncode = "X"\nname = "X"\ncell_m = 500\nextent = [118.78, 32.04, 118.80, 32.05]\n'
        '[[sources]]\nfile = "incidents.csv"\nkind = "incidents"\ncrs = "EPSG:4490"\nas_of = 2024-12-31\n'
        '[sources.constants]\nchannel = "patrol"\n'
        '[sources.values.incident_class]\nF = "hazard"\n"*" = "appeal"\n'
        '[sources.only]\ndistrict = ["N"]\n'
    )

    def load(self, tmp_path: Path) -> list[tuple[int, int, int, int]]:
        rows = [
            incident(code=n, district=where, **{"class": one})
            for n, (where, one) in enumerate([("N", "F"), ("N", "?"), ("S", "F")])
        ]
        write(tmp_path / "incidents.csv", *rows)
        reports = loading.load(ADMIN, read(tmp_path, self.text))
        return [(one.read, one.kept, one.quarantined, one.skipped) for one in reports]

    def test_brings_in_a_city_and_brings_it_in_again_without_a_change(self, tmp_path, database):
        first = self.load(tmp_path)
        again = self.load(tmp_path)

        assert first[1] == (3, 2, 0, 1)
        assert first[0][0] == first[0][1] > 10
        assert again == [(first[0][0], 0, 0, first[0][0]), (3, 0, 0, 3)]
        with reading(ADMIN) as session:
            found = incidents.find(session, Filters())
            assert found["incident_class"].tolist() == ["hazard", "appeal"]
            assert found["grid"].str.startswith("X-").all()
            assert city.get(session).metric_crs == 4549
            assert city.as_of(session, "incidents") == "2024-12-31"
            tree = grid_rows.find(session, Filters())
        assert isinstance(tree, gpd.GeoDataFrame)
        assert tree.loc["X", "level"] == "city"

    def test_another_city_into_the_same_folder_is_refused(self, tmp_path, database):
        self.load(tmp_path)

        with pytest.raises(BadInputError) as caught:
            loading.load(ADMIN, read(tmp_path, CITY.replace('"A"', '"B"').replace("甲", "乙")))

        assert caught.value.key == "intake.errors.other_city"

    def test_with_a_file_missing_begins_nothing(self, tmp_path, database):
        with pytest.raises(BadInputError) as caught:
            loading.load(ADMIN, read(tmp_path, CITY + "[[sources]]\nfile = 'none.csv'\nkind = 'grids'"))

        assert caught.value.key == "intake.errors.missing"
