"""Camera views, measured: 5,000 cameras among 60,000 buildings, growth, one camera moved, beside rays and visilibity.

Run by hand: ``flock /tmp/bench.lock .venv/bin/python tests/bench/bench_cctv.py [--peer PYTHON] [--cameras N]``. The
peer runs in an environment of its own where ``visilibity`` and ``shapely`` are installed; without it its row says why
it is missing. All three answer one question in the comparison: a full circle, every building taller than the camera.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import affinity

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.analysis.cctv import shares
from geo.analysis.cctv.optics import ATTRIBUTES
from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import moved, views

CRS = 4549
BLOCK_M, REACH_M, RAYS = 40.0, 60.0, 720


def town(buildings, rng):
    """Give buildings (a third bent, all a little turned, one in ten lower than a camera), streets around and grids."""
    side = int(np.ceil(np.sqrt(buildings)))
    corners = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)[:buildings] * BLOCK_M
    shapes = []
    for x, y in corners:
        wide, deep = rng.uniform(10, 26, 2)
        shape = shapely.box(-wide / 2, -deep / 2, wide / 2, deep / 2)
        if rng.random() < 1 / 3:
            shape = shape.difference(shapely.box(0, 0, wide, deep))
        shapes.append(affinity.translate(affinity.rotate(shape, rng.uniform(-10, 10)), x + 20, y + 20))
    heights = rng.choice([3.0, 6.0, 9.0, 18.0, 54.0], buildings, p=[0.1, 0.1, 0.2, 0.5, 0.1])
    houses = gpd.GeoDataFrame(
        {"use": None, "height_m": heights, "levels": np.nan}, geometry=shapes, index=pd.RangeIndex(buildings), crs=CRS
    )
    steps = np.arange(side + 1) * BLOCK_M
    lines = [[(x, y), (x, y + BLOCK_M)] for x in steps for y in steps[:-1]]
    lines += [[(x, y), (x + BLOCK_M, y)] for x in steps[:-1] for y in steps]
    streets = gpd.GeoDataFrame(
        {"street_class": "residential", "tunnel": False},
        index=pd.RangeIndex(len(lines)),
        geometry=shapely.linestrings(lines),
        crs=CRS,
    )
    edges = np.arange(0, side * BLOCK_M, 10 * BLOCK_M)
    boxes = [shapely.box(x, y, x + 10 * BLOCK_M, y + 10 * BLOCK_M) for x in edges for y in edges]
    grids = gpd.GeoDataFrame(index=[f"G{n}" for n in range(len(boxes))], geometry=boxes, crs=CRS)
    return houses, streets, grids


def posts(count, side_m, rng, kind=None):
    """Give cameras within 4 m of street centre lines; three in ten turn."""
    across = rng.integers(0, int(side_m / BLOCK_M), count) * BLOCK_M + rng.uniform(-4, 4, count)
    return gpd.GeoDataFrame(
        {
            "kind": np.where(rng.random(count) < 0.3, "ptz", "bullet") if kind is None else kind,
            "mount_m": 4.5,
            "azimuth_deg": rng.uniform(0, 360, count),
            "hfov_deg": 90.0,
            "tilt_deg": np.nan,
            "range_m": REACH_M,
            "width_px": 1920.0,
        },
        index=[f"C{n}" for n in range(count)],
        geometry=shapely.points(across, rng.uniform(0, side_m, count)),
        crs=CRS,
    )


def timed(deed, best_of=1):
    """Give an answer and the least seconds it took."""
    least, answer = np.inf, None
    for _ in range(best_of):
        begun = time.perf_counter()
        answer = deed()
        least = min(least, time.perf_counter() - begun)
    return answer, least


def whole(cameras, houses, streets, grids):
    """Do all that the issue counts: ready the town, look through every camera, share streets by grid."""
    scene, ready = timed(lambda: build(houses, streets, grids=grids))
    looks, looked = timed(lambda: views(cameras, scene))
    pieces, shared = timed(lambda: shares.by_piece(looks, scene))
    _, summed = timed(lambda: shares.by_grid(pieces))
    return scene, looks, pieces, (ready, looked, shared, summed)


def growth(cameras_most, buildings_most, rng):
    """Print the table of growth and give the largest run."""
    print("| cameras | buildings | town ready s | views s | shares s | by grid s | all s |\n|" + " ---: |" * 7)
    for buildings, cameras in (
        (buildings_most, cameras_most // 4),
        (buildings_most, cameras_most // 2),
        (buildings_most // 4, cameras_most),
        (buildings_most // 2, cameras_most),
        (buildings_most, cameras_most),
        (buildings_most, cameras_most * 2),
    ):
        houses, streets, grids = town(buildings, rng)
        side_m = np.sqrt(buildings) * BLOCK_M
        records = posts(cameras, side_m, rng)
        run = whole(records, houses, streets, grids)
        cells = " | ".join(f"{seconds:.3f}" for seconds in (*run[3], sum(run[3])))
        print(f"| {cameras} | {buildings} | {cells} |", flush=True)
        if (buildings, cameras) == (buildings_most, cameras_most):
            kept = (records, *run[:3])
    return kept


def one_moved(records, scene, looks, pieces, rng):
    """Give the seconds for a camera turned: its view and the shares of the streets it touches."""
    least = []
    for number in rng.integers(0, len(looks.table), 9):
        turned = records.iloc[[number]].assign(azimuth_deg=rng.uniform(0, 360))
        code = list(turned.index)

        def deed(turned=turned, code=code):
            after = moved(looks, turned, scene)
            return shares.again(pieces, looks, after, scene, code)

        least.append(timed(deed)[1])
    return float(np.median(least))


def by_rays(place, tree, shapes, streets):
    """Cast 720 rays with plain shapely: nearest hit of each, the polygon of the hits, the street inside it."""
    angles = np.linspace(0, 2 * np.pi, RAYS, endpoint=False)
    ends = place + REACH_M * np.column_stack((np.cos(angles), np.sin(angles)))
    rays = shapely.linestrings(np.stack((np.broadcast_to(place, ends.shape), ends), axis=1))
    near = tree.query(shapely.Point(place), predicate="dwithin", distance=REACH_M)
    hits = shapely.intersection(rays, shapely.boundary(shapely.union_all(shapes[near])))
    reach = shapely.distance(hits, shapely.Point(place))
    reach = np.where(np.isnan(reach), REACH_M, reach)
    seen = shapely.Polygon(place + reach[:, None] * np.column_stack((np.cos(angles), np.sin(angles))))
    return seen, float(shapely.length(shapely.intersection(streets, seen)).sum())


PEER = """
import json, sys, time
import shapely, visilibity as vis
task = json.load(open(sys.argv[1]))
areas, begun = [], time.perf_counter()
for place, walls in zip(task["places"], task["walls"]):
    reach = task["reach"]
    frame = shapely.box(place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach)
    solid = shapely.union_all([shapely.Polygon(wall) for wall in walls]).intersection(frame.buffer(-0.01, join_style=2))
    rings = [frame.exterior] + [p.exterior for p in getattr(solid, "geoms", [solid]) if p.geom_type == "Polygon"]
    polygons = []
    for n, ring in enumerate(rings):
        points = list(shapely.LinearRing(ring).normalize().coords)[:-1]
        if shapely.LinearRing(points).is_ccw != (n == 0):
            points.reverse()
        polygons.append(vis.Polygon([vis.Point(x - place[0], y - place[1]) for x, y in points]))
    env = vis.Environment(polygons)
    seen = vis.Visibility_Polygon(vis.Point(0.0, 0.0), env, 1e-7)
    shape = shapely.Polygon([(seen[i].x(), seen[i].y()) for i in range(seen.n())])
    areas.append(shapely.make_valid(shape).intersection(shapely.Point(0, 0).buffer(reach, 256)).area)
