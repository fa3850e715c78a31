"""The clock: every few minutes while the app runs, what is overdue moves up and raw fixes past their time go."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from geo.errors import NotFoundError
from geo.store import packed
from geo.upkeep import escalation, patrol_visits

EVERY_SECONDS = 300
_log = logging.getLogger(__name__)


async def ticking() -> None:
    """Tick until cancelled; a deed that fails is told in the log, the others and the next tick come all the same."""
    while True:
        for deed in (_renew, escalation.lift, patrol_visits.forget):
            await tried(deed)
        await asyncio.sleep(EVERY_SECONDS)


async def tried(deed: Callable[[], object]) -> None:
    """Do a deed in a thread; if it fails, the log has it."""
    try:
        await asyncio.to_thread(deed)
    # Whatever it is (a database lost amid a COPY, a full disk): a clock ended unseen keeps raw fixes too long.
    except Exception:  # noqa: BLE001
        _log.exception("%s failed beside the app", deed.__qualname__)


def _renew() -> None:
    """Have the packed copy of the incidents at hand before somebody asks; an empty city has none."""
    with suppress(NotFoundError):
        packed.renew()


async def stop(*tasks: "asyncio.Task[None]") -> None:
    """End what runs beside the app, the clock and the compiler too; what had failed is in the log and stops nobody."""
    for one in tasks:
        one.cancel()
    for end in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(end, Exception):
            _log.error("a task beside the app had failed", exc_info=end)
