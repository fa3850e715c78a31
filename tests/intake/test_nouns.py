"""What each noun takes: trees that hang together, counts, tracks of fixes, streets of one piece, OSM's tags."""

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely

from geo.intake import osm
from tests.intake.city import SOUTH, STEP, WEST, check, ground, incident, write

LON, LAT = WEST + 0.005, SOUTH + 0.005


def layer(path, shapes, **columns):
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    return path


def box(west: float, south: float, size: float = 0.001) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


def reasons(aside) -> list[list[str]]:
    return [[one["key"] for one in row.reasons] for row in aside]


class TestGrids:
    def test_hang_under_a_parent_of_the_same_file(self, tmp_path):
        path = layer(
            tmp_path / "a.gpkg",
            [box(WEST, SOUTH), box(WEST, SOUTH)],
            code=["S", "C"],
            level=["street", "网格"],
            parent=["D", "S"],
        )

        _, kept, aside = check(path, "grids")

        assert aside == []
        assert kept["level"].tolist() == ["street", "grid"]

    def test_without_a_parent_column_hang_where_they_lie(self, tmp_path):
        path = layer(tmp_path / "a.gpkg", [box(LON, LAT)], code=["N"], level=["community"])

        _, kept, _ = check(path, "grids")

        assert kept.loc["N", "parent"] == "D"

    def test_under_nothing_or_upside_down_are_set_aside_with_all_that_hangs_on_them(self, tmp_path):
        shapes = [box(WEST, SOUTH)] * 4
        path = layer(
            tmp_path / "a.gpkg",
            shapes,
            code=["A", "B", "C", "E"],
            level=["street", "community", "grid", "city"],
            parent=["gone", "A", "B", "D"],
        )

        _, kept, aside = check(path, "grids")

        assert len(kept) == 0
        assert reasons(aside) == [["no_parent"], ["no_parent"], ["no_parent"], ["level_order"]]

    def test_with_a_dot_in_their_code_are_set_aside(self, tmp_path):
        path = layer(tmp_path / "a.gpkg", [box(LON, LAT)], code=["S.1"], level=["community"], parent=["D"])

        _, kept, aside = check(path, "grids")

        assert len(kept) == 0
        assert reasons(aside) == [["dot"]]

    def test_that_cross_themselves_are_repaired_in_the_worker(self, tmp_path):
        bow = shapely.Polygon([(WEST, SOUTH), (WEST + STEP, SOUTH + STEP), (WEST + STEP, SOUTH), (WEST, SOUTH + STEP)])

        report, kept, _ = check(layer(tmp_path / "a.gpkg", [bow], code=["N"], level=["grid"], parent=["D"]), "grids")

        assert report.repaired == 1
        assert kept.geometry.iloc[0].is_valid

    def test_that_are_points_are_no_grids(self, tmp_path):
        path = layer(tmp_path / "a.gpkg", [shapely.Point(LON, LAT)], code=["N"], level=["grid"], parent=["D"])

        assert reasons(check(path, "grids")[2]) == [["wrong_geometry"]]


class TestResidents:
    def test_come_in_one_column_a_band(self, tmp_path):
        row = {"code": "B1", "0-2岁": 1, "65-79": 4, "80岁以上": 2, "lon": LON, "lat": LAT}

        _, kept, _ = check(write(tmp_path / "a.csv", row), "residents", constants={"place_kind": "building"})

        assert dict(zip(kept["band"], kept["count"], strict=True)) == {"0-2": 1, "65-79": 4, "80+": 2}
        assert kept["grid"].tolist() == ["G1"] * 3

    def test_come_in_one_row_a_band(self, tmp_path):
        rows = [{"place": "G1", "place_kind": "grid", "band": band, "count": n} for band, n in (("0-2", 1), ("80+", 2))]
        points = {"G1": shapely.Point(LON, LAT)}

        report, kept, _ = check(write(tmp_path / "a.csv", *rows), "residents", on=ground(places=lambda _: points))

        assert (report.read, len(kept)) == (2, 2)
        assert kept.geometry.iloc[0].equals(points["G1"])

    def test_of_one_place_are_added_up_only_if_told(self, tmp_path):
        rows = [{"place": "L", "n": n, "lon": LON, "lat": LAT} for n in (1, 2)]
        told = {"constants": {"place_kind": "cell", "measure": "dwellings"}}
        path = write(tmp_path / "a.csv", *rows)

        assert check(path, "residents", add_up=True, **told)[1]["count"].tolist() == [3]
        assert reasons(check(path, "residents", **told)[2]) == [["key_taken"]]

    def test_below_nought_or_nowhere_are_set_aside(self, tmp_path):
        rows = [
            {"place": "x", "place_kind": "cell", "count": "-3", "lon": LON, "lat": LAT},
            {"place": "y", "place_kind": "grid", "count": "3", "lon": "", "lat": ""},
        ]

        assert reasons(check(write(tmp_path / "a.csv", *rows), "residents")[2]) == [
            ["value", "no_count"],
            ["place_unknown"],
        ]


