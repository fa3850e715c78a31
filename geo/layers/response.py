"""Response on the map: grids by how long help takes, hot spots, root causes, calls nobody answered."""

import geopandas as gpd
import pandas as pd

from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import BLUE, INK, RUST, TEALS, Key, Legend

HOT, COLD = RUST, BLUE
_RING_M = 40.0
_COURSES = {"new": (HOT, 0.6), "growing": (HOT, 0.6), "steady": (HOT, 0.4), "fading": (TEALS[4], 0.3)}


def grids(values: pd.Series, *, title: str, share: bool, note: str) -> Drawing:
    """Colour grids by a time or a share.

    Parameters
    ----------
    values
        Hours or counts by grid; a share in per cent if ``share``.
    title, note
        Words of the legend.
    share
        Whether more is better: teal for what is there instead of orange for what is missing.
    """
    if share:
        return drawing.coloured_grids(
            values, title=title, ramp="teals", ends=("0 %", "100 %"), limits=(20, 40, 60, 80), note=note
        )
    return drawing.coloured_grids(values, title=title, ramp="oranges", note=note)


def spots(found: gpd.GeoDataFrame, *, words: dict[str, str], title: str, note: str) -> list[Drawing]:
    """Draw hot spots by their course and cold ones; the legend stands on the first drawing.

    Parameters
    ----------
    found
        As `geo.analysis.hotspots.against` gives it, metric CRS.
    words
        Word of each course, and of ``cold``.
    title, note
        Words of the legend.
    """
    keys = [Key(shape="area", colour=colour, label=words[course]) for course, (colour, _) in _COURSES.items()]
    legend = Legend(title=title, keys=(*keys, Key(shape="area", colour=COLD, label=words["cold"])), note=note)
    drawn = [drawing.shown("borders", legend=legend)]
    for course, (colour, opacity) in _COURSES.items():
        drawn.append(drawing.areas(found[found["course"] == course], colour=colour, opacity=opacity))
    drawn.append(drawing.areas(found[found["spot"] == "cold"], colour=COLD, opacity=0.35))
    return drawn


def causes(found: gpd.GeoDataFrame, *, title: str, note: str) -> Drawing:
    """Draw root causes as dots, the count inside.

    Parameters
    ----------
    found
        Points with ``times`` and ``name``, metric CRS.
    title, note
        Words of the legend.
    """
    legend = Legend(title=title, keys=(Key(shape="dot", colour=RUST, label=title),), note=note)
    return drawing.points(found, colour=RUST, radius=7, legend=legend)


def waiting(calls: gpd.GeoDataFrame, *, title: str) -> Drawing:
    """Draw calls nobody has answered yet."""
    legend = Legend(title=title, keys=(Key(shape="dot", colour=HOT, label=title),))
    return drawing.points(calls, colour=HOT, radius=8, sign="!", legend=legend)


def ring(found: gpd.GeoDataFrame) -> Drawing:
    """Ring the selected matter (metric CRS) in ink."""
    circle = found.assign(geometry=found.geometry.buffer(_RING_M, quad_segs=16).boundary)
    return drawing.lines(circle, colour=INK, width=3)
