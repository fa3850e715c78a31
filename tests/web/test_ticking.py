"""The clock goes on whatever fails, and what runs beside the app ends without stopping anybody."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar

import psycopg
import pytest

from geo import upkeep, web
from geo.store import packed, server
from geo.upkeep import escalation, patrol_visits
from geo.web import compiling, ticking

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser under test keeps this one's loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


class TestTheClock:
    def test_does_its_other_deeds_and_ticks_again_whatever_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        done = []

        def broken() -> None:
            done.append("renew")
            raise psycopg.OperationalError

        def full() -> None:
            done.append("lift")
            raise OSError

        monkeypatch.setattr(packed, "renew", broken)
        monkeypatch.setattr(escalation, "lift", full)
        monkeypatch.setattr(patrol_visits, "forget", lambda: done.append("forget"))
        monkeypatch.setattr(ticking, "EVERY_SECONDS", 0)

        async def some_ticks() -> None:
            task = asyncio.create_task(ticking.ticking())
            while len(done) < 6 and not task.done():
                await asyncio.sleep(0.01)
            await ticking.stop(task)

        run(some_ticks())

        assert done[:6] == ["renew", "lift", "forget"] * 2


class TestTheApp:
    def test_makes_up_for_killed_imports_beside_its_readers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made_up = Event()

        async def idle() -> None:
            await asyncio.sleep(60)

        for one in ("update", "read_ahead", "disconnect"):
            monkeypatch.setattr(web, one, lambda: None)
        monkeypatch.setattr(server, "leave", lambda: None)
        monkeypatch.setattr(ticking, "ticking", idle)
        monkeypatch.setattr(compiling, "compiling", idle)
        monkeypatch.setattr(upkeep, "after", made_up.set)

        async def live() -> bool:
            async with web.lifespan()(None):
                return await asyncio.to_thread(made_up.wait, 10)

        assert run(live())


class TestTheEnd:
    def test_comes_though_a_task_had_failed_and_is_told(self, caplog: pytest.LogCaptureFixture) -> None:
        async def failing() -> None:
            raise OSError("no compiler")

        async def waiting() -> None:
            await asyncio.sleep(60)

        async def end() -> bool:
            tasks = [asyncio.create_task(failing()), asyncio.create_task(waiting())]
            await asyncio.sleep(0)
            await ticking.stop(*tasks)
            return all(one.done() for one in tasks)

        assert run(end())
        assert "a task beside the app had failed" in caplog.text
