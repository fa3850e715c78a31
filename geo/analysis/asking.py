"""From the reader's question to what the kernels read: tables of yes and no by code, instants in seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import clock
from geo.analysis import response_kernel
from geo.filters import Filters
from geo.frames import CHANNELS, STAGES
from geo.packed import COURSE_FAULT, DEAD, EPOCH, MISSING, PackedIncidents, Part

_ALWAYS = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Span:
    """From reaching one stage to reaching another.

    Examples
    --------
    >>> [str(span) for span in SPANS]
    ['collected-called', 'called-responded', 'responded-handled', 'handled-verified', 'verified-evaluated']
    """

    begin: str
    end: str

    def __str__(self) -> str:
        return f"{self.begin}-{self.end}"


SPANS = tuple(Span(begin, end) for begin, end in pairwise(STAGES))
"""The five steps from stage to stage."""


def rows_of(part: Part, span: Span) -> response_kernel.Rows:
    """Give the fields of a part that a question reads, for one span of stages."""
    fields = {"collected": "collected_at", "begin": f"{span.begin}_at", "end": f"{span.end}_at", "due": "due_at"}
    here = {name: _plain(part[fields.get(name, name)]) for name in response_kernel.Rows._fields[:-2]}
    return response_kernel.Rows(**here, starts=part.starts, closed_ends=part.closed_ends)


def wanted_of(
    packed: PackedIncidents, asked: Filters, *, as_of: pd.Timestamp, span: Span, within: frozenset[str] | None
) -> response_kernel.Wanted:
    """Write the question as tables by code."""
    books = packed.books
    kinds = [
        (not asked.classes or one[0] in asked.classes) and (not asked.subclasses or one[1] in asked.subclasses)
        for one in books.kinds
    ]
    hours = [not asked.hours or hour % 24 in asked.hours for hour in range(168)]
    grids = [within is None or code in within for code in books.grids]
    return response_kernel.Wanted(
        _second(asked.since, packed.zone, MISSING + 1),
        _second(asked.until, packed.zone, _ALWAYS),
        int((as_of - EPOCH).total_seconds()),
        STAGES.index(span.end),
        (span.begin, span.end) == ("collected", "verified"),
        np.repeat(np.array(grids, dtype=bool), 2),
        np.array(kinds, dtype=bool),
        _among(books.departments, asked.departments),
        _among(CHANNELS, asked.channels),
        np.array(hours, dtype=bool),
        _among(STAGES, asked.stages),
    )


def chosen(part: Part, wanted: response_kernel.Wanted, *, placed: bool = False) -> npt.NDArray[np.bool_]:
    """Say which rows of a part are asked for, dead ones not; ``placed``: only sound ones with a place of their own."""
    collected = part["collected_at"]
    rows = (collected >= wanted.since) & (collected < wanted.until) & (part["aside"] < DEAD)
    for table, field in (
        (wanted.kinds, "kind"),
        (wanted.departments, "department"),
        (wanted.channels, "channel"),
        (wanted.week_hours, "week_hour"),
        (wanted.stages, "stage"),
    ):
        if not table.all():
            rows &= table[part[field]]
    rows &= wanted.segments[part.segment_of_row]
    if placed:
        rows &= ((part["aside"] & ~COURSE_FAULT) == 0) & (part.segment_of_row % 2 == 0)
    return rows


def _among(book: Iterable[str], names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([not names or code in names for code in book], dtype=bool)


def _second(day: date | None, zone: str, otherwise: int) -> int:
    if day is None:
        return otherwise
    since = (clock.day_start(day, zone) - EPOCH).total_seconds()
    return int(min(max(since, MISSING + 1), _ALWAYS))


def _plain(values: Any) -> npt.NDArray[Any]:
    """Give a memory map as the plain array the kernels are compiled for."""
    return np.asarray(values)


def looked_at(packed: PackedIncidents, now: pd.Timestamp) -> pd.Timestamp:
    """Give the instant at which open matters are looked at: now, or the end of an archive (`geo.clock.moment`)."""
    return pd.Timestamp(clock.moment(packed.newest, now))