print(json.dumps({"seconds": time.perf_counter() - begun, "areas": areas}))
"""


def by_peer(python, places, tree, shapes, folder):
    """Give the peer's seconds a camera and its areas, or the reason why it is missing."""
    if not python or not Path(python).exists():
        return None, "no interpreter with visilibity was named (--peer)"
    walls = [
        [
            list(shapes[n].exterior.coords)
            for n in tree.query(shapely.Point(place), predicate="dwithin", distance=REACH_M)
        ]
        for place in places
    ]
    task, script = folder / "task.json", folder / "peer.py"
    task.write_text(json.dumps({"places": places.tolist(), "walls": walls, "reach": REACH_M}))
    script.write_text(PEER)
    done = subprocess.run([python, str(script), str(task)], capture_output=True, text=True, check=False)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1]
    answer = json.loads(done.stdout)
    return answer, ""


def beside(houses, streets, peer, sample, rng, folder):
    """Compare three ways to the same view: every building taller than the camera, a full circle."""
    tall = houses.assign(height_m=30.0)
    scene = build(tall, streets)
    cameras = posts(sample * 3, np.sqrt(len(houses)) * BLOCK_M, rng, kind="ptz")
    shapes = tall.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    free = tree.query(cameras.geometry.to_numpy(), predicate="dwithin", distance=0.2)[0]
    cameras = cameras.drop(cameras.index[free]).iloc[:sample]
    looks, ours = timed(lambda: views(cameras, scene), best_of=3)
    lengths = scene.pieces["length_m"].to_numpy()[looks.stretches["piece"]]
    metres = np.bincount(
        looks.stretches["camera"], lengths * (looks.stretches["ends"] - looks.stretches["begins"]), minlength=sample
    )
    lines = [
        shapely.union_all(scene.piece_tree.geometries[scene.piece_tree.query(shapely.Point(place).buffer(REACH_M))])
        for place in looks.places
    ]
    rays, took = timed(
        lambda: [by_rays(place, tree, shapes, line) for place, line in zip(looks.places, lines, strict=True)]
    )
    exact, seen = looks.table["area_m2"].to_numpy(), looks.table.geometry.to_numpy()
    wrong = [shapely.area(shapely.symmetric_difference(one, ray[0])) for one, ray in zip(seen, rays, strict=True)]
    off = np.abs(np.array([ray[1] for ray in rays]) - metres)
    print(f"\n{sample} cameras, full circle of {REACH_M:.0f} m (Govmap on two threads, the others on one)\n")
    print("| way | ms a camera | ratio | area wrong, mean / worst % | street wrong, mean / worst m |\n|" + " --- |" * 5)
    print(f"| Govmap, exact, streets and walls too | {ours / sample * 1e3:.3f} | 1 | 0 | 0 |")
    share = 100 * np.array(wrong) / exact
    row = (f"shapely, {RAYS} rays", f"{took / sample * 1e3:.3f}", f"{took / ours:.0f}")
    print(
        "|", " | ".join((*row, f"{share.mean():.2f} / {share.max():.2f}", f"{off.mean():.3f} / {off.max():.3f}")), "|"
    )
    answer, reason = by_peer(peer, looks.places, tree, shapes, folder)
    if answer is None:
        print(f"| visilibity | skipped: {reason} | | | |")
        return
    share = 100 * np.abs(np.array(answer["areas"]) - exact) / exact
    print(
        f"| visilibity, outline only | {answer['seconds'] / sample * 1e3:.3f} | {answer['seconds'] / ours:.0f} |"
        f" {share.mean():.2f} / {share.max():.2f} | not asked |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cameras", type=int, default=5_000)
    parser.add_argument("--buildings", type=int, default=60_000)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--peer", default="/tmp/bench-cctv-venv/bin/python")
    parser.add_argument("--folder", type=Path, default=Path("/tmp"))
    asked = parser.parse_args()
    rng = np.random.default_rng(5)
    houses, streets, grids = town(400, rng)
    _, cold = timed(lambda: whole(posts(70, 800, rng), houses, streets, grids))
    print(f"first call, machine code loaded or compiled: {cold:.1f} s\n", flush=True)
    largest = growth(asked.cameras, asked.buildings, rng)
    print(
        f"\none camera turned, its view and its streets' shares: {one_moved(*largest, rng) * 1e3:.1f} ms (median of 9)"
    )
    silent = largest[0].assign(kind="unknown", **dict.fromkeys(ATTRIBUTES, np.nan))
    print(
        f"the same cameras with nothing on record, eight ways each: {timed(lambda: views(silent, largest[1]))[1]:.2f} s"
    )
    houses, streets, _ = town(min(asked.buildings, 10_000), rng)
    beside(houses, streets, asked.peer, asked.sample, rng, asked.folder)


if __name__ == "__main__":
    main()
