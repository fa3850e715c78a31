"""Folium without the outside world: every script and style a map asks for is a file this app serves.

Stock folium fetches from public networks, and one missing script is a blank map for good. What folium names and a
map of ours does not use (jQuery, bootstrap, icon fonts, awesome-markers) is left out instead of replaced.
"""

import re
from collections.abc import Iterator
from typing import Any

import folium
from folium.elements import JSCSSMixin

ASSETS = "../../assets/"
"""Relative to the map's frame (``/component/streamlit_folium.st_folium/…``): survives a base path and a proxy."""

_LOCAL: tuple[tuple[str, str | None], ...] = (
    (r"/leaflet@[\d.]+/dist/leaflet\.(js|css)$", r"leaflet/dist/leaflet.\1"),
    (r"/jquery-[\d.]+\.min\.js$|/bootstrap@|bootstrap-glyphicons", None),
    (r"/fontawesome-free@", None),
    (r"leaflet\.awesome-markers\.(js|css)$|leaflet\.awesome\.rotate", None),
)


def local(address: str) -> str | None:
    """Give our address of a file folium names; None where we do without it; unknown ones come back as they are."""
    if "//" not in address:
        return address
    for pattern, ours in _LOCAL:
        found = re.search(pattern, address)
        if found:
            return ASSETS + found.expand(ours) if ours else None
    return address


def install() -> None:
    """Point every folium class at our own files."""
    for one in _classes(JSCSSMixin):
        for name in ("default_js", "default_css"):
            if name in one.__dict__:
                ours = ((label, local(address)) for label, address in getattr(one, name))
                setattr(one, name, [(label, address) for label, address in ours if address])


def remote(figure: folium.Map) -> set[str]:
    """Name every file outside this app that a map would ask for; a map of ours asks for none."""
    asked: set[str] = set()
    for part in _parts(figure):
        for name in ("default_js", "default_css"):
            asked |= {address for _, address in getattr(part, name, []) if "//" in address}
    return asked


def blank_map(*, max_zoom: int = 19) -> folium.Map:
    """Give a map with no tiles of its own; the view comes later, as a command or from the reader's last visit."""
    figure = folium.Map(
        location=[0, 0],
        zoom_start=3,
        tiles=None,
        max_zoom=max_zoom,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
    )
    figure.options["maxZoom"] = max_zoom  # folium drops it where there are no tiles, and Leaflet needs one
    return figure


def _classes(one: type[Any]) -> Iterator[type[Any]]:
    for child in one.__subclasses__():
        yield child
        yield from _classes(child)


def _parts(part: folium.MacroElement) -> Iterator[folium.MacroElement]:
    yield part
    for child in part._children.values():
        yield from _parts(child)


install()
