"""Blind spots, looks into private places, and the register of the law."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analysis.cctv import blindspots, grounds, privacy, register, shares
from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import views
from geo.analysis.sketch import landscape
from tests.analysis.cctv_town import CRS, cameras, houses, roads

MAST = {"kind": "ptz", "range_m": 10.0}

FULL = {
    "purpose": "road safety",
    "sign": True,
    "angle_reviewed_on": date(2026, 1, 1),
    "storage_days": 30,
    "owner_unit": "station",
}
TODAY = date(2026, 6, 1)


def happened(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.Point(place) for place in places], crs=CRS)


def blind(records, streets, incidents=None, grids=None) -> gpd.GeoDataFrame:
    scene = build(houses(), streets, grids=grids)
    unseen = shares.unseen(views(records, scene), scene)
    return blindspots.blind_spots(unseen, scene, incidents)


class TestBlindSpots:
    def test_run_round_the_bends_of_a_street_and_end_at_the_view(self):
        street = roads([(0, 0), (50, 0), (50, 50)])

        found = blind(cameras({**MAST, "at": (50.0, 50.0)}), street)

        assert found["length_m"].tolist() == pytest.approx([90])
        assert len(found.geometry.iloc[0].coords) == 3

    def test_are_two_when_a_camera_sees_the_middle(self):
        found = blind(cameras({**MAST, "at": (50.0, 0.0)}), roads([(0, 0), (100, 0)]))

        assert found["length_m"].tolist() == pytest.approx([40, 40])

    def test_stay_apart_where_two_streets_meet(self):
        found = blind(cameras({**MAST, "at": (0.0, 90.0)}), roads([(0, 0), (30, 0)], [(30, 0), (50, 0)]))

        assert sorted(found["street"]) == ["S0", "S1"]

    def test_are_cut_at_the_border_of_a_grid(self):
        grids = gpd.GeoDataFrame(index=["W"], geometry=[shapely.box(0, -9, 30, 9)], crs=CRS)

        found = blind(cameras({**MAST, "at": (0.0, 90.0)}), roads([(0, 0), (100, 0)]), grids=grids)

        assert dict(zip(found["grid"].fillna("-"), found["length_m"].round(6), strict=True)) == {"W": 30, "-": 70}

    def test_come_first_where_more_happens(self):
        streets = roads([(0, 0), (60, 0)], [(0, 200), (50, 200)])

        found = blind(cameras({**MAST, "at": (0.0, 90.0)}), streets, happened((10, 205), (20, 190), (0, 500)))

        assert found["street"].tolist() == ["S1", "S0"]
        assert found["incidents"].tolist() == [2, 0]

    def test_come_first_on_main_streets(self):
        streets = roads([(0, 0), (60, 0)], [(0, 200), (60, 200)]).assign(street_class=["path", "primary"])

        assert blind(cameras({**MAST, "at": (0.0, 90.0)}), streets)["street_class"].tolist() == ["primary", "path"]

    def test_of_a_town_all_seen_are_none(self):
        assert blind(cameras({**MAST, "at": (0.0, 0.0)}), roads([(-9, 0), (9, 0)])).empty


class TestALookAtAWall:
    def looks(self, use, **record):
        scene = build(houses((shapely.box(10, -5, 15, 5), 12), use=use), roads([(0, 0), (5, 0)]))
        return privacy.entered(views(cameras({"kind": "ptz", **record}), scene), scene)

    def test_of_a_forbidden_place_is_listed_in_whatever_detail(self):
        found = self.looks("dormitory", width_px=300.0)

        assert found[["camera", "place", "kind"]].to_numpy().tolist() == [["C0", "H0", "forbidden"]]
        assert found["distance_m"].iloc[0] == pytest.approx(10)
        assert found["wall_m"].iloc[0] == pytest.approx(10)
        assert found["px_per_m"].iloc[0] == pytest.approx(300 / 2 / 10)
        assert found["area_m2"].iloc[0] == pytest.approx(50)

    def test_of_a_home_is_listed_when_faces_could_be_recognised(self):
        assert self.looks("apartments", width_px=1280.0).empty
        assert self.looks("apartments", width_px=3840.0)["kind"].tolist() == ["home"]

    def test_of_an_office_is_nobodys_secret(self):
        assert self.looks("office").empty

    def test_does_not_happen_behind_another_wall(self):
        solids = houses((shapely.box(10, -5, 15, 5), 12), (shapely.box(5, -30, 6, 30), 12))
        scene = build(solids.assign(use=["dormitory", "office"]), roads([(0, 0), (5, 0)]))

        assert privacy.entered(views(cameras({"kind": "ptz"}), scene), scene).empty

    def test_counts_only_what_other_walls_leave_of_the_place(self):
        solids = houses((shapely.box(10, -5, 20, 5), 12), (shapely.box(5, 0, 6, 30), 12))
        scene = build(solids.assign(use=["dormitory", "office"]), roads([(0, 0), (5, 0)]))

        found = privacy.entered(views(cameras({"kind": "ptz"}), scene), scene)

        assert found["place"].tolist() == ["H0"]
        assert found["area_m2"].iloc[0] == pytest.approx(50)


class TestPrivateGround:
    def scene(self, *grounds, solids=()):
        return build(
            houses(*solids, use="office"), roads([(0, 0), (5, 0)]), private=landscape(*grounds) if grounds else None
        )

    def entered(self, scene):
        return privacy.entered(views(cameras({"kind": "ptz"}), scene), scene)

    def test_is_cut_out_of_every_view(self):
        square = shapely.box(10, -5, 20, 5)
        whole, cut = self.scene(), self.scene(("private", square))
        before, after = (views(cameras({"kind": "ptz"}), one).table for one in (whole, cut))

        assert after["area_m2"].iloc[0] == pytest.approx(before["area_m2"].iloc[0] - 100)
        assert not after.geometry.iloc[0].intersects(shapely.box(11, -4, 19, 4))

    def test_is_listed_with_the_square_metres_that_the_cone_enters(self):
        found = self.entered(
            self.scene(("forbidden", shapely.box(30, -5, 50, 5)), ("private", shapely.box(-20, 10, -10, 20)))
        )

        assert found[["place", "kind"]].to_numpy().tolist() == [["1", "forbidden"], ["2", "private"]]
        assert found["area_m2"].tolist() == pytest.approx([100, 100], rel=0.02)  # the range ends at 40 m
        assert found["distance_m"].iloc[0] == pytest.approx(30)
        assert found["name"].tolist() == ["1", "2"]

    def test_of_water_or_green_is_public(self):
        assert self.entered(
            self.scene(("water", shapely.box(10, -5, 20, 5)), ("green", shapely.box(10, 5, 20, 9)))
        ).empty

    def test_known_as_a_point_makes_its_building_forbidden(self):
        solids = ((shapely.box(10, -5, 15, 5), 12), (shapely.box(-15, -5, -10, 5), 12))
        found = self.entered(self.scene(("forbidden", shapely.Point(12, 0)), solids=solids))

        assert found[["place", "name", "kind"]].to_numpy().tolist() == [["H0", "1", "forbidden"]]

    def test_known_as_a_point_makes_no_railway_station_forbidden(self):
        solids = ((shapely.box(10, -50, 45, 50), 12),)

        assert self.entered(self.scene(("forbidden", shapely.Point(30, 0)), solids=solids)).empty

    def test_known_as_a_point_outside_is_a_small_circle(self):
        found = self.entered(self.scene(("forbidden", shapely.Point(12, 0))))

        assert found["area_m2"].tolist() == pytest.approx([np.pi * 9], rel=0.05)

    def test_around_a_building_makes_that_forbidden_too(self):
        solids = ((shapely.box(12, -3, 18, 3), 12),)
        found = self.entered(self.scene(("forbidden", shapely.box(10, -5, 20, 5)), solids=solids))

        assert set(found["place"]) == {"H0", "1"}

    @pytest.mark.parametrize(
        ("use", "kind"),
        [
            ("dormitory", "forbidden"), ("Public_Bath", "forbidden"), ("学生宿舍", "forbidden"),
            ("apartments", "home"), ("高层住宅", "home"), ("office", ""), ("办公", ""), (None, ""),
        ],
    )  # fmt: skip
    def test_of_a_building_follows_from_its_use(self, use, kind):
        assert grounds.kind_of(use) == kind


class TestTheRegister:
    def states(self, **changes) -> pd.Series:
        record = pd.DataFrame([{**FULL, **changes}], index=["C0"])
        return register.states(record, today=TODAY).iloc[0]

    def test_is_met_by_a_full_record(self):
        assert set(self.states()) == {"met"}
        record = pd.DataFrame([FULL], index=["C0"])
        assert register.unmet(register.states(record, today=TODAY)).empty

    @pytest.mark.parametrize(
        ("column", "value", "duty", "state"),
        [
            ("purpose", " ", "purpose", "missing"),
            ("purpose", None, "purpose", "missing"),
            ("sign", None, "sign", "missing"),
            ("sign", False, "sign", "absent"),
            ("angle_reviewed_on", None, "review", "missing"),
            ("angle_reviewed_on", date(2025, 5, 31), "review", "overdue"),
            ("angle_reviewed_on", date(2025, 6, 1), "review", "met"),
            ("storage_days", np.nan, "storage", "missing"),
            ("storage_days", 29, "storage", "short"),
            ("owner_unit", None, "owner", "missing"),
        ],
    )
    def test_says_what_is_wrong(self, column, value, duty, state):
        assert self.states(**{column: value})[duty] == state

    def test_counts_cameras_by_duty_and_state(self):
        records = pd.DataFrame([FULL, {**FULL, "sign": False}, {**FULL, "storage_days": 7}])

        found = register.counts(register.states(records, today=TODAY))

        assert found.loc["sign", ["met", "absent"]].tolist() == [2, 1]
        assert found.loc["storage", ["met", "short"]].tolist() == [2, 1]
        assert (found.sum(axis=1) == 3).all()
