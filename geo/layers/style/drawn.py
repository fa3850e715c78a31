"""What analyses draw: small collections that come with the command, coloured by their own properties."""

from typing import Any

from geo.layers.paint import FACILITY_COLOUR, INK
from geo.layers.style.rules import CHOSEN, EDGE, layer, letters

_COLOUR = ["coalesce", ["get", "colour"], FACILITY_COLOUR]


def shapes() -> list[dict[str, Any]]:
    """Give the layers of areas and lines, which lie under everything that stands on the ground."""
    return [*_areas(), *_lines()]


def dots() -> list[dict[str, Any]]:
    """Give the layers of points, which lie over everything but the names."""
    return [
        layer(
            "points-dot",
            "circle",
            "points",
            None,
            "drawn",
            paint={
                "circle-radius": ["coalesce", ["get", "radius"], 6],
                "circle-color": _COLOUR,
                "circle-opacity": ["coalesce", ["get", "opacity"], 1],
                "circle-stroke-color": EDGE,
                "circle-stroke-width": ["case", CHOSEN, 4, 1.5],
            },
        ),
        layer(
            "points-sign",
            "symbol",
            "points",
            None,
            "drawn",
            layout=letters(["coalesce", ["get", "sign"], ""]),
            paint={"text-color": "#ffffff"},
        ),
    ]


def _areas() -> list[dict[str, Any]]:
    fill = {"fill-color": _COLOUR, "fill-opacity": ["coalesce", ["get", "opacity"], 0.25]}
    edge = {
        "line-color": ["coalesce", ["get", "edge"], _COLOUR],
        "line-width": ["case", CHOSEN, 4, ["coalesce", ["get", "width"], 1.5]],
    }
    return [
        layer("areas-fill", "fill", "areas", None, "drawn", paint=fill),
        layer("areas-line", "line", "areas", None, "drawn", paint=edge),
    ]


def _lines() -> list[dict[str, Any]]:
    flat, dashed = ["!=", ["get", "dashed"], True], ["==", ["get", "dashed"], True]
    return [
        layer(
            "lines-flat",
            "line",
            "lines",
            None,
            "drawn",
            filter=flat,
            layout={"line-cap": "round", "line-join": "round"},
            paint={
                "line-color": ["case", CHOSEN, INK, _COLOUR],
                "line-width": ["coalesce", ["get", "width"], 3],
                "line-opacity": ["coalesce", ["get", "opacity"], 1],
            },
        ),
        layer(
            "lines-dashed",
            "line",
            "lines",
            None,
            "drawn",
            filter=dashed,
            paint={
                "line-color": ["coalesce", ["get", "colour"], "#46525e"],
                "line-width": ["coalesce", ["get", "width"], 1.5],
                "line-dasharray": [4, 3],
            },
        ),
    ]
