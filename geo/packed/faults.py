"""Which matters do not count, and why: faults of time, doubles, and tickets parked on a default point.

Nothing is thrown away: a row keeps the names of its faults as bits, and every figure says how many it set aside.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.frames import STAGES
from geo.packed.shape import MISSING, Baseline, Pile

TIME_FAULTS = ("negative", "zero", "missing_stage", "duplicate", "several_units", "no_course")
"""Faults by which a row does not count, by bit: closed before it was filed (or stages out of order), closed in the
second it was filed, a stage in the middle never stamped, filed twice, a later arrival on one call, of a kind that
nobody ever wrote a step, a unit or a deadline of."""
COURSE_FAULT = np.uint8(1 << TIME_FAULTS.index("no_course"))
"""Bit of the one fault of time that leaves the matter itself and its place sound."""
PLACE_FAULT = "default_point"
"""Parked on a fallback coordinate: the times count, the place does not."""

SAME_MATTER_SECONDS = 600
"""Two matters of one kind on one spot within ten minutes are one matter filed twice."""
PILE_LEAST = 50
PILE_SHARE = 0.005
PILE_TIMES = 10

MIDDLE = ("called", "responded", "handled")

Array = npt.NDArray[Any]
Raw = Mapping[str, Array]


def baseline(rows: Raw) -> Baseline:
    """Find what is usual: default points, and the stages that at least half of the rows past them stamp."""
    kept = []
    past = rows["verified_at"] != MISSING
    for stage in reversed(MIDDLE):
        there = rows[f"{stage}_at"] != MISSING
        past = past | there
        if past.any() and 2 * np.count_nonzero(there) >= np.count_nonzero(past):
            kept.append(stage)
    return Baseline(piles(rows), tuple(reversed(kept)), _courseless(rows))


def _courseless(rows: Raw) -> tuple[int, ...]:
    """Find the kinds, of at least so many matters as make a pile, that are no matters of the loop at all."""
    kind = rows["kind"].astype("int64")
    counts = np.bincount(kind)
    tracked = np.bincount(kind[~_bare(rows)], minlength=len(counts))
    return tuple(int(one) for one in np.flatnonzero((counts >= PILE_LEAST) & (tracked == 0)))


def _bare(rows: Raw) -> npt.NDArray[np.bool_]:
    """Say of which rows nothing is written but when they were filed."""
    bare: npt.NDArray[np.bool_] = (rows["due_at"] == MISSING) & (rows["department"] == 0)
    for stage in STAGES[1:]:
        bare &= rows[f"{stage}_at"] == MISSING
    return bare


def piles(rows: Raw) -> tuple[Pile, ...]:
    """Find default points by the statistics of exact coordinates.

    A coordinate is one if it holds at least 50 matters, 0.5 % of all and ten times the 99th percentile of the
    smaller coordinates, of at least a quarter of all kinds that occur (two at the least).
    """
    if not len(rows["lon_e7"]):
        return ()
    spot = _spots(rows)
    unique, first, counts = np.unique(spot, return_index=True, return_counts=True)
    least = max(PILE_LEAST, PILE_SHARE * len(spot))
    others = counts[counts < least]
    least = max(least, PILE_TIMES * float(np.quantile(others, 0.99)) if len(others) else 0.0)
    all_kinds = len(np.unique(rows["kind"]))
    found = []
    for place in np.flatnonzero(counts >= least):
        kinds = len(np.unique(rows["kind"][spot == unique[place]]))
        if kinds >= max(2, all_kinds / 4):
            row = first[place]
            found.append(Pile(int(rows["lon_e7"][row]), int(rows["lat_e7"][row]), int(counts[place]), kinds))
    return tuple(sorted(found, key=lambda pile: -pile.count))


def on_pile(rows: Raw, found: tuple[Pile, ...]) -> npt.NDArray[np.bool_]:
    """Say which rows are parked on one of the default points."""
    parked = np.zeros(len(rows["lon_e7"]), dtype=bool)
    for pile in found:
        parked |= (rows["lon_e7"] == pile.lon_e7) & (rows["lat_e7"] == pile.lat_e7)
    return parked


def faults(rows: Raw, *, usual: Baseline) -> npt.NDArray[np.uint8]:
    """Name every row's faults, as bits in the order of `TIME_FAULTS`."""
    parked = on_pile(rows, usual.piles)
    out = np.zeros(len(rows["collected_at"]), dtype="uint8")
    last = rows["collected_at"].copy()
    for stage in STAGES[1:]:
        time = rows[f"{stage}_at"]
        there = time != MISSING
        out |= _bit("negative") * (there & (time < last)).astype("uint8")
        last = np.where(there, np.maximum(time, last), last)
    closed = rows["verified_at"] != MISSING
    out |= _bit("zero") * (closed & (rows["verified_at"] == rows["collected_at"])).astype("uint8")
    out |= _bit("missing_stage") * _has_hole(rows, usual.stages).astype("uint8")
    double, later = _doubles(rows, parked)
    out |= _bit("duplicate") * double.astype("uint8")
    out |= _bit("several_units") * later.astype("uint8")
    if usual.courseless:
        courseless = np.isin(rows["kind"], usual.courseless) & _bare(rows)
        out |= _bit("no_course") * courseless.astype("uint8")
    return out


