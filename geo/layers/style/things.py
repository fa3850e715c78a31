"""What stands on the ground: what analyses draw, patrol, incidents, cameras, facilities, and the names on top."""

from collections.abc import Mapping
from typing import Any

from geo.layers.paint import CAMERA_COLOUR, CLASS_COLOURS, FACILITY_COLOUR, INK, PATROL_COLOURS, PURPLES
from geo.layers.style.rules import CHOSEN, at, layer

FONT = ["Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def _drawn() -> list[dict[str, Any]]:
    """Draw what analyses bring: small collections that come with the command, coloured by their own properties."""
    colour = ["coalesce", ["get", "colour"], FACILITY_COLOUR]
    width = ["coalesce", ["get", "width"], 3]
    flat, dashed = ["!=", ["get", "dashed"], True], ["==", ["get", "dashed"], True]
    shape = {"line-cap": "round", "line-join": "round"}
    return [
        layer(
            "areas-fill",
            "fill",
            "areas",
            None,
            "drawn",
            paint={"fill-color": colour, "fill-opacity": ["coalesce", ["get", "opacity"], 0.25]},
        ),
        layer(
            "areas-line",
            "line",
            "areas",
            None,
            "drawn",
            paint={
                "line-color": ["coalesce", ["get", "edge"], colour],
                "line-width": ["case", CHOSEN, 4, ["coalesce", ["get", "width"], 1.5]],
            },
        ),
        layer(
            "lines-flat",
            "line",
            "lines",
            None,
            "drawn",
            filter=flat,
            layout=shape,
            paint={
                "line-color": ["case", CHOSEN, INK, colour],
                "line-width": width,
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


def layers(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the layers that stand on the ground, the names last.

    Parameters
    ----------
    signs
        One letter by facility kind.
    """
    return [*_drawn(), *_things(signs), *_names()]


def _things(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    count = ["ln", ["+", 1, ["get", "count"]]]
    team = ["match", ["get", "team"], *[part for pair in PATROL_COLOURS.items() for part in pair], "#555"]
    klass = ["match", ["get", "incident_class"], *[part for pair in CLASS_COLOURS.items() for part in pair], "#555"]
    edge = ["case", CHOSEN, INK, "#ffffff"]
    dot = {"circle-stroke-color": edge, "circle-stroke-width": ["case", CHOSEN, 4, 1.2]}
    tone = ["interpolate", ["linear"], count, 0.7, PURPLES[2], 2.5, PURPLES[4], 5.5, PURPLES[5]]
    size = ["interpolate", ["linear"], ["zoom"], 9, ["+", 0.6, ["*", 0.25, count]], 13, ["+", 1.2, ["*", 0.9, count]]]
    sign = ["match", ["get", "kind"], *[part for pair in signs.items() for part in pair], ""]
    letters = {
        "text-field": sign,
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 9, 16, 14],
        "text-allow-overlap": True,
        "text-ignore-placement": True,
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
            paint={
                "line-color": ["case", CHOSEN, INK, team],
                "line-width": ["case", CHOSEN, 5, 2.4],
                "line-opacity": 0.85,
            },
        ),
        layer(
            "tracks",
            "line",
            "tracks",
            "patrol_tracks",
            "tracks",
            paint={"line-color": team, "line-width": 1.6, "line-opacity": 0.35},
        ),
        layer(
            "incident-cells",
            "circle",
            "incidents",
            "incidents",
            "incidents",
            filter=["has", "cells"],
            paint={
                "circle-radius": size,
                "circle-color": tone,
                "circle-opacity": ["interpolate", ["linear"], count, 0.7, 0.35, 4, 0.9],
            },
        ),
        layer(
            "incident-points",
            "circle",
            "incidents",
            "incidents",
            "incidents",
            filter=["!", ["has", "cells"]],
            pick="incidents",
            paint={
                "circle-radius": at(13, 3, 15, 5, 18, 9),
                "circle-color": klass,
                "circle-stroke-color": ["case", CHOSEN, INK, ["get", "overdue"], "#000000", "#ffffff"],
                "circle-stroke-width": ["case", CHOSEN, 4, ["get", "overdue"], 2, 1],
            },
        ),
        layer(
            "camera-points",
            "circle",
            "cameras",
            "cameras",
            "cameras",
            pick="cameras",
            paint={**dot, "circle-radius": at(11, 1.6, 14, 4, 18, 8), "circle-color": CAMERA_COLOUR},
        ),
        layer(
            "facility-points",
            "circle",
            "facilities",
            "facilities",
            "facilities",
            pick="facilities",
            paint={
                "circle-radius": at(10, 3, 13, 8, 16, 12),
                "circle-color": FACILITY_COLOUR,
                "circle-stroke-color": edge,
                "circle-stroke-width": ["case", CHOSEN, 4, 2],
            },
        ),
        layer(
            "facility-signs",
            "symbol",
            "facilities",
            "facilities",
            "facilities",
            minzoom=12,
            layout=letters,
            paint={"text-color": "#ffffff"},
        ),
        layer(
            "points-dot",
            "circle",
            "points",
            None,
            "drawn",
            paint={
                "circle-radius": ["coalesce", ["get", "radius"], 6],
                "circle-color": ["coalesce", ["get", "colour"], FACILITY_COLOUR],
                "circle-opacity": ["coalesce", ["get", "opacity"], 1],
                "circle-stroke-color": edge,
                "circle-stroke-width": ["case", CHOSEN, 4, 1.5],
            },
        ),
        layer(
            "points-sign",
            "symbol",
            "points",
            None,
            "drawn",
            layout={**letters, "text-field": ["coalesce", ["get", "sign"], ""]},
            paint={"text-color": "#ffffff"},
        ),
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
