"""The walking network: where streets meet, who may walk, how a door finds its street."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.analysis import network, sketch, walking
from geo.analysis.network import Network


def minutes(streets, sources, places, *, pace=1.0, landscape=None):
    net = network.build(streets)
    doors = network.Doorways(net, landscape)
    found = walking.nearest(net, doors.snap(sources), doors.snap(places), metres_per_second=pace)
    return (found["seconds"] / 60).round(6).tolist()


class TestStreetsMeet:
    def test_at_shared_ends(self):
        net = network.build(sketch.streets([(0, 0), (100, 0)], [(100, 0), (100, 50)]))
        assert (net.nodes, net.edges, net.component.max()) == (3, 2, 0)

    def test_where_an_end_touches_the_middle_of_another(self):
        net = network.build(sketch.streets([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 50)]))
        assert (net.nodes, net.edges, net.component.max()) == (4, 3, 0)

    def test_where_both_run_through_one_vertex_on_one_layer(self):
        crossing = [(0, 0), (50, 0), (100, 0)], [(50, -50), (50, 0), (50, 50)]
        assert network.build(sketch.streets(*crossing)).component.max() == 0

    def test_not_where_one_passes_over_the_other(self):
        crossing = [(0, 0), (50, 0), (100, 0)], [(50, -50), (50, 0), (50, 50)]
        assert network.build(sketch.streets(*crossing, layer=[0, 1])).component.max() == 1

    def test_within_the_tolerance_and_not_beyond(self):
        near = network.build(sketch.streets([(0, 0), (100, 0)], [(100.03, 0), (200, 0)]))
        far = network.build(sketch.streets([(0, 0), (100, 0)], [(100.5, 0), (200, 0)]))
        assert (near.component.max(), far.component.max()) == (0, 1)

    def test_and_a_bend_keeps_its_true_length(self):
        net = network.build(sketch.streets([(0, 0), (30, 40), (60, 0)]))
        assert net.length_m.tolist() == [100.0]

    def test_and_a_loop_is_an_edge_from_a_node_to_itself(self):
        net = network.build(sketch.streets([(0, 0), (10, 0), (10, 10), (0, 0)]))
        assert (net.nodes, net.edges) == (1, 1)
        assert net.length_m[0] == pytest.approx(20 + np.sqrt(200))

    def test_the_largest_piece_is_number_0(self):
        net = network.build(sketch.streets([(0, 50), (9, 50)], [(0, 0), (10, 0)], [(10, 0), (20, 0)]))
        assert net.component.tolist().count(0) == 3


class TestWhoMayWalk:
    def test_motorways_and_unwalkable_streets_are_out(self):
        made = sketch.streets(
            [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)],
            street_class=["motorway", "residential", "residential"], walkable=[True, False, True],
        )  # fmt: skip
        assert network.build(made).streets.tolist() == ["S3"]

    def test_stairs_take_twice_as_long(self):
        made = sketch.streets([(0, 0), (120, 0)], stairs=[True])
        assert minutes(made, sketch.facilities((0, 0)), sketch.facilities((120, 0))) == [4.0]

    def test_a_footbridge_costs_a_minute_and_a_road_bridge_none(self):
        for street_class, expected in (("footway", 3.0), ("primary", 2.0)):
            made = sketch.streets(
                [(-60, 0), (0, 0)], [(0, 0), (60, 0)], [(60, 0), (120, 0)],
                bridge=[False, True, False], street_class=["residential", street_class, "residential"],
            )  # fmt: skip
            assert minutes(made, sketch.facilities((-30, 0)), sketch.facilities((90, 0))) == [expected]


class TestADoor:
    def snap(self, streets, place, **options):
        given = {name: options.pop(name, None) for name in ("landscape",)}
        return network.Doorways(network.build(streets), **given, streets=streets).snap(
            sketch.facilities(place), **options
        )

    def test_opens_on_the_nearest_point_of_an_edge_and_its_leg_counts(self):
        made = sketch.straight_road(metres=600)
        assert minutes(made, sketch.facilities((0, 0)), sketch.facilities((300, 60))) == [6.0]

    def test_two_doors_on_one_edge_meet_along_it(self):
        made = sketch.straight_road(metres=1000)
        assert minutes(made, sketch.facilities((400, 0)), sketch.facilities((460, 0))) == [1.0]

    def test_takes_the_next_street_when_water_hides_the_nearest(self):
        town, water = sketch.river_town(), sketch.river()
        place = (500, 19)  # on the south bank; the north road is 81 m away, behind the river
        assert self.snap(town, place, landscape=water).street_y.tolist() == [0.0]
        place = (500, 85)
        assert self.snap(town, place, landscape=water).street_y.tolist() == [100.0]

    def test_is_not_on_the_network_behind_a_wall(self):
        wall = sketch.landscape(("wall", shapely.LineString([(-500, 10), (1500, 10)])))
        spots = self.snap(sketch.straight_road(metres=1000), (500, 20), landscape=wall)
        assert spots.reasons.loc["F1", ["reason", "barrier"]].tolist() == ["barrier", "wall"]

    def test_says_when_only_a_motorway_is_near(self):
        made = sketch.streets([(0, 0), (1000, 0)], [(0, 900), (9, 900)], street_class=["motorway", "residential"])
        assert self.snap(made, (500, 20)).reasons.loc["F1", "reason"] == "closed_street"

    def test_says_when_no_street_is_near(self):
        assert self.snap(sketch.straight_road(metres=100), (50, 151)).reasons.loc["F1", "reason"] == "far"
        assert self.snap(sketch.straight_road(metres=100), (50, 149)).on.tolist() == [True]

    def test_says_when_it_has_no_place(self):
        places = sketch.facilities((0, 0), (10, 0))
        places.loc["F1", "geometry"] = shapely.Point()
        doors = network.Doorways(network.build(sketch.straight_road(metres=100)))
        spots = doors.snap(places)
        assert spots.on.tolist() == [False, True]
        assert spots.reasons["reason"].to_dict() == {"F1": "no_place"}

    def test_never_opens_on_a_bridge(self):
        made = sketch.river_town(bridges=[500])
        spots = self.snap(made, (505, 30))
        assert spots.street_y.tolist() == [0.0]

    def test_finds_the_same_edge_as_shapely(self):
        made = sketch.lattice(12)
        rng = np.random.default_rng(2)
        places = sketch.facilities(*rng.uniform(-100, 640, (300, 2)))
        net = network.build(made)
        spots = network.Doorways(net).snap(places, most_m=80)
        exact = shapely.distance(made.union_all(), places.geometry.to_numpy())
        assert (spots.on == (exact <= 80)).all()
        assert spots.leg_m[spots.on] == pytest.approx(exact[spots.on])


class TestTheCache:
    def test_gives_the_same_network_back(self, tmp_path):
        net = network.build(sketch.lattice(6))
        net.save(tmp_path / "net.npz")
        again = Network.load(tmp_path / "net.npz")
        assert again.crs == net.crs
        for name in ("x", "to", "edge", "shape_x", "component", "streets"):
            assert (getattr(again, name) == getattr(net, name)).all()


class TestClosing:
    def test_a_street_cuts_the_way_and_the_rest_keeps_its_number(self):
        net = network.build(sketch.river_town(bridges=[200, 800]))
        shut = net.without(["S3"])
        assert (shut.edges, net.edges) == (net.edges, net.edges)
        doors = network.Doorways(shut)
        here, there = doors.snap(sketch.facilities((200, 0))), doors.snap(sketch.facilities((200, 100)))
        found = walking.nearest(shut, here, there, metres_per_second=1.0)
        assert found["seconds"].tolist() == [1300.0]

    def test_every_bridge_cuts_the_town_in_two(self):
        net = network.build(sketch.river_town(bridges=[200, 800])).without(["S3", "S4"])
        assert net.component.max() == 1


def as_networkx(net, pace):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(net.nodes))
    for start, end, seconds in zip(net.starts, net.ends, net.at(pace).seconds, strict=True):
        graph.add_edge(int(start), int(end), weight=float(seconds))
    return graph


class TestTheSearch:
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000), kept=st.floats(0.4, 1.0), pace=st.sampled_from([0.65, 0.8, 1.2]))
    def test_agrees_with_networkx(self, seed, kept, pace):
        net = network.build(sketch.lattice(9, kept=kept, seed=seed))
        rng = np.random.default_rng(seed)
        doors = network.Doorways(net)
        sources = doors.snap(sketch.facilities(*rng.uniform(0, 400, (4, 2))))
        places = doors.snap(sketch.facilities(*rng.uniform(0, 400, (40, 2))))
        graph = as_networkx(net, pace)
        reach = {"source": {}, "place": {}}
        for kind, spots in (("source", sources), ("place", places)):
            for number in range(len(spots)):
                edge, name = int(spots.edge[number]), (kind, number)
                per_m = net.at(pace).seconds[edge] / net.length_m[edge]
                leg = spots.leg_m[number] / pace
                graph.add_edge(name, int(net.starts[edge]), weight=spots.place_m[number] * per_m + leg)
                graph.add_edge(
                    name, int(net.ends[edge]), weight=(net.length_m[edge] - spots.place_m[number]) * per_m + leg
                )
                reach[kind][number] = (edge, per_m, leg)
        for place in range(len(places)):
            for source in range(len(sources)):
                edge, per_m, leg = reach["place"][place]
                if edge == reach["source"][source][0]:
                    along = abs(places.place_m[place] - sources.place_m[source]) * per_m
                    graph.add_edge(
                        ("place", place), ("source", source), weight=along + leg + reach["source"][source][2]
                    )
        # doors are dead ends: nobody walks through one
        mine = walking.nearest(net, sources, places, metres_per_second=pace)["seconds"].to_numpy()
        theirs = nx.multi_source_dijkstra_path_length(graph, {("source", n) for n in range(len(sources))})
        expected = [theirs.get(("place", number), np.inf) for number in range(len(places))]
        assert mine == pytest.approx(np.array(expected))

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000), limit=st.floats(10, 900))
    def test_from_many_is_the_least_of_each(self, seed, limit):
        net = network.build(sketch.lattice(10, seed=seed, kept=0.7))
        rng = np.random.default_rng(seed)
        doors = network.Doorways(net)
        sources = doors.snap(sketch.facilities(*rng.uniform(0, 450, (6, 2))))
        places = doors.snap(sketch.facilities(*rng.uniform(0, 450, (50, 2))))
        pairs = walking.Places(net, places, metres_per_second=0.8).reached(sources, limit_s=limit)
        least = np.full(len(places), np.inf)
        np.minimum.at(least, pairs.place, pairs.seconds)
        together = walking.nearest(net, sources, places, metres_per_second=0.8, limit_s=limit)["seconds"].to_numpy()
        assert (least == together).all()
        assert len(set(zip(pairs.source.tolist(), pairs.place.tolist(), strict=True))) == pairs.place.size

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 10_000), limit=st.floats(10, 600))
    def test_of_nodes_agrees_with_scipy(self, seed, limit):
        net = network.build(sketch.lattice(10, seed=seed, kept=0.7))
        places = sketch.facilities(*np.stack([net.x[:5], net.y[:5]], 1))
        spots = network.Doorways(net).snap(places)
        offsets, nodes, seconds = walking.nodes_each(net, spots, metres_per_second=0.8, limit_s=limit)
        graph = coo_matrix((net.at(0.8).cost, (np.repeat(np.arange(net.nodes), np.diff(net.first)), net.to)))
        theirs = dijkstra(graph.tocsr(), indices=np.arange(5), limit=limit)
        for source in range(5):
            mine = np.full(net.nodes, np.inf)
            mine[nodes[offsets[source] : offsets[source + 1]]] = seconds[offsets[source] : offsets[source + 1]]
            assert mine == pytest.approx(theirs[source], abs=1e-6)

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000))
    def test_takes_as_long_there_as_back(self, seed):
        net = network.build(sketch.lattice(8, seed=seed, kept=0.8))
        rng = np.random.default_rng(seed)
        spots = network.Doorways(net).snap(sketch.facilities(*rng.uniform(0, 350, (8, 2))))
        pairs = walking.Places(net, spots, metres_per_second=1.0).reached(spots, limit_s=np.inf)
        table = np.full((8, 8), np.inf)
        table[pairs.source, pairs.place] = pairs.seconds
        assert table == pytest.approx(table.T)
        assert (np.diag(table)[spots.on] <= 2 * spots.leg_m[spots.on] + 1e-9).all()

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 10_000))
    def test_is_never_shorter_than_the_straight_line(self, seed):
        net = network.build(sketch.lattice(8, seed=seed, kept=0.8))
        rng = np.random.default_rng(seed)
        spots = network.Doorways(net).snap(sketch.facilities(*rng.uniform(-80, 430, (12, 2))))
        pairs = walking.Places(net, spots, metres_per_second=1.0).reached(spots, limit_s=np.inf)
        straight = np.hypot(spots.x[pairs.source] - spots.x[pairs.place], spots.y[pairs.source] - spots.y[pairs.place])
        assert (pairs.seconds >= straight - 1e-9).all()
