"""The canvas's style: every layer the map can ever show, from the land up to the names.

It is the same on all pages, so a page change, too, is only a command. A layer's ``metadata.group`` is what commands
switch; ``promoteId`` makes the row's own code the feature's id, which selection and colours are joined on.
"""

from collections.abc import Mapping
from typing import Any

from geo.layers.paint import CAMERA_COLOUR, CLASS_COLOURS, FACILITY_COLOUR, INK, PATROL_COLOURS, PURPLES

FONT = ["Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
SOURCES = {
    "base": {"landscape": "code", "streets": "code", "buildings": "code", "names": "code"},
    "grids": {"grids": "code"},
    "incidents": {"incidents": "code"},
    "facilities": {"facilities": "code"},
    "cameras": {"cameras": "code"},
    "patrol": {"patrol_routes": "code"},
    "tracks": {"patrol_tracks": "code"},
}
"""Tile source → its layers and the property that names a feature."""
POINTS_FROM = 14
"""Tile zoom from which incidents are single points; below they are counted in cells."""
BUILDINGS_FROM = 13
DEEPEST = 16
"""Deepest tile asked for; closer views stretch it."""

_NOBODY: dict[str, Any] = {"type": "FeatureCollection", "features": []}
_CHOSEN = ["boolean", ["feature-state", "selected"], False]


def style(signs: Mapping[str, str]) -> dict[str, Any]:
    """Give the whole style; the tile addresses come with the first command.

    Parameters
    ----------
    signs
        One letter by facility kind, set into its dot.
    """
    sources: dict[str, Any] = {
        name: {"type": "vector", "tiles": [], "minzoom": 3, "maxzoom": DEEPEST, "promoteId": ids}
        for name, ids in SOURCES.items()
    }
    for name in ("areas", "lines", "points"):
        sources[name] = {"type": "geojson", "data": _NOBODY, "promoteId": "code"}
    return {"version": 8, "sources": sources, "layers": [*_land(), *_grids(), *_ways(), *_drawn(), *_things(signs), *_names()]}


def _layer(name: str, kind: str, source: str, within: str | None, group: str, **more: Any) -> dict[str, Any]:
    """Describe one layer; ``pick`` in ``more`` is the noun a click on it means."""
    pick = more.pop("pick", None)
    found: dict[str, Any] = {"id": name, "type": kind, "source": source, "metadata": {"group": group}, **more}
    if pick:
        found["metadata"]["pick"] = pick
    if within:
        found["source-layer"] = within
    return found


def _at(*stops: float) -> list[Any]:
    """Interpolate over the zoom: zoom, value, zoom, value …"""
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]


def _is(column: str, *values: str) -> list[Any]:
    return ["in", ["get", column], ["literal", list(values)]]


def _land() -> list[dict[str, Any]]:
    ground = ("base", "landscape", "ground")
    walls = {"line-color": "#a8a096", "line-width": _at(12, 0.6, 16, 2)}
    rails = {"line-color": "#9b958c", "line-width": _at(11, 0.8, 16, 3), "line-dasharray": [4, 2]}
    return [
        {"id": "land", "type": "background", "paint": {"background-color": "#f3efe8"}},
        _layer("green", "fill", *ground, filter=_is("kind", "green"), paint={"fill-color": "#e1ead6"}),
        _layer(
            "stream", "line", *ground, filter=["all", _is("kind", "water"), ["==", ["geometry-type"], "LineString"]],
            paint={"line-color": "#bfdbe8", "line-width": _at(11, 1, 16, 5)},
        ),
        _layer(
            "buildings", "fill", "base", "buildings", "buildings", minzoom=BUILDINGS_FROM,
            paint={
                "fill-color": ["case", _CHOSEN, INK, "#e2dacd"],
                "fill-outline-color": "#d3cabb",
                "fill-opacity": ["interpolate", ["linear"], ["zoom"], BUILDINGS_FROM, 0.3, 15, 1],
            },
        ),
        *_streets("minor", ("residential", "service", "other"), edge="#e2dbd0", fill="#ffffff", wide=(12, 0.4, 15, 3, 18, 12)),
        _layer(
            "foot", "line", "base", "streets", "ground", minzoom=14,
            filter=_is("street_class", "footway", "path", "steps", "cycleway"),
            paint={"line-color": "#ffffff", "line-width": _at(14, 0.6, 18, 3), "line-dasharray": [3, 1.5]},
        ),
        _layer("wall", "line", *ground, minzoom=13, filter=_is("kind", "wall"), paint=walls),
        _layer("railway", "line", *ground, filter=_is("kind", "railway"), paint=rails),
    ]  # fmt: skip


