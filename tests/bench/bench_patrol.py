"""Patrol matching, measured: speed on a million fixes, growth with fixes, accuracy on known walks, a peer on a sample.

Run by hand: ``flock /tmp/bench.lock .venv/bin/python tests/bench/bench_patrol.py [--peer PYTHON]``. The peer runs in an
environment of its own where ``leuvenmapmatching`` is installed; without it the peer's row says why it is missing.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.analysis.patrol.matching import match
from geo.analysis.patrol.stretches import common_metres, metres, union
from tests.analysis.patrol_truth import BEGIN, as_fixes, fixes_of, laid_out, random_walk, town, true_stretches

AS_OF = BEGIN + pd.Timedelta(days=2)


def crowd(network, fixes, *, noise_m, every_s, drift_s, seed, km=6.0):
    """Give walks and their fixes, about as many fixes as asked for."""
    rng = np.random.default_rng(seed)
    each = int(km * 1000 / 1.3 / every_s)
    walks = [random_walk(network, metres=km * 1000, rng=rng) for _ in range(max(1, round(fixes / each)))]
    tables = [
        fixes_of(walk, track=f"t{n}", every_s=every_s, noise_m=noise_m, rng=rng, drift_s=drift_s)
        for n, walk in enumerate(walks)
    ]
    names = np.concatenate([table["track"].to_numpy() for table in tables])
    seconds = np.concatenate([(table["at"] - BEGIN).dt.total_seconds() for table in tables])
    places = np.concatenate([np.column_stack([table.geometry.x, table.geometry.y]) for table in tables])
    return walks, as_fixes(names, seconds, places)


def accuracy(walks, visits, ground):
    """Give the share of true length found, the share of found length true, and their common over their union."""
    common = true = found = 0.0
    by_track = dict(tuple(visits.groupby("track")))
    for n, walk in enumerate(walks):
        truth = union(true_stretches(walk, ground))
        seen = union(by_track.get(f"t{n}", visits.iloc[:0]))
        common, true, found = common + common_metres(truth, seen), true + metres(truth), found + metres(seen)
    return common / true, common / found, common / (true + found - common)


def timed(fixes, ground):
    begun = time.perf_counter()
    found = match(fixes, ground, as_of=AS_OF)
    return found, time.perf_counter() - begun


def growth(network, ground, sizes):
    print("| fixes | tracks | seconds | µs a fix | length found | found is true | common/union |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        walks, fixes = crowd(network, size, noise_m=10, every_s=5, drift_s=20, seed=5)
        found, seconds = timed(fixes, ground)
        right = accuracy(walks, found.visits, ground)
        shown = " | ".join(f"{100 * one:.2f} %" for one in right)
        print(f"| {len(fixes):,} | {len(walks):,} | {seconds:.2f} | {seconds / len(fixes) * 1e6:.1f} | {shown} |")


def accuracies(network, ground):
    print("\n| noise | every | error | length found | found is true | common/union |")
    print("| ---: | ---: | --- | ---: | ---: | ---: |")
    for noise_m in (5, 10, 15):
        for every_s, drift_s in ((1, 0), (5, 0), (5, 30), (10, 30), (30, 0)):
            walks, fixes = crowd(
                network, 40 * 4000 / 1.3 / every_s, noise_m=noise_m, every_s=every_s, drift_s=drift_s, seed=9, km=4
            )
            found, _ = timed(fixes, ground)
            shown = " | ".join(f"{100 * one:.2f} %" for one in accuracy(walks, found.visits, ground))
            print(f"| {noise_m} m | {every_s} s | {f'drifts {drift_s} s' if drift_s else 'jumps'} | {shown} |")


PEER = """
import json, sys, time
from leuvenmapmatching.matcher.distance import DistanceMatcher
from leuvenmapmatching.map.inmem import InMemMap
asked = json.load(open(sys.argv[1]))
ways = InMemMap("town", use_latlon=False, use_rtree=True, index_edges=True)
for number, place in enumerate(asked["nodes"]):
    ways.add_node(number, tuple(place))
for a, b in asked["edges"]:
    ways.add_edge(a, b)
    ways.add_edge(b, a)
answer = []
begun = time.perf_counter()
for path in asked["paths"]:
    matcher = DistanceMatcher(ways, max_dist=100, obs_noise=10, non_emitting_states=True, max_lattice_width=5)
    matcher.match([tuple(place) for place in path])
    answer.append([int(node) for node in matcher.path_pred_onlynodes])
print(json.dumps({"seconds": time.perf_counter() - begun, "nodes": answer}))
"""


def peer(python):
    """Match one sample with both, on straight streets (the peer knows no bent edges), whole edges on both sides."""
    streets = town(60, 60, seed=4)
    streets = streets.set_geometry(streets.geometry.simplify(1e6))
    network, ground = laid_out(streets)
    walks, fixes = crowd(network, 6000, noise_m=10, every_s=10, drift_s=20, seed=6, km=5)
    match(fixes.iloc[:200], ground, as_of=AS_OF)
    found, ours_s = timed(fixes, ground)
    asked = {
        "nodes": np.column_stack([network.x, network.y]).tolist(),
        "edges": np.column_stack([network.starts, network.ends]).tolist(),
        "paths": [
            np.column_stack([one.geometry.x, one.geometry.y]).tolist() for _, one in fixes.groupby("track", sort=False)
        ],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        try:
            done = subprocess.run(
                [python, "-c", PEER, file.name], capture_output=True, text=True, timeout=600, check=True
            )
        except (OSError, subprocess.SubprocessError) as reason:
            print(f"\npeer leuvenmapmatching: skipped, {str(reason)[:200]}")
            return
    answer = json.loads(done.stdout.splitlines()[-1])
    between = {frozenset((int(a), int(b))): n for n, (a, b) in enumerate(asked["edges"])}
    theirs = []
    for n, nodes in enumerate(answer["nodes"]):
        edges = [between[frozenset(pair)] for pair in itertools.pairwise(nodes) if frozenset(pair) in between]
        whole = {"track": f"t{n}", "street": ground.streets[ground.street[edges]], "from_m": 0.0}
        theirs.append(pd.DataFrame({**whole, "to_m": network.length_m[edges]}))
    rows = (("govmap", ours_s, found.visits), ("leuvenmapmatching", answer["seconds"], pd.concat(theirs)))
    print(f"\n| {len(fixes):,} fixes, {network.edges:,} edges | µs a fix | ratio | length found | found is true |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, seconds, visits in rows:
        right = accuracy(walks, visits, ground)
        print(
            f"| {name} | {seconds / len(fixes) * 1e6:,.1f} | {seconds / ours_s:,.0f} | {100 * right[0]:.2f} % "
            f"| {100 * right[1]:.2f} % |"
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", default="/tmp/bench-patrol-venv/bin/python")
    parser.add_argument("--sizes", default="62500,125000,250000,500000,1000000")
    given = parser.parse_args()
    network, ground = laid_out(town(170, 170))
    print(f"{network.nodes:,} nodes, {network.edges:,} edges\n")
    timed(crowd(network, 1000, noise_m=5, every_s=5, drift_s=0, seed=1)[1], ground)
    growth(network, ground, [int(size) for size in given.sizes.split(",")])
    accuracies(network, ground)
    peer(given.peer)


if __name__ == "__main__":
    main()
