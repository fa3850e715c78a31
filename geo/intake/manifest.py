"""A city's manifest: one TOML file that says which files make the city, and all that the files do not say themselves.

.. code-block:: toml

    [city]
    name_zh = "某市"
    name_en = "Some City"
    zone = "Asia/Shanghai"            # IANA zone of the wall clock
    metric_crs = 4549                 # EPSG of the projected CRS in which lengths are metres
    made_up = false                   # true: every page says that the place is invented
    credit = "© …"                    # shown on every map
    licence = "…"
    weight_note = "…"                 # what stands in for a head-count by age, if there is none

    [[sources]]                       # one file, or one layer of it
    file = "folder/file.gpkg"         # below the folder given by --from
    layer = "districts"               # where the file has several
    kind = "grids"                    # grids facilities streets landscape buildings residents cameras
                                      # patrol_routes patrol_tracks incidents
    crs = "EPSG:4490"                 # EPSG code, GCJ-02 or BD-09; needed where the file names none (CSV, Excel)
    times = "%m/%d/%Y %I:%M:%S %p"    # how times are written, if not ISO 8601 or 2024年3月4日 8时5分
    tags = "osm"                      # columns are OpenStreetMap tags
    add_up = true                     # residents: counts of one place are added up
    outside = ["CAM"]                 # rows within these nodes are skipped
    as_of = 2024-12-31                # date the data speak of
    credit = "…"                      # of this file, if not the city's
    [sources.fields]                  # treaty column = file column, or a template over columns
    code = "S{SECTOR}"
    name = "NAME"
    [sources.constants]               # treaty column = the same value for every row
    level = "area"
    [sources.values.level]            # what the file writes = the treaty's code; "" an empty cell, "*" everything else
    "1" = "grid"
    [sources.only]                    # file column = values of the rows that are meant; others are skipped
    TYPE = ["A", "B"]
    [sources.join]                    # a second file that gives the rows their place
    file = "folder/parcels.gpkg"
    left = "LOT"
    right = "ML"

    [[cells]]                         # a made grid, for a city that has none; its names say that it is made
    code = "BOS"                      # the node above the cells, made of them
    name = "Boston core"
    level = "city"
    cell_m = 500
    extent = [-71.1134, 42.3468, -71.0006, 42.4419]
    where = "streets"                 # only cells that a loaded street touches

    [[left_out]]                      # what lies in the folder and is not taken, and why
    file = "folder/file.gpkg"
    layer = "street_lights"
    why_zh = "…"
    why_en = "…"

Grids come first, then streets and landscape, then made cells, then the rest in the order of the file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import BadInputError
from geo.frames import LEVELS
from geo.intake.nouns import KINDS
from geo.intake.source import Join, Source

_FIRST = {"grids": 0, "streets": 1, "landscape": 1}
_CITY = ("name_zh", "name_en", "zone", "metric_crs")


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A made grid: square cells that stand in where a city has no grids."""

    code: str
    name: str
    level: str = "city"
    cell_m: int = 500
    extent: tuple[float, float, float, float]
    where: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What lies in the folder and is not taken."""

    file: str
    why_zh: str
    why_en: str
    layer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A whole city: what it is called and where it lies, its files, its made cells."""

    path: Path
    name_zh: str
    name_en: str
    zone: str
    metric_crs: int
    made_up: bool = False
    credit: str = ""
    licence: str = ""
    weight_note: str = ""
    sources: tuple[Source, ...] = ()
    cells: tuple[Cells, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def before_cells(self) -> tuple[Source, ...]:
        """Sources that come before made cells: grids, then what needs no grid."""
        first = [one for one in self.sources if one.kind in _FIRST]
        return tuple(sorted(first, key=lambda one: _FIRST[one.kind]))

    @property
    def after_cells(self) -> tuple[Source, ...]:
        """Sources whose rows are looked up in the tree."""
        return tuple(one for one in self.sources if one.kind not in _FIRST)


def read(path: Path, folder: Path) -> Manifest:
    """Read a manifest; its files are looked up below a folder.

    Raises
    ------
    BadInputError
        If the manifest cannot be read, or says something that cannot be: names the place and the key.
    """
    if not path.is_file():
        raise BadInputError("intake.errors.missing", file=str(path))
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError("intake.errors.manifest", file=path.name, where="TOML", detail=str(error)[:120]) from None
    city = _city(path, said.get("city", {}))
    parts = {"city", "sources", "cells", "left_out"}
    _no_others(path, "manifest", said, parts)
    sources = tuple(
        _source(path, place, one, folder.resolve(), city) for place, one in enumerate(said.get("sources", ()), 1)
    )
    cells = tuple(_cells(path, one) for one in said.get("cells", ()))
    left_out = tuple(_made(path, LeftOut, "left_out", one) for one in said.get("left_out", ()))
    return Manifest(path=path, **city, sources=sources, cells=cells, left_out=left_out)


def _city(path: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    known = {one.name for one in fields(Manifest)} - {"path", "sources", "cells", "left_out"}
    _no_others(path, "city", said, known)
    for name in _CITY:
        if name not in said:
            raise BadInputError("intake.errors.manifest", file=path.name, where="city", detail=f"{name} = ?")
    try:
        ZoneInfo(str(said["zone"]))
        metric = CRS.from_epsg(said["metric_crs"])
    except (KeyError, ValueError, TypeError, CRSError, OSError) as error:
        raise BadInputError("intake.errors.manifest", file=path.name, where="city", detail=str(error)[:120]) from None
    if not metric.is_projected or metric.axis_info[0].unit_name not in {"metre", "meter"}:
        raise BadInputError(
            "intake.errors.manifest", file=path.name, where="city", detail=f"metric_crs = {metric.name}"
        )
    return dict(said)


def _source(path: Path, place: int, said: Mapping[str, Any], folder: Path, city: Mapping[str, Any]) -> Source:
    where = f"sources[{place}]"
    given = dict(said)
    known = ({one.name for one in fields(Source)} - {"path"}) | {"file"}
    _no_others(path, where, given, known)
    if given.get("kind") not in KINDS or not isinstance(given.get("file"), str):
        raise BadInputError("intake.errors.manifest", file=path.name, where=where, detail="kind, file")
    given["path"] = _below(path, folder, given.pop("file"))
    if "join" in given:
        join = dict(given["join"])
        given["join"] = Join(path=_below(path, folder, join.pop("file", "")), layer=join.pop("layer", None), **join)
    for name in ("fields", "constants"):
        given[name] = {key: str(value) for key, value in given.get(name, {}).items()}
    given["values"] = {
        key: {str(one): str(code) for one, code in value.items()} for key, value in given.get("values", {}).items()
    }
    given["only"] = {key: tuple(map(str, value)) for key, value in given.get("only", {}).items()}
    given["outside"] = tuple(given.get("outside", ()))
    if not isinstance(given.get("as_of"), date | None):
        raise BadInputError("intake.errors.manifest", file=path.name, where=where, detail="as_of = 2024-12-31")
    return Source(**{"credit": city.get("credit", ""), "licence": city.get("licence", ""), **given})


def _below(path: Path, folder: Path, file: str) -> Path:
    """Give a file below the folder; a way out of it is refused."""
    found = (folder / file).resolve()
    if not found.is_relative_to(folder):
        raise BadInputError("intake.errors.manifest", file=path.name, where=file, detail="..")
    return found


def _cells(path: Path, said: Mapping[str, Any]) -> Cells:
    given = {**said, "extent": tuple(said.get("extent", ()))}
    cells: Cells = _made(path, Cells, "cells", given)
    west, south, east, north = cells.extent if len(cells.extent) == 4 else (0, 0, 0, 0)
    if not (west < east and south < north) or not 50 <= cells.cell_m <= 10_000 or cells.level not in LEVELS[:-1]:
        raise BadInputError("intake.errors.manifest", file=path.name, where="cells", detail="extent, cell_m, level")
    if cells.where not in {None, "streets"}:
        raise BadInputError("intake.errors.manifest", file=path.name, where="cells", detail=f"where = {cells.where}")
    return cells


def _made(path: Path, kind: type[Any], where: str, said: Mapping[str, Any]) -> Any:
    _no_others(path, where, said, {one.name for one in fields(kind)})
    try:
        return kind(**said)
    except TypeError as error:
        raise BadInputError("intake.errors.manifest", file=path.name, where=where, detail=str(error)[:120]) from None


def _no_others(path: Path, where: str, said: Mapping[str, Any], known: set[str]) -> None:
    for name in said:
        if name not in known:
            detail = f"{name} ∉ {', '.join(sorted(known))}"
            raise BadInputError("intake.errors.manifest", file=path.name, where=where, detail=detail)
