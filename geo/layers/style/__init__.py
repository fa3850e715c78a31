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


def style(signs: Mapping[str, str], *, outside: str = "") -> dict[str, Any]:
    """Give the whole style; the tile addresses come with the first command.

    Parameters
    ----------
    signs
        One letter by facility kind, set into its dot.
    outside
        Address template of an online base map that lies under everything; empty for our own ground alone.
    """
    sources: dict[str, Any] = {
        name: {"type": "vector", "tiles": [], "minzoom": 3, "maxzoom": DEEPEST, "promoteId": ids}
        for name, ids in SOURCES.items()
    }
    for name in ("areas", "lines", "points"):
        sources[name] = {"type": "geojson", "data": _NOBODY, "promoteId": "code"}
    layers = [*ground.layers(), *things.layers(signs)]
    if outside:
        sources["outside"] = {"type": "raster", "tiles": [outside], "tileSize": 256, "maxzoom": 18}
        layers.insert(1, {"id": "outside", "type": "raster", "source": "outside"})
    return {
        "version": 8,
        "sources": sources,
        "layers": layers,
    }
