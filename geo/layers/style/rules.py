"""What style layers are written with: one layer, a width over the zoom, a test of a property, the selection."""

from typing import Any

CHOSEN = ["boolean", ["feature-state", "selected"], False]
"""Whether a feature is the selected one; told by the map's script as feature state."""


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
