"""Ten million incidents: a changed filter by grid, against PostgreSQL's percentile_cont and DuckDB on bare columns.

    flock /tmp/bench.lock python tests/bench/bench_response.py [--rows 10000000] [--repeat 5]

The incidents are made in PostGIS with rights and the indexes that a filter uses, but without tile geometry and its
checks, which only helps the table. The copy is built from there, a thousand rows are filed, and every question is asked
of the three in turns. DuckDB gets the copy's own bare columns in its own table, and the same work: n, exact p50 and
p90, on time by grid, without censoring – the copy alone counts open matters as Kaplan and Meier do. Runs in a database
of its own in the data folder.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).parents[2]))

from geo.access import Actor
from geo.analysis import response
from geo.filters import Filters
from geo.models import City
from geo.packed import MISSING
from geo.settings import settings
from geo.store import city, incidents, packed, server
from geo.store.migrations import update
from geo.store.packed import folder
from geo.store.session import reading, writing

ADMIN = Actor(role="admin")
NARROW = Actor(role="supervisor", scope=("G7", "G8", "G9"))
GRIDS, CLASSES, DEPARTMENTS = 5_000, 40, 30
END = pd.Timestamp("2026-01-01", tz="UTC")
BEGIN = pd.Timestamp("2023-01-01", tz="UTC")

QUESTIONS = {
    "everything": Filters(),
    "nine months": Filters(since=date(2024, 3, 1), until=date(2024, 12, 1)),
    "two classes": Filters(classes=("hazard", "appeal")),
    "five departments": Filters(departments=tuple(f"d{i}" for i in range(5))),
    "working hours": Filters(hours=tuple(range(9, 18))),
    "a mix": Filters(
        since=date(2023, 6, 1),
        until=date(2025, 6, 1),
        classes=("hazard", "dispute", "crime"),
        departments=tuple(f"d{i}" for i in range(20)),
        hours=tuple(range(6, 22)),
    ),
}

MAKE = """
INSERT INTO incidents (code, incident_class, subclass, channel, department, grid, collected_at, verified_at, due_at,
                       geom)
SELECT 'I' || i, (ARRAY['crime', 'dispute', 'appeal', 'hazard'])[1 + kind % 4],
       's' || kind,
       (ARRAY['12345', 'patrol', 'camera', 'app'])[1 + (i % 4)::int], 'd' || floor(random() * :departments)::int,
       'G' || floor(random() * :grids)::int, filed,
       CASE WHEN filed + took < :end THEN filed + took END, filed + interval '3 days',
       st_setsrid(st_point(118 + random(), 31 + random()), 4490)
FROM (SELECT i, floor(random() * :classes)::int AS kind,
             :begin + random() * (CAST(:end AS timestamptz) - :begin) AS filed,
             exp(10 + 1.2 * sqrt(-2 * ln(random() + 1e-12)) * cos(6.283185 * random())) * interval '1 second' AS took
      FROM generate_series(:first, :last) AS i) AS made
