"""Patrol on the map: streets nobody walked, one shift as it matched with its gaps dotted, suggested rounds."""

import geopandas as gpd

from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import RUST, TEAL, Key, Legend

ROUNDS = ("#0b5a8a", "#7559a8", "#a3297a", "#1f6f3f", "#8a6d00", "#3d4f9f")
"""One colour a unit; a seventh unit begins again."""
_UNKNOWN = "#46525e"
MUST = "#7a2e83"


def gaps(found: gpd.GeoDataFrame, *, label: str) -> Drawing:
    """Draw stretches nobody walked, the heaviest first where there are more than the map takes."""
    legend = Legend(keys=(Key(shape="line", colour=RUST, label=label),))
    return drawing.lines(found, colour=RUST, width=4, legend=legend)


def shift(walked: gpd.GeoDataFrame, unknown: gpd.GeoDataFrame, *, label: str, dotted: str) -> list[Drawing]:
    """Draw one shift: streets walked, and dotted where nobody knows."""
    keys = (Key(shape="line", colour=TEAL, label=label), Key(shape="dashed", colour=_UNKNOWN, label=dotted))
    return [
        drawing.lines(walked, colour=TEAL, width=4, legend=Legend(keys=keys[: 1 + bool(len(unknown))])),
        drawing.lines(unknown, colour=_UNKNOWN, width=2, dashed=True),
    ]


def rounds(found: gpd.GeoDataFrame, *, labels: list[str]) -> list[Drawing]:
    """Draw suggested rounds, a colour a unit."""
    drawn = []
    for place, (unit, label) in enumerate(zip(found.index, labels, strict=True)):
        colour = ROUNDS[place % len(ROUNDS)]
        legend = Legend(keys=(Key(shape="line", colour=colour, label=label),))
        drawn.append(drawing.lines(found.loc[[unit]], colour=colour, width=4, opacity=0.8, legend=legend))
    return drawn
