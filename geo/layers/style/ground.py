"""The ground: land, water, buildings, streets and the grids with their borders."""

from typing import Any

from geo.layers.paint import INK
from geo.layers.style.rules import CHOSEN, at, is_one_of, layer

BUILDINGS_FROM = 13
"""Tile zoom from which buildings are drawn."""


def layers() -> list[dict[str, Any]]:
    """Give the layers from the land up to the grids' borders."""
    return [*_land(), *_grids(), *_ways()]


def _land() -> list[dict[str, Any]]:
    ground = ("base", "landscape", "ground")
    walls = {"line-color": "#a8a096", "line-width": at(12, 0.6, 16, 2)}
    rails = {"line-color": "#9b958c", "line-width": at(11, 0.8, 16, 3), "line-dasharray": [4, 2]}
    return [
        {"id": "land", "type": "background", "paint": {"background-color": "#f3efe8"}},
        layer("green", "fill", *ground, filter=is_one_of("kind", "green"), paint={"fill-color": "#e1ead6"}),
        layer(
            "stream",
            "line",
            *ground,
            filter=["all", is_one_of("kind", "water"), ["==", ["geometry-type"], "LineString"]],
            paint={"line-color": "#bfdbe8", "line-width": at(11, 1, 16, 5)},
        ),
        layer(
            "buildings",
            "fill",
            "base",
            "buildings",
            "buildings",
            pick_from=15,
            minzoom=BUILDINGS_FROM,
            paint={
                "fill-color": ["case", CHOSEN, INK, "#e2dacd"],
                "fill-outline-color": "#d3cabb",
                "fill-opacity": ["interpolate", ["linear"], ["zoom"], BUILDINGS_FROM, 0.3, 15, 1],
            },
        ),
        *_streets(
            "minor", ("residential", "service", "other"), edge="#e2dbd0", fill="#ffffff", wide=(12, 0.4, 15, 3, 18, 12)
        ),
        layer(
            "foot",
            "line",
            "base",
            "streets",
            "ground",
            minzoom=14,
            filter=is_one_of("street_class", "footway", "path", "steps", "cycleway"),
            paint={"line-color": "#ffffff", "line-width": at(14, 0.6, 18, 3), "line-dasharray": [3, 1.5]},
        ),
        layer("wall", "line", *ground, minzoom=13, filter=is_one_of("kind", "wall"), paint=walls),
        layer("railway", "line", *ground, filter=is_one_of("kind", "railway"), paint=rails),
    ]


def _streets(
    name: str, classes: tuple[str, ...], *, edge: str, fill: str, wide: tuple[float, ...]
) -> list[dict[str, Any]]:
    edges = tuple(value + 1.2 if place % 2 else value for place, value in enumerate(wide))
    shape = {"line-cap": "round", "line-join": "round"}
    rule = is_one_of("street_class", *classes)
    return [
        layer(
            f"{name}-edge",
            "line",
            "base",
            "streets",
            "ground",
            minzoom=13,
            filter=rule,
            layout=shape,
            paint={"line-color": edge, "line-width": at(*edges)},
        ),
        layer(
            f"{name}-street",
            "line",
            "base",
            "streets",
            "ground",
            filter=rule,
            layout=shape,
            paint={"line-color": fill, "line-width": at(*wide)},
        ),
    ]


def _grids() -> list[dict[str, Any]]:
    leaf = ["==", ["get", "level"], "grid"]
    # One rule for every drawing: another rule would have all tiles laid out anew, another tone is only painted.
    tone = ["to-color", ["coalesce", ["feature-state", "tone"], "rgba(0,0,0,0)"]]
    paint = {"fill-color": tone, "fill-opacity": 0.78, "fill-antialias": False}
    area = ["all", is_one_of("kind", "water"), ["==", ["geometry-type"], "Polygon"]]
    return [
        layer("grids-fill", "fill", "grids", "grids", "grids", filter=leaf, paint=paint),
        # Nobody lives on water: it stays blue where a grid is coloured.
        layer(
            "water",
            "fill",
            "base",
            "landscape",
            "ground",
            filter=area,
            paint={"fill-color": "#bfdbe8", "fill-opacity": 0.9},
        ),
    ]


def _ways() -> list[dict[str, Any]]:
    """Draw the main streets above the coloured grids, so that the reader keeps the way."""
    main = _streets("main", ("secondary", "tertiary"), edge="#d9cfbe", fill="#fffdf7", wide=(10, 0.6, 15, 4.5, 18, 16))
    first = _streets(
        "first", ("primary", "trunk", "motorway"), edge="#d9b764", fill="#f7e3aa", wide=(8, 0.8, 15, 6, 18, 20)
    )
    return [*main, *first, *_borders()]


def _borders() -> list[dict[str, Any]]:
    wide = {"grid": 0, "community": 1.2, "area": 1.6, "street": 2.2, "district": 2.8, "city": 3.2}
    leaf = ["==", ["get", "level"], "grid"]
    width = ["match", ["get", "level"], *[part for pair in wide.items() for part in pair], 1]
    return [
        layer(
            "grids-line",
            "line",
            "grids",
            "grids",
            "grids",
            filter=leaf,
            paint={"line-color": "#ffffff", "line-width": at(10, 0.3, 13, 1.3, 16, 2.4)},
        ),
        layer(
            "grids-upper",
            "line",
            "grids",
            "grids",
            "borders",
            filter=is_one_of("level", "street", "district", "city"),
            paint={"line-color": "#5f6c78", "line-width": width, "line-dasharray": [5, 2, 1.2, 2], "line-opacity": 0.7},
        ),
        layer(
            "grids-chosen",
            "line",
            "grids",
            "grids",
            "grids",
            layout={"line-join": "round"},
            paint={"line-color": INK, "line-width": 3.5, "line-opacity": ["case", CHOSEN, 1, 0]},
        ),
    ]
