"""Repeat problems: one kind of matter three times in ninety days on one spot is one cause, not three matters."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from geo.analysis.asking import chosen, wanted_of
from geo.analysis.response import WHOLE
from geo.filters import Filters
from geo.packed import PackedIncidents, instants

TIMES = 3
DAYS = 90
WITHIN_M = 20.0
_METRES_A_DEGREE = 111_319.49


def find(
    packed: PackedIncidents, asked: Filters, *, as_of: pd.Timestamp, within: frozenset[str] | None = None
) -> pd.DataFrame:
    """List the root causes: spots where one kind came up at least three times within ninety days, most often first.

    Returns
    -------
    DataFrame
        ``incident_class``, ``subclass``, ``grid``, ``lon``, ``lat`` (degrees, of the latest matter), ``times``
        (most in any ninety days), ``first_at`` and ``last_at`` of these.
    """
    wanted = wanted_of(packed, asked, as_of=as_of, span=WHOLE, within=within)
    found: list[tuple[object, ...]] = []
    fields = ("kind", "collected_at", "lon_e7", "lat_e7")
    picked: list[dict[str, Any]] = [{name: part[name][mine] for name in fields} | {"segment": part.segment_of_row[mine]}
              for part in packed.parts if (mine := chosen(part, wanted, placed=True)).any()]  # fmt: skip
    if picked:
        rows = {name: np.concatenate([one[name] for one in picked]) for name in picked[0]}
        order = np.lexsort((rows["collected_at"], rows["kind"]))
        rows = {name: values[order] for name, values in rows.items()}
        edges = np.flatnonzero(np.diff(rows["kind"], prepend=-1, append=2**20))
        for start, end in pairwise(edges):
            found += _of_kind(packed, {name: values[start:end] for name, values in rows.items()})
    names = ["incident_class", "subclass", "grid", "lon", "lat", "times", "first", "last"]
    table = pd.DataFrame(found, columns=names)
    table["first_at"] = instants(table.pop("first").to_numpy("int64"))
    table["last_at"] = instants(table.pop("last").to_numpy("int64"))
    return table.sort_values(["times", "last_at"], ascending=False, ignore_index=True)


def _of_kind(packed: PackedIncidents, rows: dict[str, Any]) -> list[tuple[object, ...]]:
    """Walk one kind's matters from the latest back; each spot is told once, by its worst ninety days."""
    times = rows["collected_at"].astype("int64")
    if len(times) < TIMES:
        return []
    lon, lat = rows["lon_e7"] / 1e7, rows["lat_e7"] / 1e7
    spots = np.column_stack([lon * np.cos(np.radians(lat.mean())), lat]) * _METRES_A_DEGREE
    near = KDTree(spots).query_ball_point(spots, WITHIN_M, return_sorted=True)
    counts = np.zeros(len(times), dtype="int64")
    for row, around in enumerate(near):
        since = times[around]
        counts[row] = np.count_nonzero((since <= times[row]) & (since > times[row] - DAYS * 86_400))
    told = np.zeros(len(times), dtype=bool)
    found: list[tuple[object, ...]] = []
    kind = packed.books.kinds[int(rows["kind"][0])]
    for row in np.lexsort((-times, -counts)):
        if counts[row] < TIMES:
            break
        if told[row]:
            continue
        around = np.array(near[row])
        told[around] = True
        window = times[around][(times[around] <= times[row]) & (times[around] > times[row] - DAYS * 86_400)]
        grid = packed.books.grids[int(rows["segment"][row]) // 2]
        found.append((*kind, grid or None, lon[row], lat[row], int(counts[row]), window.min(), window.max()))
    return found
