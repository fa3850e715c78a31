"""Tiles of 1,000,000 incidents: how long one query takes, for whom, against no rights at all and against tipg.

``GOVMAP_DATA=/tmp/govmap-bench python -m tests.bench.bench_tiles [--incidents N] [--grids N] [--tipg PYTHON]``
"""

import argparse
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from geo.access import Actor
from geo.filters import Filters
from geo.store import server, tiles
from geo.store.migrations import update
from geo.store.session import reading
from geo.store.tiles import EARTH, Tile
from tests.bench import big_city
from tests.bench.big_city import EAST, NORTH, SOUTH, WEST, lattice

ZOOMS = (10, 12, 13, 14, 15, 16)
FILTER = Filters(classes=("hazard",), channels=("12345", "patrol"))


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--incidents", type=int, default=1_000_000)
    told.add_argument("--grids", type=int, default=5_000)
    told.add_argument("--tiles", type=int, default=60, help="tiles asked for at each zoom")
    told.add_argument("--tipg", help="python of an environment in which tipg and uvicorn are installed")
    given = told.parse_args()
    server.start()
    update()
    started = time.perf_counter()
    big_city.build(incidents_wanted=given.incidents, grids_wanted=given.grids)
    print(f"city ready in {time.perf_counter() - started:.1f} s")
    ten = tuple(lattice(given.grids).index[given.grids // 2 : given.grids // 2 + 10])
    supervisor = Actor(role="supervisor", scope=ten)
    print(f"{'z':>3} {'reader':<22} {'filter':<7} {'p50 ms':>8} {'p95 ms':>8} {'KB p95':>7}")
    for zoom in ZOOMS:
        wanted = spread(zoom, given.tiles)
        near = spread(zoom, given.tiles, around=lattice(given.grids).loc[list(ten)].union_all().bounds)
        for asked in (Filters(), FILTER):
            report(zoom, "leader", asked, wanted, ask(Actor(role="leader"), asked))
            report(zoom, "no rights (superuser)", asked, wanted, ask_bare(Actor(role="leader"), asked))
            report(zoom, "supervisor of 10", asked, near, ask(supervisor, asked))
            report(zoom, "10 grids, no rights", asked, near, ask_bare(supervisor, asked))
    if given.tipg:
        with tipg(given.tipg) as fetch:
            for zoom in ZOOMS:
                report(zoom, "tipg over HTTP", Filters(), spread(zoom, given.tiles), fetch)


def spread(zoom: int, wanted: int, *, around: tuple[float, float, float, float] | None = None) -> list[Tile]:
    """Give random tiles over the city, or over a part of it."""
    west, south, east, north = around or (WEST, SOUTH, EAST, NORTH)
    rng = np.random.default_rng(zoom)
    return [_tile(zoom, west + a * (east - west), south + b * (north - south)) for a, b in rng.random((wanted, 2))]


def ask(actor: Actor, asked: Filters) -> Callable[[Tile], bytes]:
    """Ask as the app does: through the door, with the reader's rights."""

    def asking(wanted: Tile) -> bytes:
        with reading(actor) as session:
            return tiles.tile(session, actor, "incidents", wanted, asked)

    return asking


def ask_bare(actor: Actor, asked: Filters) -> Callable[[Tile], bytes]:
    """Ask the same as the superuser, whom no policy binds."""
    engine = create_engine(server.url(), isolation_level="REPEATABLE READ")

    def asking(wanted: Tile) -> bytes:
        with Session(engine) as session, session.begin():
            return tiles.tile(session, actor, "incidents", wanted, asked)

    return asking


def report(zoom: int, reader: str, asked: Filters, wanted: list[Tile], asking: Callable[[Tile], bytes]) -> None:
    for one in wanted[:5]:
        asking(one)
    times, sizes = [], []
    for one in wanted:
        started = time.perf_counter()
        found = asking(one)
        times.append((time.perf_counter() - started) * 1000)
        sizes.append(len(found) / 1024)
    p50, p95 = np.percentile(times, [50, 95])
    filtered = "yes" if asked != Filters() else "no"
    print(f"{zoom:>3} {reader:<22} {filtered:<7} {p50:8.1f} {p95:8.1f} {np.percentile(sizes, 95):7.0f}")


@contextmanager
def tipg(python: str) -> Iterator[Callable[[Tile], bytes]]:
    """Serve the same table with tipg on this machine, and give how to fetch a tile of it."""
    address = server.url().set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {"DATABASE_URL": address, "PATH": "/usr/bin:/bin", "TIPG_MAX_FEATURES_PER_TILE": "1000000"}
    served = subprocess.Popen(
        [python, "-m", "uvicorn", "tipg.main:app", "--port", "8599", "--log-level", "warning"], env=environment
    )
    base = "http://127.0.0.1:8599/collections/public.incidents/tiles/WebMercatorQuad"

    def fetch(wanted: Tile) -> bytes:
        with urllib.request.urlopen(
            f"{base}/{wanted.z}/{wanted.x}/{wanted.y}?geom-column=geom_3857", timeout=60
        ) as got:
            return bytes(got.read())

    try:
        for _ in range(100):
            try:
                fetch(_tile(16, WEST, SOUTH))
                break
            except OSError:
                time.sleep(0.2)
        yield fetch
    finally:
        served.terminate()
        served.wait()


def _tile(zoom: int, lon: float, lat: float) -> Tile:
    x = (lon / 180) * EARTH
    y = np.log(np.tan((90 + lat) * np.pi / 360)) / np.pi * EARTH
    side = 2 * EARTH / 2**zoom
    return Tile(zoom, int((x + EARTH) / side), int((EARTH - y) / side))


if __name__ == "__main__":
    main()
