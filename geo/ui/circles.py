"""Circles as readers see them: the facilities asked about, the streets within so many minutes, who is in reach."""

import geopandas as gpd
import pandas as pd

from geo.analysis import circles
from geo.answers import circles as answers
from geo.filters import Filters
from geo.i18n import t
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import BAND_COLOURS, TEAL, Key, Legend
from geo.store import facilities
from geo.ui import cards, data, picks, show
from geo.ui.coverage import words
from geo.ui.walks import mine, pace

_BANDS = (5, 10, 15)
_FEW = 40
"""So many facilities still get their own dashed ring; more would hide the streets."""


def sources(asked: Filters) -> gpd.GeoDataFrame:
    """Give the facilities asked about: the clicked one alone, else all of the asked kinds."""
    found = data.ask(facilities.find, asked)
    chosen = picks.picked()
    if chosen is not None and chosen.noun == "facilities" and chosen.code in found.index:
        return found.loc[[chosen.code]]
    return found


def streets(asked: Filters) -> gpd.GeoDataFrame:
    """Walk from the asked facilities at the asked pace: the streets reached, one row a limit in minutes.

    The widest band first, so that nearer ones lie on top; ``metres``, MultiLineString.
    """
    start = sources(asked)
    return data.work("circles.streets", lambda: _streets(start, asked), *_key(asked))


def _key(asked: Filters) -> tuple[object, ...]:
    return tuple(sources(asked).index), asked.minutes, asked.pace


def figures(asked: Filters, reached: gpd.GeoDataFrame) -> list[show.Figure]:
    """Give who is within the limit, who is not, and of whom nobody knows; where all are known, the streets reached."""
    found = data.work("circles.together", lambda: answers.together(mine(), asked, sources(asked)), *_whom(asked))
    counted, unit = words.who(asked), words.unit(asked)
    share = words.percent(found.near, found.everybody)
    told = [show.Figure(key="share", label=t("circles.share", minutes=asked.minutes), value=share)]
    told += [
        show.Figure(key=one, label=t(f"circles.{one}", who=counted), value=words.count(value), unit=unit)
        for one, value in (("near", found.near), ("far", found.far), ("unknown", found.unknown))
        if one != "unknown" or value > 0
    ]
    kilometres = f"{float(reached['metres'].max()) / 1000:,.1f}"
    length = show.Figure(key="streets", label=t("circles.streets"), value=kilometres, unit="km")
    return [*told, length][:4]


def _whom(asked: Filters) -> tuple[object, ...]:
    return *_key(asked), asked.node, asked.ages


def drawings(asked: Filters, reached: gpd.GeoDataFrame) -> list[Drawing]:
    """Draw the streets reached, nearer ones darker, and the dashed ring that straight-line planning would show."""
    keys = [
        Key(shape="line", colour=_tone(minutes), label=t("circles.band", minutes=minutes))
        for minutes in sorted(reached.index)
    ]
    start = sources(asked)
    metres = asked.minutes * 60 * pace(asked)
    drawn = [
        drawing.lines(reached.loc[[minutes]], colour=_tone(minutes), width=4 - place * 0.3)
        for place, minutes in enumerate(reached.index)
    ]
    outline = data.work("circles.outline", lambda: circles.outlines(reached.iloc[[0]]), *_key(asked))
    drawn.insert(0, drawing.areas(outline, colour=TEAL, opacity=0.07))
    if len(start) <= _FEW:
        drawn.append(drawing.rings(start, metres=metres))
        keys.append(Key(shape="dashed", colour="#46525e", label=t("circles.ring", metres=f"{metres:,.0f}")))
    note = f"{t('circles.note', pace=f'{pace(asked):g}')} · {cards.as_of('facilities', 'streets', 'residents')}"
    return [
        *drawn,
        drawing.shown(
            "facilities", "borders", "grids", legend=Legend(title=t("circles.legend"), keys=tuple(keys), note=note)
        ),
    ]


def _tone(minutes: int) -> str:
    return BAND_COLOURS.get(minutes, TEAL)


def _streets(start: gpd.GeoDataFrame, asked: Filters) -> gpd.GeoDataFrame:
    walks, speed = mine(), pace(asked)
    spots = walks.doors().snap(start, most_m=walks.norm("walk.snap_m"))
    limits = sorted({minutes for minutes in _BANDS if minutes < asked.minutes} | {asked.minutes}, reverse=True)
    bands = [
        circles.streets_reached(walks.network(), spots, minutes=limit, metres_per_second=speed, together=True)
        for limit in limits
    ]
    return pd.concat(bands).set_axis(limits, axis=0)
