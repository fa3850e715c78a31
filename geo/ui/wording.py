"""How pages write what recurs on their cards and figures: a place, a head-count, a date, an instant, a number."""

from typing import Any

import pandas as pd

from geo.clock import to_city
from geo.i18n import t
from geo.settings import settings
from geo.store import city as cities
from geo.store import grids
from geo.ui import data


def place(node: str | None) -> str:
    """Give a node's place in the tree in words, from below the district down."""
    tree = data.ask(grids.tree)
    names: list[str] = []
    while node is not None and node in tree.index:
        names.append(str(tree.at[node, "name"]))
        node = None if pd.isna(tree.at[node, "parent"]) else str(tree.at[node, "parent"])
    kept = names[:-2] if len(names) > 3 else names[:-1] if len(names) > 1 else names
    return " · ".join(reversed(kept))


def people(count: float | None) -> str:
    """Write a head-count; below the inner threshold only that it is below."""
    least = settings().k_inside
    if count is None or pd.isna(count):
        return "—"
    return f"<{least}" if 0 < count < least else f"{int(count):,}"


def as_of(*kinds: str) -> str:
    """Say of which date the data of these kinds speak."""
    day = data.ask(cities.as_of, *kinds)
    return t("cards.as_of", day=day) if day else t("cards.as_of_unknown")


def instant(at: Any, zone: str) -> str:
    """Write an instant on the city's clock; a dash where there is none."""
    return "—" if at is None or pd.isna(at) else f"{to_city(at.to_pydatetime(), zone):%Y-%m-%d %H:%M}"


def number(value: float | None, unit: str = "") -> str:
    """Write a whole number with its unit; a dash where it is unknown."""
    return "—" if value is None or pd.isna(value) else f"{value:,.0f}{unit}"
