"""GPX: track points as fixes, tracks and routes as lines, waypoints as points."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import shapely

from geo.errors import BadInputError
from geo.intake.readers.shapes import settle
from geo.intake.readers.sheet import BATCH, Sheet, batch

_FIX_COLUMNS = ["track", "lat", "lon", "time"]
_POINT_COLUMNS = ["name", "lat", "lon", "time"]

Line = tuple[str, list[tuple[float, float]]]


def read_gpx(path: Path, noun: str) -> Sheet:
    """Read from a GPX file what the noun is made of: fixes for tracks, lines for routes, waypoints for the rest."""
    if noun == "patrol_tracks":
        return Sheet(_FIX_COLUMNS, _points(_FIX_COLUMNS, _fixes(path)))
    if noun == "patrol_routes":
        return Sheet(["name"], _lines(path))
    return Sheet(_POINT_COLUMNS, _points(_POINT_COLUMNS, _waypoints(path)))


def _elements(path: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    """Give each element's event and bare name; the document type, where entities live, was refused before."""
    try:
        for event, element in ElementTree.iterparse(path, events=("start", "end")):  # noqa: S314 - no document type
            yield event, element.tag.rsplit("}")[-1], element
    except ElementTree.ParseError as error:
        raise BadInputError("intake.errors.xml", file=path.name, detail=str(error)[:80]) from None


def _child(element: ElementTree.Element, name: str) -> str | None:
    for one in element:
        if one.tag.rsplit("}")[-1] == name:
            return (one.text or "").strip() or None
    return None


def _fixes(path: Path) -> Iterator[tuple[str | None, ...]]:
    """Each segment is a track of its own: between segments the receiver saw nothing."""
    track, segment, name = 0, 0, None
    for event, tag, element in _elements(path):
        if event == "start" and tag == "trk":
            track, segment, name = track + 1, 0, None
        elif event == "start" and tag == "trkseg":
            segment += 1
        elif event == "end" and tag == "name" and segment == 0 and track:
            name = (element.text or "").strip() or None
        elif event == "end" and tag == "trkpt":
            code = name or f"{path.stem}-{track}"
            label = code if segment == 1 else f"{code}-{segment}"
            yield label, element.get("lat"), element.get("lon"), _child(element, "time")
            element.clear()


def _waypoints(path: Path) -> Iterator[tuple[str | None, ...]]:
    for event, tag, element in _elements(path):
        if event == "end" and tag == "wpt":
            yield _child(element, "name"), element.get("lat"), element.get("lon"), _child(element, "time")
            element.clear()


def _points(columns: list[str], rows: Iterator[tuple[str | None, ...]]) -> Iterator[pa.RecordBatch]:
    first = 1
    while block := list(islice(rows, BATCH)):
        cells = [pa.array(column, pa.string()) for column in zip(*block, strict=True)]
        yield batch(columns, cells, first=first, length=len(block))
        first += len(block)


def _lines(path: Path) -> Iterator[pa.RecordBatch]:
    found = list(_routes(path))
    if not found:
        return
    shapes = np.array([shapely.LineString(line) if len(line) > 1 else None for _, line in found], dtype=object)
    geometry, faults, repaired = settle(shapes, pa.array(np.ones(len(shapes), dtype=bool)))
    names = pa.array([name for name, _ in found], pa.string())
    yield batch(["name"], [names], first=1, geometry=geometry, faults=faults, repaired=repaired, length=len(found))


def _routes(path: Path) -> Iterator[Line]:
    line: list[tuple[float, float]] = []
    for event, tag, element in _elements(path):
        if event == "start" and tag in {"rte", "trk"}:
            line = []
        elif event == "end" and tag in {"rtept", "trkpt"}:
            line.append(_position(path, element))
        elif event == "end" and tag in {"rte", "trk"}:
            yield _child(element, "name") or path.stem, line
            element.clear()


def _position(path: Path, element: ElementTree.Element) -> tuple[float, float]:
    try:
        return float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError:
        raise BadInputError("intake.errors.xml", file=path.name, detail=str(element.attrib)[:80]) from None
