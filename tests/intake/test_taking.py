"""All of a file or nothing, and twice is once – on a real database."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import intake
from geo.access import Actor
from geo.errors import BadInputError, NotAllowedError
from geo.filters import Filters
from geo.intake.report import reason
from geo.models import City
from geo.store import city, facilities, imports, incidents, loop, patrol, residents, streets
from geo.store import grids as grid_rows
from geo.store.session import reading, writing
from tests.intake.city import SOUTH, WEST, incident, nodes, write

ADMIN = Actor(role="admin")
WORKS = Actor(role="admin", post="works")
LON, LAT = WEST + 0.005, SOUTH + 0.005
EVERYTHING = Filters()
TOWN = {
    "name_zh": "甲",
    "name_en": "A",
    "made_up": True,
    "zone": "Asia/Shanghai",
    "metric_crs": 4549,
    "credit": "",
    "weight_note": "",
}


@pytest.fixture(scope="module", autouse=True)
def town(database: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with writing(ADMIN, "import", object="city") as session:
        city.put(session, City(**TOWN))
    path = tmp_path_factory.mktemp("town") / "grids.gpkg"
    nodes().drop(columns="path").rename_axis("code").reset_index().to_file(path)
    report = intake.take(ADMIN, path, "grids")
    assert (report.kept, report.quarantined) == (3, 0)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Give a prefix for codes that no other test uses."""
    return request.node.name[-30:].replace("[", "-").replace("]", "")


def rows(name: str, count: int = 3, **changes: object) -> list[dict[str, object]]:
    return [incident(code=f"{name}-{n}", **changes) for n in range(count)]


def take(path, kind="incidents", **told) -> intake.Report:
    return intake.take(ADMIN, path, kind, **{"crs": "EPSG:4490", **told})


def stored(name: str) -> gpd.GeoDataFrame:
    with reading(ADMIN) as session:
        found = incidents.find(session, EVERYTHING)
    return found[found.index.str.startswith(f"{name}-")]


def counts(report: intake.Report) -> tuple[int, int, int, int]:
    return report.read, report.kept, report.quarantined, report.skipped


class TestAMatterMovedHere:
    def test_is_not_overwritten_and_the_file_is_told_what_it_says_otherwise(self, tmp_path, name):
        assert take(write(tmp_path / "a.csv", *rows(name))).kept == 3
        with writing(WORKS, "incident.move", object=name) as session:
            loop.move(session, f"{name}-0", "call", unit="works")
        before = stored(name).loc[f"{name}-0"]

        report = take(write(tmp_path / "b.csv", *rows(name, called_at="2024-03-04 09:00", channel="patrol")))

        assert counts(report) == (3, 2, 1, 0)
        assert report.reasons == {"moved_here": 1}
        with reading(ADMIN) as session:
            aside = imports.find_quarantined(session, report.import_id)
        assert aside.index.tolist() == [1]
        assert "called_at" in reason(aside["reasons"].iloc[0][0])
        assert stored(name).loc[f"{name}-0", "called_at"] == before["called_at"]

    def test_stays_as_it_is_where_the_file_only_knows_less(self, tmp_path, name):
        path = write(tmp_path / "a.csv", *rows(name))
        take(path)
        with writing(WORKS, "incident.move", object=name) as session:
            loop.move(session, f"{name}-0", "call", unit="works")

        assert counts(take(path)) == (3, 0, 0, 3)
        assert stored(name).loc[f"{name}-0", "stage"] == "called"


