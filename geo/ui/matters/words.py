"""Matters in words: instants on the city's clock, what is left of the time, the colours of the clock."""

from typing import Any

import pandas as pd

from geo.i18n import t, word
from geo.layers.paint import GREY, LIGHT_COLOURS, TEAL
from geo.ui import data
from geo.ui.response import asking
from geo.ui.wording import instant

TONES = {**LIGHT_COLOURS, "green": TEAL, "done": GREY, "none": GREY}
"""Colour of each light of the clock."""


def time(at: Any) -> str:
    """Say an instant on the city's clock; a dash where there is none."""
    return instant(at, zone())


def zone() -> str:
    """Give the zone of the city's clock."""
    city = data.city()
    return city.zone if city else "UTC"


def left(row: Any) -> str:
    """Say how much of a matter's time is left, or how it ended."""
    if pd.notna(row["verified_at"]):
        in_time = pd.isna(row["due_at"]) or row["verified_at"] <= row["due_at"]
        return t("loop.closed_on_time") if in_time else t("loop.closed_late")
    if pd.isna(row["due_at"]):
        return t("loop.no_due")
    hours = (row["due_at"] - asking.mine().as_of()).total_seconds() / 3600
    return t("loop.left", hours=f"{hours:,.1f}") if hours >= 0 else t("loop.overdue", hours=f"{-hours:,.1f}")


def who(step: Any) -> tuple[str, ...]:
    """Say who took a step: role and unit, never a person; nothing where it was not taken here."""
    if step is None:
        return ()
    return (word("words.roles", step.role), *([step.unit] if step.unit else []))


def step(taken: Any) -> str:
    """Say when a step was taken and by whom; of the clock, why it moved the matter up."""
    if taken.deed == "escalate":
        return f"{time(taken.at)} · {t('loop.moved_up', level=word('words.levels', taken.level))}"
    return " · ".join((time(taken.at), *who(taken)))
