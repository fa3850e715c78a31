"""GeoPackage, GeoJSON, zipped Shapefile and OSM through GDAL, with the one driver that the environment leaves it."""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
from pyogrio.raw import open_arrow

from geo.errors import BadInputError
from geo.intake.readers.shapes import sound
from geo.intake.readers.sheet import LONGEST_CELL, Sheet, batch, one_of, plain_names

_BATCH = 10_000
_NOBODY = ("Undefined", "Unknown", "unknown", "unnamed")
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_layer(path: Path, layer: str | None, noun: str) -> Sheet:
    """Read one layer; where a file has several and none is named, the one called as the noun is meant."""
    layer = one_of([str(name) for name, _ in pyogrio.list_layers(path)], layer, file=path.name, noun=noun)
    info = pyogrio.read_info(path, layer=layer)
    columns = plain_names([str(name) for name in info["fields"]])
    stream = _stream(path, columns, {"layer": layer})
    rows = int(info["features"])
    return Sheet(columns, stream, crs=_crs(info["crs"]), layer=layer, rows=rows if rows >= 0 else None)


def read_shapefile(path: Path, layer: str | None, noun: str, *, folder: Path, unpacked: int) -> Sheet:
    """Read a zipped Shapefile: only its five plain parts are unpacked, into the worker's own folder."""
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if part.filename.lower().endswith(_PARTS) and not part.is_dir()]
        if sum(part.file_size for part in parts) > unpacked:
            raise BadInputError("intake.errors.unpacked", file=path.name, mb=unpacked // 2**20)
        stems = sorted({Path(part.filename).stem for part in parts if part.filename.lower().endswith(".shp")})
        wanted = one_of(stems, layer, file=path.name, noun=noun)
        for part in parts:
            if Path(part.filename).stem == wanted:
                suffix = Path(part.filename).suffix.lower()
                (folder / f"layer{suffix}").write_bytes(archive.read(part))
    sheet = read_layer(folder / "layer.shp", None, noun)
    sheet.layer = wanted
    return sheet


def read_osm(path: Path, noun: str, *, folder: Path) -> Sheet:
    """Read what an OSM file holds of a noun: nodes, ways or areas, with the tags that say something about it."""
    layers = OSM_LAYERS.get(noun)
    if layers is None:
        raise BadInputError("intake.errors.osm_noun", file=path.name, kinds=", ".join(OSM_LAYERS))
    settings = folder / "osmconf.ini"
    tags = ",".join(OSM_TAGS)
    parts = [f"[{layer}]\nosm_id=yes\nattributes={tags}\nother_tags=no\n" for layer in _ALL_OSM_LAYERS]
    settings.write_text(_OSM_HEAD + "\n".join(parts), encoding="utf-8")
    columns = ["osm_id", *OSM_TAGS]
    return Sheet(columns, _osm_stream(path, layers, columns, settings), layer=None)


OSM_LAYERS = {
    "streets": ("lines",),
    "landscape": ("points", "lines", "multipolygons"),
    "buildings": ("multipolygons",),
    "facilities": ("points", "multipolygons"),
    "cameras": ("points",),
    "grids": ("multipolygons",),
}
OSM_TAGS = (
    *("name", "name:zh", "name:en", "highway", "access", "foot", "motor_vehicle", "bridge", "tunnel", "layer"),
    *("railway", "waterway", "natural", "water", "barrier", "leisure", "landuse", "building", "building:levels"),
    *("height", "amenity", "healthcare", "social_facility", "social_facility:for", "office", "government", "emergency"),
    *("opening_hours", "capacity", "man_made", "surveillance", "surveillance:type", "camera:type", "camera:mount"),
    *("camera:direction", "direction", "boundary", "admin_level", "ref"),
    *("shop", "tourism"),
)
_OSM_HEAD = (
    "attribute_name_laundering=no\n"
    "closed_ways_are_polygons=building,amenity,leisure,landuse,natural,water,healthcare,office,boundary,emergency,shop,tourism\n"
)
_ALL_OSM_LAYERS = ("points", "lines", "multipolygons", "multilinestrings", "other_relations")


def _osm_stream(path: Path, layers: tuple[str, ...], columns: list[str], settings: Path) -> Iterator[pa.RecordBatch]:
    first = 1
    for layer in layers:
        options = {"sql": f"SELECT * FROM {layer}", "CONFIG_FILE": str(settings)}  # noqa: S608 - our own layer names
        with open_arrow(path, batch_size=_BATCH, use_pyarrow=True, **options) as (meta, reader):
            for raw in reader:
                numbered = _numbered(raw, layer)
                yield _batch(numbered, columns, _geometry_of(meta, raw), first)
                first += raw.num_rows


def _numbered(raw: pa.RecordBatch, layer: str) -> pa.RecordBatch:
    """Say in the id whether it is a node, a way or a relation: the three count for themselves."""
    sign = {"points": "n", "lines": "w"}.get(layer)
    ids = pc.cast(raw.column("osm_id"), pa.string())
    if sign:
        named = pc.binary_join_element_wise(sign, ids, "")
    else:
        ways = pc.binary_join_element_wise("w", pc.cast(raw.column("osm_way_id"), pa.string()), "")
        named = pc.coalesce(pc.binary_join_element_wise("r", ids, ""), ways)
    return raw.set_column(raw.schema.get_field_index("osm_id"), "osm_id", named)


def _stream(path: Path, columns: list[str], options: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    first = 1
    with ExitStack() as stack:
        meta, reader = stack.enter_context(open_arrow(path, batch_size=_BATCH, use_pyarrow=True, **options))
        names = [str(name) for name in meta["fields"]]
        for raw in reader:
            renamed = raw.select(names).rename_columns(columns)
            yield _batch(renamed, columns, _geometry_of(meta, raw), first)
            first += raw.num_rows


def _geometry_of(meta: dict[str, Any], raw: pa.RecordBatch) -> pa.Array:
    name = meta["geometry_name"] or "wkb_geometry"
    return raw.column(name) if name in raw.schema.names else pa.nulls(raw.num_rows, pa.binary())


def _batch(raw: pa.RecordBatch, columns: list[str], binary: pa.Array, first: int) -> pa.RecordBatch:
    geometry, faults, repaired = sound(binary)
    there = set(raw.schema.names)
    cells = [_words(raw.column(name)) if name in there else pa.nulls(raw.num_rows, pa.string()) for name in columns]
    return batch(columns, cells, first=first, geometry=geometry, faults=faults, repaired=repaired, length=raw.num_rows)


def _words(column: pa.Array) -> pa.Array:
    """Write a typed column as text: whole numbers without a point, instants as ISO, bytes left out."""
    kind = column.type
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        small = pc.all(pc.less(pc.abs(column), 2.0**53)).as_py()
        return pc.cast(pc.cast(column, pa.int64()) if whole and small else column, pa.string())
    if pa.types.is_timestamp(kind):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%S%z" if kind.tz else "%Y-%m-%dT%H:%M:%S")
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(pc.cast(column, pa.string()), 0, LONGEST_CELL))
        return pc.if_else(
            pc.equal(text, ""), pa.scalar(None, pa.string()), pc.replace_substring(text, "\x00", "\ufffd")
        )
    try:
        return pc.cast(column, pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.nulls(len(column), pa.string())


def _crs(said: str | None) -> str | None:
    """Give the CRS a file names; a placeholder for "none" is none."""
    if said is None or any(f'"{word}' in said[:60] for word in _NOBODY):
        return None
    return said
