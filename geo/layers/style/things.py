"""What stands on the ground: what analyses draw, patrol, incidents, cameras, facilities, and the names on top."""

from collections.abc import Mapping
from typing import Any

from geo.layers.paint import (
    CAMERA_COLOUR,
    CLASS_COLOURS,
    FACILITY_COLOUR,
    INK,
    LIGHT_COLOURS,
    PATROL_COLOURS,
    PURPLES,
)
from geo.layers.style import drawn
from geo.layers.style.rules import CHOSEN, EDGE, FONT, at, by_code, layer, letters


def layers(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the layers that stand on the ground, the names last.

    Parameters
    ----------
    signs
        One letter by facility kind.
    """
    things = [*_patrol(), *_incidents(), *_cameras(), *_facilities(signs)]
    return [*drawn.shapes(), *things, *drawn.dots(), *_names()]


def _patrol() -> list[dict[str, Any]]:
    team = by_code("team", PATROL_COLOURS, other="#555")
    route = {
        "line-color": ["case", CHOSEN, INK, team],
        "line-width": ["case", CHOSEN, 5, 2.4],
        "line-opacity": 0.85,
    }
    return [
        layer(
            "beats",
            "fill",
            "patrol",
            "patrol_routes",
            "patrol",
            filter=["==", ["geometry-type"], "Polygon"],  # picked by its outline: a click inside means the grid
            paint={"fill-color": team, "fill-opacity": ["case", CHOSEN, 0.3, 0.08]},
        ),
        layer(
            "routes",
            "line",
            "patrol",
            "patrol_routes",
            "patrol",
            pick="patrol_routes",
            layout={"line-join": "round"},
            paint=route,
        ),
        layer(
            "tracks",
            "line",
            "tracks",
            "patrol_tracks",
            "tracks",
            paint={"line-color": team, "line-width": 1.6, "line-opacity": 0.35},
        ),
    ]


def _incidents() -> list[dict[str, Any]]:
    """Draw counted cells from afar and single points from near."""
    count = ["ln", ["+", 1, ["get", "count"]]]
    cells = {
        "circle-radius": [
            "interpolate", ["linear"], ["zoom"], 9, ["+", 0.6, ["*", 0.25, count]], 13, ["+", 1.2, ["*", 0.9, count]],
        ],
        "circle-color": ["interpolate", ["linear"], count, 0.7, PURPLES[2], 2.5, PURPLES[4], 5.5, PURPLES[5]],
        "circle-opacity": ["interpolate", ["linear"], count, 0.7, 0.35, 4, 0.9],
    }  # fmt: skip
    points = {
        "circle-radius": at(13, 3, 15, 5, 18, 9),
        "circle-color": by_code("incident_class", CLASS_COLOURS, other="#555"),
        "circle-stroke-color": ["case", CHOSEN, INK, "#ffffff"],
        "circle-stroke-width": ["case", CHOSEN, 4, 1],
    }
    lights = {
        "circle-radius": at(13, 4.5, 15, 7, 18, 12),
        "circle-color": "#ffffff",
        "circle-stroke-color": by_code("light", LIGHT_COLOURS, other="#ffffff"),
        "circle-stroke-width": at(13, 1.2, 15, 2, 18, 3),
    }
    whole = ("circle", "incidents", "incidents", "incidents")
    return [
        layer("incident-cells", *whole, filter=["has", "cells"], paint=cells),
        layer("incident-lights", *whole, filter=["has", "light"], paint=lights),
        layer("incident-points", *whole, filter=["!", ["has", "cells"]], pick="incidents", paint=points),
    ]


def _cameras() -> list[dict[str, Any]]:
    paint = {
        "circle-stroke-color": EDGE,
        "circle-stroke-width": ["case", CHOSEN, 4, 1.2],
        "circle-radius": at(11, 1.6, 14, 4, 18, 8),
        "circle-color": CAMERA_COLOUR,
    }
    return [layer("camera-points", "circle", "cameras", "cameras", "cameras", pick="cameras", paint=paint)]


def _facilities(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    dots = {
        "circle-radius": at(10, 3, 13, 8, 16, 12),
        "circle-color": FACILITY_COLOUR,
        "circle-stroke-color": EDGE,
        "circle-stroke-width": ["case", CHOSEN, 4, 2],
    }
    whole = ("facilities", "facilities", "facilities")
    sign = letters(by_code("kind", signs, other=""))
    return [
        layer("facility-points", "circle", *whole, pick="facilities", paint=dots),
        layer("facility-signs", "symbol", *whole, minzoom=12, layout=sign, paint={"text-color": "#ffffff"}),
    ]


def _names() -> list[dict[str, Any]]:
    layers = []
    for level, first, last, size in (
        ("district", 8, 11.5, 18),
        ("street", 11, 16, 18),
        ("community", 13, 17, 14),
        ("grid", 14.5, 24, 13),
    ):
        text = {
            "text-field": ["get", "name"],
            "text-font": FONT,
            "text-size": size,
            "text-max-width": 9,
            "text-padding": 6,
        }
        paint = {"text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 2.2}
        rule = ["==", ["get", "level"], level]
        layers.append(
            layer(
                f"names-{level}",
                "symbol",
                "base",
                "names",
                "names",
                minzoom=first,
                maxzoom=last,
                filter=rule,
                layout=text,
                paint=paint,
            )
        )
    return layers[::-1]
