"""The map with 1,000,000 incidents in a real browser: cold view, filter, pan – beside stock folium with GeoJSON.

``GOVMAP_DATA=/tmp/govmap-bench python -m tests.bench.bench_map [--incidents N] [--grids N] [--repeat N]``
"""

import argparse
import functools
import http.server
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import folium
from playwright.sync_api import Browser, sync_playwright

from geo.layers import offline
from geo.settings import ROOT
from geo.store import server
from geo.store.migrations import update
from tests.bench import big_city
from tests.browser.conftest import _FLAGS, CHROMIUM, Visit, serving

VENDOR = ROOT / "geo/web/assets/vendor"
PEERS = (10_000, 50_000)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--incidents", type=int, default=1_000_000)
    told.add_argument("--grids", type=int, default=5_000)
    told.add_argument("--repeat", type=int, default=3)
    given = told.parse_args()
    server.start()
    update()
    big_city.build(incidents_wanted=given.incidents, grids_wanted=given.grids)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        with serving() as address:
            for path in ("/", "/incidents"):
                runs = [ours(browser, address, path) for _ in range(given.repeat)]
                for what in runs[0]:
                    print(f"{path:<12} {what:<28} {min(run[what] for run in runs):6.2f} s  (best of {len(runs)})")
        for points in PEERS:
            found = min(stock(browser, points) for _ in range(given.repeat))
            print(f"{'folium':<12} {f'GeoJSON {points:,} visible':<28} {found:6.2f} s")
        browser.close()


def ours(browser: Browser, address: str, path: str) -> dict[str, float]:
    """Open a page in a cold browser, change a filter, pan; give seconds."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), address, guarded=False)
    times: dict[str, float] = {}
    started = time.perf_counter()
    visit.open(path)
    times["cold, map at rest"] = time.perf_counter() - started
    visit.page.wait_for_selector(".govmap-figure")
    times["cold, figures and all"] = time.perf_counter() - started
    for label in ("隐患", "诉求"):
        rests, before = visit.rests(), visit.figures()
        started = time.perf_counter()
        visit.page.get_by_text(label, exact=True).first.click()
        visit.page.wait_for_function(
            "old => [...document.querySelectorAll('.govmap-figure strong')].map(one => one.innerText).join() != old",
            arg=",".join(before.values()),
        )
        times[f"filter {label}: figures"] = time.perf_counter() - started
        visit.drawn(after=rests)
        times[f"filter {label}: map"] = time.perf_counter() - started
    rests = visit.rests()
    visit.page.mouse.move(800, 500)
    visit.page.mouse.down()
    visit.page.mouse.move(700, 450, steps=5)
    started = time.perf_counter()
    visit.page.mouse.up()
    visit.drawn(after=rests)
    times["pan, map at rest"] = time.perf_counter() - started
    context.close()
    return times


def stock(browser: Browser, points: int) -> float:
    """Open what folium writes for so many GeoJSON points; give seconds until every one is drawn."""
    frame = big_city.strewn(points, 25, seed=1)[["incident_class", "geometry"]].to_crs(4326)
    figure = folium.Map(location=[31.25, 120.3], zoom_start=11, tiles=None, prefer_canvas=True)
    folium.GeoJson(frame, marker=folium.CircleMarker(radius=3)).add_to(figure)
    offline.install()
    with tempfile.TemporaryDirectory() as folder, _files(Path(folder), figure) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        started = time.perf_counter()
        page.goto(address)
        page.wait_for_function(
            f"Object.values(window).some(one => one instanceof L.GeoJSON && one.getLayers().length == {points})",
            timeout=120_000,
        )
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        took = time.perf_counter() - started
        context.close()
    return took


@contextmanager
def _files(folder: Path, figure: folium.Map) -> Iterator[str]:
    """Serve the written map and its scripts from this machine."""
    shutil.copytree(VENDOR, folder / "assets")
    (folder / "a/b").mkdir(parents=True)
    figure.save(str(folder / "a/b/index.html"))
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serves:
        threading.Thread(target=serves.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serves.server_port}/a/b/index.html"
        serves.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
