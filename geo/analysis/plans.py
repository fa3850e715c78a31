"""Plans: facilities as they would be, compared with today in who gains, who loses, and at what cost."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import frames
from geo.analysis.arrays import Floats
from geo.analysis.lifting import Lifting
from geo.analysis.siting.standing import Served
from geo.errors import BadInputError

DEEDS = ("add", "move", "close", "resize")
"""新增 迁移 关闭 扩缩."""
PLAIN_CODE = re.compile(r"[^,<>\"'`\\;\x00-\x1f\x7f]{1,200}")
"""What a code may be made of: codes travel in links."""
_WORDS = frozenset({"deed", "code", "kind", "name"})
_MAY_LACK = frozenset({"name", "x", "y", "capacity"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a plan; places in the city's metric CRS."""

    deed: str
    """One of `DEEDS`."""
    code: str
    """The facility; for ``add`` a code that is not taken."""
    x: float | None = None
    y: float | None = None
    capacity: float | None = None
    kind: str = "elderly_care"
    name: str | None = None
    cost: float = 0.0
    """In the city's own unit (ten thousand yuan)."""


def told(one: object) -> Change:
    """Take a change as JSON tells it: its words as words, its numbers as finite numbers.

    Raises
    ------
    TypeError, ValueError, OverflowError
        If it is no change.
    """
    if not isinstance(one, dict):
        raise TypeError(one)
    parts: dict[str, Any] = {
        name: None if value is None and name in _MAY_LACK else word(value) if name in _WORDS else _number(value)
        for name, value in one.items()
    }
    return Change(**parts)


def word(value: object) -> str:
    """Take a word that can be written anywhere (half a sign cannot)."""
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()
    return value


def applied(facilities: gpd.GeoDataFrame, changes: Iterable[Change]) -> gpd.GeoDataFrame:
    """Give the facilities as a plan makes them, ordered by place so that equal plans compute equally.

    A facility closed and added again in its place gives exactly the table without the plan.

    Raises
    ------
    BadInputError
        If a change names a facility that is not there, adds a code that is taken, lacks its place, or sizes below zero.
    """
    made = facilities.copy()
    for number, change in enumerate(changes, 1):
        _check(made, change, number)
        if change.deed == "close":
            made = made.drop(index=change.code)
        elif change.deed == "move":
            made.loc[[change.code], made.geometry.name] = gpd.GeoSeries([_point(change)], [change.code], crs=made.crs)
        elif change.deed == "resize":
            made.loc[change.code, "capacity"] = change.capacity
        else:
            made = _with(made, change)
    return made.iloc[np.lexsort((made["kind"].to_numpy(str), made.geometry.y, made.geometry.x))]


def _check(facilities: gpd.GeoDataFrame, change: Change, number: int) -> None:
    place = {"number": number, "code": change.code}
    if not PLAIN_CODE.fullmatch(change.code):
        raise BadInputError("siting.errors.code", **place)
    if change.deed not in DEEDS:
        raise BadInputError("siting.errors.deed", **place, deed=change.deed, deeds=", ".join(DEEDS))
    if change.deed == "add" and change.code in facilities.index:
        raise BadInputError("siting.errors.taken", **place)
    if change.deed != "add" and change.code not in facilities.index:
        raise BadInputError("siting.errors.not_there", **place)
    if change.deed in ("add", "move") and (change.x is None or change.y is None):
        raise BadInputError("siting.errors.no_place", **place)
    if change.deed == "resize" and change.capacity is None:
        raise BadInputError("siting.errors.no_capacity", **place)
    if change.capacity is not None and change.capacity < 0:
        raise BadInputError("siting.errors.capacity", **place, capacity=change.capacity)
    if change.kind not in frames.FACILITY_KINDS:
        raise BadInputError("siting.errors.kind", **place, kind=change.kind)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)


def _point(change: Change) -> shapely.Point:
    return shapely.Point(change.x, change.y)


def _with(facilities: gpd.GeoDataFrame, change: Change) -> gpd.GeoDataFrame:
    row: dict[str, object] = {name: None for name in facilities.columns if name != facilities.geometry.name}
    row |= {"name": change.name or change.code, "kind": change.kind, "capacity": change.capacity}
    one = gpd.GeoDataFrame([row], geometry=[_point(change)], index=pd.Index([change.code]), crs=facilities.crs)
    one = one.rename_geometry(facilities.geometry.name) if facilities.geometry.name != "geometry" else one
    kinds = {name: kind for name, kind in facilities.dtypes.items() if name != facilities.geometry.name}
    return gpd.GeoDataFrame(pd.concat([facilities, one.astype(kinds)]), crs=facilities.crs)


def cost(changes: Iterable[Change]) -> float:
    """Add up what a plan costs."""
    return float(sum(change.cost for change in changes))


def compared(before: Served, after: Served, people: Floats, households: Floats, lifting: Lifting) -> pd.DataFrame:
    """Say for every node of the grid tree who gains and who loses.

    Parameters
    ----------
    before, after
        Who is served under each set of facilities.
    people, households
        Of the places, in the same order; households not a number where unknown.

    Returns
    -------
    pandas.DataFrame
        Index the node's code; ``people``, ``before`` and ``after`` (people served on foot), ``gained`` and ``lost``
        (people now served who were not, and the other way round), ``households_gained`` and ``households_lost`` (of
        the same homes; missing where no household is known), ``placed_before`` and ``placed_after`` (people with a
        place there; missing where capacity is not known).
    """
    change = after.network - before.network
    homes = np.nan_to_num(households)
    table = lifting.sums(
        people=people, before=before.network, after=after.network,
        gained=np.maximum(change, 0.0), lost=np.maximum(-change, 0.0),
        households_gained=np.where(change > 0, homes, 0.0), households_lost=np.where(change < 0, homes, 0.0),
    )  # fmt: skip
    if not np.isfinite(households).any():
        table[["households_gained", "households_lost"]] = np.nan
    placed = {"placed_before": before.capacity, "placed_after": after.capacity}
    known = lifting.sums(**{name: values for name, values in placed.items() if values is not None})
    return table.join(known).reindex(columns=[*table.columns, *placed])