"""


def main() -> None:
    """Make, build, ask, and print the table."""
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=10_000_000)
    given.add_argument("--repeat", type=int, default=5)
    given.add_argument("--only-make", action="store_true", help="make the database and stop")
    given.add_argument("--keep", action="store_true", help="use the database of the last run")
    asked = given.parse_args()
    server.start()
    if not asked.keep:
        server.drop("bench_response")
        server.create("bench_response")
    update("bench_response")
    os.environ["GOVMAP_DATABASE"] = "bench_response"
    settings.cache_clear()
    if not asked.keep:
        timed("made in PostGIS", lambda: make(asked.rows))
    if asked.only_make:
        return
    forget()
    whole = timed("built from PostGIS", lambda: find(ADMIN))
    print(f"{'rows':42}{len(whole):>12,}")
    file_rows(1_000)
    whole = timed("1,000 new rows are in", lambda: find(ADMIN))
    timed("a reader with three grids", lambda: find(NARROW))
    for who, actor in (("administrator", ADMIN), ("reader with three grids", NARROW)):
        timed(f"list, first page: {who}", lambda actor=actor: page(actor))
        timed("list, half way down", lambda actor=actor: page(actor, deep=True))
    print(f"{'largest memory so far, MB':42}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>12,.0f}")
    compare(whole, asked.repeat)


def make(rows: int) -> None:
    """Fill the table in batches; what no question uses (tile geometry, its checks and index) is left out: the table is
    narrower for it, which helps PostgreSQL.
    """
    with writing(ADMIN, "import", object="bench") as session:
        names = {"name_zh": "测试", "name_en": "Bench", "credit": "", "weight_note": ""}
        city.put(session, City(made_up=True, zone="Asia/Shanghai", metric_crs=4549, **names))
        box = "st_multi(st_makeenvelope(118, 31, 118.001, 31.001, 4490))"
        session.execute(
            text(
                "INSERT INTO grids (code, name, level, path, geom) "
                f"SELECT 'G' || i, 'G' || i, 'grid', ARRAY['G' || i], {box} "
                "FROM generate_series(0, :last) AS i"
            ),
            {"last": GRIDS - 1},
        )
    engine = create_engine(server.url(database="bench_response"))
    with engine.begin() as connection:
        for index in ("incidents_geom_3857_gist", "incidents_import_id_ix", "incidents_changed_ix"):
            connection.execute(text(f"DROP INDEX {index}"))
        for check in ("incidents_geom_sound_check", "incidents_grid_fkey", "incidents_import_id_fkey"):
            connection.execute(text(f"ALTER TABLE incidents DROP CONSTRAINT {check}"))
        connection.execute(text("ALTER TABLE incidents DROP COLUMN geom_3857"))
    step = 1_000_000
    for first in range(1, rows + 1, step):
        with engine.begin() as connection:
            told = {"first": first, "last": min(first + step - 1, rows), "begin": BEGIN, "end": END}
            connection.execute(text(MAKE), told | {"grids": GRIDS, "classes": CLASSES, "departments": DEPARTMENTS})
        print(f"  {min(first + step - 1, rows):,}", flush=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE INDEX incidents_changed_ix ON incidents (changed)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE incidents"))
    engine.dispose()


def find(actor: Actor) -> Any:
    """Ask the copy as a page does."""
    with reading(actor) as session:
        return packed.find(session)


def page(actor: Actor, *, deep: bool = False) -> Any:
    """Open a page of the list: the first, or one half way down by the key of the row before it."""
    middle = (BEGIN + (END - BEGIN) / 2).to_pydatetime()
    with reading(actor) as session:
        return incidents.page(session, Filters(), before=(middle, "") if deep else None)


def forget() -> None:
    """Take the copy of the last run away."""
    for note in folder.home().glob("*.json"):
        note.unlink()


def file_rows(count: int) -> None:
    """File some matters."""
    told = {"first": 100_000_001, "last": 100_000_000 + count, "begin": BEGIN, "end": END}
    with writing(ADMIN, "import", object="more") as session:
        session.execute(text("DELETE FROM incidents WHERE code LIKE 'I1000%' AND length(code) = 10"))
        session.execute(text(MAKE), told | {"grids": GRIDS, "classes": CLASSES, "departments": DEPARTMENTS})


def compare(whole: Any, repeat: int) -> None:
    """Ask all three in turns; print medians in milliseconds and the ratios."""
    duck = bare(whole)
    wide = create_engine(server.url("govmap_wide", database="bench_response"))
    print(f"\n{'question':20}{'copy ms':>10}{'DuckDB ms':>12}{'PostGIS ms':>12}{'copy/Duck':>11}{'PG/copy':>9}  equal")
    for name, asked in QUESTIONS.items():
        times: dict[str, list[float]] = {"copy": [], "duck": [], "postgis": []}
        answers: dict[str, Any] = {}
        ways: dict[str, Callable[[], Any]] = {
            "copy": lambda asked=asked: response.figures(whole, asked, by="grid", as_of=END),
            "duck": lambda asked=asked: duck.execute(duck_query(whole, asked)).df(),
            "postgis": lambda asked=asked: postgres(wide, asked),
        }
        for turn in range(repeat + 1):
            for way, ask in ways.items():
                if way == "postgis" and turn > 2:
                    continue
                begin = time.perf_counter()
                answers[way] = ask()
                if turn:
                    times[way].append(time.perf_counter() - begin)
        copy, other, table = (1000 * statistics.median(times[way]) for way in ("copy", "duck", "postgis"))
        theirs = answers["duck"].set_index("grid")
        closed = answers["copy"]["n"] - answers["copy"]["open"]
        equal = bool((closed.drop("unplaced", errors="ignore") == theirs["n"].reindex(closed.index).dropna()).all())
        print(
            f"{name:20}{copy:>10,.0f}{other:>12,.0f}{table:>12,.0f}{copy / other:>11.2f}{table / copy:>9.1f}  {equal}"
        )
    print(f"{'largest memory, MB':20}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10,.0f}")


def bare(whole: Any) -> Any:
    """Give DuckDB the copy's own columns as a table of its own."""
    names = ("collected_at", "took", "kind", "department", "week_hour", "verdict", "aside")
    parts = []
    for part in whole.parts:
        frame = pd.DataFrame({name: np.asarray(part[name]) for name in names})
        frame["grid"] = np.array(whole.books.grids, dtype=object)[part.segment_of_row // 2]
        parts.append(frame[(frame["took"] != MISSING) & (frame["aside"] == 0)])
    rows = pd.concat(parts)
    rows["grid"] = rows["grid"].astype("category")
    duck = duckdb.connect()
    duck.execute("SET threads = 2")
    duck.register("rows", rows)
    duck.execute("CREATE TABLE matters AS SELECT * FROM rows ORDER BY grid")
    duck.unregister("rows")
    return duck


def duck_query(whole: Any, asked: Filters) -> str:
    """Write the question for DuckDB."""
    where = ["true"]
    since = pd.Timestamp("2000-01-01", tz="UTC")
    for day, sign in ((asked.since, ">="), (asked.until, "<")):
        if day:
            at = (pd.Timestamp(day, tz="Asia/Shanghai") - since).total_seconds()
            where.append(f"collected_at {sign} {at:.0f}")
    if asked.classes:
        kinds = [str(i) for i, kind in enumerate(whole.books.kinds) if kind[0] in asked.classes]
        where.append(f"kind IN ({', '.join(kinds)})")
    if asked.departments:
        units = [str(i) for i, name in enumerate(whole.books.departments) if name in asked.departments]
        where.append(f"department IN ({', '.join(units)})")
    if asked.hours:
        where.append(f"week_hour % 24 IN ({', '.join(map(str, asked.hours))})")
    return (
        "SELECT grid, count(*) AS n, quantile_disc(took, [0.5, 0.9]) AS q, "
        "count(*) FILTER (verdict = 1) / count(*) FILTER (verdict > 0) AS on_time "
        f"FROM matters WHERE {' AND '.join(where)} GROUP BY grid"
    )


def postgres(engine: Any, asked: Filters) -> Any:
    """Ask the table itself, as a leader may read it."""
    where, told = ["true"], {}
    for name, sign in (("since", ">="), ("until", "<")):
        if getattr(asked, name):
            where.append(f"collected_at {sign} :{name}")
            told[name] = pd.Timestamp(getattr(asked, name), tz="Asia/Shanghai")
    if asked.classes:
        where.append("incident_class = ANY (:classes)")
        told["classes"] = list(asked.classes)
    if asked.departments:
        where.append("department = ANY (:departments)")
        told["departments"] = list(asked.departments)
    if asked.hours:
        where.append("extract(hour FROM timezone('Asia/Shanghai', collected_at)) = ANY (:hours)")
        told["hours"] = list(asked.hours)
    query = text(
        "SELECT grid, count(*) AS n, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP "
        "(ORDER BY extract(epoch FROM verified_at - collected_at)), avg((verified_at <= due_at)::int) "
        f"FROM incidents WHERE verified_at IS NOT NULL AND {' AND '.join(where)} GROUP BY grid"
    )
    with engine.connect() as connection:
        return connection.execute(query, told).all()


def timed(what: str, do: Callable[[], Any]) -> Any:
    """Do something and say how long it took."""
    begin = time.perf_counter()
    found = do()
    print(f"{what:42}{time.perf_counter() - begin:>12,.2f} s", flush=True)
    return found


if __name__ == "__main__":
    main()
