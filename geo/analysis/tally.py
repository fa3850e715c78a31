"""Matters counted as they stand, faults and all: how many were asked for, are open, are overdue."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.analysis.asking import chosen, wanted_of
from geo.analysis.partitions import partition
from geo.analysis.response import WHOLE
from geo.filters import Filters
from geo.packed import COURSE_FAULT, EPOCH, MISSING, PackedIncidents


def count(
    packed: PackedIncidents,
    asked: Filters,
    *,
    by: str,
    as_of: pd.Timestamp,
    nodes: Mapping[str, str] | None = None,
    within: frozenset[str] | None = None,
    placed: bool = False,
) -> pd.DataFrame:
    """Count matters one row a key; what is parked on a default point lies in no grid.

    Parameters
    ----------
    packed, asked, by, as_of, nodes, within
        As `geo.analysis.response.figures`.
    placed
        Whether to leave out doubles, wrong times and what has no place of its own, as hot spots must.

    Returns
    -------
    DataFrame
        Index ``key``; ``n``, ``open`` of them (not verified, and of a kind that ever is), ``overdue`` of those: past
        the deadline at ``as_of``.
    """
    way = partition(packed, by, nodes)
    wanted = wanted_of(packed, asked, as_of=as_of, span=WHOLE, within=within)
    now = int((as_of - EPOCH).total_seconds())
    counts = np.zeros((3, len(way.keys)), dtype="int64")
    for part in packed.parts:
        rows = chosen(part, wanted, placed=placed)
        key = way.of_code[part[way.column][rows] if way.column else part.segment_of_row[rows]]
        due = part["due_at"][rows]
        is_open = (part["verified_at"][rows] == MISSING) & ((part["aside"][rows] & COURSE_FAULT) == 0)
        overdue = is_open & (due != MISSING) & (due < now)
        for place, these in enumerate((np.ones(len(key), dtype=bool), is_open, overdue)):
            counts[place] += np.bincount(key[these & (key >= 0)], minlength=len(way.keys))
    table = pd.DataFrame(counts.T, columns=["n", "open", "overdue"], index=pd.Index(way.keys, name="key"))
    return table[table["n"] > 0]
