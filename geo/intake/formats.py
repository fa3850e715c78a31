"""Which formats come in, what they declare by their name, and whether their first bytes agree.

GDAL picks a driver by content, so a file's content may ask for another driver than its name says; here the two
must agree before anything else looks at the file.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInputError
from geo.intake.readers import prolog

_HEAD = 65_536


@dataclass(frozen=True)
class Format:
    """One format: its name, its suffixes, and the one GDAL driver that may open it (none: GDAL stays out)."""

    name: str
    suffixes: tuple[str, ...]
    driver: str | None
    crs: str | None
    """CRS the format itself prescribes; null where only the file or the reader can say."""


FORMATS = (
    Format("csv", (".csv", ".tsv", ".txt", ".csv.gz"), None, None),
    Format("excel", (".xlsx",), None, None),
    Format("gpkg", (".gpkg",), "GPKG", None),
    Format("geojson", (".geojson", ".json"), "GeoJSON", None),
    Format("shapefile", (".zip",), "ESRI Shapefile", None),
    Format("gpx", (".gpx",), None, "EPSG:4326"),
    Format("osm", (".osm", ".osm.gz"), "OSM", "EPSG:4326"),
    Format("pbf", (".osm.pbf", ".pbf"), "OSM", "EPSG:4326"),
)
BY_NAME = {one.name: one for one in FORMATS}


def declared(file: str | Path) -> Format:
    """Give the format a file's name declares.

    Examples
    --------
    >>> declared("tickets.CSV.gz").name
    'csv'
    """
    name = Path(file).name.lower()
    for one in FORMATS:
        if name.endswith(one.suffixes):
            return one
    suffixes = " ".join(suffix for one in FORMATS for suffix in one.suffixes)
    raise BadInputError("intake.errors.format", file=Path(file).name, suffixes=suffixes)


def agree(path: Path, form: Format) -> None:
    """Stop a file whose content is not of its declared format.

    Raises
    ------
    BadInputError
        If it is not: what it declares, and how its content begins.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise BadInputError("intake.errors.empty", file=path.name)
    if not _AGREES[form.name](path, head):
        begins = head[:40].decode("utf-8", errors="replace").split("\n")[0]
        shown = "".join(sign if sign.isprintable() else "·" for sign in begins)
        raise BadInputError("intake.errors.content", file=path.name, format=form.name, begins=shown)


def _text(_: Path, head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in head and not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"{", b"["))


def _gpkg(_: Path, head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\x00") and head[68:72] in {b"GPKG", b"GP10", b"GP11"}


def _geojson(_: Path, head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"type"' in head and b'"Feature' in head


def _root(path: Path) -> str:
    with path.open("rb") as file:
        return prolog.root_element(file, file=path.name)


def _members(path: Path) -> set[str]:
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as archive:
        return {name.lower() for name in archive.namelist()}


def _excel(path: Path, _: bytes) -> bool:
    return "xl/workbook.xml" in _members(path)


def _shapefile(path: Path, _: bytes) -> bool:
    names = _members(path)
    return any(name.endswith(".shp") and f"{name[:-4]}.dbf" in names for name in names)


_AGREES: dict[str, Callable[[Path, bytes], bool]] = {
    "csv": _text,
    "excel": _excel,
    "gpkg": _gpkg,
    "geojson": _geojson,
    "shapefile": _shapefile,
    "gpx": lambda path, _: _root(path) == "gpx",
    "osm": lambda path, _: _root(path) == "osm",
    "pbf": lambda _, head: head[4:64].find(b"OSMHeader") >= 0,
}
