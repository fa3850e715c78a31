"""Packing: raw rows into the order of the treaty, a frame into packed, a reader's cut, and the latest changes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import frames
from geo.crs import STORED
from geo.packed.faults import baseline, faults, on_pile
from geo.packed.shape import (
    DEAD,
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
    seconds,
)

Array = npt.NDArray[Any]
Raw = Mapping[str, Array]


def from_frame(incidents: gpd.GeoDataFrame, *, zone: str) -> PackedIncidents:
    """Pack a table of incidents as the treaty of frames has it."""
    frames.require(incidents, frames.INCIDENTS)
    books = Books().with_names(
        sorted(incidents["grid"].dropna().unique()),
        sorted(set(zip(incidents["incident_class"], incidents["subclass"].fillna(""), strict=True))),
        sorted(incidents["department"].dropna().unique()),
    )
    raw = _raw(incidents, books, zone)
    usual = baseline(raw)
    return PackedIncidents(books, (pack(raw, usual=usual),), zone, usual)


def pack(raw: Raw, *, usual: Baseline, aside: npt.NDArray[np.uint8] | None = None) -> Part:
    """Put raw rows in order: derive duration, verdict and faults, then sort by segment and length.

    Parameters
    ----------
    raw
        Every field but took, verdict and aside, and ``grid`` (code in the books), in any order.
    usual
        Default points and stages kept, by which the rows are judged.
    aside
        Faults, where they were told already; otherwise they are found among these rows alone.
    """
    rows = dict(raw)
    parked = on_pile(rows, usual.piles)
    closed = rows["verified_at"] != MISSING
    took = np.where(closed, rows["verified_at"].astype("int64") - rows["collected_at"], MISSING)
    rows["took"] = np.clip(took, MISSING, np.iinfo(np.int32).max).astype("int32")
    in_time = rows["verified_at"] <= rows["due_at"]
    judged = closed & (rows["due_at"] != MISSING)
    rows["verdict"] = np.where(judged, np.where(in_time, ON_TIME, LATE), NO_DEADLINE).astype("uint8")
    rows["aside"] = faults(rows, usual=usual) if aside is None else aside
    segment = rows.pop("grid").astype("int64") * 2 + parked
    order = _order(segment, closed, np.where(closed, rows["took"], -rows["collected_at"].astype("int64")))
    count = int(segment.max(initial=-1)) + 1
    starts = np.concatenate([[0], np.cumsum(np.bincount(segment, minlength=count))]).astype("int64")
    ends = starts[:-1] + np.bincount(segment[closed], minlength=count)
    arrays = {name: rows[name][order].astype(kind) for name, kind in FIELDS.items()}
    return Part(arrays, starts, ends, _by_key(arrays["key"]))


def cut(packed: PackedIncidents, grids: Iterable[str]) -> PackedIncidents:
    """Copy out the rows of some grids, and nothing else: what a narrow reader is handed.

    The grid book keeps the places of the others without their names, so that segments stay what they are.
    """
    allowed = set(grids)
    kept = np.array([code in allowed for code in packed.books.grids])
    books = Books(
        tuple(code if keep else "" for code, keep in zip(packed.books.grids, kept, strict=True)),
        packed.books.kinds,
        packed.books.departments,
    )
    parts = tuple(_cut_part(part, np.repeat(kept, 2)[: part.segments]) for part in packed.parts)
    mine = [replace(pile, count=_parked(parts, pile)) for pile in packed.usual.piles]
    seen = tuple(pile for pile in mine if pile.count)
    return PackedIncidents(books, parts, packed.zone, Baseline(seen, packed.usual.stages, packed.usual.courseless))


def replace_rows(packed: PackedIncidents, *, gone: Array, latest: Part | None) -> PackedIncidents:
    """Give packed incidents with some rows dead and the latest changes as the last part; what came in stays as it was.

    Parameters
    ----------
    gone
        Rows of the first part that were changed or taken away.
    latest
        Every change since the first part was packed, as one part.
    """
    settled = packed.parts[0]
    aside = settled["aside"]
    if len(gone):
        aside = np.array(aside)
        aside[gone] |= DEAD
    first = replace(settled, arrays={**settled.arrays, "aside": aside})
    return replace(packed, parts=(first,) if latest is None else (first, latest))


def unpack(part: Part, rows: Array | None = None) -> dict[str, Array]:
    """Give a part's living rows (or some of its rows) back as raw rows with their grid, for packing anew."""
    picked = np.flatnonzero((part["aside"] & DEAD) == 0) if rows is None else rows
    raw = {name: np.asarray(values)[picked] for name, values in part.arrays.items()}
    raw["grid"] = (part.segment_of_row[picked] // 2).astype("int64")
    return raw


def kin(part: Part, raw: Raw) -> npt.NDArray[np.int64]:
    """Give the living rows of a part that stand on the same spot with the same kind as any of the raw rows.

    A newcomer may make one of them a double, or be one of theirs, so they are judged again together.
    """
    segments = 2 * np.unique(raw["grid"])
    spans = [range(part.starts[one], part.starts[one + 1]) for one in segments if one < part.segments]
    near = np.concatenate([np.arange(span.start, span.stop) for span in spans] or [np.empty(0, dtype="int64")])
    fields = ("lon_e7", "lat_e7", "kind")
    there = _spot_and_kind({name: part[name][near] for name in fields})
    related: npt.NDArray[np.int64] = near[np.isin(there, np.unique(_spot_and_kind(raw))) & (part["aside"][near] < DEAD)]
    return related


def _spot_and_kind(rows: Raw) -> npt.NDArray[np.uint64]:
    """Mix place and kind into one number; the few that collide are only looked at for nothing."""
    lon, lat = rows["lon_e7"].astype("uint64"), rows["lat_e7"].astype("uint64")
    mixed: npt.NDArray[np.uint64] = lon * np.uint64(0x9E3779B97F4A7C15) ^ lat * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= rows["kind"].astype("uint64")
    return mixed


def _order(segment: Array, closed: Array, length: Array) -> Array:
    """Sort by segment, closed first, then length; one packed key is several times quicker than three."""
    top = segment * 2 + ~closed
    return np.argsort((top << 33) + (length.astype("int64") + 2**32))


def _parked(parts: Iterable[Part], pile: Pile) -> int:
    """Count the living rows parked on a default point: of everybody's, a reader is told his own."""
    return sum(int(np.count_nonzero(on_pile(part.arrays, (pile,)) & ((part["aside"] & DEAD) == 0))) for part in parts)


def _cut_part(part: Part, kept: npt.NDArray[np.bool_]) -> Part:
    rows = np.repeat(kept, np.diff(part.starts))
    sizes = np.where(kept, np.diff(part.starts), 0)
    closed = np.where(kept, part.closed_ends - part.starts[:-1], 0)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype("int64")
    arrays = {name: np.asarray(values)[rows] for name, values in part.arrays.items()}
    return Part(arrays, starts, starts[:-1] + closed, _by_key(arrays["key"]))


def _by_key(keys: Array) -> npt.NDArray[np.int32]:
    return np.argsort(keys).astype("int32")


def _raw(incidents: gpd.GeoDataFrame, books: Books, zone: str) -> dict[str, Array]:
    placed = incidents.geometry.to_crs(STORED)
    local = incidents["collected_at"].dt.tz_convert(zone)
    kinds = zip(incidents["incident_class"], incidents["subclass"].fillna(""), strict=True)
    kind_code = {kind: code for code, kind in enumerate(books.kinds)}
    rows: dict[str, Any] = {time: seconds(incidents[time]) for time in (*frames.STAGE_TIMES, "due_at")}
    rows |= {
        "grid": _codes(incidents["grid"].fillna(""), books.grids),
        "kind": np.array([kind_code[kind] for kind in kinds], dtype="int64"),
        "department": _codes(incidents["department"].fillna(""), books.departments),
        "channel": _codes(incidents["channel"], frames.CHANNELS),
        "stage": _codes(incidents["stage"], frames.STAGES),
        "level": _codes(incidents["level"], frames.LEVELS),
        "priority": _codes(incidents["priority"], frames.PRIORITIES),
        "week_hour": (local.dt.weekday * 24 + local.dt.hour).to_numpy("int64"),
        "month": ((local.dt.year - 2000) * 12 + local.dt.month - 1).to_numpy("int64"),
        "reopened": incidents["reopened"].fillna(0).clip(0, 255).to_numpy("int64"),
        "handovers": incidents["handovers"].fillna(0).clip(0, 255).to_numpy("int64"),
        "satisfaction": incidents["satisfaction"].fillna(0).to_numpy("int64"),
        "lon_e7": np.rint(placed.x.to_numpy() * 1e7),
        "lat_e7": np.rint(placed.y.to_numpy() * 1e7),
        "key": pd.util.hash_array(incidents.index.to_numpy(dtype=object)).astype("int64"),
    }
    return {name: values.astype(FIELDS.get(name, "int64")) for name, values in rows.items()}


def _codes(values: "pd.Series[Any]", book: tuple[str, ...]) -> npt.NDArray[np.int64]:
    return pd.Categorical(values, categories=list(book)).codes.astype("int64")
