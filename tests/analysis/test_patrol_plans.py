"""Planned routes: how well they were kept, and rounds suggested that are never worse than the old."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analysis.patrol import adherence, musts, planner, revisits
from geo.analysis.patrol.old_rounds import old_rounds
from geo.analysis.patrol.rounds import Rounder
from geo.analysis.patrol.stretches import metres, union
from geo.analysis.patrol.tour import Stops, best_round
from tests.analysis.patrol_truth import BEGIN, METRIC, laid_out, random_walk, street_table, town

ZONE = "Asia/Shanghai"
CROSS = street_table(
    [
        shapely.LineString([(0, 0), (500, 0)]),
        shapely.LineString([(500, 0), (1_000, 0)]),
        shapely.LineString([(500, 0), (500, 400)]),
    ]
)


def routes(*shapes, starts="08:00"):
    return gpd.GeoDataFrame(
        {"name": "r", "kind": "route", "team": "official", "unit": None, "node": None, "starts": starts, "ends": None},
        index=pd.Index([f"r{n}" for n in range(len(shapes))]),
        geometry=list(shapes),
        crs=METRIC,
    )


def walked(*stretches, track="a", minutes=0.0):
    rows = [(track, street, float(low), float(high)) for street, low, high in stretches]
    at = BEGIN + pd.Timedelta(minutes=minutes)
    return pd.DataFrame(rows, columns=["track", "street", "from_m", "to_m"]).assign(
        entered_at=at, left_at=at + pd.Timedelta(minutes=5)
    )


class TestAPlannedRoute:
    plan_line = shapely.LineString([(0, 3), (1_000, 3)])

    def tracks(self, minutes=0):
        return pd.DataFrame({"route": ["r0"], "started_at": [BEGIN + pd.Timedelta(minutes=minutes)]}, index=["a"])

    def compared(self, visits, minutes=0):
        _, ground = laid_out(CROSS)
        planned = routes(self.plan_line)
        plan = adherence.planned(planned, CROSS, ground)
        return adherence.by_track(self.tracks(minutes), planned, plan, visits, zone=ZONE).loc["a"]

    def test_is_a_line_followed_along_streets(self):
        _, ground = laid_out(CROSS)
        plan = adherence.planned(routes(self.plan_line), CROSS, ground)

        assert metres(plan) == pytest.approx(1_000, abs=10)
        assert set(plan["street"]) == {"s0", "s1"}

    def test_walked_in_half_is_kept_by_half(self):
        row = self.compared(walked(("s0", 0, 500)))

        assert row["share"] == pytest.approx(0.5, abs=0.01)
        assert row["off_route_m"] == pytest.approx(0, abs=6)

    def test_counts_what_was_walked_beside_it(self):
        row = self.compared(walked(("s0", 0, 500), ("s1", 0, 500), ("s2", 0, 300)))

        assert row["share"] == pytest.approx(1, abs=0.01)
        assert row["off_route_m"] == pytest.approx(300, abs=10)

    @pytest.mark.parametrize(("minutes", "late"), [(12, 12), (-5, -5)])
    def test_begun_late_says_how_late(self, minutes, late):
        assert self.compared(walked(("s0", 0, 500)), minutes)["late_min"] == late

    def test_may_be_an_area_and_then_asks_for_every_street_inside(self):
        _, ground = laid_out(CROSS)
        beat = routes(shapely.box(250, -50, 600, 200))
        plan = adherence.planned(beat, CROSS, ground)

        assert plan.set_index("street")[["from_m", "to_m"]].to_numpy().tolist() == [[250, 500], [0, 100], [0, 200]]


def out(begins, *codes):
    """Give shifts of three hours."""
    ends = [begin + pd.Timedelta(hours=3) for begin in begins]
    return pd.DataFrame({"started_at": begins, "ended_at": ends}, index=list(codes))


class TestAMustVisitPoint:
    def reached(self, visits, opens="08:00", closes="09:00"):
        points = gpd.GeoDataFrame(
            {"opens": [opens], "closes": [closes]}, index=["school"], geometry=[shapely.Point(700, 20)], crs=METRIC
        )
        tracks = out([BEGIN], "a")
        return musts.reached(points, tracks, visits, CROSS, zone=ZONE).iloc[0]

    def test_is_reached_when_its_place_on_the_street_is_walked(self):
        assert self.reached(walked(("s1", 150, 300), minutes=10))["in_window"]
        assert not self.reached(walked(("s1", 250, 300), minutes=10))["in_window"]

    def test_reached_after_its_window_is_late(self):
        row = self.reached(walked(("s1", 0, 500), minutes=75))

        assert (row["in_window"], row["late_min"]) == (False, 15)

    def test_passed_before_its_window_is_not_reached(self):
        assert pd.isna(self.reached(walked(("s1", 0, 500), minutes=10), opens="10:00", closes="11:00")["reached_at"])

    def test_without_a_window_may_be_passed_all_day(self):
        assert self.reached(walked(("s1", 0, 500), minutes=600), opens=None, closes=None)["in_window"]

    def test_may_have_a_window_over_midnight(self):
        night = self.reached(walked(("s1", 0, 500), minutes=16 * 60 + 20), opens="23:30", closes="00:30")

        assert (night["in_window"], night["late_min"]) == (True, 0)

    def test_counts_days_on_which_one_shift_was_in_time(self):
        points = gpd.GeoDataFrame(
            {"opens": ["08:00"], "closes": ["09:00"]}, index=["school"], geometry=[shapely.Point(700, 20)], crs=METRIC
        )
        days = [BEGIN, BEGIN, BEGIN + pd.Timedelta(days=1)]
        tracks = out(days, "a", "b", "c")
        visits = pd.concat(
            [walked(("s1", 0, 500), track="a", minutes=75), walked(("s1", 0, 500), track="b", minutes=9)]
        )

        found = musts.by_point(
            musts.reached(points, tracks, visits, CROSS, zone=ZONE), tracks, points.index, zone=ZONE
        ).loc["school"]

        assert found[["days", "reached", "in_window"]].tolist() == [2, 1, 1]

    def test_belongs_to_the_routes_that_pass_it(self):
        _, ground = laid_out(CROSS)
        points = gpd.GeoDataFrame(
            {"opens": [None, None, "20:00"], "closes": [None, None, "21:00"]},
            index=["on", "off", "tonight"], crs=METRIC,
            geometry=[shapely.Point(700, 20), shapely.Point(510, 300), shapely.Point(720, 20)],
        )  # fmt: skip
        tracks = out([BEGIN], "a").assign(route="r0")
        plan = adherence.planned(routes(shapely.LineString([(0, 3), (1_000, 3)])), CROSS, ground)
        found = musts.reached(points, tracks, walked(("s1", 150, 300)), CROSS, zone=ZONE)

        kept = musts.on_plan(found, tracks, musts.on_streets(points, CROSS), plan)

        assert kept.loc["a"].tolist() == [1, 1]

    def test_is_not_reached_by_another_shift(self):
        assert not self.reached(walked(("s1", 0, 500), track="b", minutes=10))["in_window"]


class TestARound:
    def test_takes_the_most_needed_that_fits(self):
        seconds = np.array([[0, 10, 10, 50], [10, 0, 10, 50], [10, 10, 0, 50], [50, 50, 50, 0]], np.int64)
        stops = Stops(seconds, np.array([0.0, 1.0, 1.0, 50.0]), np.array([-1, 0, 1, 2]))

        assert best_round(stops, limit_s=100, search_s=0.2) == [3]
        assert sorted(best_round(stops, limit_s=99, search_s=0.2)) == [1, 2]

    def test_never_leaves_out_what_must_be_seen_if_it_fits(self):
        seconds = np.array([[0, 10, 45], [10, 0, 50], [45, 50, 0]], np.int64)
        stops = Stops(seconds, np.array([0.0, 9.0, np.inf]), np.array([-1, 0, 1]))

        assert best_round(stops, limit_s=90, search_s=0.2) == [2]


class TestASuggestedPlan:
    streets = town(12, 12, seed=5)

    def suggested(self, shift, **more):
        _, ground = laid_out(self.streets)
        return ground, planner.suggest(ground, ground.graph[2].copy(), shift, crs=METRIC, search_s=0.3, **more)

    @pytest.mark.parametrize("minutes", [5, 20, 45])
    def test_is_never_longer_than_the_shift_and_begins_and_ends_at_the_depot(self, minutes):
        depot = shapely.Point(500, 500)
        _, plan = self.suggested(planner.Shift(2, minutes, depot))

        assert (plan.rounds["minutes"] <= minutes).all()
        assert (plan.rounds.geometry.length / 60 <= minutes + 1e-6).all()
        for line in plan.rounds.geometry[~plan.rounds.is_empty]:
            assert line.coords[0] == line.coords[-1]

    @pytest.mark.parametrize("seed", range(4))
    def test_covers_no_less_than_the_old_routes_in_the_same_hours(self, seed):
        network, _ = laid_out(self.streets)
        rng = np.random.default_rng(seed)
        old = gpd.GeoSeries([random_walk(network, metres=1_500, rng=rng).line for _ in range(4)], crs=METRIC)
        _, plan = self.suggested(planner.Shift(2, 40, shapely.Point(500, 500)), old=old)

        assert metres(union(plan.stretches)) == pytest.approx(plan.covered_m)
        assert plan.covered_m >= plan.old_m > 1_500
        assert plan.need >= plan.old_need
        assert not plan.kept_old

    def test_leaves_the_old_routes_where_nothing_better_is_found(self):
        ring = shapely.Point(0, 0).buffer(160, quad_segs=25).exterior
        corners = list(ring.coords)
        streets = street_table([shapely.LineString(pair) for pair in itertools.pairwise(corners)])
        _, ground = laid_out(streets)
        shift = planner.Shift(1, 20, shapely.Point(corners[0]))
        old = gpd.GeoSeries([shapely.LineString(corners)], crs=METRIC)
        plan = planner.suggest(ground, ground.graph[2].copy(), shift, crs=METRIC, old=old, search_s=0)

        assert plan.kept_old
        assert plan.covered_m == plan.old_m == pytest.approx(ring.length, rel=0.02)
        assert 16 < plan.rounds["minutes"].iloc[0] <= 20

    def test_walks_old_routes_from_the_depot_and_back_within_the_shift(self):
        network, ground = laid_out(self.streets)
        rng = np.random.default_rng(3)
        lines = gpd.GeoSeries([random_walk(network, metres=900, rng=rng).line for _ in range(5)], crs=METRIC)
        rounder = Rounder.start(ground, ground.edge_lines(), shapely.Point(500, 500), 1.0, 2_400)

        for one in old_rounds(rounder, lines, 2):
            assert one.seconds <= 2_400
            assert one.line.length <= one.seconds + 1
            assert one.line.coords[0] == one.line.coords[-1]

    def test_passes_the_points_that_must_be_seen(self):
        points = gpd.GeoSeries(
            [shapely.Point(120, 130), shapely.Point(880, 900), shapely.Point(90_000, 0)],
            index=["a", "b", "far"],
            crs=METRIC,
        )
        _, plan = self.suggested(planner.Shift(1, 60, shapely.Point(500, 500)), must_see=points[["a", "b"]])

        assert plan.rounds["must_seen"].iloc[0] == ["a", "b"]
        assert plan.missed == ()
        assert all(plan.rounds.geometry.iloc[0].distance(point) < 80 for point in points[["a", "b"]])

    def test_says_which_points_fit_into_nobodys_shift(self):
        points = gpd.GeoSeries([shapely.Point(1_000, 1_000)], index=["far"], crs=METRIC)
        _, plan = self.suggested(planner.Shift(1, 8, shapely.Point(0, 0)), must_see=points)

        assert plan.missed == ("far",)

    def test_goes_where_the_need_is(self):
        _, ground = laid_out(self.streets)
        east = ground.node_places()[ground.graph[0]][:, 0] > 600
        need = ground.graph[2] * np.where(east, 1.0, 0.0)
        plan = planner.suggest(ground, need, planner.Shift(1, 30, shapely.Point(500, 500)), crs=METRIC, search_s=0.3)

        assert plan.need >= 0.7 * plan.covered_m

    def test_gives_two_units_different_streets(self):
        _, plan = self.suggested(planner.Shift(2, 30, shapely.Point(500, 500)))
        one, two = (union(of) for _, of in plan.stretches.groupby("unit"))

        assert plan.covered_m >= 0.9 * (metres(one) + metres(two))


class TestTheNeedOfAnEdge:
    def test_grows_with_days_and_incidents(self):
        _, ground = laid_out(CROSS)
        pieces = pd.DataFrame({"street": CROSS.index, "area": "w", "from_m": 0.0, "to_m": [500.0, 500.0, 400.0]})
        visits = walked(("s0", 0, 500), ("s1", 0, 250)).assign(area="w")
        _, last = revisits.replay(pieces, visits)
        incidents = pd.Series(np.where(ground.streets[ground.street] == "s2", 1, 0))
        need = planner.edge_need(ground, last, as_of=BEGIN + pd.Timedelta(days=15), incidents=incidents)

        by_street = pd.Series(need, index=ground.streets[ground.street]).to_dict()
        assert by_street == pytest.approx({"s0": 250, "s1": 375, "s2": 800}, rel=1e-6)
