"""Tiles of 1,000,000 incidents: how long one takes, for whom, beside no row security at all and beside tipg.

Every tile is asked of all contestants in turn, so that a busy moment hits each of them alike.

``GOVMAP_DATA=/tmp/govmap-bench python -m tests.bench.bench_tiles [--incidents N] [--grids N] [--tipg PYTHON]``
"""

import argparse
import http.client
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlencode, urlsplit

import numpy as np
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from geo.access import Actor
from geo.filters import Filters
from geo.store import passes, server, tiles
from geo.store import session as doors
from geo.store.migrations import update
from geo.store.session import reading
from geo.store.tiles import EARTH, POINTS_FROM, Tile
from tests.bench import big_city
from tests.bench.big_city import EAST, NORTH, SOUTH, WEST, lattice
from tests.browser.conftest import serving

ZOOMS = (10, 12, 13, 14, 15, 16)
FILTER = Filters(classes=("hazard",), channels=("12345", "patrol"))
LEADER = Actor(role="leader")
PORT = 8599
COLUMNS = "code,incident_class,stage,priority"
"""What tipg sends of a matter: as much as our own points carry."""

_CODE = re.compile(rb"I\d{8}")
"""Code of one matter of the big city."""

Ask = Callable[[Tile], bytes]


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
    print(f"{'z':>3} {'filter':<6} {'reader':<28} {'p50 ms':>7} {'p95 ms':>7} {'× first':>8} {'KB p95':>7}")
    in_the_database(given.grids, given.tiles)
    if given.tipg:
        with serving() as ours, tipg(given.tipg) as peer:
            over_http(ours, peer, given.tiles)


