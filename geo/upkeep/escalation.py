"""What is past its deadline moves up the ladder by itself: the app asks every few minutes, a command any time."""

import pandas as pd

from geo.access import Actor
from geo.analysis.loop import LADDER, escalations
from geo.store import city, incidents, limits, loop
from geo.store.session import reading, writing

CLOCK = Actor(role="admin", post="clock")
"""The post of the clock, as the log names it."""


def lift() -> tuple[pd.DataFrame, pd.Timestamp | None]:
    """Move up what has to by now; where nothing has to, nothing is written.

    Returns
    -------
    tuple of DataFrame and Timestamp
        What moved, as `geo.analysis.loop.escalations` gives it, and the instant it was looked at; None without a city.
    """
    with reading(CLOCK) as session:
        if not city.known(session):
            return pd.DataFrame(columns=["to"]), None
        at = pd.Timestamp(incidents.moment(session))
        moves = escalations(
            loop.overdue(session, levels=LADDER[:-1]),
            at=at,
            calendar=limits.calendar(session),
            lift_after=limits.lift_after(session),
        )
    if len(moves):
        with writing(CLOCK, "incident.move", object=f"escalation of {len(moves)}") as session:
            loop.lift(session, moves)
    return moves, at
