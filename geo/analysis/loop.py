"""The loop as tables: which step leads from which stage to which, who may take it, and what a clock shows.

The database enforces the same table (see the migration of the loop); a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo import standards
from geo.clock import WorkCalendar
from geo.frames import STAGES


@dataclass(frozen=True)
class Step:
    """One deed of the loop."""

    deed: str
    begin: str
    end: str
    right: str
    """Deed of `geo.access.RIGHTS` it needs."""

    @property
    def forward(self) -> bool:
        """Whether the matter gets on by it."""
        return STAGES.index(self.end) > STAGES.index(self.begin)


STEPS = (
    Step("call", "collected", "called", "incident.move"),
    Step("respond", "called", "responded", "incident.move"),
    Step("handle", "responded", "handled", "incident.move"),
    Step("verify", "handled", "verified", "incident.verify"),
    Step("evaluate", "verified", "evaluated", "incident.verify"),
    Step("return", "handled", "responded", "incident.verify"),
    Step("reopen", "verified", "called", "incident.verify"),
    Step("reopen", "evaluated", "called", "incident.verify"),
)
"""Six stages and nothing beside them. Verification may send a matter back to the unit; a closed one may be opened
again, by its first clock."""

RIGHTS: Mapping[str, str] = {step.deed: step.right for step in STEPS} | {"assign": "incident.move"}
"""Right that each deed needs; handing over to another department leads to no other stage."""

CALL_MINUTES = 30
"""A called department is to come within half an hour, unless the caller says otherwise."""

LADDER = ("grid", "community", "street", "district")
"""网格 → 村/社区 → 镇街 → 区."""

LIFT_AFTER_HOURS: Mapping[str, float] = {level: standards.default(f"lift.{level}") for level in LADDER[:-1]}
"""Working hours after the deadline at which a matter leaves a level upward (round the clock if it is urgent)."""

AMBER_SHARE = standards.default("light.amber") / 100
"""The clock turns amber when so much of the time to the deadline is left."""


def steps_from(stage: str) -> tuple[Step, ...]:
    """Give the steps that may be taken from a stage.

    Examples
    --------
    >>> [step.deed for step in steps_from("handled")]
    ['verify', 'return']
    """
    return tuple(step for step in STEPS if step.begin == stage)


def lights(incidents: pd.DataFrame, *, at: pd.Timestamp) -> "pd.Series[str]":
    """Say what each matter's clock shows: done, none (no deadline), green, amber before the deadline, red after."""
    left = incidents["due_at"] - at
    whole = incidents["due_at"] - incidents["collected_at"]
    shown = pd.Series("green", index=incidents.index, name="light")
    shown[left <= whole * AMBER_SHARE] = "amber"
    shown[left < pd.Timedelta(0)] = "red"
    shown[incidents["due_at"].isna()] = "none"
    shown[incidents["verified_at"].notna()] = "done"
    return shown


def escalations(
    incidents: gpd.GeoDataFrame,
    *,
    at: pd.Timestamp,
    calendar: WorkCalendar,
    lift_after: Mapping[str, float] = LIFT_AFTER_HOURS,
) -> pd.DataFrame:
    """Give the matters that have to move up by now.

    The level a matter deserves follows from its deadline alone, so asking twice, or late, gives the same answer.

    Returns
    -------
    DataFrame
        Index code; ``level`` it stands at, ``to`` where it belongs, ``lifted_at`` since when, ``overdue_hours``
        (round the clock).
    """
    waiting = incidents[incidents["verified_at"].isna() & (incidents["due_at"] < at)]
    place = waiting["level"].map({level: number for number, level in enumerate(LADDER)})
    waiting, place = waiting[place.notna()], place[place.notna()].astype("int64")
    to, since = place.copy(), pd.Series(pd.NaT, index=waiting.index, dtype="datetime64[ns, UTC]")
    clocks = waiting["priority"].map({"urgent": "urgent_hours"}).fillna("work_hours")
    for number, level in enumerate(LADDER[:-1]):
        hours = lift_after[level]
        lifted = calendar.due(waiting["due_at"], hours, clocks) if hours else waiting["due_at"].dt.tz_convert("UTC")
        leaves = (lifted <= at) & (to == number)
        to[leaves], since[leaves] = number + 1, lifted[leaves]
    moved = to > place
    overdue = (at - waiting["due_at"]).dt.total_seconds() / 3600
    table = pd.DataFrame(
        {"level": waiting["level"], "to": to.map(dict(enumerate(LADDER))), "lifted_at": since, "overdue_hours": overdue}
    )
    up: pd.DataFrame = table[moved.to_numpy()]
    return up
