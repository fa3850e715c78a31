"""Walks over the city's streets, kept as long as the data stand: network, doors, bands of minutes, who is in reach."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.analysis import circles, coverage, network, walking
from geo.answers.walking import DEFAULT_KINDS, Walks
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import BAND_COLOURS, TEAL, Key, Legend
from geo.store import facilities, residents
from geo.ui import cards, data, filters, picks, reader

_BANDS = (5, 10, 15)
_FEW = 40
"""So many facilities still get their own dashed ring; more would hide the streets."""


@dataclass(frozen=True, eq=False)
class Reach:
    """What some facilities reach on foot: streets by minutes, and people by place."""

    streets: gpd.GeoDataFrame
    """Index the minutes; ``metres``, MultiLineString; the widest band first, so that nearer ones lie on top."""
    seconds: pd.Series
    """Walking seconds from each place of residents to its nearest facility; infinite beyond the limit."""


def sources(asked: Filters) -> gpd.GeoDataFrame:
    """Give the facilities asked about: the clicked one alone, else all of the asked kinds."""
    found = data.ask(facilities.find, asked)
    chosen = picks.picked()
    if chosen is not None and chosen.noun == "facilities" and chosen.code in found.index:
        return found.loc[[chosen.code]]
    return found


def reach(asked: Filters) -> Reach:
    """Walk from the asked facilities at the asked pace."""
    start = sources(asked)
    return data.work("walks.reach", lambda: _reach(start, asked), *_key(asked))  # type: ignore[no-any-return]


def _key(asked: Filters) -> tuple[object, ...]:
    return tuple(sources(asked).index), asked.minutes, asked.pace


def pace(asked: Filters) -> float:
    """Give the asked pace in metres per second, as the city's standards have it."""
    return mine().pace(asked)


def in_reach(asked: Filters, reached: Reach) -> tuple[int, int, str]:
    """Count who is within the limit, out of how many, and say in words what is counted.

    Returns
    -------
    tuple
        In reach, all, and what is counted: the asked age group; all ages, or dwellings, where the source has no ages.
    """
    places = data.ask(residents.find, asked.but(facility_kinds=()))
    weight = coverage.weigh(places, asked.ages)
    near = reached.seconds.reindex(weight.counts.index) <= asked.minutes * 60
    who = word("words.ages", weight.ages) if weight.measure == "people" else word("words.measures", weight.measure)
    return int(weight.counts[near].sum()), int(weight.counts.sum()), who


def drawings(asked: Filters, reached: Reach) -> list[Drawing]:
    """Draw the streets reached, nearer ones darker, and the dashed ring that straight-line planning would show."""
    keys = [
        Key(shape="line", colour=_tone(minutes), label=t("circles.band", minutes=minutes))
        for minutes in sorted(reached.streets.index)
    ]
    start = sources(asked)
    metres = asked.minutes * 60 * pace(asked)
    drawn = [
        drawing.lines(reached.streets.loc[[minutes]], colour=_tone(minutes), width=4 - place * 0.3)
        for place, minutes in enumerate(reached.streets.index)
    ]
    outline = data.work("walks.outline", lambda: circles.outlines(reached.streets.iloc[[0]]), *_key(asked))
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


def mine() -> Walks:
    """Give what this reader can ask about walking; a command asks the same."""
    return Walks(data.ask, data.work, reader.actor())


def doors() -> network.Doorways:
    """Give what puts places on the network."""
    return mine().doors()


def homes() -> network.Spots:
    """Give all places of residents the reader may see, on the network."""
    return mine().homes()[1]


def one_kind() -> None:
    """Ask about elderly care where the reader has asked about no kind: what reaches people must be named."""
    if not filters.asked().facility_kinds:
        filters.put(facility_kinds=DEFAULT_KINDS)


def _reach(start: gpd.GeoDataFrame, asked: Filters) -> Reach:
    spots, speed = doors().snap(start, most_m=mine().norm("walk.snap_m")), pace(asked)
    limits = sorted({minutes for minutes in _BANDS if minutes < asked.minutes} | {asked.minutes}, reverse=True)
    bands = [
        circles.streets_reached(mine().network(), spots, minutes=limit, metres_per_second=speed, together=True)
        for limit in limits
    ]
    joined = pd.concat(bands).set_axis(limits, axis=0)
    near = walking.nearest(mine().network(), spots, homes(), metres_per_second=speed, limit_s=asked.minutes * 60)
    return Reach(streets=joined, seconds=near["seconds"])