def in_the_database(grids: int, tiles_wanted: int) -> None:
    """Compare each reader with a twin whom no policy binds: the same question, the same rows, the same bytes."""
    ten = tuple(lattice(grids).index[grids // 2 : grids // 2 + 10])
    supervisor = Actor(role="supervisor", scope=ten)
    there = lattice(grids).loc[list(ten)].union_all().bounds
    engine = create_engine(server.url(), isolation_level="REPEATABLE READ", pool_pre_ping=True)
    for zoom in ZOOMS:
        for actor, name, around in ((LEADER, "leader", None), (supervisor, "supervisor of 10", there)):
            for asked in (Filters(), FILTER):
                wanted = spread(zoom, tiles_wanted, around=around)
                contestants = {f"{name}, no row security": unbound(engine, actor, asked), name: bound(actor, asked)}
                race(zoom, asked, wanted, contestants, same=True)
    engine.dispose()


def over_http(ours: str, peer: str, tiles_wanted: int) -> None:
    """Compare the app as it is started with tipg on the same table; from afar we send counted cells, tipg points."""
    said = urlencode({"pass": passes.issue(LEADER)})
    for zoom in ZOOMS:
        contestants = {
            "tipg, points": fetched(peer, f"?geom-column=geom_3857&properties={COLUMNS}"),
            f"govmap, {'points' if zoom >= POINTS_FROM else 'cells'}": fetched(
                f"{ours}/tiles/incidents", f".mvt?{said}"
            ),
        }
        race(zoom, Filters(), spread(zoom, tiles_wanted), contestants)


def spread(zoom: int, wanted: int, *, around: tuple[float, float, float, float] | None = None) -> list[Tile]:
    """Give random tiles over the city, or over a part of it."""
    west, south, east, north = around or (WEST, SOUTH, EAST, NORTH)
    rng = np.random.default_rng(zoom)
    return [_tile(zoom, west + a * (east - west), south + b * (north - south)) for a, b in rng.random((wanted, 2))]


def bound(actor: Actor, asked: Filters) -> Ask:
    """Ask as the app does: through the door, with the reader's rights."""

    def asking(wanted: Tile) -> bytes:
        with reading(actor) as session:
            return tiles.tile(session, actor, "incidents", wanted, asked)

    return asking


def unbound(engine: Engine, actor: Actor, asked: Filters) -> Ask:
    """Ask the same as the superuser, whom no policy binds; the reach is told, so the query names the same grids."""

    def asking(wanted: Tile) -> bytes:
        with Session(engine) as session, session.begin():
            doors._introduce(session, actor)
            return tiles.tile(session, actor, "incidents", wanted, asked)

    return asking


def fetched(base: str, more: str) -> Ask:
    """Ask over HTTP on one kept connection, as a browser does."""
    address = urlsplit(base)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=120)

    def asking(wanted: Tile) -> bytes:
        connection.request("GET", f"{address.path}/{wanted.z}/{wanted.x}/{wanted.y}{more}")
        with connection.getresponse() as answer:
            body = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{answer.status} from {base}: {body[:200]!r}")
        return body

    return asking


def race(zoom: int, asked: Filters, wanted: list[Tile], contestants: Mapping[str, Ask], *, same: bool = False) -> None:
    """Ask every contestant for every tile and print what each took, the first one being the measure."""
    took: dict[str, list[float]] = {name: [] for name in contestants}
    sizes: dict[str, list[int]] = {name: [] for name in contestants}
    held: dict[str, list[object]] = {name: [] for name in contestants}
    warming = wanted[:5]
    for place, one in enumerate([*warming, *wanted]):
        for name, asking in contestants.items():
            started = time.perf_counter()
            found = asking(one)
            if place >= len(warming):
                took[name].append((time.perf_counter() - started) * 1000)
                sizes[name].append(len(found))
                held[name].append(frozenset(_CODE.findall(found)) or len(found))  # points come in any order
    if same and len({tuple(one) for one in held.values()}) > 1:
        raise RuntimeError(f"{' and '.join(contestants)} do not answer the same at z{zoom}")
    first = np.percentile(next(iter(took.values())), [50, 95])
    for name, times in took.items():
        p50, p95 = np.percentile(times, [50, 95])
        ratio = f"{p50 / first[0]:.2f}/{p95 / first[1]:.2f}"
        kilobytes = np.percentile(sizes[name], 95) / 1024
        filtered = "yes" if asked != Filters() else "no"
        print(f"{zoom:>3} {filtered:<6} {name:<28} {p50:7.1f} {p95:7.1f} {ratio:>9} {kilobytes:7.1f}", flush=True)


@contextmanager
def tipg(python: str) -> Iterator[str]:
    """Serve the same table with tipg on this machine, over our server's own socket; give the address of its tiles."""
    url = server.url()
    folder = quote(str(url.query["host"]), safe="")  # asyncpg takes a folder for a host, if it is written so
    environment = {
        "DATABASE_URL": f"postgresql://{url.username}:{url.password}@{folder}/{url.database}",
        "PATH": "/usr/bin:/bin",
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
    }
    served = subprocess.Popen(
        [python, "-m", "uvicorn", "tipg.main:app", "--port", str(PORT), "--log-level", "warning"], env=environment
    )
    base = f"http://127.0.0.1:{PORT}/collections/public.incidents/tiles/WebMercatorQuad"
    try:
        _wait(base, served)
        yield base
    finally:
        served.terminate()
        served.wait()


def _wait(base: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            fetched(base, "?geom-column=geom_3857")(_tile(16, WEST, SOUTH))
        except OSError:
            if served.poll() is not None:
                raise RuntimeError("tipg did not start") from None
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("tipg did not answer within a minute")


def _tile(zoom: int, lon: float, lat: float) -> Tile:
    x = (lon / 180) * EARTH
    y = np.log(np.tan((90 + lat) * np.pi / 360)) / np.pi * EARTH
    side = 2 * EARTH / 2**zoom
    return Tile(zoom, int((x + EARTH) / side), int((EARTH - y) / side))


if __name__ == "__main__":
    main()
