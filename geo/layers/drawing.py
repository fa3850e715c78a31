"""A drawing: what one answer adds to the map, as a value that pages combine and the map turns into a command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.crs import to_display
from geo.layers.paint import KEPT_BACK, RAMPS, Key, Legend, breaks

MOST_SHAPES = 2_000
"""Shapes a drawing brings along at most; the map says how many it leaves out."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Groups of the canvas that are shown, colours joined to grids, and shapes drawn on top, with their legend."""

    shows: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    """Colours of the grids' fill, light to dark; none where the drawing does not colour grids."""
    classes: Mapping[str, int] = field(default_factory=dict)
    """Grid code → place of its tone; grids without one stay clear."""
    areas: Sequence[Mapping[str, Any]] = ()
    lines: Sequence[Mapping[str, Any]] = ()
    points: Sequence[Mapping[str, Any]] = ()
    legend: Legend | None = None
    left_out: int = 0
    """Shapes there are beyond those that are drawn."""


def coloured_grids(
    values: pd.Series,
    *,
    title: str,
    ramp: str = "oranges",
    ends: tuple[str, str] | None = None,
    limits: Sequence[float] | None = None,
    note: str = "",
    not_listed: tuple[Sequence[str], str] | None = None,
) -> Drawing:
    """Colour grids by a number.

    Parameters
    ----------
    values
        Number by grid code; grids with none are left clear.
    title
        What the number says, with its unit; stands over the legend's ramp.
    ramp
        ``oranges`` for what is missing, ``teals`` for what is there, ``purples`` for how much happens.
    ends
        Words for the ramp's two ends; by default the smallest and the largest number.
    limits
        Inner class limits, at most five, rising; by default about equally many grids a class.
    note
        Small print: definition, source, date.
    not_listed
        Grids whose number is kept back, shown in grey, and the words for that in the legend.
    """
    known = values.dropna().astype(float)
    inner = tuple(limits) if limits is not None else breaks(known.tolist())
    tones = _spread(RAMPS[ramp], len(inner) + 1)
    places = np.searchsorted(inner, known.to_numpy(), side="right")
    shown = ends or ((_short(known.min()), _short(known.max())) if len(known) else ("0", "0"))
    kept_back, words = not_listed or ((), "")
    keys = (Key(shape="area", colour=KEPT_BACK, label=words),) if len(kept_back) else ()
    classes = {str(code): int(place) for code, place in zip(known.index, places, strict=True)}
    return Drawing(
        shows=("grids", "borders"),
        tones=(*tones, KEPT_BACK) if len(kept_back) else tuple(tones),
        classes=classes | dict.fromkeys(map(str, kept_back), len(tones)),
        legend=Legend(title=title, ramp=tuple(tones), ends=shown, keys=keys, note=note),
    )


def areas(
    frame: gpd.GeoDataFrame,
    *,
    colour: str,
    opacity: float = 0.25,
    edge: str | None = None,
    legend: Legend | None = None,
    most: int = MOST_SHAPES,
) -> Drawing:
    """Draw polygons (metric CRS, indexed by code, the weightiest first) in one colour, so many of them at most."""
    told = {"colour": colour, "opacity": opacity, "edge": edge or colour}
    drawn = frame.head(most)
    return Drawing(shows=("drawn",), areas=_features(drawn, told), legend=legend, left_out=len(frame) - len(drawn))


def lines(
    frame: gpd.GeoDataFrame,
    *,
    colour: str,
    width: float = 3,
    dashed: bool = False,
    opacity: float = 1,
    legend: Legend | None = None,
) -> Drawing:
    """Draw lines or outlines (metric CRS, indexed by code, the weightiest first)."""
    told = {"colour": colour, "width": width, "dashed": dashed, "opacity": opacity}
    drawn = frame.head(MOST_SHAPES)
    return Drawing(shows=("drawn",), lines=_features(drawn, told), legend=legend, left_out=len(frame) - len(drawn))


def points(
    frame: gpd.GeoDataFrame, *, colour: str, radius: float = 7, sign: str = "", legend: Legend | None = None
) -> Drawing:
    """Draw points (metric CRS, indexed by code, the weightiest first); ``sign`` is one letter set into the dot."""
    told = {"colour": colour, "radius": radius, "sign": sign}
    drawn = frame.head(MOST_SHAPES)
    return Drawing(shows=("drawn",), points=_features(drawn, told), legend=legend, left_out=len(frame) - len(drawn))


def rings(frame: gpd.GeoDataFrame, *, metres: float, legend: Legend | None = None) -> Drawing:
    """Draw the dashed straight-line ring around points (metric CRS)."""
    outlines = frame.assign(geometry=frame.geometry.buffer(metres, quad_segs=24).boundary)
    return lines(outlines, colour="#46525e", width=1.5, dashed=True, legend=legend)


def shown(*groups: str, legend: Legend | None = None) -> Drawing:
    """Show groups of tiles: incidents, facilities, cameras, patrol, tracks, buildings, grids, borders."""
    return Drawing(shows=groups, legend=legend)


def _features(frame: gpd.GeoDataFrame, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    display = to_display(frame[~frame.geometry.is_empty & frame.geometry.notna()])
    names = display["name"] if "name" in display.columns else pd.Series(None, index=display.index, dtype=object)
    return [
        {
            "type": "Feature",
            "properties": {**told, "code": str(code), **({"name": str(name)} if pd.notna(name) else {})},
            "geometry": mapping(shapely.transform(shape, lambda at: at.round(6))),
        }
        for code, name, shape in zip(display.index, names, display.geometry, strict=True)
    ]


def _spread(ramp: Sequence[str], count: int) -> list[str]:
    """Pick ``count`` tones over the whole ramp, lightest and darkest included."""
    if count <= 1:
        return [ramp[len(ramp) // 2]]
    return [ramp[round(place * (len(ramp) - 1) / (count - 1))] for place in range(count)]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or float(value).is_integer() else f"{value:,.2g}"
