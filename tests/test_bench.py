"""Benchmarks are run by hand; here only that they run, on a town so small that no time is measured."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bench import bench_map, bench_tiles, bench_walking
from tests.browser.conftest import CHROMIUM

PEERS = ("pandana", "networkx", "igraph", "osmnx", "spopt")


class TestTheBenchmarkOfWalking:
    def test_runs_on_a_tiny_town_and_agrees_with_scipy(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        size = "--side 12 --sources 5 --repeat 1 --homes 60 --places 50 --candidates 12 --towns 500 --growth 8 12"
        monkeypatch.setattr(sys, "argv", ["bench_walking", *size.split(), "--skip", *PEERS])

        bench_walking.main()

        told = capsys.readouterr().out
        for work in ("nearest facility", "circles as outlines", "one candidate moved", "of 12 sites", "| nodes |"):
            assert work in told


@pytest.mark.usefixtures("database")
class TestTheBenchmarksOfTheMap:
    def test_of_tiles_runs_on_a_tiny_city_whose_readers_get_the_same_as_their_twins(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["bench_tiles", *["--incidents", "3000", "--grids", "100", "--tiles", "2"]])

        bench_tiles.main()

        told = capsys.readouterr().out
        assert told.count("supervisor of 10") == told.count("leader") == 4 * len(bench_tiles.ZOOMS)

    @pytest.mark.browser
    @pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: govmap setup --tests installs it")
    def test_of_pages_runs_on_a_tiny_city(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(bench_map, "PEERS", (100,))
        monkeypatch.setattr(sys, "argv", ["bench_map", *["--incidents", "3000", "--grids", "100", "--repeat", "1"]])

        with ThreadPoolExecutor(1) as apart:  # Playwright runs once a thread, and the browser's tests hold this one
            apart.submit(bench_map.main).result()

        told = capsys.readouterr().out
        for page in ("/ ", "/incidents "):
            assert told.count(f"{page}") >= 7
        assert "GeoJSON 100 visible" in told