class TestTracks:
    def fixes(self, *seconds: int, track: str = "T"):
        return [
            {"track": track, "time": f"2024-01-01 08:00:{second:02d}", "lon": LON + second * 1e-5, "lat": LAT}
            for second in seconds
        ]

    def test_are_lines_whose_m_is_the_second_of_each_fix(self, tmp_path):
        report, kept, _ = check(write(tmp_path / "a.csv", *self.fixes(20, 0, 10)), "patrol_tracks")

        line = kept.geometry.loc["T"]
        assert report.read == 3
        assert shapely.get_coordinates(line, include_m=True)[:, 2].tolist() == [
            1704067200.0,
            1704067210.0,
            1704067220.0,
        ]
        assert str(kept.loc["T", "started_at"]) == "2024-01-01 00:00:00+00:00"

    def test_of_one_fix_and_of_unknown_routes_are_set_aside(self, tmp_path):
        rows = [dict(one, route="R") for one in [*self.fixes(0), *self.fixes(1, 2, track="U")]]

        _, kept, aside = check(write(tmp_path / "a.csv", *rows), "patrol_tracks", on=ground(routes=frozenset({"Q"})))

        assert len(kept) == 0
        assert reasons(aside) == [["no_route"]] * 3

    def test_a_second_fix_of_the_same_moment_is_skipped(self, tmp_path):
        report, _, _ = check(write(tmp_path / "a.csv", *self.fixes(0, 0, 5)), "patrol_tracks")

        assert report.skips["same_moment"] == 1

    def test_come_from_gpx_one_a_segment(self, tmp_path):
        point = '<trkpt lat="{lat}" lon="{lon}"><time>2024-01-01T00:00:{second:02d}Z</time></trkpt>'
        segments = [
            "".join(point.format(lat=LAT, lon=LON + n * 1e-4, second=n + first) for n in range(3)) for first in (0, 30)
        ]
        body = "".join(f"<trkseg>{one}</trkseg>" for one in segments)
        (tmp_path / "a.gpx").write_text(
            f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>早班</name>{body}</trk></gpx>'
        )

        report, kept, _ = check(tmp_path / "a.gpx", "patrol_tracks")

        assert report.read == 6
        assert list(kept.index) == ["早班", "早班-2"]


class TestPatrolRoutes:
    def test_an_area_is_a_beat_and_a_line_a_route(self, tmp_path):
        shapes = [box(LON, LAT), shapely.LineString([(LON, LAT), (LON + 0.001, LAT)])]

        _, kept, _ = check(layer(tmp_path / "a.gpkg", shapes, code=["1", "2"], node=["D", "G1"]), "patrol_routes")

        assert kept["kind"].tolist() == ["beat", "route"]

    def test_a_point_is_to_be_visited_in_its_window_and_no_route(self, tmp_path):
        shapes = [shapely.Point(LON, LAT), shapely.Point(LON, LAT)]
        told = {"code": ["1", "2"], "开始时间": "08:00", "结束时间": "09:30", "类型": [None, "线路"]}

        _, kept, faults = check(layer(tmp_path / "a.gpkg", shapes, **told), "patrol_routes")

        assert kept[["kind", "starts", "ends"]].to_numpy().tolist() == [["point", "08:00", "09:30"]]
        assert reasons(faults) == [["wrong_geometry"]]


class TestLandscape:
    def test_takes_a_point_only_of_a_forbidden_place(self, tmp_path):
        shapes = [shapely.Point(LON, LAT), shapely.Point(LON, LAT), box(LON, LAT)]

        told = layer(tmp_path / "a.gpkg", shapes, code=["1", "2", "3"], kind=["forbidden", "green", "private"])

        assert check(told, "landscape")[1]["kind"].tolist() == ["forbidden", "private"]

    def test_of_a_node_that_is_not_there_is_set_aside(self, tmp_path):
        path = layer(tmp_path / "a.gpkg", [box(LON, LAT)], code=["1"], node=["X"])

        assert reasons(check(path, "patrol_routes")[2]) == [["no_node"]]