def _streets(name: str, classes: tuple[str, ...], *, edge: str, fill: str, wide: tuple[float, ...]) -> list[dict[str, Any]]:
    edges = tuple(value + 1.2 if place % 2 else value for place, value in enumerate(wide))
    shape = {"line-cap": "round", "line-join": "round"}
    rule = _is("street_class", *classes)
    return [
        _layer(f"{name}-edge", "line", "base", "streets", "ground", minzoom=13, filter=rule, layout=shape,
               paint={"line-color": edge, "line-width": _at(*edges)}),
        _layer(f"{name}-street", "line", "base", "streets", "ground", filter=rule, layout=shape,
               paint={"line-color": fill, "line-width": _at(*wide)}),
    ]  # fmt: skip


def _ways() -> list[dict[str, Any]]:
    """The main streets stand above the coloured grids, so the reader keeps the way."""
    main = _streets("main", ("secondary", "tertiary"), edge="#d9cfbe", fill="#fffdf7", wide=(10, 0.6, 15, 4.5, 18, 16))
    first = _streets(
        "first", ("primary", "trunk", "motorway"), edge="#d9b764", fill="#f7e3aa", wide=(8, 0.8, 15, 6, 18, 20)
    )
    return [*main, *first, *_borders()]


def _grids() -> list[dict[str, Any]]:
    leaf = ["==", ["get", "level"], "grid"]
    paint = {"fill-color": "rgba(0,0,0,0)", "fill-opacity": 0.78, "fill-antialias": False}
    area = ["all", _is("kind", "water"), ["==", ["geometry-type"], "Polygon"]]
    return [
        _layer("grids-fill", "fill", "grids", "grids", "grids", filter=leaf, paint=paint),
        # Nobody lives on water: it stays blue where a grid is coloured.
        _layer("water", "fill", "base", "landscape", "ground", filter=area, paint={"fill-color": "#bfdbe8", "fill-opacity": 0.9}),
    ]


def _borders() -> list[dict[str, Any]]:
    wide = {"grid": 0, "community": 1.2, "area": 1.6, "street": 2.2, "district": 2.8, "city": 3.2}
    leaf = ["==", ["get", "level"], "grid"]
    width = ["match", ["get", "level"], *[part for pair in wide.items() for part in pair], 1]
    return [
        _layer("grids-line", "line", "grids", "grids", "grids", filter=leaf,
               paint={"line-color": "#ffffff", "line-width": _at(10, 0.3, 13, 1.3, 16, 2.4)}),
        _layer("grids-upper", "line", "grids", "grids", "borders", filter=_is("level", "street", "district", "city"),
               paint={"line-color": "#5f6c78", "line-width": width, "line-dasharray": [5, 2, 1.2, 2], "line-opacity": 0.7}),
        _layer("grids-chosen", "line", "grids", "grids", "grids", layout={"line-join": "round"},
               paint={"line-color": INK, "line-width": 3.5, "line-opacity": ["case", _CHOSEN, 1, 0]}),
    ]  # fmt: skip


def _drawn() -> list[dict[str, Any]]:
    """What analyses draw: small collections that come with the command, coloured by their own properties."""
    colour = ["coalesce", ["get", "colour"], FACILITY_COLOUR]
    width = ["coalesce", ["get", "width"], 3]
    flat, dashed = ["!=", ["get", "dashed"], True], ["==", ["get", "dashed"], True]
    shape = {"line-cap": "round", "line-join": "round"}
    return [
        _layer("areas-fill", "fill", "areas", None, "drawn", paint={"fill-color": colour, "fill-opacity": ["coalesce", ["get", "opacity"], 0.25]}),
        _layer("areas-line", "line", "areas", None, "drawn", paint={"line-color": ["coalesce", ["get", "edge"], colour], "line-width": ["case", _CHOSEN, 4, ["coalesce", ["get", "width"], 1.5]]}),
        _layer("lines-flat", "line", "lines", None, "drawn", filter=flat, layout=shape, paint={"line-color": ["case", _CHOSEN, INK, colour], "line-width": width, "line-opacity": ["coalesce", ["get", "opacity"], 1]}),
        _layer("lines-dashed", "line", "lines", None, "drawn", filter=dashed, paint={"line-color": ["coalesce", ["get", "colour"], "#46525e"], "line-width": ["coalesce", ["get", "width"], 1.5], "line-dasharray": [4, 3]}),
    ]  # fmt: skip


