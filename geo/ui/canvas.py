"""The one map element of all pages: puts a page's drawings together into a command, and hears what is clicked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit_folium import st_folium

from geo.access import may
from geo.crs import to_display
from geo.filters import Filters
from geo.i18n import lookup, t
from geo.layers.drawing import Drawing
from geo.layers.gl import Canvas, Command
from geo.layers.offline import blank_map
from geo.layers.style import style
from geo.models import City
from geo.settings import settings
from geo.store import places
from geo.ui import data, filters, picks, reader

ALWAYS = ("ground", "names")
SWITCHES = ("incidents", "facilities", "cameras", "patrol", "buildings", "names")
_PICKED = (
    "points-dot",
    "facility-points",
    "camera-points",
    "incident-cells",
    "incident-points",
    "lines-flat",
    "routes",
    "areas-fill",
    "buildings",
    "grids-fill",
)
"""What a click may mean, the uppermost first."""
_CLOSE = 18
"""How near a spot is looked at, at most."""
_TILED: dict[str, str | None] = {
    "incidents": "incidents",
    "facilities": "facilities",
    "cameras": "cameras",
    "patrol": "patrol_routes",
    "tracks": "patrol_tracks",
    "base": None,
    "grids": None,
}
"""Source of tiles → the noun whose part of the question its tiles depend on."""


@dataclass(frozen=True)
class Spot:
    """A place of the page's own to go to, once a key."""

    key: str
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""

    @classmethod
    def of(cls, key: str, shapes: gpd.GeoSeries) -> "Spot":
        """Give where shapes lie."""
        west, south, east, north = (float(one) for one in to_display(shapes.to_frame("geometry")).total_bounds)
        return cls(key, (west, south, east, north))


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A numbered place on the map, such as a candidate site; it can be dragged where ``draggable``."""

    code: str
    latitude: float
    longitude: float
    label: str
    draggable: bool = True

    def as_command(self) -> dict[str, Any]:
        """Give what the map's script places."""
        return {
            "id": self.code,
            "at": [self.latitude, self.longitude],
            "label": self.label,
            "draggable": self.draggable,
        }


def on_map(
    *drawings: Drawing,
    switches: Sequence[str] = SWITCHES,
    marks: Sequence[Mark] = (),
    placing: bool = False,
    fit: "str | Spot | None" = None,
) -> None:
    """Show the page's map; what is selected stands in `picks.picked` before the page runs.

    Parameters
    ----------
    *drawings
        What the page draws, in order; for colours of grids the last one counts.
    switches
        Groups the reader can switch on and off; those not shown by a drawing begin switched off.
    marks
        Places of the page's own; a dragged one is told by `picks.moved`.
    placing
        Whether a click means a place (`picks.placed`) and selects nothing.
    fit
        A node of the grid tree or a spot to go to, once; the reader's own view is kept otherwise.
    """
    command = _command(drawings, switches=switches, marks=marks, placing=placing, fit=fit)
    figure = blank_map()
    Canvas(style(lookup("map.signs"), outside=settings().basemap)).add_to(figure)
    with _beyond_pages(), st.session_state["map_room"]:
        st_folium(
            figure,
            key=picks.MAP,
            height=600,
            use_container_width=True,
            on_change=picks.hear,
            returned_objects=["last_object_clicked_tooltip"],
            feature_group_to_add=Command(command),
        )


def make_room() -> None:
    """Keep a place for the map, in the frame and not in a page, so that a page change leaves the map standing."""
    st.session_state["map_room"] = st.container(key="map_room")


@contextmanager
def _beyond_pages() -> Iterator[None]:
    """Write as the frame does: Streamlit takes away what a page wrote when the reader goes to another page."""
    running = get_script_run_ctx()
    if running is None:
        yield
        return
    with running.run_with_active_hash(running.pages_manager.main_script_hash):
        yield


def _command(
    drawings: Sequence[Drawing],
    *,
    switches: Sequence[str],
    marks: Sequence[Mark],
    placing: bool,
    fit: "str | Spot | None",
) -> dict[str, Any]:
    city = data.city()
    home = data.ask(places.extent)
    coloured = next((one for one in reversed(drawings) if one.tones), None)
    always = ("names",) if settings().basemap else ALWAYS
    groups = tuple(dict.fromkeys((*always, *(group for one in drawings for group in one.shows))))
    chosen = picks.picked()
    hidden = frozenset() if may(reader.actor(), "cameras.points") else frozenset({"cameras"})
    return {
        "page": st.session_state.get("page", ""),
        "language": reader.language(),
        "briefing": reader.briefing(),
        "home": _corners(home),
        "fit": _fitted(fit),
        "tiles": _addresses(filters.asked()),
        "show": [one for one in groups if one not in hidden],
        "switches": [{"group": one, "label": t(f"map.groups.{one}")} for one in switches if one not in hidden],
        "tones": list(coloured.tones) if coloured else [],
        "classes": dict(coloured.classes) if coloured else {},
        "data": {
            "areas": _collection(drawings, "areas"),
            "lines": _collection(drawings, "lines"),
            "points": _collection(drawings, "points"),
        },
        "select": {**chosen.as_command(), "at": data.ask(places.spot, chosen.noun, chosen.code)} if chosen else None,
        "pick": list(_PICKED),
        "placing": placing,
        "marks": [one.as_command() for one in marks],
        "legend": _legend(drawings),
        "credit": " · ".join(filter(None, (_credit(city), settings().basemap_credit))),
        "words": dict(lookup("map.words")),
    }


def _legend(drawings: Sequence[Drawing]) -> list[dict[str, Any]]:
    """Give the legends in order; what was too much to draw is said under them."""
    told = [one.legend.as_command() for one in drawings if one.legend]
    missing = sum(one.left_out for one in drawings)
    return [*told, {"note": t("map.left_out", n=f"{missing:,}")}] if missing else told


def _addresses(asked: Filters) -> dict[str, str]:
    """Address each source by what its tiles depend on, so that a change elsewhere fetches nothing anew."""
    said = reader.pass_()
    number = data.revision()
    return {
        name: f"@base/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt?"
        + urlencode({"pass": said, "asked": asked.about(noun).to_text() if noun else "", "r": number})
        for name, noun in _TILED.items()
    }


def _fitted(fit: "str | Spot | None") -> dict[str, Any] | None:
    if isinstance(fit, Spot):
        return {"n": fit.key, "bounds": _corners(fit.bounds), "zoom": _CLOSE}
    return {"n": f"{fit}", "bounds": _corners(data.ask(places.extent, fit))} if fit else None


def _credit(city: City | None) -> str:
    """Name the source of the data; of a made-up place, in the reader's language, that it is one."""
    if city is None:
        return ""
    return t("map.made_up") if city.made_up else city.credit


def _collection(drawings: Sequence[Drawing], kind: str) -> dict[str, Any]:
    features: list[Mapping[str, Any]] = [feature for one in drawings for feature in getattr(one, kind)]
    return {"type": "FeatureCollection", "features": features}


def _corners(bounds: tuple[float, float, float, float] | None) -> list[list[float]] | None:
    if bounds is None:
        return None
    west, south, east, north = bounds
    return [[south, west], [north, east]]
