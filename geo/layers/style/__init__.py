"""The canvas's style: every layer the map can ever show, from the land up to the names.

It is the same on all pages, so a page change, too, is only a command. A layer's ``metadata.group`` is what commands
switch; ``promoteId`` makes the row's own code the feature's id, which selection and colours are joined on.
"""

from collections.abc import Mapping
from typing import Any

from geo.layers.style import ground, things

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
DEEPEST = 16
"""Deepest tile asked for; closer views stretch it."""

_NOBODY: dict[str, Any] = {"type": "FeatureCollection", "features": []}


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
    return {
        "version": 8,
        "sources": sources,
        "layers": [*ground.layers(), *things.layers(signs)],
    }
