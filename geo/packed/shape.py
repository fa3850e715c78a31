"""The shape of packed incidents: fields with type and unit, code books, and the parts they come in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.frames import STAGES

EPOCH = pd.Timestamp(2000, 1, 1, tz="UTC")
"""Instants are whole seconds since this one, so that four bytes reach from 1932 to 2068."""
MISSING = np.iinfo(np.int32).min
"""An instant nobody wrote down."""

ASIDE = 0x7F
"""Bits of `aside` that name a fault; see `geo.packed.faults`."""
DEAD = 0x80
"""Bit of `aside`: the row was changed since and stands anew in a later part."""

NO_DEADLINE, ON_TIME, LATE = 0, 1, 2
"""Verdict on a closed matter."""

FIELDS: dict[str, str] = {
    **{f"{stage}_at": "int32" for stage in STAGES},  # seconds since EPOCH
    "due_at": "int32",
    "took": "int32",  # seconds from collected to verified; MISSING while open
    "kind": "uint16",  # Books.kinds
    "department": "uint16",  # Books.departments, 0 = nobody yet
    "channel": "uint8",  # frames.CHANNELS
    "week_hour": "uint8",  # 24 * weekday + hour of collection on the city's clock, Monday 0:00 = 0
    "month": "uint16",  # months since January 2000 on the city's clock
    "stage": "uint8",  # frames.STAGES
    "level": "uint8",  # frames.LEVELS
    "priority": "uint8",  # frames.PRIORITIES
    "verdict": "uint8",
    "aside": "uint8",
    "reopened": "uint8",
    "handovers": "uint8",
    "satisfaction": "uint8",  # 0 = not asked
    "lon_e7": "int32",  # degrees times ten million, about a centimetre
    "lat_e7": "int32",
    "key": "int64",  # 64-bit hash of the matter's own code
}

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Books:
    """Code books of packed incidents; they only ever grow at the end."""

    grids: tuple[str, ...] = ("",)
    """Code 0 is "outside every grid"."""
    kinds: tuple[tuple[str, str], ...] = ()
    """Pairs of class and sub-class (empty where a matter has none)."""
    departments: tuple[str, ...] = ("",)

    def with_names(self, grids: list[str], kinds: list[tuple[str, str]], departments: list[str]) -> "Books":
        """Give the books with names added that they do not hold yet."""
        return Books(_grown(self.grids, grids), _grown(self.kinds, kinds), _grown(self.departments, departments))


@dataclass(frozen=True)
class Part:
    """Rows in the order of the treaty.

    Each grid has two segments: ``2 * code`` for matters with a place of their own, ``2 * code + 1`` for those parked
    on a default point. ``starts[s]`` to ``closed_ends[s]`` are closed, from there to ``starts[s + 1]`` open.
    """

    arrays: Mapping[str, Array]
    starts: npt.NDArray[np.int64]
    closed_ends: npt.NDArray[np.int64]
    by_key: Array
    """Rows in the order of their keys, for finding one."""

    def rows_of(self, keys: Array) -> npt.NDArray[np.int64]:
        """Give the rows that have these keys; keys that are not here are left out."""
        if not len(self) or not len(keys):
            return np.empty(0, dtype="int64")
        wanted = np.unique(keys)
        place = np.searchsorted(self["key"], wanted, sorter=self.by_key)
        rows = self.by_key[np.minimum(place, len(self) - 1)].astype("int64")
        return np.asarray(rows[self["key"][rows] == wanted])

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def __len__(self) -> int:
        return int(self.starts[-1])

    @property
    def segments(self) -> int:
        """How many segments the part knows; grids that came later have none in it."""
        return len(self.closed_ends)

    @cached_property
    def segment_of_row(self) -> npt.NDArray[np.int64]:
        """Segment of every row."""
        return np.repeat(np.arange(self.segments), np.diff(self.starts))


@dataclass(frozen=True)
class Pile:
    """A coordinate on which far more tickets are parked than a place can bring forth."""

    lon_e7: int
    lat_e7: int
    count: int
    kinds: int
    """Different kinds of matters on it: a real trouble spot has few, a fallback has nearly all."""


@dataclass(frozen=True)
class Baseline:
    """What is usual in a city's matters, by which single rows are judged; found once, kept with them."""

    piles: tuple[Pile, ...] = ()
    stages: tuple[str, ...] = ()
    """Stages in the middle that the sources stamp at all; an older system that never does is not at fault."""
    courseless: tuple[int, ...] = ()
    """Kinds of which nothing but the time of filing was ever written down, such as a register of accidents."""


@dataclass(frozen=True)
class PackedIncidents:
    """All matters an actor may see, in one or more parts (the settled rows, and the latest changes)."""

    books: Books
    parts: tuple[Part, ...]
    zone: str
    """Time zone in which week_hour and month were read."""
    usual: Baseline = Baseline()
    """Default points, and stages the sources keep."""

    def __len__(self) -> int:
        return sum(int(np.count_nonzero((part["aside"] & DEAD) == 0)) for part in self.parts)

    def occurring(self, field: str) -> list[int]:
        """Give the codes of a field that living rows have."""
        counts = [np.bincount(part[field][(part["aside"] & DEAD) == 0]) for part in self.parts]
        return sorted({int(code) for one in counts for code in np.flatnonzero(one)})

    @cached_property
    def newest(self) -> pd.Timestamp | None:
        """The latest instant anything is known of."""
        latest = MISSING
        for part in self.parts:
            alive = (part["aside"] & DEAD) == 0
            for name in ("collected_at", "verified_at", "evaluated_at"):
                latest = max(latest, int(part[name].max(initial=MISSING, where=alive)))
        return None if latest == MISSING else EPOCH + pd.Timedelta(seconds=latest)


def seconds(times: "pd.Series[Any] | pd.DatetimeIndex") -> npt.NDArray[np.int32]:
    """Write instants as seconds since `EPOCH`; what is missing or beyond reach becomes `MISSING`."""
    whole = pd.DatetimeIndex(times).tz_convert("UTC").tz_localize(None).to_numpy("datetime64[s]")
    there = ~np.isnat(whole)
    since = whole.astype("int64") - int(EPOCH.timestamp())
    there &= np.abs(since) < 2**31
    return np.where(there, since, MISSING).astype("int32")


def instants(since: Array) -> pd.DatetimeIndex:
    """Read seconds since `EPOCH` back as instants."""
    stamps = (since.astype("int64") + int(EPOCH.timestamp())).astype("datetime64[s]")
    stamps[since == MISSING] = np.datetime64("NaT")
    return pd.DatetimeIndex(stamps, tz="UTC")


def _grown(book: tuple[Any, ...], names: list[Any]) -> tuple[Any, ...]:
    known = set(book)
    return (*book, *(name for name in dict.fromkeys(names) if name not in known))
