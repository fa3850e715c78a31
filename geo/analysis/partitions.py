"""The ways to cut matters into groups: which key each code of a column belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo import tree
from geo.frames import CHANNELS, INCIDENT_CLASSES, LEVELS, STAGES
from geo.packed import PackedIncidents

WAYS = (
    "total",
    "grid",
    "recorded_grid",
    "node",
    "department",
    "class",
    "subclass",
    "channel",
    "hour",
    "weekday",
    "week_hour",
    "month",
    "level",
    "stage",
)
UNPLACED = "unplaced"
"""Key of matters outside every grid or parked on a default point."""
UNASSIGNED = "unassigned"
"""Key of matters no department has taken."""


@dataclass(frozen=True)
class Partition:
    """Keys in order, and the place among them of every code of a column (or of every segment)."""

    keys: list[str]
    of_code: npt.NDArray[np.int64]
    column: str = ""
    """Empty: the segment decides."""


def partition(packed: PackedIncidents, by: str, nodes: Mapping[str, str] | None = None) -> Partition:
    """Give the partition for one of `WAYS`.

    Raises
    ------
    ValueError
        If the way is not known, or nodes are asked for and none given.
    """
    books = packed.books
    if by in ("grid", "node"):
        if by == "node" and nodes is None:
            raise ValueError("by='node' needs the node of each grid")
        named = [nodes.get(code, "") if by == "node" and nodes is not None else code for code in books.grids]
        return _keyed([key or UNPLACED for name in named for key in (name, UNPLACED)])
    if by == "recorded_grid":  # as every list and count has it: a matter parked on a default point is in the grid there
        return _keyed([name or UNPLACED for name in books.grids for _ in range(2)])
    if by == "total":
        return Partition(["total"], np.zeros(2 * len(books.grids), dtype="int64"))
    codes: dict[str, tuple[str, list[str]]] = {
        "department": ("department", [name or UNASSIGNED for name in books.departments]),
        "class": ("kind", [kind[0] for kind in books.kinds]),
        "subclass": ("kind", [kind[1] or kind[0] for kind in books.kinds]),
        "channel": ("channel", list(CHANNELS)),
        "hour": ("week_hour", [f"{hour % 24:02d}" for hour in range(168)]),
        "weekday": ("week_hour", [str(hour // 24 + 1) for hour in range(168)]),
        "week_hour": ("week_hour", [f"{hour // 24 + 1}-{hour % 24:02d}" for hour in range(168)]),
        "month": ("month", [f"{2000 + month // 12}-{month % 12 + 1:02d}" for month in range(_months(packed))]),
        "level": ("level", list(LEVELS)),
        "stage": ("stage", list(STAGES)),
    }
    if by not in codes:
        raise ValueError(f"by is one of {WAYS}, not {by!r}")
    column, keys = codes[by]
    order = list(INCIDENT_CLASSES) if by == "class" else None
    return _keyed(keys, column, order)


def nodes_at(grids: gpd.GeoDataFrame, level: str) -> dict[str, str]:
    """Give each node's forebear (or itself) at a level of the tree; nodes that have none are left out.

    Parameters
    ----------
    grids
        The tree, as the treaty of frames has it.
    level
        One of `geo.frames.LEVELS`.
    """
    return {str(code): node for code, node in tree.above(grids, level).items()}


def under(grids: gpd.GeoDataFrame, node: str) -> frozenset[str]:
    """Give a node and all below it."""
    return frozenset(tree.below(grids, node))


def _keyed(names: list[str], column: str = "", order: list[str] | None = None) -> Partition:
    keys = order or sorted(set(names))
    place = {key: number for number, key in enumerate(keys)}
    return Partition(keys, np.array([place[name] for name in names], dtype="int64"), column)


def _months(packed: PackedIncidents) -> int:
    return max((int(part["month"].max(initial=0)) for part in packed.parts), default=0) + 1
