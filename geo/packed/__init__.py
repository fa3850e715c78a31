"""Incidents packed as plain arrays: what the fast copy holds, by the treaty of store and analysis.

A room of its own below store and analysis, because both rely on it and may not know each other: the store keeps
them current, analysis asks them. Rows lie grouped by grid; inside a grid the closed matters come first,
shortest first, then the open ones, latest filed first – so a quantile needs no sorting, whatever is filtered away.
"""

from geo.packed.faults import COURSE_FAULT, PLACE_FAULT, TIME_FAULTS, baseline, faults, named, piles
from geo.packed.pack import cut, from_frame, kin, pack, replace_rows, unpack
from geo.packed.shape import (
    ASIDE,
    DEAD,
    EPOCH,
    FIELDS,
    LATE,
    MISSING,
    NO_DEADLINE,
    ON_TIME,
    Baseline,
    Books,
    PackedIncidents,
    Part,
    Pile,
    instants,
    seconds,
)

__all__ = [
    "ASIDE",
    "COURSE_FAULT",
    "DEAD",
    "EPOCH",
    "FIELDS",
    "LATE",
    "MISSING",
    "NO_DEADLINE",
    "ON_TIME",
    "PLACE_FAULT",
    "TIME_FAULTS",
    "Baseline",
    "Books",
    "PackedIncidents",
    "Part",
    "Pile",
    "baseline",
    "cut",
    "faults",
    "from_frame",
    "instants",
    "kin",
    "named",
    "pack",
    "piles",
    "replace_rows",
    "seconds",
    "unpack",
]
