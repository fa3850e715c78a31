"""What a camera sees of the ground past buildings."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import Views, views
from geo.analysis.sketch import landscape
from tests.analysis.cctv_town import cameras, houses, open_ground, roads, unrecorded

ROAD = roads([(5, 0), (39, 0)])
AROUND = {"kind": "ptz"}
UPRIGHT = 2 * np.arctan(9 / 16)
"""Upright angle of view of a 90° lens, radians."""


def look(records, *solids, streets=ROAD, case="usual") -> Views:
    return views(records, build(houses(*solids), streets), case=case)


def view(records, *solids) -> shapely.Geometry:
    return look(records, *solids).table.geometry.iloc[0]


def seen_m(found: Views, street=ROAD) -> float:
    lengths = found.stretches["ends"] - found.stretches["begins"]
    return float((lengths * street.length.to_numpy()[found.stretches["piece"]]).sum())


class TestACamera:
    def test_sees_a_quarter_of_its_circle_in_the_open(self):
        found = look(cameras({})).table

        assert found["near_m"].iloc[0] == pytest.approx(4 / np.tan(UPRIGHT + np.arctan2(4, 40)))
        assert found.area.iloc[0] == pytest.approx(np.pi * (40**2 - found["near_m"].iloc[0] ** 2) / 4, rel=1e-3)

    def test_looks_where_it_points(self):
        for azimuth, target in ((0, (0, 20)), (90, (20, 0)), (180, (0, -20)), (270, (-20, 0))):
            assert view(cameras({"azimuth_deg": azimuth})).contains(shapely.Point(target))

    def test_sees_nothing_behind_a_twenty_metre_wall_ten_metres_in_front(self):
        shown = view(cameras({"hfov_deg": 60.0}), (shapely.box(10, -100, 10.3, 100), 20))

        assert shown.bounds[2] == pytest.approx(10)

    def test_sees_over_a_three_metre_shed_from_a_ten_metre_mast_from_the_right_distance_on(self):
        shed = shapely.box(10, -50, 14, 50)
        found = look(cameras({**AROUND, "mount_m": 10.0}), (shed, 3))
        far_end = 14 * 10 / (10 - 3)

        shown = found.table.geometry.iloc[0]
        assert shown.contains(shapely.Point(far_end + 0.01, 0))
        assert not shown.intersects(shapely.LineString([(10.01, 0), (far_end - 0.01, 0)]))
        assert shown.contains(shapely.LineString([(1, 0), (9.99, 0)]))
        assert seen_m(found) == pytest.approx((10 - 5) + (39 - far_end))

    def test_does_not_see_over_a_shed_as_high_as_itself(self):
        assert view(cameras(AROUND), (shapely.box(10, -300, 11, 300), 4)).bounds[2] == pytest.approx(10)

    def test_is_blind_below_the_lower_edge_of_its_picture(self):
        near = 4 / np.tan(np.radians(30) + UPRIGHT / 2)

        shown = view(cameras({"tilt_deg": 30.0}))

        assert shown.distance(shapely.Point(0, 0)) == pytest.approx(near, rel=1e-3)

    def test_sees_only_up_to_the_upper_edge_of_its_picture(self):
        far = 4 / np.tan(np.radians(50) - UPRIGHT / 2)

        assert look(cameras({"tilt_deg": 50.0})).table["far_m"].iloc[0] == pytest.approx(far)

    def test_on_a_turning_head_is_an_envelope_all_round(self):
        assert view(cameras(AROUND)).area == pytest.approx(np.pi * 40**2, rel=1e-3)

    def test_with_zero_range_sees_nothing(self):
        assert view(cameras({"range_m": 0.0})).is_empty

    def test_with_a_tiny_angle_still_sees_the_street_it_points_at(self):
        street = roads([(5, 0), (60, 0)])
        found = look(cameras({"hfov_deg": 0.01}), streets=street)

        assert 0 < seen_m(found, street) == pytest.approx(40 - found.table["near_m"].iloc[0])
        assert found.table.geometry.iloc[0].is_valid


class TestACameraAtAWall:
    HOUSE = (shapely.box(-10, -10, 0, 10), 12)

    def test_that_touches_it_looks_away_from_it(self):
        shown = view(cameras(AROUND), self.HOUSE)

        assert shown.area == pytest.approx(np.pi * 40**2 / 2, rel=0.02)
        assert not shown.intersects(shapely.box(-10, -10, -0.01, 10))

    def test_mapped_a_little_inside_hangs_on_the_outside(self):
        assert view(cameras({"at": (-2.0, 0.0)}), self.HOUSE).contains(shapely.Point(20, 0))

    def test_mapped_deep_inside_is_an_indoor_camera(self):
        found = look(cameras({"at": (-5.0, 0.0)}), self.HOUSE)

        assert found.table["indoors"].iloc[0]
        assert found.table.geometry.iloc[0].is_empty

    def test_in_the_corner_of_two_houses_sees_the_open_quarter(self):
        shown = view(cameras(AROUND), self.HOUSE, (shapely.box(0, -20, 20, 0), 12))

        assert not shown.intersects(shapely.box(-10, -9, -0.01, 9))
        assert shown.contains(shapely.Point(20, 20))
        assert not shown.contains(shapely.Point(20, -21))

    def test_on_the_roof_sees_the_ground_beyond_the_eaves_shadow(self):
        shown = view(cameras({**AROUND, "at": (-5.0, 0.0), "mount_m": 24.0}), self.HOUSE)

        assert shown.bounds[0] == pytest.approx(-5 - 40, abs=0.1)
        assert not shown.intersects(shapely.LineString([(0, 0), (4.9, 0)]))
        assert shown.contains(shapely.Point(-5 + 5 * 24 / (24 - 12) + 0.1, 0))

    def test_sees_along_a_wall_it_stands_in_line_with(self):
        row = [(shapely.box(x, 0, x + 5, 8), 12) for x in (5, 10, 15)]

        shown = view(cameras(AROUND), *row)

        assert shown.contains(shapely.Point(25, -0.01))
        assert not shown.contains(shapely.Point(12, 0.5))

    def test_does_not_look_through_the_seam_of_two_houses(self):
        shown = view(cameras(AROUND), (shapely.box(5, 0, 9, 8), 12), (shapely.box(5, -8, 9, 0), 12))

        assert not shown.intersects(shapely.box(9.01, -0.5, 30, 0.5))

    def test_does_not_look_into_a_courtyard(self):
        court = shapely.box(10, -10, 30, 10).difference(shapely.box(14, -6, 26, 6))

        assert not view(cameras(AROUND), (court, 12)).intersects(shapely.box(14, -6, 26, 6))


class TestARecordThatIsSilent:
    def test_names_every_attribute_it_assumed(self):
        found = look(unrecorded()).table["assumed"].iloc[0]

        assert found == ("mount_m", "azimuth_deg", "hfov_deg", "tilt_deg", "range_m", "width_px")

    def test_is_pointed_the_way_that_is_in_the_middle_of_eight(self):
        place, case = {"at": (20.0, 10.0), "hfov_deg": 40.0}, {"usual": 4, "worst": 0}
        turns = [seen_m(look(cameras({**place, "azimuth_deg": turn}))) for turn in np.arange(8) * 45.0]
        silent = cameras({**place, "azimuth_deg": np.nan})

        assert len(set(turns)) > 2
        for name, rank in case.items():
            assert seen_m(look(silent, case=name)) == pytest.approx(sorted(turns)[rank])

    def test_sees_between_its_worst_and_its_best_case(self):
        wall = (shapely.box(25, -5, 26, 5), 5)
        worst, usual, best = (
            seen_m(look(unrecorded(at=(20.0, 10.0)), wall, case=case)) for case in ("worst", "usual", "best")
        )

        assert worst <= usual <= best
        assert best > 0


@st.composite
def towns(draw):
    """Draw a camera and some houses around it: turned, overlapping, with courts, lower and higher than it."""
    solids = []
    for _ in range(draw(st.integers(0, 12))):
        x, y = draw(st.integers(-30, 30)), draw(st.integers(-30, 30))
        wide, deep = draw(st.integers(2, 14)), draw(st.integers(2, 14))
        shape = shapely.box(x, y, x + wide, y + deep)
        if draw(st.booleans()):
            shape = shape.difference(shapely.box(x + wide / 3, y + deep / 3, x + wide, y + deep / 2))
        turn = _turn(draw(st.sampled_from([0.0, 0.4, 1.0])))
        solids.append(
            (
                shapely.transform(shape, lambda points, turn=turn: points @ turn),
                draw(st.sampled_from([1.0, 2.5, 4.0, 9.0])),
            )
        )
    record = {
        "at": (draw(st.integers(-20, 20)) + 0.5, draw(st.integers(-20, 20)) + 0.25),
        "azimuth_deg": draw(st.integers(0, 359)),
        "hfov_deg": draw(st.sampled_from([20.0, 90.0, 200.0, 360.0])),
        "tilt_deg": draw(st.sampled_from([5.0, 25.0, np.nan])),
    }
    return cameras(record), solids


def _turn(angle):
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


class TestAnyView:
    @settings(max_examples=60, deadline=None)
    @given(towns(), st.integers(0, 2**32 - 1))
    def test_agrees_with_a_slow_look_along_dense_rays(self, town, seed):
        records, solids = town
        found = look(records, *solids)
        shown = found.table.geometry.iloc[0]
        draw = np.random.default_rng(seed)
        far, near = found.table["far_m"].iloc[0], found.table["near_m"].iloc[0]
        if found.table["indoors"].iloc[0] or far <= near:
            assert shown.is_empty
            return
        half = 180.0 if found.table["all_round"].iloc[0] else found.table["hfov_deg"].iloc[0] / 2
        place = found.places[0]
        for _ in range(40):
            off = draw.uniform(-half, half)
            azimuth = np.radians(found.table["azimuth_deg"].fillna(0).iloc[0] + off)
            distance = draw.uniform(near, far)
            target = (place[0] + distance * np.sin(azimuth), place[1] + distance * np.cos(azimuth))
            if shown.boundary.distance(shapely.Point(target)) > 0.05:
                open_there = open_ground(target, tuple(place), found.table["mount_m"].iloc[0], solids)
                assert shown.contains(shapely.Point(target)) == open_there

    @settings(max_examples=60, deadline=None)
    @given(towns())
    def test_is_valid_and_sees_of_a_street_what_lies_in_its_outline(self, town):
        records, solids = town
        streets = roads([(-40, 3), (40, 5)], [(2, -40), (-7, 40)], [(-30, -30), (30, 28)])

        found = look(records, *solids, streets=streets)

        shown = found.table.geometry.iloc[0]
        assert shown.is_valid
        inside = streets.intersection(shown).length.sum()
        assert seen_m(found, streets) == pytest.approx(inside, abs=0.1)

    @settings(max_examples=60, deadline=None)
    @given(towns())
    def test_never_grows_when_a_building_is_added(self, town):
        records, solids = town
        if not solids or look(records, *solids).table["indoors"].iloc[0]:
            return
        streets = roads([(-40, 3), (40, 5)], [(2, -40), (-7, 40)])
        before, after = (look(records, *these, streets=streets) for these in (solids[:-1], solids))
        if (before.places == after.places).all() and solids[-1][0].distance(shapely.Point(*after.places[0])) > 0:
            margin = before.table.geometry.iloc[0].buffer(0.02)
            assert after.table.geometry.iloc[0].difference(margin).is_empty
            assert seen_m(after, streets) <= seen_m(before, streets) + 1e-6

    @settings(max_examples=40, deadline=None)
    @given(towns(), st.floats(-35, 35), st.floats(-35, 35), st.floats(2, 25))
    def test_never_shows_private_ground_and_nothing_else_changes(self, town, east, north, size):
        records, solids = town
        streets = roads([(-40, 3), (40, 5)], [(2, -40), (-7, 40)])
        yard = shapely.box(east, north, east + size, north + size)
        open_, masked = (
            views(records, build(houses(*solids), streets, private=private))
            for private in (None, landscape(("forbidden", yard)))
        )
        before, after = (one.table.geometry.iloc[0] for one in (open_, masked))

        assert after.intersection(yard).area == pytest.approx(0, abs=1e-6)
        assert after.symmetric_difference(before.difference(yard)).area == pytest.approx(0, abs=1e-6)
        assert masked.grounds["area_m2"].sum() == pytest.approx(before.intersection(yard).area, abs=0.01)
