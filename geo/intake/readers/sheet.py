"""What every reader hands out: a header and rows of text in batches, with the row's number, its geometry and faults."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from geo.errors import BadInputError

ROW = "__row"
"""Number of the row in its file, the first data row being 1."""
GEOMETRY = "__geometry"
"""Well-known binary in the file's CRS, sound and flat; null where the file has none."""
FAULT = "__fault"
"""What the reader found wrong with a row, a key under ``intake.reasons``; null where nothing."""
REPAIRED = "__repaired"
RESERVED = (ROW, GEOMETRY, FAULT, REPAIRED)
BATCH = 50_000
"""Rows a batch."""
LONGEST_CELL = 100_000
"""Most characters of one cell; a longer one is cut and its row set aside."""
_MOST_NAMED = 30
"""Most layers named in a question."""


@dataclass
class Sheet:
    """A table on its way out of the worker."""

    columns: list[str]
    batches: Iterator[pa.RecordBatch]
    crs: str | None = None
    layer: str | None = None
    rows: int | None = None
    """How many rows the file seems to hold, for the progress bar; null where only reading can tell."""
    notes: dict[str, Any] = field(default_factory=dict)


def one_of(layers: list[str], asked: str | None, *, file: str, noun: str) -> str:
    """Settle which layer is meant: the one asked for, the only one, or the one called as the noun.

    Raises
    ------
    BadInputError
        If it cannot be told, or is not there: with those that are.
    """
    names = ", ".join(layers[:_MOST_NAMED]) + (" …" if len(layers) > _MOST_NAMED else "")
    if not layers:
        raise BadInputError("intake.errors.empty", file=file)
    if asked is not None and asked not in layers:
        raise BadInputError("intake.errors.layer_unknown", file=file, layer=asked, layers=names)
    if asked is None and len(layers) > 1 and noun not in layers:
        raise BadInputError("intake.errors.layer_asked", file=file, layers=names, choices=layers)
    return asked or (noun if noun in layers else layers[0])


def schema(columns: list[str]) -> pa.Schema:
    """Give the form of every batch: the reader's own columns, then the file's, all text."""
    own = [(ROW, pa.int64()), (GEOMETRY, pa.binary()), (FAULT, pa.string()), (REPAIRED, pa.bool_())]
    return pa.schema([*own, *((name, pa.string()) for name in columns)])


def plain_names(header: list[str]) -> list[str]:
    """Give every column a name of its own: empty ones are numbered, repeated ones counted.

    Examples
    --------
    >>> plain_names([" name ", "", "name", "__row"])
    ['name', 'column 2', 'name (2)', '__row (2)']
    """
    names: list[str] = []
    for place, raw in enumerate(header, 1):
        name = base = raw.strip().replace("\x00", "")[:200] or f"column {place}"
        count = 1
        while name in names or name in RESERVED:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return names


def batch(
    columns: list[str],
    cells: list[pa.Array],
    *,
    first: int,
    geometry: pa.Array | None = None,
    faults: list[str | None] | None = None,
    repaired: "np.ndarray[Any, Any] | None" = None,
    length: int,
) -> pa.RecordBatch:
    """Put one batch together; ``first`` is the number of its first row."""
    own = [
        pa.array(np.arange(first, first + length, dtype=np.int64)),
        geometry if geometry is not None else pa.nulls(length, pa.binary()),
        pa.array(faults, pa.string()) if faults is not None else pa.nulls(length, pa.string()),
        pa.array(repaired, pa.bool_()) if repaired is not None else pa.array(np.zeros(length, dtype=bool)),
    ]
    return pa.RecordBatch.from_arrays([*own, *cells], schema=schema(columns))
