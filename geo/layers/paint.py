"""Colours and legends: one quiet base, one ramp for what is coloured, one contrasting hue for what serves.

Ramps are sequential and read by colour-blind eyes and in grey (ColorBrewer Oranges, Teals, Purples, single hue,
light to dark); classes are from Okabe and Ito's palette. Dark ink marks the selection and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

INK = "#14212e"
TEAL = "#0b7a75"
BLUE = "#0b5a8a"
RUST = "#b8470b"
GREY = "#6b7782"
KEPT_BACK = "#b4bbc2"
"""Grids whose figure is not listed because it is too small."""

ORANGES = ("#fff1e3", "#fddcbb", "#fcbd84", "#f99849", "#ec6a12", "#b8470b")
TEALS = ("#e9f5f3", "#c5e5e0", "#93cfc8", "#57b0aa", "#24908a", "#0a6a65")
PURPLES = ("#f3effa", "#dbd2ee", "#bcabdc", "#9a82c4", "#7559a8", "#4c3385")
RAMPS = {"oranges": ORANGES, "teals": TEALS, "purples": PURPLES}

CLASS_COLOURS = {"crime": "#b2182b", "dispute": "#aa4499", "appeal": "#0072b2", "hazard": "#d98200"}
LIGHT_COLOURS = {"red": "#d7191c", "amber": "#e0a100"}
"""The clock of an open matter: past its deadline, and soon."""
FACILITY_COLOUR = TEAL
CAMERA_COLOUR = "#3d4f9f"
PATROL_COLOURS = {"official": "#1f6f3f", "volunteer": "#8a6d00"}
BAND_COLOURS = {5: "#0a6a65", 10: "#2f9c95", 15: "#83cbc4"}
"""Walking bands by their limit in minutes: the nearer, the darker."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """One sign of a legend."""

    shape: str
    """``dot``, ``ring``, ``line``, ``dashed`` or ``area``."""
    colour: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What is drawn, with its unit and its ends; shown as plain text, never as markup."""

    title: str = ""
    ramp: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    note: str = ""

    def as_command(self) -> dict[str, Any]:
        """Give what the map's script draws."""
        return {name: value for name, value in asdict(self).items() if value}


def classes(words: Mapping[str, str], *, cells: str) -> Legend:
    """Give the legend of incidents: counted cells from afar, single points by class from near."""
    keys = [Key(shape="dot", colour=PURPLES[4], label=cells)]
    keys += [Key(shape="dot", colour=colour, label=words[code]) for code, colour in CLASS_COLOURS.items()]
    return Legend(keys=tuple(keys))


def lights(words: Mapping[str, str]) -> tuple[Key, ...]:
    """Give the legend's signs of open matters whose deadline is past or near."""
    return tuple(Key(shape="ring", colour=colour, label=words[light]) for light, colour in LIGHT_COLOURS.items())


def teams(words: Mapping[str, str], *, title: str, track: str) -> Legend:
    """Give the legend of patrol: a line a team, and the thin lines of tracks."""
    keys = [Key(shape="line", colour=colour, label=words[code]) for code, colour in PATROL_COLOURS.items()]
    return Legend(title=title, keys=(*keys, Key(shape="line", colour="#9bb7a3", label=track)))


def breaks(values: Sequence[float], *, classes: int = 6) -> tuple[float, ...]:
    """Give the inner limits that put about equally many of the values above zero into each class.

    Examples
    --------
    >>> breaks([0, 1, 2, 3, 4, 5, 6], classes=3)
    (2.67, 4.33)
    >>> breaks([0, 0])
    ()
    """
    seen = np.asarray(
        [value for value in values if value is not None and np.isfinite(value) and value > 0], dtype=float
    )
    if not len(seen):
        return ()
    limits = np.quantile(seen, np.linspace(0, 1, classes + 1)[1:-1])
    return tuple(float(one) for one in np.unique(np.round(limits, 2)))
