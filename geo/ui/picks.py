"""What is selected on the map: told by clicks, keys and links; kept in the session and in the address."""

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import streamlit as st

MAP = "map"
"""Key of the one map element, the same on every page."""
_SOURCES = {
    "grids": ("grids", "grids"),
    "incidents": ("incidents", "incidents"),
    "facilities": ("facilities", "facilities"),
    "cameras": ("cameras", "cameras"),
    "buildings": ("base", "buildings"),
    "patrol_routes": ("patrol", "patrol_routes"),
    "areas": ("areas", None),
    "lines": ("lines", None),
    "points": ("points", None),
}


@dataclass(frozen=True)
class Pick:
    """One thing of the map: which noun (or ``areas``, ``lines``, ``points`` for what a page drew) and its code."""

    noun: str
    code: str

    def to_text(self) -> str:
        """Write it for the address."""
        return f"{self.noun}:{self.code}"

    @classmethod
    def from_text(cls, text: str) -> "Pick | None":
        """Read it from the address; None if that names nothing the map knows."""
        noun, _, code = text.partition(":")
        return cls(noun, code[:200]) if noun in _SOURCES and code else None

    def as_command(self) -> dict[str, Any]:
        """Give what the map's script marks."""
        source, layer = _SOURCES[self.noun]
        return {"source": source, "layer": layer, "id": self.code, "tiled": layer is not None}


def picked() -> Pick | None:
    """Give what is selected."""
    return st.session_state.get("picked")


def pick(chosen: Pick | None) -> None:
    """Select something, or nothing."""
    st.session_state["picked"] = chosen


def placed() -> tuple[float, float] | None:
    """Give latitude and longitude of the last click on bare map, once; None if there was none since."""
    found: tuple[float, float] | None = st.session_state.pop("placed", None)
    return found


def moved() -> tuple[str, float, float] | None:
    """Give mark, latitude and longitude of the last mark that was dragged, once."""
    found: tuple[str, float, float] | None = st.session_state.pop("moved", None)
    return found


def hear() -> None:
    """Take in what the map's script has sent; Streamlit calls it before the page runs."""
    told = (st.session_state.get(MAP) or {}).get("last_object_clicked_tooltip")
    event = json.loads(told) if told else None
    if not event or event["n"] == st.session_state.get("heard"):
        return  # Streamlit hands the last event out again on every run
    st.session_state["heard"] = event["n"]
    if event["kind"] == "moved":
        st.session_state["moved"] = (str(event["id"]), *map(float, event["at"]))
    elif event["kind"] == "key":
        st.session_state["step"] = event["key"]
    elif event["layer"] is None:
        st.session_state["placed"] = tuple(map(float, event["at"]))
        pick(None)
    elif event["layer"] in _SOURCES:
        pick(Pick(event["layer"], event["id"]))


def step(grids: gpd.GeoDataFrame) -> None:
    """Follow a key: Esc lets go of the selection, an arrow goes to the next grid that way.

    Parameters
    ----------
    grids
        The grids one may step to (metric CRS, indexed by code).
    """
    key = st.session_state.pop("step", None)
    if key == "Escape":
        pick(None)
    elif key is not None and (now := picked()) is not None and now.noun == "grids" and now.code in grids.index:
        pick(Pick("grids", neighbour(grids, now.code, key)))


def neighbour(grids: gpd.GeoDataFrame, code: str, key: str) -> str:
    """Give the nearest grid that lies in an arrow's direction (within 45° of it); the same one if there is none.

    Parameters
    ----------
    grids
        Metric CRS, indexed by code.
    code
        The grid to start from.
    key
        ``ArrowUp``, ``ArrowDown``, ``ArrowLeft`` or ``ArrowRight``.
    """
    spots = grids.geometry.representative_point()
    east, north = spots.x - spots.x[code], spots.y - spots.y[code]
    along = {"ArrowUp": north, "ArrowDown": -north, "ArrowRight": east, "ArrowLeft": -east}[key]
    across = (east if key in {"ArrowUp", "ArrowDown"} else north).abs()
    ahead = (along + across * 2)[(along > 0) & (across <= along)]
    return str(ahead.idxmin()) if len(ahead) else code
