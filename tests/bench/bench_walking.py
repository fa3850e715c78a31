"""Walking speed against its peers, in one run: ``python tests/bench/bench_walking.py [--side 500] [--repeat 5]``.

Peers that are not installed are skipped with a reason. Every answer is checked against ours before its time counts.
"""

import argparse
import importlib
import resource
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.analysis import circles, coverage, network, plans, siting, sketch, walking
from geo.analysis.lifting import Lifting
from geo.analysis.plans import Change
from geo.analysis.siting import Problem
from geo.analysis.supply import Decay
from geo.analysis.walking import kernel

PACE, MINUTES = 0.9, 15
LIMIT_M = PACE * MINUTES * 60


def best(work, repeat=5):
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - began)
    return min(times), answer


def line(work, who, seconds, note=""):
    print(f"| {work} | {who} | {seconds * 1000:,.1f} ms | {note} |", flush=True)


SKIPPED = set()


def peer(name):
    if name in SKIPPED:
        print(f"| – | {name} | skipped | as asked |")
        return None
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        print(f"| – | {name} | skipped | {missing} |")
        return None


class Bench:
    def __init__(self, side, sources, repeat):
        self.repeat = repeat
        self.streets = sketch.lattice(side)
        line("network from a table", "govmap", *self.build())
        rng = np.random.default_rng(3)
        self.at = rng.choice(self.net.nodes, min(sources, self.net.nodes), replace=False).astype(np.int32)
        rows = np.concatenate([self.net.starts, self.net.ends])
        columns = np.concatenate([self.net.ends, self.net.starts])
        metres = np.tile(self.net.length_m, 2)
        self.graph = coo_matrix((metres, (rows, columns)), (self.net.nodes, self.net.nodes)).tocsr()
        self.kernel = self.net.first, self.net.to, self.net.length_m[self.net.edge]
        self.search = LIMIT_M, 45.0, 16

    def build(self):
        seconds, self.net = best(lambda: network.build(self.streets), 2)
        return seconds, f"{self.net.nodes:,} nodes, {self.net.edges:,} edges"

    def nearest(self):
        work, owners = "nearest facility, every node", np.arange(self.at.size, dtype=np.int32)
        none = np.zeros(self.at.size)
        mine, (metres, _) = best(lambda: kernel.nearest(*self.kernel, self.at, none, owners, *self.search), self.repeat)
        line(work, "govmap", mine)
        theirs, told = best(lambda: dijkstra(self.graph, indices=self.at, min_only=True, limit=LIMIT_M), self.repeat)
        assert np.allclose(metres, told)
        line(work, "scipy", theirs, f"ours takes {mine / theirs:.2f} of it")
        if peer("networkx"):
            import networkx as nx

            graph = self.as_networkx(nx)
            theirs, told = best(
                lambda: nx.multi_source_dijkstra_path_length(graph, set(self.at.tolist()), cutoff=LIMIT_M), 1
            )
            assert len(told) == np.isfinite(metres).sum()
            line(work, "networkx", theirs, f"{theirs / mine:.0f}× ours")
        if peer("pandana"):
            theirs, told = self.by_pandana(work)
            assert np.allclose(np.where(np.isfinite(metres), metres, LIMIT_M), told, atol=0.1)
            line(work, "pandana", theirs, f"{theirs / mine:.0f}× ours")

    def as_networkx(self, nx):
        graph = nx.Graph()
        graph.add_nodes_from(range(self.net.nodes))
        ends = zip(self.net.starts.tolist(), self.net.ends.tolist(), self.net.length_m.tolist(), strict=True)
        graph.add_weighted_edges_from(ends)
        return graph

    def as_pandana(self):
        import pandana

        edges = pd.DataFrame({"m": self.net.length_m})
        return pandana.Network(
            pd.Series(self.net.x), pd.Series(self.net.y), pd.Series(self.net.starts), pd.Series(self.net.ends), edges
        )

    def by_pandana(self, work):
        seconds, self.pandana = best(self.as_pandana, 1)
        line("network from arrays", "pandana", seconds)
        self.pandana.set_pois("f", LIMIT_M, 1, pd.Series(self.net.x[self.at]), pd.Series(self.net.y[self.at]))
        seconds, told = best(lambda: self.pandana.nearest_pois(LIMIT_M, "f", num_pois=1), self.repeat)
        return seconds, told[1].to_numpy()

    def circles(self):
        work = f"{self.at.size} circles, nodes and minutes each"
        first = np.arange(self.at.size + 1, dtype=np.int32)
        none = np.zeros(self.at.size)
        mine, (offsets, _, _) = best(lambda: kernel.each(*self.kernel, first, self.at, none, *self.search), self.repeat)
        line(work, "govmap", mine, f"{offsets[-1]:,} nodes in all")

        def chunks():
            count = 0
            for chunk in np.array_split(self.at, max(1, self.at.size // 50)):
                table = dijkstra(self.graph, indices=chunk, limit=LIMIT_M)
                count += int(np.isfinite(table).sum())
            return count

        theirs, count = best(chunks, 1)
        assert count == offsets[-1]
        line(work, "scipy, 50 at a time", theirs, f"{theirs / mine:.0f}× ours")
        if hasattr(self, "pandana"):
            theirs, told = best(lambda: self.pandana.nodes_in_range(self.at, LIMIT_M), 1)
            line(work, "pandana", theirs, f"{theirs / mine:.0f}× ours, {len(told):,} nodes")
        if peer("igraph"):
            import igraph

            graph = igraph.Graph(self.net.nodes, np.stack([self.net.starts, self.net.ends], 1).tolist())
            graph.es["m"] = self.net.length_m.tolist()
            some = self.at[:5].tolist()
            theirs, _ = best(lambda: graph.distances(some, weights="m"), 1)
            line(
                work,
                "igraph (no limit; 5 × 100)",
                theirs * self.at.size / 5,
                f"{theirs * self.at.size / 5 / mine:.0f}× ours",
            )
        if peer("networkx"):
            import networkx as nx

            graph, some = self.as_networkx(nx), self.at[:20].tolist()
            theirs, _ = best(
                lambda: [nx.single_source_dijkstra_path_length(graph, one, cutoff=LIMIT_M) for one in some], 1
            )
            line(
                work, "networkx (20 × 25)", theirs * self.at.size / 20, f"{theirs * self.at.size / 20 / mine:.0f}× ours"
            )

    def geometry(self):
        doors = network.Doorways(self.net)
        places = gpd.GeoDataFrame(geometry=shapely.points(self.net.x[self.at], self.net.y[self.at]), crs=sketch.CRS)
        spots = doors.snap(places)
        seconds, reached = best(
            lambda: circles.streets_reached(self.net, spots, minutes=MINUTES, metres_per_second=PACE), self.repeat
        )
        line(
            f"{self.at.size} circles as cut streets",
            "govmap",
            seconds,
            f"{reached['metres'].sum() / 1000:,.0f} km of street",
        )
        seconds, _ = best(lambda: circles.outlines(reached), 1)
        line(f"{self.at.size} circles as outlines", "govmap", seconds)
        if peer("osmnx") and peer("networkx"):
            import networkx as nx

            graph, some = self.as_networkx(nx), self.at[:10].tolist()

            def recipe():
                for node in some:
                    inside = list(nx.ego_graph(graph, node, radius=LIMIT_M, distance="weight"))
                    near = set(inside)
                    edges = [(a, b) for a, b in graph.subgraph(near).edges()]
                    at = np.array(edges).reshape(-1, 2)
                    ends = np.stack([np.stack([self.net.x[at], self.net.y[at]], -1)], 0)[0]
                    shapely.union_all(shapely.buffer(shapely.linestrings(ends), 25))

            seconds, _ = best(recipe, 1)
            line(
                "10 circles as outlines",
                "osmnx's recipe (ego graph, buffered edges)",
                seconds,
                f"{seconds / 10 * self.at.size:,.0f} s for all",
            )

    def candidate(self, homes=60_000):
        doors = network.Doorways(self.net)
        rng = np.random.default_rng(5)
        low, high = self.net.x.min(), self.net.x.max()
        houses = sketch.residents(*rng.uniform(low, high, (homes, 2)), people=rng.integers(0, 30, homes).tolist(),
                                  grid=[f"G{number}" for number in rng.integers(0, 400, homes)])  # fmt: skip
        sites = sketch.facilities(*rng.uniform(low, high, (50, 2)))
        seconds, spots = best(lambda: doors.snap(houses), 3)
        line(f"{homes:,} buildings put on the network", "govmap", seconds)
        ask = {"ages": "age_65", "minutes": MINUTES, "metres_per_second": 0.8, "need": None}
        seconds, today = best(lambda: coverage.reach(doors, sites, houses, spots=(doors.snap(sites), spots), **ask), 3)
        line(f"coverage of {homes:,} buildings, snapped", "govmap", seconds)
        places, people = walking.Places(self.net, spots, metres_per_second=0.8), houses["age_65"].to_numpy(float)
        standing = siting.Standing(places, people, doors.snap, minutes=MINUTES, need=None, decay=Decay())
        before = standing.served(sites)
        assert np.array_equal(before.network, today.places["network"])
        tree = sketch.tree({"T": None} | dict.fromkeys(sorted(set(houses["grid"])), "T"))
        lifting, unknown = Lifting(tree, houses["grid"]), np.full(homes, np.nan)
        moves = iter(rng.uniform(low, high, (1000, 2)))

        def move():
            moved = Change(deed="add", code="N", x=next(moves)[0], y=next(moves)[1], capacity=40.0)
            after = standing.served(plans.applied(sites, [moved]))
            return plans.compared(before, after, people, unknown, lifting)

        seconds, _ = best(move, 20)
        line(f"one candidate moved, gain of {homes:,} buildings in {len(tree):,} nodes", "govmap", seconds, "all steps")


def sites_chosen(places, candidates, side_m, time_limit_s=20.0):
    """Choose 10 of the candidates, on a town dense enough that circles overlap."""
    rng = np.random.default_rng(11)
    net = network.build(sketch.lattice(max(8, int(side_m / 45))))
    doors = network.Doorways(net)
    homes, sites = (doors.snap(sketch.facilities(*rng.uniform(0, side_m, (many, 2)))) for many in (places, candidates))
    people = rng.integers(1, 40, places).astype(float)
    pairs = walking.Places(net, homes, metres_per_second=0.8).reached(sites, limit_s=900)
    asked = Problem.from_pairs(pairs, sites.codes, people, np.zeros(places, bool))
    began = time.perf_counter()
    answer = siting.most(asked, sites=10, time_limit_s=time_limit_s)
    seconds = time.perf_counter() - began
    work = f"10 of {candidates:,} sites, {places:,} places, {side_m / 1000:.1f} km town"
    note = f"serves {answer.after / people.sum():.1%}, gap {answer.gap:.2%}; greedy's gap {answer.greedy_gap:.2%}"
    line(work, "govmap (HiGHS)", seconds, note)
    if peer("spopt"):
        import pulp
        from spopt.locate import MCLP

        away = np.full((places, candidates), 1e6)
        away[pairs.place, pairs.source] = pairs.seconds
        began = time.perf_counter()
        model = MCLP.from_cost_matrix(away, people, 900, p_facilities=10)
        model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=120, gapRel=0.01))
        line(work, "spopt (CBC, gap 1 %, 120 s)", time.perf_counter() - began, f"serves {model.perc_cov:.1f}%")


