"""How much street is seen, in which detail, by how many, grid by grid."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.cctv import optics, shares
from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import moved, views
from geo.analysis.sketch import landscape
from tests.analysis.cctv_town import CRS, cameras, houses, open_ground, roads, unrecorded

STREET = roads([(0, 0), (100, 0)])
MAST = {"kind": "ptz", "range_m": 10.0}


def halves() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(index=["W", "E"], geometry=[shapely.box(0, -9, 30, 9), shapely.box(30, -9, 80, 9)], crs=CRS)


def pieces(records, *solids, streets=STREET, grids=None, private=None) -> pd.DataFrame:
    scene = build(houses(*solids), streets, grids=grids, private=private)
    return shares.by_piece(views(records, scene), scene)


class TestTheShareSeen:
    def test_is_the_street_inside_the_view(self):
        found = shares.overall(pieces(cameras({**MAST, "at": (50.0, 6.0)})))

        assert found["street_m"] == pytest.approx(100)
        assert found["seen_m"] == pytest.approx(16)
        assert found["share"] == pytest.approx(0.16)

    def test_counts_what_two_cameras_see_once(self):
        found = shares.overall(pieces(cameras({**MAST, "at": (50.0, 0.0)}, {**MAST, "at": (55.0, 0.0)})))

        assert found["seen_m"] == pytest.approx(25)

    def test_without_cameras_is_nothing(self):
        found = shares.overall(pieces(cameras(MAST).iloc[:0]))

        assert found["seen_m"] == 0
        assert found["street_m"] == pytest.approx(100)

    def test_leaves_tunnels_out(self):
        assert pieces(cameras(MAST), streets=roads([(0, 0), (9, 0)], tunnel=True)).empty

    def test_leaves_private_ground_out(self):
        yard = landscape(("private", shapely.box(45, -5, 60, 5)))

        found = shares.overall(pieces(cameras({**MAST, "at": (50.0, 0.0)}), private=yard))

        assert found["street_m"] == pytest.approx(85)
        assert found["seen_m"] == pytest.approx(5)


class TestACameraMoved:
    def test_changes_what_a_whole_new_look_would_change(self):
        scene = build(houses((shapely.box(40, 1, 44, 5), 9)), STREET)
        before = cameras({**MAST, "at": (50.0, 3.0)}, {"at": (20.0, 1.0)}, {**MAST, "at": (90.0, 0.0)})
        after = before.assign(azimuth_deg=[90.0, 270.0, 90.0])
        looks = views(before, scene)

        again = moved(looks, after.loc[["C1"]], scene)

        pieces_again = shares.again(shares.by_piece(looks, scene), looks, again, scene, ["C1"])
        pd.testing.assert_frame_equal(pieces_again, shares.by_piece(views(after, scene), scene))

    def test_may_be_one_that_was_not_there(self):
        scene = build(houses(), STREET)
        looks = views(cameras({**MAST, "at": (50.0, 0.0)}), scene)
        fresh = cameras({**MAST, "at": (10.0, 0.0)}).set_axis(["new"])

        again = moved(looks, fresh, scene)

        assert again.table.index.tolist() == ["C0", "new"]
        assert shares.overall(shares.by_piece(again, scene))["seen_m"] == pytest.approx(40)


class TestOverCoverage:
    def test_begins_with_the_fourth_camera(self):
        places = [{**MAST, "at": (at, 0.0)} for at in (44.0, 46.0, 48.0, 50.0)]

        assert shares.overall(pieces(cameras(*places[:3])))["over_m"] == 0
        assert shares.overall(pieces(cameras(*places)))["over_m"] == pytest.approx(54 - 40)


class TestDetail:
    def test_follows_the_formula_within_one_per_cent(self):
        for distance, width, angle in ((5, 1280, 60), (20, 1920, 90), (50, 3840, 110)):
            expected = width / (2 * distance * np.tan(np.radians(angle) / 2))

            assert float(optics.px_per_m(distance, width, angle)) == pytest.approx(expected, rel=0.01)

    def test_of_a_class_ends_where_the_picture_thins_out(self):
        found = shares.overall(pieces(cameras({"kind": "ptz", "at": (50.0, 0.0), "range_m": 40.0})))

        assert found["dori_observe_m"] == pytest.approx(2 * 1920 / 2 / 62.5)
        assert found["iec2025_validate_m"] == pytest.approx(2 * 1920 / 2 / 500)
        assert found["dori_monitor_m"] == pytest.approx(80)

    def test_never_shows_more_street_in_a_finer_class(self):
        found = shares.overall(pieces(cameras({"kind": "ptz", "at": (50.0, 3.0)}, {"at": (10.0, 2.0)})))

        for edition, names in optics.EDITIONS.items():
            metres = [found[shares.column(f"{edition}.{name}")] for name in names]
            assert metres == sorted(metres, reverse=True)
            assert max(metres) <= found["seen_m"]

    def test_of_a_fisheye_is_spread_over_the_arc(self):
        assert float(optics.px_per_m(10, 3600, 360)) == pytest.approx(3600 / (20 * np.pi))


class TestGrids:
    def test_cut_streets_at_their_borders(self):
        found = shares.by_grid(pieces(cameras({**MAST, "at": (30.0, 0.0)}), grids=halves()))

        assert found.loc["W", ["street_m", "seen_m"]].tolist() == pytest.approx([30, 10])
        assert found.loc["E", ["street_m", "seen_m"]].tolist() == pytest.approx([50, 10])

    def test_add_up_to_the_whole_with_what_lies_outside(self):
        found = pieces(cameras({**MAST, "at": (80.0, 0.0)}), grids=halves())

        assert shares.by_grid(found).index.tolist()[-1] == ""
        totals = shares.by_grid(found).drop(columns="share").sum()
        assert totals.to_dict() == pytest.approx(shares.overall(found).drop("share").to_dict())

    def test_share_a_street_on_their_border_without_counting_it_twice(self):
        border = roads([(30, -9), (30, 9)])

        assert shares.by_grid(pieces(cameras(MAST), streets=border, grids=halves()))["street_m"].sum() == 18


class TestUnseenStretches:
    def test_and_seen_ones_make_up_the_street(self):
        scene = build(houses(), STREET)
        looks = views(cameras({**MAST, "at": (50.0, 0.0)}, {**MAST, "at": (90.0, 0.0)}), scene)

        found = shares.unseen(looks, scene)

        assert (found[["begins", "ends"]] * 100).to_numpy().round(6).tolist() == [[0, 40], [60, 80]]


class TestAssumptions:
    def test_are_counted_for_each_attribute(self):
        records = pd.concat([unrecorded(2), cameras({})])

        found = optics.assumptions(optics.completed(records))

        assert found["assumed"].to_dict() == {
            "mount_m": 2,
            "azimuth_deg": 2,
            "hfov_deg": 2,
            "tilt_deg": 3,
            "range_m": 2,
            "width_px": 2,
        }

    def test_do_not_touch_the_table_they_are_made_from(self):
        records = unrecorded()
        before = records.copy()

        optics.completed(records)

        pd.testing.assert_frame_equal(records, before)


@st.composite
def crowds(draw):
    """Draw a few cameras and houses along two streets."""
    spots = st.tuples(st.integers(0, 60).map(lambda x: x + 0.5), st.integers(-9, 9).map(lambda y: y + 0.5))
    records = [
        {"at": at, "azimuth_deg": draw(st.integers(0, 359)), "kind": draw(st.sampled_from(["bullet", "dome"]))}
        for at in draw(st.lists(spots, min_size=1, max_size=5))
    ]
    solids = [
        (shapely.box(x, y, x + 6, y + 5), draw(st.sampled_from([2.0, 3.0, 9.0])))
        for x, y in draw(st.lists(st.tuples(st.integers(0, 60), st.integers(-12, 8)), max_size=6))
    ]
    return records, solids


class TestTheUnion:
    @settings(max_examples=30, deadline=None)
    @given(crowds())
    def test_is_at_most_the_sum_and_at_least_each(self, crowd):
        records, solids = crowd
        whole = shares.overall(pieces(cameras(*records), *solids))["seen_m"]
        each = [shares.overall(pieces(cameras(one), *solids))["seen_m"] for one in records]

        assert max(each) - 1e-6 <= whole <= sum(each) + 1e-6

    @settings(max_examples=20, deadline=None)
    @given(crowds())
    def test_agrees_with_slow_looks_at_every_half_metre(self, crowd):
        records, solids = crowd
        scene = build(houses(*solids), STREET)
        looks = views(cameras(*records), scene)
        if looks.table["indoors"].any():
            return
        spots = np.arange(0.25, 100, 0.5)
        slow = sum(any(_sees(looks, n, x, solids) for n in range(len(records))) for x in spots) / 2

        assert shares.overall(shares.by_piece(looks, scene))["seen_m"] == pytest.approx(
            slow, abs=0.5 * 4 * len(records)
        )


def _sees(looks, number, x, solids) -> bool:
    camera, place = looks.table.iloc[number], looks.places[number]
    east, north = x - place[0], -place[1]
    turned = (np.degrees(np.arctan2(east, north)) - camera["azimuth_deg"] + 180) % 360 - 180
    if not camera["all_round"] and abs(turned) > camera["hfov_deg"] / 2:
        return False
    if not camera["near_m"] <= np.hypot(east, north) <= camera["far_m"]:
        return False
    return open_ground((x, 0.0), tuple(place), camera["mount_m"], solids)
