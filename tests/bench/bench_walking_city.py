"""The network of a large city from PostGIS and from the cache: ``python -m tests.bench.bench_walking_city``.

Fills a throw-away database with a lattice of streets through the app's own store, then measures what a reader waits
for: streets read, network built, network read back from disk.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path


def told(work, began):
    print(f"| {work} | {time.perf_counter() - began:.2f} s |", flush=True)


def measure(side):
    from geo.access import Actor
    from geo.analysis import sketch
    from geo.answers.walking import Walks, at_once
    from geo.filters import Filters
    from geo.models import City
    from geo.store import city, server, streets
    from geo.store.migrations import update
    from geo.store.session import disconnect, reading, writing

    admin = Actor(role="admin")
    server.start(durable=False)
    try:
        update()
        with writing(admin, "import", object="bench") as session:
            city.put(session, City(name_zh="基准", name_en="Bench", made_up=True, zone="Asia/Shanghai", metric_crs=4549,
                                   credit="", weight_note=""))  # fmt: skip
            lines = sketch.lattice(side)
            lines = lines.set_geometry(lines.translate(500_000, 3_400_000))
            streets.upsert(session, lines, None)
        print(f"| work ({len(lines):,} streets) | time |\n| --- | --- |")
        with reading(admin) as session:
            began = time.perf_counter()
            streets.find(session, Filters())
            told("streets read from PostGIS", began)
            for work in ("network ready from PostGIS (read, built, kept)", "network ready from the cache"):
                began = time.perf_counter()
                Walks(lambda find, *args: find(session, *args), at_once, admin).network()
                told(work, began)
    finally:
        disconnect()
        server.stop()


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--side", type=int, default=500)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="govmap-bench-walking-") as folder:
        Path(folder).chmod(0o755)
        os.environ["GOVMAP_DATA"] = str(Path(folder) / "data")
        measure(given.side)


if __name__ == "__main__":
    main()