def _things(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    count = ["ln", ["+", 1, ["get", "count"]]]
    team = ["match", ["get", "team"], *[part for pair in PATROL_COLOURS.items() for part in pair], "#555"]
    klass = ["match", ["get", "incident_class"], *[part for pair in CLASS_COLOURS.items() for part in pair], "#555"]
    edge = ["case", _CHOSEN, INK, "#ffffff"]
    dot = {"circle-stroke-color": edge, "circle-stroke-width": ["case", _CHOSEN, 4, 1.2]}
    tone = ["interpolate", ["linear"], count, 0.7, PURPLES[2], 2.5, PURPLES[4], 5.5, PURPLES[5]]
    size = ["interpolate", ["linear"], ["zoom"], 9, ["+", 0.6, ["*", 0.25, count]], 13, ["+", 1.2, ["*", 0.9, count]]]
    sign = ["match", ["get", "kind"], *[part for pair in signs.items() for part in pair], ""]
    letters = {"text-field": sign, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 12, 9, 16, 14], "text-allow-overlap": True, "text-ignore-placement": True}
    return [
        _layer("beats", "fill", "patrol", "patrol_routes", "patrol", filter=["==", ["geometry-type"], "Polygon"], pick="patrol_routes", paint={"fill-color": team, "fill-opacity": ["case", _CHOSEN, 0.3, 0.08]}),
        _layer("routes", "line", "patrol", "patrol_routes", "patrol", pick="patrol_routes", layout={"line-join": "round"}, paint={"line-color": ["case", _CHOSEN, INK, team], "line-width": ["case", _CHOSEN, 5, 2.4], "line-opacity": 0.85}),
        _layer("tracks", "line", "tracks", "patrol_tracks", "tracks", paint={"line-color": team, "line-width": 1.6, "line-opacity": 0.35}),
        _layer("incident-cells", "circle", "incidents", "incidents", "incidents", filter=["has", "cells"], paint={"circle-radius": size, "circle-color": tone, "circle-opacity": ["interpolate", ["linear"], count, 0.7, 0.35, 4, 0.9]}),
        _layer("incident-points", "circle", "incidents", "incidents", "incidents", filter=["!", ["has", "cells"]], pick="incidents", paint={"circle-radius": _at(13, 3, 15, 5, 18, 9), "circle-color": klass, "circle-stroke-color": ["case", _CHOSEN, INK, ["get", "overdue"], "#000000", "#ffffff"], "circle-stroke-width": ["case", _CHOSEN, 4, ["get", "overdue"], 2, 1]}),
        _layer("camera-points", "circle", "cameras", "cameras", "cameras", pick="cameras", paint={**dot, "circle-radius": _at(11, 1.6, 14, 4, 18, 8), "circle-color": CAMERA_COLOUR}),
        _layer("facility-points", "circle", "facilities", "facilities", "facilities", pick="facilities", paint={"circle-radius": _at(10, 3, 13, 8, 16, 12), "circle-color": FACILITY_COLOUR, "circle-stroke-color": edge, "circle-stroke-width": ["case", _CHOSEN, 4, 2]}),
        _layer("facility-signs", "symbol", "facilities", "facilities", "facilities", minzoom=12, layout=letters, paint={"text-color": "#ffffff"}),
        _layer("points-dot", "circle", "points", None, "drawn", paint={"circle-radius": ["coalesce", ["get", "radius"], 6], "circle-color": ["coalesce", ["get", "colour"], FACILITY_COLOUR], "circle-opacity": ["coalesce", ["get", "opacity"], 1], "circle-stroke-color": edge, "circle-stroke-width": ["case", _CHOSEN, 4, 1.5]}),
        _layer("points-sign", "symbol", "points", None, "drawn", layout={**letters, "text-field": ["coalesce", ["get", "sign"], ""]}, paint={"text-color": "#ffffff"}),
    ]  # fmt: skip


def _names() -> list[dict[str, Any]]:
    layers = []
    for level, first, last, size in (
        ("district", 8, 11.5, 18), ("street", 11, 16, 18), ("community", 13, 17, 14), ("grid", 14.5, 24, 13),
    ):  # fmt: skip
        text = {"text-field": ["get", "name"], "text-font": FONT, "text-size": size, "text-max-width": 9, "text-padding": 6}
        paint = {"text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 2.2}
        rule = ["==", ["get", "level"], level]
        layers.append(_layer(f"names-{level}", "symbol", "base", "names", "names", minzoom=first, maxzoom=last, filter=rule, layout=text, paint=paint))  # fmt: skip
    return layers[::-1]
