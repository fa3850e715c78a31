"""CSV and Excel: encodings, separators, ragged rows; values only, never a formula."""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import shapely

from geo.errors import BadInputError
from geo.intake.readers import prolog
from geo.intake.readers.shapes import settle
from geo.intake.readers.sheet import BATCH, LONGEST_CELL, Sheet, batch, one_of, plain_names

_CHUNK = 1 << 20
_SEPARATORS = ",;\t|"
_MOST_COLUMNS = 500
_MOST_ROWS = 20_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_BLANK = 2_000_000
"""Twice what a spreadsheet has rows."""
_MOST_PARTS = 2_000
_WKT_NAMES = frozenset({"wkt", "geometry", "geom", "the_geom", "几何"})


def read_csv(path: Path) -> Sheet:
    """Read a CSV: UTF-8, UTF-16 with mark, or GB 18030; separated by comma, semicolon, tab or bar."""
    csv.field_size_limit(LONGEST_CELL * 10)
    encoding, lines = _encoding(path)
    separator = _separator(path, encoding)
    rows = _csv_rows(path, encoding, separator)
    header = next(rows, None)
    if header is None:
        raise BadInputError("intake.errors.empty", file=path.name)
    columns = _columns(path, header)
    notes = {"encoding": encoding, "separator": separator}
    return Sheet(_plain_columns(columns), _batches(columns, rows), rows=max(lines - 1, 0), notes=notes)


def read_excel(path: Path, layer: str | None, noun: str, *, unpacked: int) -> Sheet:
    """Read one sheet of a workbook; formulas give the value that was last computed, never run."""
    _no_bomb(path, unpacked)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    layer = one_of([sheet.title for sheet in book.worksheets], layer, file=path.name, noun=noun)
    sheet = book[layer]
    sheet.reset_dimensions()  # what a workbook says of its own size may be wrong, and rows beyond it would be lost
    rows = _filled(sheet.iter_rows(values_only=True))
    header = next(rows, None)
    if header is None:
        raise BadInputError("intake.errors.empty", file=path.name)
    while header and not header[-1]:
        header.pop()
    columns = _columns(path, header)
    full = (_even_ended(row, len(columns)) for row in rows)
    return Sheet(_plain_columns(columns), _batches(columns, full), layer=layer)


def _columns(path: Path, header: list[str]) -> list[str]:
    if len(header) > _MOST_COLUMNS:
        raise BadInputError("intake.errors.columns", file=path.name, columns=len(header), most=_MOST_COLUMNS)
    return plain_names(header)


def _encoding(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        mark = file.read(2)
    tried = ("utf-16",) if mark in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else _ENCODINGS
    for encoding in tried:
        lines = _decodes(path, encoding)
        if lines is not None:
            return encoding, lines
    raise BadInputError("intake.errors.encoding", file=path.name, tried=", ".join(tried))


def _decodes(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    lines, last = 0, "\n"
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                lines += text.count("\n")
                last = text[-1:] or last
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines + (last != "\n")


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_CHUNK)
    counts = {one: len(next(csv.reader([first], delimiter=one), [])) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: (counts[one], -_SEPARATORS.index(one)))


def _csv_rows(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        try:
            yield from (row for row in reader if row)
        except csv.Error as error:
            raise BadInputError(
                "intake.errors.csv", file=path.name, line=reader.line_num, detail=str(error)[:80]
            ) from None


def _batches(columns: list[str], rows: Iterable[list[str]]) -> Iterator[pa.RecordBatch]:
    width, first, stream, wkt = len(columns), 1, iter(rows), _wkt_place(columns)
    while block := list(islice(stream, BATCH)):
        if first + len(block) > _MOST_ROWS:
            raise BadInputError("intake.errors.rows", most=_MOST_ROWS)
        faults = [_even(row, width) for row in block]
        cells = [pa.array([_cell(one) for one in column], pa.string()) for column in zip(*block, strict=True)]
        yield (
            _with_shapes(columns, cells, faults, first, wkt)
            if wkt is not None
            else batch(columns, cells, first=first, faults=faults, length=len(block))
        )
        first += len(block)


def _wkt_place(columns: list[str]) -> int | None:
    return next((place for place, name in enumerate(columns) if name.casefold() in _WKT_NAMES), None)


def _plain_columns(columns: list[str]) -> list[str]:
    place = _wkt_place(columns)
    return [name for here, name in enumerate(columns) if here != place]


def _with_shapes(
    columns: list[str], cells: list[pa.Array], faults: list[str | None], first: int, wkt: int
) -> pa.RecordBatch:
    """Turn the column of well-known text into sound geometry."""
    written = cells.pop(wkt)
    shapes = shapely.from_wkt(np.asarray(written.to_pylist(), dtype=object), on_invalid="ignore")
    geometry, wrong, repaired = settle(shapes, written.is_valid())
    both = [fault or other for fault, other in zip(faults, wrong, strict=True)]
    plain, length = _plain_columns(columns), len(written)
    return batch(plain, cells, first=first, geometry=geometry, faults=both, repaired=repaired, length=length)


def _even(row: list[str], width: int) -> str | None:
    """Bring a row to the header's width in place, and say what was wrong with it."""
    fault = None
    if len(row) != width:
        fault = "ragged"
        del row[width:]
        row.extend([""] * (width - len(row)))
    if any(len(cell) > LONGEST_CELL for cell in row):
        fault = "cell_too_long"
        row[:] = [cell[:200] for cell in row]
    return fault


def _cell(raw: str) -> str | None:
    text = raw.strip()
    return text.replace("\x00", "\ufffd") if text else None


def _filled(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[str]]:
    """Leave out rows that only a format or a gap has made; a sheet of little else is refused."""
    blank = 0
    for row in rows:
        if any(cell is not None for cell in row):
            yield [_written(cell) for cell in row[: _MOST_COLUMNS + 1]]  # what is wider still is refused or set aside
            continue
        blank += 1
        if blank > _MOST_BLANK:
            raise BadInputError("intake.errors.rows", most=_MOST_BLANK)


def _even_ended(row: list[str], width: int) -> list[str]:
    """Bring a row to the header's width where only empty cells are missing or too many."""
    while len(row) > width and not row[-1]:
        row.pop()
    row.extend([""] * (width - len(row)))
    return row


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).encode("utf-8", errors="replace").decode()


def _no_bomb(path: Path, unpacked: int) -> None:
    """Stop a workbook that would unpack to more than is allowed, or whose parts declare entities."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > unpacked:
            raise BadInputError("intake.errors.unpacked", file=path.name, mb=unpacked // 2**20)
        for part in parts:
            with archive.open(part) as stream:
                prolog.root_element(stream, file=path.name)
