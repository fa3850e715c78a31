"""Benchmarks are run by hand; here only that they run, on a town so small that no time is measured."""

import sys

import pytest

from tests.bench import bench_walking

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