def _has_hole(rows: Raw, kept: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Say which rows have gone past a stage that was never stamped."""
    past = rows["evaluated_at"] != MISSING
    hole: npt.NDArray[np.bool_] = past & (rows["verified_at"] == MISSING)
    past = past | (rows["verified_at"] != MISSING)
    for stage in reversed(MIDDLE):
        there = rows[f"{stage}_at"] != MISSING
        if stage in kept:
            hole |= past & ~there
        past = past | there
    return hole


def named(bits: Array) -> dict[str, int]:
    """Count the rows of each fault."""
    return {name: int(np.count_nonzero(bits & _bit(name))) for name in TIME_FAULTS}


def _doubles(rows: Raw, parked: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Mark second filings of one matter, and later arrivals of other units on one call.

    Both stand on the same spot with the same kind. One unit (or none yet): filed again within ten minutes.
    Different units: filed in the same second; the one that arrives first counts.
    """
    count = len(rows["collected_at"])
    spot = _spots(rows)
    double, later = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    latest = np.iinfo(np.int32).max
    closed = np.where(rows["verified_at"] == MISSING, latest, rows["verified_at"])
    order = _sorted((spot, rows["kind"], rows["department"], rows["collected_at"]), ties=(closed, rows["key"]))
    same = _like_the_one_before(order, spot, rows["kind"], rows["department"])
    times = rows["collected_at"][order].astype("int64")
    near = np.diff(times, prepend=times[:1] - 2 * SAME_MATTER_SECONDS) <= SAME_MATTER_SECONDS
    double[order] = same & near
    double &= ~parked
    arrived = np.where(rows["responded_at"] == MISSING, latest, rows["responded_at"])
    keys = (spot, rows["kind"], rows["collected_at"], double, arrived)
    order = _sorted(keys, ties=(closed, rows["key"]))
    same = _like_the_one_before(order, spot, rows["kind"], rows["collected_at"])
    later[order] = same
    later &= ~parked & ~double
    return double, later


def _sorted(keys: tuple[Array, ...], *, ties: tuple[Array, ...]) -> Array:
    """Sort rows by keys, the first the most telling; only where all are alike do the ties decide.

    Of two matters filed in one second the one that is closed first is the matter, never whichever the database gave
    first; few are alike, and two more keys for all the others would cost seconds.
    """
    order = np.lexsort(keys[::-1])
    same = _like_the_one_before(order, *keys)
    alike = np.flatnonzero(same | np.append(same[1:], False))
    mine = order[alike]
    order[alike] = mine[np.lexsort(tuple(one[mine] for one in (*keys, *ties))[::-1])]
    return order


def _like_the_one_before(order: Array, *columns: Array) -> npt.NDArray[np.bool_]:
    same = np.ones(len(order), dtype=bool)
    same[:1] = False
    for column in columns:
        placed = column[order]
        same[1:] &= placed[1:] == placed[:-1]
    return same


def _spots(rows: Raw) -> npt.NDArray[np.int64]:
    return (rows["lon_e7"].astype("int64") << 32) ^ (rows["lat_e7"].astype("int64") & 0xFFFFFFFF)


def _bit(name: str) -> np.uint8:
    return np.uint8(1 << TIME_FAULTS.index(name))
