"""Where new cameras, or turned ones, would see most."""

from itertools import combinations, product

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.analysis.cctv import shares, suggest
from geo.analysis.cctv.blindspots import blind_spots, need
from geo.analysis.cctv.choose import Question, choose
from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import views
from tests.analysis.cctv_town import CRS, cameras, houses, roads

CROSS = roads([(0, 0), (200, 0)], [(100, -100), (100, 100)])


class TestNewCameras:
    def test_go_where_most_unseen_street_is(self):
        scene = build(houses(), roads([(0, 0), (200, 0)], [(0, 500), (20, 500)]))
        present = views(cameras({"kind": "ptz", "at": (10.0, 500.0)}), scene)
        places = gpd.GeoSeries([shapely.Point(100, 1), shapely.Point(10, 501)], crs=CRS)

        advice = suggest.new(1, places, present, scene, need(scene))

        assert advice.cameras.geometry.iloc[0].x == 100
        near = 4 / np.tan(2 * np.arctan(9 / 16) + np.arctan2(4, 40))
        assert advice.gain_m == pytest.approx(np.sqrt(40**2 - 1) - np.sqrt(near**2 - 1))
        assert advice.gain_m == pytest.approx(advice.cameras["gain_m"].iloc[0])
        assert advice.choice.gap == 0

    def test_are_none_where_all_is_seen(self):
        scene = build(houses(), roads([(-9, 0), (9, 0)]))
        present = views(cameras({"kind": "ptz"}), scene)
        blind = blind_spots(shares.unseen(present, scene), scene)

        advice = suggest.new(2, suggest.sites(blind, most=9), present, scene, need(scene))

        assert advice.cameras.empty
        assert advice.gain_m == 0

    def test_see_together_what_they_say_they_gain(self):
        scene = build(houses((shapely.box(60, 4, 90, 30), 12)), CROSS)
        present = views(cameras({"at": (10.0, 1.0)}), scene)
        blind = blind_spots(shares.unseen(present, scene), scene)
        before = shares.overall(shares.by_piece(present, scene))["seen_m"]

        advice = suggest.new(3, suggest.sites(blind, most=12), present, scene, need(scene))

        added = cameras(
            {"at": (10.0, 1.0)},
            *(
                {"at": (one.geometry.x, one.geometry.y), "azimuth_deg": one.azimuth_deg, "width_px": np.nan}
                for one in advice.cameras.itertuples()
            ),
        )
        added.loc[added.index[1:], ["mount_m", "hfov_deg", "range_m"]] = np.nan
        after = shares.overall(shares.by_piece(views(added, scene), scene))["seen_m"]
        assert len(advice.cameras) == 3
        assert after - before == pytest.approx(advice.gain_m, abs=1e-3)


class TestATurn:
    def test_of_no_camera_is_no_advice(self):
        scene = build(houses(), roads([(0, 0), (60, 0)]))
        present = views(cameras({}).iloc[:0], scene)

        assert suggest.turned(1, [], present, scene, need(scene)).cameras.empty

    def test_points_a_camera_at_the_street_it_misses(self):
        scene = build(houses(), roads([(0, 0), (60, 0)]))
        present = views(cameras({"at": (20.0, 1.0), "azimuth_deg": 0.0}), scene)

        advice = suggest.turned(1, ["C0"], present, scene, need(scene))

        assert advice.cameras.index.tolist() == ["C0"]
        assert advice.cameras["azimuth_deg"].iloc[0] == 90
        turned = views(cameras({"at": (20.0, 1.0), "azimuth_deg": 90.0}), scene)
        assert advice.gain_m == pytest.approx(shares.overall(shares.by_piece(turned, scene))["seen_m"])

    def test_is_not_advised_when_it_would_lose_more(self):
        scene = build(houses(), roads([(0, 0), (60, 0)]))
        present = views(cameras({"at": (5.0, 0.5)}), scene)

        assert suggest.turned(1, ["C0"], present, scene, need(scene)).cameras.empty

    def test_of_a_turning_head_is_pointless(self):
        scene = build(houses(), roads([(0, 0), (60, 0)]))
        present = views(cameras({"kind": "ptz"}), scene)

        assert suggest.turned(1, ["C0"], present, scene, need(scene)).cameras.empty


@st.composite
def questions(draw):
    """Draw a small question, some of its groups with an option that stands already."""
    options, things = draw(st.integers(1, 8)), draw(st.integers(1, 9))
    rows = [draw(st.lists(st.booleans(), min_size=things, max_size=things)) for _ in range(options)]
    group = np.array(draw(st.lists(st.integers(0, 4), min_size=options, max_size=options)))
    group = np.unique(group, return_inverse=True)[1]
    current = np.zeros(options, np.bool_)
    for one in range(group.max() + 1):
        if draw(st.booleans()):
            current[np.flatnonzero(group == one)[0]] = True
    weights = np.array(draw(st.lists(st.integers(1, 9), min_size=things, max_size=things)), float)
    return Question(sparse.csr_matrix(np.array(rows, float)), weights, group, current, draw(st.integers(0, 3)))


def _best(question: Question) -> float:
    """Try everything."""
    covers, standing = question.covers.toarray() > 0, np.flatnonzero(question.current)
    best = 0.0
    for count in range(question.budget + 1):
        for changed in combinations(range(question.group.max() + 1), count):
            fresh = [np.flatnonzero((question.group == one) & ~question.current) for one in changed]
            kept = [one for one in standing if question.group[one] not in changed]
            for picked in product(*fresh):
                seen = covers[[*kept, *picked]].any(axis=0)
                best = max(best, float(question.weights[seen].sum()))
    return best


class TestAChoice:
    @settings(max_examples=60, deadline=None)
    @given(questions())
    def test_is_the_best_there_is_and_its_bound_says_so(self, question):
        found, best = choose(question), _best(question)

        assert found.worth == pytest.approx(best)
        assert found.bound == pytest.approx(best)

    @settings(max_examples=40, deadline=None)
    @given(questions())
    def test_keeps_to_its_budget_and_to_one_option_a_group(self, question):
        found = choose(question)

        assert (~question.current[found.options]).sum() <= question.budget
        assert len(set(question.group[found.options])) == len(found.options)

    @settings(max_examples=40, deadline=None)
    @given(questions())
    def test_without_time_for_the_solver_still_has_a_true_bound(self, question):
        assert choose(question, seconds=0.0).bound >= _best(question) - 1e-9
