"""What style layers are written with: one layer, a width over the zoom, a test of a property, the selection."""

from collections.abc import Mapping
from typing import Any

from geo.layers.paint import INK

CHOSEN = ["boolean", ["feature-state", "selected"], False]
"""Whether a feature is the selected one; told by the map's script as feature state."""
EDGE = ["case", CHOSEN, INK, "#ffffff"]
"""Colour around a dot."""
FONT = ["Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def layer(name: str, kind: str, source: str, within: str | None, group: str, **more: Any) -> dict[str, Any]:
    """Describe one layer; ``pick`` is the noun a click on it means, ``pick_from`` the zoom from which it may."""
    pick, pick_from = more.pop("pick", None), more.pop("pick_from", None)
    found: dict[str, Any] = {"id": name, "type": kind, "source": source, "metadata": {"group": group}, **more}
    if pick:
        found["metadata"]["pick"] = pick
    if pick_from:
        found["metadata"]["pickFrom"] = pick_from
    if within:
        found["source-layer"] = within
    return found


def at(*stops: float) -> list[Any]:
    """Interpolate over the zoom: zoom, value, zoom, value …"""
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]


def is_one_of(column: str, *values: str) -> list[Any]:
    """Test whether a property is one of the values."""
    return ["in", ["get", column], ["literal", list(values)]]


def by_code(column: str, looks: Mapping[str, str], *, other: str) -> list[Any]:
    """Look a property's code up in a table."""
    return ["match", ["get", column], *[part for pair in looks.items() for part in pair], other]


def letters(text: list[Any]) -> dict[str, Any]:
    """Give the layout of one letter set into a dot, whatever stands beside it."""
    return {
        "text-field": text,
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 9, 16, 14],
        "text-allow-overlap": True,
        "text-ignore-placement": True,
    }