class TestStreets:
    def test_broken_in_two_become_two_of_one_row(self, tmp_path):
        broken = shapely.MultiLineString([[(LON, LAT), (LON + 0.001, LAT)], [(LON, LAT + 0.001), (LON, LAT + 0.002)]])

        report, kept, _ = check(layer(tmp_path / "a.gpkg", [broken], code=["1"]), "streets")

        assert (report.read, list(kept.index)) == (1, ["1", "1-2"])
        assert kept["length_m"].tolist() == pytest.approx([94.4, 110.9], abs=0.3)

    def test_come_from_a_csv_of_well_known_text(self, tmp_path):
        row = {"code": "1", "wkt": f"LINESTRING ({LON} {LAT}, {LON + 0.001} {LAT})", "道路等级": "主干路"}
        bad = {"code": "2", "wkt": "LINESTRING (1", "道路等级": ""}

        _, kept, aside = check(write(tmp_path / "a.csv", row, bad), "streets")

        assert kept["street_class"].tolist() == ["primary"]
        assert reasons(aside) == [["geometry_unreadable"]]


class TestExcel:
    def test_gives_values_never_formulas(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["code", "class", "collected_at", "lon", "lat", "department"])
        book.active.append([1, "hazard", "2024-01-01 08:00", LON, LAT, '=HYPERLINK("file:///etc/passwd")'])
        book.save(tmp_path / "a.xlsx")

        _, kept, _ = check(tmp_path / "a.xlsx", "incidents")

        assert list(kept.index) == ["1"]
        assert kept.loc["1", "department"] is None


class TestShapefile:
    def test_comes_in_a_zip(self, tmp_path):
        import zipfile

        layer(tmp_path / "a.shp", [shapely.Point(LON, LAT)], code=["1"], kind=["卫生"])
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for part in tmp_path.glob("a.*"):
                if part.suffix != ".zip":
                    archive.write(part, part.name)

        _, kept, _ = check(tmp_path / "a.zip", "facilities")

        assert kept.loc["1", "kind"] == "health"
        assert kept.loc["1", "name"].endswith(" 1")


class TestGeoJSON:
    def test_comes_in_with_its_own_system(self, tmp_path):
        path = layer(tmp_path / "a.geojson", [shapely.Point(LON, LAT)], code=["1"], kind=["dome"], hfov=[90.0])

        _, kept, _ = check(path, "cameras")

        assert kept.loc["1", "hfov_deg"] == 90
        assert np.isnan(kept.loc["1", "azimuth_deg"])


class TestOsmTags:
    @pytest.mark.parametrize(
        ("tags", "walkable"),
        [
            ({"highway": "motorway"}, "no"),
            ({"highway": "motorway", "foot": "yes"}, "yes"),
            ({"highway": "residential", "foot": "no"}, "no"),
            ({"highway": "service", "access": "private"}, "no"),
            ({"highway": "service", "access": "private", "foot": "designated"}, "yes"),
            ({"highway": "primary", "tunnel": "yes"}, "no"),
            ({"highway": "footway", "tunnel": "yes"}, "yes"),
            ({"highway": "steps"}, "yes"),
        ],
    )
    def test_say_who_may_walk(self, tags, walkable):
        assert osm.street(tags)["walkable"] == walkable

    def test_of_what_is_no_street_say_nothing(self):
        assert osm.street({"highway": "construction"}) is None

    def test_railways_below_ground_stop_nobody(self):
        assert osm.landscape({"railway": "rail", "tunnel": "yes"}) is None
        assert osm.landscape({"railway": "rail"}) == {"kind": "railway"}

    @pytest.mark.parametrize(
        ("tags", "kind"),
        [
            ({"amenity": "public_bath"}, "forbidden"),
            ({"amenity": "toilets", "access": "yes"}, "forbidden"),
            ({"leisure": "sauna"}, "forbidden"),
            ({"shop": "massage"}, "forbidden"),
            ({"tourism": "hotel"}, "forbidden"),
            ({"leisure": "garden", "access": "private"}, "private"),
            ({"leisure": "garden"}, "green"),
        ],
    )
    def test_ground_that_no_camera_may_show_is_told(self, tags, kind):
        assert osm.landscape(tags) == {"kind": kind}

    def test_care_for_the_old_is_told_from_other_care(self):
        assert osm.facility({"amenity": "social_facility", "social_facility:for": "senior"})["kind"] == "elderly_care"
        assert osm.facility({"amenity": "restaurant"}) is None


class TestIncidents:
    def test_going_backwards_in_time_are_set_aside(self, tmp_path):
        row = incident(called_at="2024-03-04 09:00", verified_at="2024-03-04 08:30")

        _, _, aside = check(write(tmp_path / "a.csv", row), "incidents")

        assert aside[0].reasons[0]["params"]["earlier"] == "called_at"
