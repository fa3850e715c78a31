"""The clock: every few minutes while the app runs, what is overdue moves up and raw fixes past their time go."""

import asyncio
import logging
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from geo.errors import GeoError, NotFoundError
from geo.store import packed
from geo.upkeep import escalation, patrol_visits

EVERY_SECONDS = 300
_log = logging.getLogger(__name__)


async def ticking() -> None:
    """Tick until cancelled; a tick that fails is told in the log and the next one comes all the same."""
    while True:
        try:
            await asyncio.to_thread(_renew)
            await asyncio.to_thread(escalation.lift)
            await asyncio.to_thread(patrol_visits.forget)
        except (GeoError, SQLAlchemyError):
            _log.exception("the clock of the loop missed a tick")
        await asyncio.sleep(EVERY_SECONDS)


def _renew() -> None:
    """Have the packed copy of the incidents at hand before somebody asks; an empty city has none."""
    with suppress(NotFoundError):
        packed.renew()


async def stop(task: "asyncio.Task[None]") -> None:
    """End the ticking."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
