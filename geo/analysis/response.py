"""Response: how long help takes and how often it comes in time, by area (块), by department (条) or any other way.

Every way of cutting adds up to the same totals: a matter parked on a default point keeps its times and is counted
under `UNPLACED`, one that nobody has taken under `UNASSIGNED`.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.analysis import response_kernel
from geo.analysis.asking import Span, rows_of, wanted_of
from geo.analysis.partitions import Partition, partition
from geo.analysis.rates import shared_ranks, wilson
from geo.analysis.survival import of_sorted
from geo.filters import Filters
from geo.packed import PackedIncidents

SURVIVALS = np.array([0.5, 0.1])
"""p50 and p90: half, and a tenth, still open."""
THREADS = 2
WHOLE = Span("collected", "verified")
"""Report to close."""

Array = npt.NDArray[Any]


def figures(
    packed: PackedIncidents,
    asked: Filters,
    *,
    by: str = "grid",
    as_of: pd.Timestamp,
    span: Span = WHOLE,
    nodes: Mapping[str, str] | None = None,
    within: frozenset[str] | None = None,
) -> pd.DataFrame:
    """Give the figures of response, one row a key.

    Parameters
    ----------
    columns
        Matters, as the actor may see them.
    asked
        Period (of collection, half-open), classes, sub-classes, channels, departments, hours, stages.
    by
        One of `geo.analysis.partitions.WAYS`, or ``total``.
    as_of
        Instant at which open matters are looked at.
    span
        Stages from which and to which time is taken.
    nodes
        For ``by="node"``: node of each grid.
    within
        Grids asked for; None for all.

    Returns
    -------
    DataFrame
        Index ``key``. ``n`` matters counted, ``open`` of them, ``set_aside`` beside them; ``p50_minutes`` and
        ``p90_minutes`` by Kaplan–Meier, NaN if not yet reached; ``on_time`` (share of those on which there is a
        verdict, ``judged``: closed with a deadline, or open past it) with its Wilson interval ``on_time_low`` and
        ``on_time_high``; ``overdue`` open past the deadline; ``closed`` and ``reopened`` as shares of n;
        ``handovers`` a matter; ``rank`` by ``on_time``.
    """
    way = partition(packed, by, nodes)
    wanted = wanted_of(packed, asked, as_of=as_of, span=span, within=within)
    parts = [rows_of(part, span) for part in packed.parts]
    if by == "grid" and span == WHOLE:
        counts, found = _by_grid(parts, wanted, way)
    else:
        counts, found = _by_key(packed, parts, wanted, way)
    return _table(way, counts, found)


def _by_grid(parts: list[response_kernel.Rows], wanted: response_kernel.Wanted, way: Partition) -> tuple[Array, Array]:
    """Ask every segment where it lies; those that share a key (default points) are asked again together."""
    segments = len(wanted.segments)
    counts = np.zeros((segments, len(response_kernel.COUNTS)), dtype="int64")
    found = np.full((segments, len(SURVIVALS)), np.nan)
    settled, latest = parts[0], parts[1] if len(parts) > 1 else _nothing(parts[0])
    lone = np.bincount(way.of_code[way.of_code >= 0], minlength=len(way.keys))[way.of_code] == 1
    alone = wanted._replace(segments=wanted.segments & lone)
    edges = np.searchsorted(settled.starts, np.linspace(0, settled.starts[-1], THREADS * 8 + 1)[1:-1])
    bounds = [0, *np.clip(edges, 0, segments), segments]
    with ThreadPoolExecutor(THREADS) as pool:
        tasks = [
            pool.submit(response_kernel.by_segment, settled, latest, alone, int(a), int(b), counts, found, SURVIVALS)
            for a, b in pairwise(bounds)
            if a < b
        ]
        for task in tasks:
            task.result()
    summed = np.zeros((len(way.keys), counts.shape[1]), dtype="int64")
    quantiles = np.full((len(way.keys), len(SURVIVALS)), np.nan)
    mine = np.flatnonzero(lone)
    summed[way.of_code[mine]], quantiles[way.of_code[mine]] = counts[mine], found[mine]
    together = wanted._replace(segments=wanted.segments & ~lone)
    if together.segments.any():
        more, theirs = _gathered(parts, [np.empty(0, "uint16")] * len(parts), together, way)
        shared = np.unique(way.of_code[together.segments])
        summed[shared], quantiles[shared] = more[shared], theirs[shared]
    return summed, quantiles


def _by_key(
    packed: PackedIncidents, parts: list[response_kernel.Rows], wanted: response_kernel.Wanted, way: Partition
) -> tuple[Array, Array]:
    looked_up = [np.asarray(part[way.column]) if way.column else np.empty(0, "uint16") for part in packed.parts]
    return _gathered(parts, looked_up, wanted, way)


def _gathered(
    parts: list[response_kernel.Rows], looked_up: list[Array], wanted: response_kernel.Wanted, way: Partition
) -> tuple[Array, Array]:
    counts = np.zeros((len(way.keys), len(response_kernel.COUNTS)), dtype="int64")
    nowhere = np.empty(0, dtype="int64")
    for rows, column in zip(parts, looked_up, strict=True):
        response_kernel.gather(rows, wanted, column, way.of_code, counts, nowhere, nowhere)
    ends = np.cumsum(counts[:, 0])
    starts = ends - counts[:, 0]
    codes, at = np.empty(int(ends[-1]) if len(ends) else 0, dtype="int64"), starts.copy()
    if len(codes):
        for rows, column in zip(parts, looked_up, strict=True):
            response_kernel.gather(rows, wanted, column, way.of_code, np.zeros_like(counts), codes, at)
    found = np.full((len(way.keys), len(SURVIVALS)), np.nan)
    for key, (start, end) in enumerate(zip(starts, ends, strict=True)):
        codes[start:end].sort()
        found[key] = of_sorted(codes[start:end], SURVIVALS)
    return counts, found


def _table(way: Partition, counts: Array, found: Array) -> pd.DataFrame:
    figure = pd.DataFrame(counts, columns=list(response_kernel.COUNTS), index=pd.Index(way.keys, name="key"))
    figure["p50_minutes"], figure["p90_minutes"] = found[:, 0] / 60, found[:, 1] / 60
    hits = figure["on_time"].to_numpy()
    figure["on_time"], figure["on_time_low"], figure["on_time_high"] = wilson(hits, figure["judged"].to_numpy())
    n = figure["n"].where(figure["n"] > 0)
    figure["closed"] = (figure["n"] - figure["open"]) / n
    figure["reopened"] = figure["reopened"] / n
    figure["handovers"] = figure["handovers"] / n
    figure = figure[(figure["n"] > 0) | (figure["set_aside"] > 0)]
    figure["rank"] = shared_ranks(figure["on_time_low"], figure["on_time_high"], figure["judged"])
    return figure[[
        "n", "open", "set_aside", "p50_minutes", "p90_minutes", "on_time", "on_time_low", "on_time_high", "judged",
        "overdue", "closed", "reopened", "handovers", "rank",
    ]]  # fmt: skip


def _nothing(like: response_kernel.Rows) -> response_kernel.Rows:
    return response_kernel.Rows(*(np.empty(0, dtype=values.dtype) for values in like))
