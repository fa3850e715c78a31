"""Service circles: where the streets end, and why one door is in or out."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import circles, network, sketch, walking
from geo.analysis.why import why


def walk(streets, source, *, minutes=15, pace=0.8, landscape=None, **options):
    net = network.build(streets)
    spots = network.Doorways(net, landscape).snap(sketch.facilities(*source))
    return circles.streets_reached(net, spots, minutes=minutes, metres_per_second=pace, **options)


def explain(streets, source, door, *, landscape=None, minutes=15, pace=1.0):
    doors = network.Doorways(network.build(streets), landscape)
    return why(
        doors, doors.snap(sketch.facilities(*source)), doors.snap(sketch.facilities(door)),
        minutes=minutes, metres_per_second=pace,
    )  # fmt: skip


class TestAWalkingCircle:
    def test_ends_on_the_street_where_time_runs_out(self):
        circle = walk(sketch.straight_road(metres=2_000), [(0, 0)])
        assert circle.total_bounds[2] == pytest.approx(720)
        assert circle["metres"].tolist() == pytest.approx([720])

    def test_reaches_both_ways_and_pays_the_leg_first(self):
        circle = walk(sketch.straight_road(metres=2_000), [(1000, 120)])
        assert circle.total_bounds[[0, 2]].tolist() == pytest.approx([400, 1600])

    def test_stops_at_a_river_without_a_bridge(self):
        assert walk(sketch.river_town(), [(500, 0)]).total_bounds[3] == 0

    def test_opens_with_one_more_bridge(self):
        circle = walk(sketch.river_town(bridges=[600]), [(500, 0)])
        north = shapely.intersection(circle.geometry.iloc[0], shapely.box(0, 99, 1000, 101))
        # 720 m - 100 m to the bridge - 100 m over it leave 520 m on the north bank, cut by its end on the right
        assert north.bounds[0] == pytest.approx(80)
        assert north.bounds[2] == pytest.approx(1000)

    def test_is_whole_when_reached_from_both_ends(self):
        ring = sketch.streets([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
        assert walk(ring, [(50, 0)], minutes=5, pace=1.0)["metres"].tolist() == pytest.approx([400])
        assert walk(ring, [(50, 0)], minutes=2.5, pace=1.0)["metres"].tolist() == pytest.approx([300])

    def test_of_many_together_counts_no_street_twice(self):
        apart = walk(sketch.straight_road(metres=2_000), [(900, 0), (1100, 0)])
        together = walk(sketch.straight_road(metres=2_000), [(900, 0), (1100, 0)], together=True)
        assert apart["metres"].sum() == pytest.approx(2 * 1440)
        assert together["metres"].tolist() == pytest.approx([1640])

    def test_of_a_facility_off_the_network_is_empty_and_the_rest_stands(self):
        circle = walk(sketch.straight_road(metres=2_000), [(0, 0), (500, 9_000)])
        assert circle["metres"].tolist() == pytest.approx([720, 0])
        assert circle.geometry.is_empty.tolist() == [False, True]

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 9_999), minutes=st.floats(1, 20), more=st.floats(0, 10), faster=st.floats(0, 1))
    def test_never_shrinks_as_time_or_speed_grows(self, seed, minutes, more, faster):
        made = sketch.lattice(10, seed=seed, kept=0.7)
        at = [tuple(np.random.default_rng(seed).uniform(0, 400, 2))]
        small = walk(made, at, minutes=minutes, pace=0.65)["metres"].iloc[0]
        assert walk(made, at, minutes=minutes + more, pace=0.65)["metres"].iloc[0] >= small - 1e-6
        assert walk(made, at, minutes=minutes, pace=0.65 + faster)["metres"].iloc[0] >= small - 1e-6

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 9_999), minutes=st.floats(1, 8))
    def test_stays_inside_the_ring_and_holds_exactly_the_doors_in_time(self, seed, minutes):
        made = sketch.lattice(9, seed=seed, kept=0.8)
        rng = np.random.default_rng(seed)
        net = network.build(made)
        doors = network.Doorways(net)
        source = doors.snap(sketch.facilities(tuple(rng.uniform(0, 400, 2))))
        circle = circles.streets_reached(net, source, minutes=minutes, metres_per_second=1.0).geometry.iloc[0]
        ring = shapely.Point(source.x[0], source.y[0]).buffer(minutes * 60 * 1.01, quad_segs=64)
        assert circle.is_empty or ring.covers(circle)
        on_streets = sketch.facilities(
            *shapely.get_coordinates(made.interpolate(rng.random(len(made)), normalized=True))
        )
        places = doors.snap(on_streets)
        seconds = walking.nearest(net, source, places, metres_per_second=1.0)["seconds"].to_numpy()
        away = shapely.distance(circle, shapely.points(places.street_x, places.street_y))
        clear = np.abs(seconds - minutes * 60) > 1e-6
        assert ((seconds <= minutes * 60) == (away < 1e-6))[clear & np.isfinite(away)].all()

    def test_has_an_outline_that_holds_it(self):
        circle = walk(sketch.lattice(30), [(600, 600)])
        outline = circles.outlines(circle).geometry.iloc[0]
        assert outline.is_valid
        assert outline.covers(circle.geometry.iloc[0])


class TestWhyNotMe:
    def test_a_door_in_time_gets_its_route(self):
        answer = explain(sketch.straight_road(metres=1000), [(0, 0)], (600, 60))
        assert (answer.reason, answer.facility, answer.minutes) == ("reached", "F1", pytest.approx(11))
        assert answer.route.wkt == "LINESTRING (600 60, 600 0, 0 0, 0 0)"
        assert answer.leg.length == 60

    def test_a_door_too_far_gets_the_minutes_it_would_take(self):
        answer = explain(sketch.straight_road(metres=1000), [(0, 0)], (960, 0))
        assert (answer.reason, answer.minutes) == ("too_far", pytest.approx(16))

    def test_a_door_behind_a_river_gets_the_river_the_bridge_and_the_detour(self):
        town, water = sketch.river_town(bridges=[900]), sketch.river()
        answer = explain(town, [(100, 100)], (100, 0), landscape=water, minutes=15)
        assert (answer.reason, answer.barrier, answer.barrier_name) == ("too_far", "water", "1")
        assert answer.walk_m == pytest.approx(1700)
        assert answer.detour == pytest.approx(17)
        assert answer.crossing.wkt == "POINT (900 20)"
        assert answer.crossing_m == pytest.approx(820)

    def test_without_a_bridge_it_is_cut_off_and_the_river_is_named(self):
        answer = explain(sketch.river_town(), [(100, 100)], (100, 0), landscape=sketch.river())
        assert (answer.reason, answer.barrier, answer.route, answer.minutes) == ("cut_off", "water", None, np.inf)

    def test_a_door_on_no_street_says_so(self):
        answer = explain(sketch.straight_road(metres=1000), [(0, 0)], (500, 400))
        assert (answer.reason, answer.leg) == ("far", None)

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 9_999))
    def test_the_route_is_as_long_as_the_walk_says(self, seed):
        rng = np.random.default_rng(seed)
        made = sketch.lattice(9, seed=seed, kept=0.8)
        answer = explain(made, [tuple(rng.uniform(0, 400, 2))], tuple(rng.uniform(0, 400, 2)))
        if answer.reason != "cut_off":
            assert answer.walk_m == pytest.approx(answer.minutes * 60)
            assert answer.detour >= 1 - 1e-9