def growth(sides):
    """Print how the cost grows with the network."""
    print("\n| nodes | build | nearest | each | ns a node (nearest) |\n| --- | --- | --- | --- | --- |")
    for side in sides:
        streets = sketch.lattice(side)
        built, net = best(lambda streets=streets: network.build(streets), 1)
        rng = np.random.default_rng(3)
        at = rng.choice(net.nodes, max(1, net.nodes // 500), replace=False).astype(np.int32)
        arrays = net.first, net.to, net.length_m[net.edge]
        none, owners = np.zeros(at.size), np.arange(at.size, dtype=np.int32)
        search = LIMIT_M, 45.0, 16
        near, _ = best(lambda k=arrays, a=at, n=none, o=owners, s=search: kernel.nearest(*k, a, n, o, *s), 5)
        first = np.arange(at.size + 1, dtype=np.int32)
        each, _ = best(lambda k=arrays, a=at, n=none, f=first, s=search: kernel.each(*k, f, a, n, *s), 3)
        times = f"{near * 1000:.1f} ms | {each * 1000:.1f} ms | {near / net.nodes * 1e9:.0f}"
        print(f"| {net.nodes:,} | {built:.2f} s | {times} |")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--side", type=int, default=500)
    asked.add_argument("--sources", type=int, default=500)
    asked.add_argument("--repeat", type=int, default=5)
    asked.add_argument("--homes", type=int, default=60_000)
    asked.add_argument("--places", type=int, default=20_000)
    asked.add_argument("--candidates", type=int, default=1_000)
    asked.add_argument("--towns", type=float, nargs="*", default=[5_000.0, 10_000.0])
    asked.add_argument("--growth", type=int, nargs="*", default=[250, 500, 1000])
    asked.add_argument("--skip", nargs="*", default=[], help="peers to leave out: pandana takes minutes to build")
    given = asked.parse_args()
    SKIPPED.update(given.skip)
    print("| work | who | time | |\n| --- | --- | --- | --- |")
    bench = Bench(given.side, given.sources, given.repeat)
    bench.nearest()
    bench.circles()
    bench.geometry()
    bench.candidate(given.homes)
    for side_m in given.towns:
        sites_chosen(given.places, given.candidates, side_m)
    growth(given.growth)
    print(f"\nmost memory used: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
