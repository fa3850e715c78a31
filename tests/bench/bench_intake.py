"""Import of incident rows: seconds and memory, with the database's share of it; run by hand.

``.venv/bin/python -m tests.bench.bench_intake [ROWS]`` in a data folder of its own; the default is 1,000,000 rows
over 5,000 grids, against the bound of 180 s and 1 GB.
"""

import csv
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import shapely

from geo import intake
from geo.access import Actor
from geo.intake.examining import examined
from geo.intake.source import Source
from geo.intake.taking import ground
from geo.models import City
from geo.settings import settings
from geo.store import city, server
from geo.store.migrations import update
from geo.store.session import reading, writing

ADMIN = Actor(role="admin")
WEST, SOUTH, STEP, ACROSS = 118.6, 31.9, 0.005, 71
COLUMNS = (
    *("code", "incident_class", "subclass", "channel", "department", "collected_at", "called_at"),
    *("responded_at", "handled_at", "due_at", "lon", "lat"),
)
CLASSES = ("crime", "dispute", "appeal", "hazard")


def main(rows: int) -> None:
    """Settle a town of 5,000 grids, import, import again, and print what it took."""
    with tempfile.TemporaryDirectory(prefix="govmap-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["GOVMAP_DATA"] = str(Path(folder) / "data")
        settings.cache_clear()
        server.start()
        try:
            update()
            measure(Path(folder), rows)
        finally:
            server.stop()


def measure(folder: Path, rows: int) -> None:
    """Time the look without a database, the first import and the second of the same file."""
    settle(folder)
    file = folder / "incidents.csv"
    write(file, rows)
    source = Source(path=file, kind="incidents", crs="EPSG:4490")
    with reading(ADMIN) as session:
        around = ground(session, source)
    print(f"{rows:,} rows, {file.stat().st_size / 2**20:.0f} MB, {len(around.nodes):,} grids")
    began = time.perf_counter()
    with examined(source, around) as examination:
        kept = sum(len(one.rows.frame) for one in examination.batches)
    print(f"read and checked   {time.perf_counter() - began:7.1f} s   {kept:,} sound")
    for name in ("import", "same file again"):
        began = time.perf_counter()
        report = intake.take(ADMIN, file, "incidents", crs="EPSG:4490")
        print(f"{name:18} {time.perf_counter() - began:7.1f} s   kept {report.kept:,} skipped {report.skipped:,}")
    for name, who in (("this process", resource.RUSAGE_SELF), ("largest worker", resource.RUSAGE_CHILDREN)):
        print(f"{name:18} {resource.getrusage(who).ru_maxrss / 1024:7.0f} MB at most")


def settle(folder: Path) -> None:
    """Write the city and its grids."""
    with writing(ADMIN, "import", object="city") as session:
        row = City(name_zh="测", name_en="Bench", made_up=True, zone="Asia/Shanghai", metric_crs=4549)
        row.credit = row.weight_note = ""
        city.put(session, row)
    cells = [(n % ACROSS, n // ACROSS) for n in range(5_000)]
    boxes = [
        shapely.box(WEST + x * STEP, SOUTH + y * STEP, WEST + (x + 1) * STEP, SOUTH + (y + 1) * STEP) for x, y in cells
    ]
    frame = gpd.GeoDataFrame({"code": [f"G{n}" for n in range(5_000)], "level": "grid"}, geometry=boxes, crs=4490)
    frame.to_file(folder / "grids.gpkg")
    intake.take(ADMIN, folder / "grids.gpkg", "grids")


def write(path: Path, rows: int) -> None:
    """Write incidents that have gone through four stages."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(rows):
            began = 1_672_531_200 + chance.randrange(31_536_000)
            later = [stamp(began + n_th * 3_600) for n_th in range(5)]
            where = (WEST + chance.random() * ACROSS * STEP, SOUTH + chance.random() * 70 * STEP)
            writer.writerow(
                [
                    f"E{n}",
                    chance.choice(CLASSES),
                    f"S{n % 40}",
                    "12345",
                    f"部门{n % 30}",
                    *later,
                    *(round(one, 6) for one in where),
                ]
            )


def stamp(second: int) -> str:
    """Write an instant as the city's wall clock."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(second))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
