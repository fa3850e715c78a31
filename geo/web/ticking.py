"""The clock: every few minutes while the app runs, what is overdue moves up and raw fixes past their time go."""

import asyncio
import logging
from contextlib import suppress

import pandas as pd
from sqlalchemy.exc import SQLAlchemyError

from geo.access import Actor
from geo.analysis.loop import escalations
from geo.errors import GeoError
from geo.store import city, incidents, limits, loop
from geo.store.session import reading, writing
from geo.upkeep import patrol_visits

EVERY_SECONDS = 300
_CLOCK = Actor(role="admin", post="clock")
_log = logging.getLogger(__name__)


def tick() -> int:
    """Move up what has to by now; give how many matters that were. Where nothing has to, nothing is written."""
    with reading(_CLOCK) as session:
        if not city.known(session):
            return 0
        moves = escalations(
            loop.overdue(session),
            at=pd.Timestamp(incidents.moment(session)),
            calendar=limits.calendar(session),
            lift_after=limits.lift_after(session),
        )
    if moves.empty:
        return 0
    with writing(_CLOCK, "incident.move", object=f"escalation of {len(moves)}") as session:
        return loop.lift(session, moves)


async def ticking() -> None:
    """Tick until cancelled; a tick that fails is told in the log and the next one comes all the same."""
    while True:
        try:
            await asyncio.to_thread(tick)
            await asyncio.to_thread(patrol_visits.forget)
        except (GeoError, SQLAlchemyError):
            _log.exception("the clock of the loop missed a tick")
        await asyncio.sleep(EVERY_SECONDS)


async def stop(task: "asyncio.Task[None]") -> None:
    """End the ticking."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