class TestAFile:
    def test_is_taken_with_its_bad_rows_set_aside(self, tmp_path, name):
        report = take(write(tmp_path / "a.csv", *rows(name), incident(code=f"{name}-9", lon="x")))

        with reading(ADMIN) as session:
            aside = imports.find_quarantined(session, report.import_id)
            row = imports.find(session).loc[report.import_id]
        assert counts(report) == (4, 3, 1, 0)
        assert row[["read", "kept", "quarantined", "skipped"]].tolist() == [4, 3, 1, 0]
        assert aside.loc[4, "raw"]["lon"] == "x"
        assert aside.loc[4, "reasons"][0]["key"] == "value"
        assert stored(name)["grid"].tolist() == ["G1"] * 3

    def test_taken_again_changes_nothing(self, tmp_path, name):
        path = write(tmp_path / "a.csv", *rows(name), incident(code=f"{name}-9", lon="x"))
        take(path)
        with reading(ADMIN) as session:
            before = len(imports.find(session))

        again = take(path)

        with reading(ADMIN) as session:
            assert len(imports.find(session)) == before
        assert counts(again) == (4, 0, 1, 3)
        assert again.skips["unchanged"] == 3

    def test_with_one_row_changed_changes_that_row(self, tmp_path, name):
        take(write(tmp_path / "a.csv", *rows(name)))
        changed = rows(name)
        changed[1]["collected_at"] = "2024-05-05"

        report = take(write(tmp_path / "b.csv", *changed))

        assert counts(report) == (3, 1, 0, 2)
        assert stored(name)["collected_at"].dt.month.tolist() == [3, 5, 3]

    def test_of_bands_with_one_changed_counts_the_one_place(self, tmp_path, name):
        places = [{"place": f"{name}-{n}", "0-2": 1, "80+": 2, "lon": LON, "lat": LAT} for n in range(3)]
        told = {"constants": {"place_kind": "cell"}}
        take(write(tmp_path / "a.csv", *places), "residents", **told)
        places[2]["80+"] = 3

        report = take(write(tmp_path / "b.csv", *places), "residents", **told)

        assert counts(report) == (3, 1, 0, 2)

    def test_with_older_data_never_takes_the_place_of_newer(self, tmp_path, name):
        take(write(tmp_path / "new.csv", *rows(name, priority="urgent")), as_of=pd.Timestamp("2024-06-01").date())

        report = take(write(tmp_path / "old.csv", *rows(name, 4)), as_of=pd.Timestamp("2023-06-01").date())

        assert counts(report) == (4, 1, 0, 3)
        assert report.skips["newer_there"] == 3
        assert stored(name)["priority"].tolist() == ["urgent"] * 3 + ["normal"]

    def test_that_breaks_off_in_the_middle_leaves_nothing(self, tmp_path, name, monkeypatch):
        monkeypatch.setattr("geo.intake.guard._UNPACKED_TIMES", 8)
        path = write(tmp_path / "a.csv", *rows(name, 60_000))
        with path.open("a") as file:
            file.write('"never closed' + "x" * 2_000_000)

        with pytest.raises(BadInputError):
            take(path)

        assert stored(name).empty

    def test_looked_at_says_the_same_and_writes_nothing(self, tmp_path, name):
        path = write(tmp_path / "a.csv", *rows(name), incident(code=f"{name}-9", lon="x"))

        look = intake.look(ADMIN, path, "incidents", crs="EPSG:4490")

        assert look.dry
        assert stored(name).empty
        assert counts(look) == counts(take(path))

    def test_tells_how_far_it_is(self, tmp_path, name):
        told: list[tuple[int, int | None]] = []

        take(write(tmp_path / "a.csv", *rows(name)), progress=lambda done, of: told.append((done, of)))

        assert told == [(3, 3)]


class TestAnActor:
    def test_without_the_right_takes_nothing(self, tmp_path, name):
        with pytest.raises(NotAllowedError):
            intake.take(Actor(role="leader"), write(tmp_path / "a.csv", *rows(name)), "incidents", crs="4490")

    def test_with_a_reach_writes_nothing_beyond_it(self, tmp_path, name):
        planner = Actor(role="planner", scope=("G1",))
        inside, beyond = rows(name, 1), rows(f"{name}-x", 1, lon=WEST + 0.015)

        report = intake.take(planner, write(tmp_path / "a.csv", *inside), "incidents", crs="4490")
        with pytest.raises(NotAllowedError) as caught:
            intake.take(planner, write(tmp_path / "b.csv", *inside, *beyond), "incidents", crs="4490")

        assert report.kept == 1
        assert caught.value.key == "intake.errors.reach"
        assert len(stored(name)) == 1


class TestEveryNoun:
    def test_of_points_lines_areas_and_counts_is_stored_as_the_treaty_has_it(self, tmp_path):
        line = gpd.GeoDataFrame(
            {"code": ["s"]}, geometry=[shapely.LineString([(LON, LAT), (LON, LAT + 0.001)])], crs=4490
        )
        line.to_file(tmp_path / "streets.gpkg")
        line.to_file(tmp_path / "patrol_routes.gpkg")
        area = gpd.GeoDataFrame(
            {"code": ["b"], "levels": [3]}, geometry=[shapely.box(LON, LAT, LON + 1e-4, LAT + 1e-4)], crs=4490
        )
        area.to_file(tmp_path / "buildings.gpkg")
        area.assign(kind="water").to_file(tmp_path / "landscape.gpkg")
        point = gpd.GeoDataFrame({"code": ["p"], "kind": ["health"]}, geometry=[shapely.Point(LON, LAT)], crs=4490)
        point.to_file(tmp_path / "facilities.gpkg")
        point.assign(kind="dome").to_file(tmp_path / "cameras.gpkg")
        write(tmp_path / "residents.csv", {"place": "b", "place_kind": "building", "65-79": 3, "80+": 2})
        fixes = [
            {"track": "t", "time": f"2024-01-01 08:0{n}", "route": "s", "lon": LON, "lat": LAT + n / 1e4}
            for n in range(3)
        ]
        write(tmp_path / "patrol_tracks.csv", *fixes)

        kinds = ["streets", "patrol_routes", "buildings", "landscape", "facilities", "cameras"]
        reports = [intake.take(ADMIN, tmp_path / f"{kind}.gpkg", kind) for kind in kinds]
        reports += [take(tmp_path / f"{kind}.csv", kind) for kind in ("residents", "patrol_tracks")]

        assert [report.kept for report in reports] == [1, 1, 1, 1, 1, 1, 1, 3]
        with reading(ADMIN) as session:
            assert streets.find(session, EVERYTHING).loc["s", "length_m"] == pytest.approx(110.9, abs=0.1)
            assert facilities.find(session, EVERYTHING).loc["p", "grid"] == "G1"
            assert residents.find(session, EVERYTHING).loc["b", ["everyone", "age_80"]].tolist() == [5, 2]
            assert len(patrol.find_fixes(session, EVERYTHING)) == 3
            assert grid_rows.find(session, EVERYTHING).loc["G1", "area_m2"] == pytest.approx(1.047e6, rel=0.01)
