"""Whether a file is all there: of one that was cut off, GDAL reads what is left and says nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.parsers import expat

from geo.errors import BadInputError

_LONGEST_HEAD, _LONGEST_BLOB = 64 * 1024, 32 * 1024 * 1024
"""Most bytes of a PBF's block header and of a block, as its makers prescribe."""
_VARINT, _BYTES = 0, 2
_SIZE_FIELD = 3


def require_whole(path: Path, form: str) -> None:
    """Stop a file that ends before its end.

    Raises
    ------
    BadInputError
        If it does.
    """
    check = _CHECKS.get(form)
    if check is not None and not check(path):
        raise BadInputError("intake.errors.cut_off", file=path.name, size=path.stat().st_size)


def _xml(path: Path) -> bool:
    parser = expat.ParserCreate()
    with path.open("rb") as file:
        try:
            parser.ParseFile(file)
        except (expat.ExpatError, ValueError):
            return False
    return True


def _pages(path: Path) -> bool:
    """Compare a SQLite file's own count of pages with its size."""
    with path.open("rb") as file:
        head = file.read(100)
    size, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    return path.stat().st_size >= pages * (size if size > 1 else 65_536)


def _blocks(path: Path) -> bool:
    """Walk a PBF's blocks from head to head to the last byte."""
    end = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < end:
            length = int.from_bytes(file.read(4), "big")
            size = _blob_size(file, length) if 0 < length <= _LONGEST_HEAD else None
            if size is None or size > _LONGEST_BLOB or file.tell() + size > end:
                return False
            file.seek(size, 1)
    return True


def _blob_size(file: IO[bytes], length: int) -> int | None:
    """Read a block's header, and give the size of the block behind it."""
    head = file.read(length)
    place, size = 0, None
    while place < len(head):
        key, place = _varint(head, place)
        value, place = _varint(head, place)
        if key & 7 == _BYTES:
            place += value
        elif key & 7 != _VARINT:
            return None
        elif key >> 3 == _SIZE_FIELD:
            size = value
    return size if place == length else None


def _varint(head: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(head):
        value |= (head[place] & 127) << shift
        shift += 7
        place += 1
        if not head[place - 1] & 128:
            break
    return value, place


_CHECKS: dict[str, Callable[[Path], bool]] = {"osm": _xml, "gpkg": _pages, "pbf": _blocks}
