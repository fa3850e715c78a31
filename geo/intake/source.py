"""What the reader says about a file: what it holds, how it is written, where its columns go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Progress = Callable[[int, int | None], None]
"""Told after every batch: rows done so far, rows in all if known."""


@dataclass(frozen=True, kw_only=True)
class Join:
    """A second file that gives the rows of the first their place (parcels for assessed units)."""

    path: Path
    layer: str | None
    left: str
    """Column of the first file."""
    right: str
    """Column of the second."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file (or one layer of it), of one kind, with all that cannot be known from the file itself."""

    path: Path
    kind: str
    layer: str | None = None
    crs: str | None = None
    """The reader's answer to "which CRS": EPSG code, GCJ-02 or BD-09; it counts for more than the file's word."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Treaty column → file column, a template over columns (``beat {WALK_RTE}``), or empty: no column is meant."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Treaty column → what the file writes → the treaty's code; ``*`` stands for everything else."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Treaty column → the same value for every row."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """File column → the values whose rows are meant; other rows are skipped."""
    times: str | None = None
    """How times are written (``%m/%d/%Y %I:%M:%S %p``); null: ISO 8601 or 2024年3月4日 8时5分."""
    tags: str | None = None
    """``osm`` where columns are OpenStreetMap tags."""
    join: Join | None = None
    outside: tuple[str, ...] = ()
    """Nodes of the tree whose rows are not meant, because another file has them."""
    add_up: bool = False
    """Whether counts of rows with the same place are added up (assessed units on one lot); else a place comes once."""
    as_of: date | None = None
    """Date the data speak of."""
    credit: str = ""
    licence: str = ""
