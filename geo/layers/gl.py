"""One MapLibre canvas inside a folium map, and the commands that change it without mounting it anew.

What the canvas can draw is fixed by its style when the page opens. Everything after that – tiles, filters, colours,
drawn lines, the selection – is a `Command`: streamlit-folium adds a feature group to the standing map, and ours draws
nothing but calls ``govmap.command``. The script side is ``geo/web/assets/own/map.js``.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.layers.offline import ASSETS
from geo.settings import ROOT


def _own(name: str) -> str:
    """Address of a script of ours; its fingerprint keeps a browser from using last year's."""
    mark = sha256((ROOT / "geo" / "web" / "assets" / "own" / name).read_bytes()).hexdigest()[:12]
    return f"{ASSETS}own/{name}?v={mark}"


class Canvas(JSCSSMixin, folium.MacroElement):  # type: ignore[misc] # folium has no types
    """The MapLibre canvas; its style must be the same on every page, else the map is mounted anew."""

    default_js = [  # noqa: RUF012 - folium's own way to declare files
        ("govmap_early", _own("early.js")),
        ("maplibre", ASSETS + "maplibre-gl/dist/maplibre-gl.js"),
        ("maplibre_leaflet", ASSETS + "@maplibre/maplibre-gl-leaflet/leaflet-maplibre-gl.js"),
        ("govmap", _own("map.js")),
    ]
    default_css = [  # noqa: RUF012
        ("maplibre_css", ASSETS + "maplibre-gl/dist/maplibre-gl.css"),
        ("govmap_css", _own("map.css")),
    ]
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "govmap.mount({{ this._parent.get_name() }}, {{ this.style|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, style: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Canvas"
        self.style = json.dumps(style, ensure_ascii=False, sort_keys=True)


class Command(folium.FeatureGroup):  # type: ignore[misc] # folium has no types
    """A feature group that draws nothing and carries one command to the canvas."""

    def __init__(self, command: Mapping[str, Any]) -> None:
        super().__init__(name="command", control=False)
        call = folium.MacroElement()
        call._name = "Call"
        call.command = json.dumps(command, ensure_ascii=False, sort_keys=True)
        call._template = Template(
            "{% macro script(this, kwargs) %}govmap.command({{ this.command|tojson }});{% endmacro %}"
        )
        self.add_child(call)
