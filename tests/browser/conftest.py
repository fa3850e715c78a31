"""The app as a reader meets it: a server of its own, headless Chromium that may reach this machine only."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from geo.settings import ROOT
from tests import toytown

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WINDOW = "document.querySelector('.st-key-map_room iframe').contentWindow"
_FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
_PATIENCE = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that a quick run can leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Visit:
    """One browser tab at the app, with what it asked of anybody else.

    Parameters
    ----------
    page, address
        The tab and the app.
    guarded
        Whether every request is looked at, which takes time that a benchmark must not count.
    """

    def __init__(self, page: Page, address: str, *, guarded: bool = True) -> None:
        self.page = page
        self.address = address
        self.outside: list[str] = []
        page.set_default_timeout(_PATIENCE)
        if guarded:
            page.context.route("**/*", self._guard)

    def _guard(self, route: Any) -> None:
        asked = route.request.url
        if asked.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(asked)
            route.abort()

    def open(self, path: str = "/") -> "Visit":
        """Go to a page and wait until its map is drawn and at rest."""
        self.page.goto(self.address + path)
        return self.drawn()

    def drawn(self, after: int = 0) -> "Visit":
        """Wait until the map has come to rest more than ``after`` times."""
        self.page.wait_for_selector(".st-key-map_room iframe")
        self.page.wait_for_function(f"n => {{ const w = {WINDOW}; return w.govmap && w.govmap.idle > n }}", arg=after)
        return self

    def ask(self, expression: str) -> Any:
        """Evaluate something in the map's frame."""
        return self.page.evaluate(f"() => {{ const w = {WINDOW}; return {expression} }}")

    def rests(self) -> int:
        """How often the map has come to rest."""
        return int(self.ask("w.govmap.idle"))

    def shows(self, text: str) -> None:
        """Wait until a text stands on the page."""
        self.page.get_by_text(text).first.wait_for()

    def figures(self) -> dict[str, str]:
        """Read the figures over the map."""
        faces = self.page.locator(".govmap-figure").all()
        return {face.locator("span").inner_text(): face.locator("strong").inner_text() for face in faces}

    def click_map(self, longitude: float, latitude: float) -> None:
        """Click the map at a place."""
        spot = self.ask(f"w.govmap.state().leaf.latLngToContainerPoint([{latitude}, {longitude}])")
        box = self.page.locator(".st-key-map_room iframe").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


@contextmanager
def serving(**environment: str) -> Iterator[str]:
    """Run the app as ``python app.py`` does, on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, "GOVMAP_PORT": str(port), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            continue
    raise RuntimeError("the app did not answer within a minute")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give headless Chromium as Debian packs it."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: govmap setup --tests installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def town(database: str) -> str:
    """Give the name of a database that holds the toy town."""
    toytown.settle()
    return database


@pytest.fixture(scope="module")
def app(town: str) -> Iterator[str]:
    """Give the address of the app over the toy town, for an administrator."""
    with serving(GOVMAP_DATABASE=town) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, app: str) -> Iterator[Callable[..., Visit]]:
    """Give a way to begin a visit in a browser of its own."""
    contexts = []

    def begin(*, wide: int = 1440, high: int = 900, address: str | None = None) -> Visit:
        context = chromium.new_context(viewport={"width": wide, "height": high})
        contexts.append(context)
        return Visit(context.new_page(), address or app)

    yield begin
    for context in contexts:
        context.close()
