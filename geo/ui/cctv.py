"""What the camera page works out, kept as long as the data stand: the town, shares by grid, blind spots, advice."""

from datetime import date

import geopandas as gpd
import pandas as pd

from geo import access
from geo.analysis.cctv import blindspots, privacy, register, shares, suggest, town
from geo.analysis.cctv.suggest import Advice
from geo.analysis.cctv.town import Town
from geo.clock import now, to_city
from geo.filters import Filters
from geo.store import camera_shares, cameras, grids, incidents
from geo.ui import data, reader

_SITES = 40
"""Candidate places for new cameras: enough for choice, few enough for an answer in seconds."""


def exact() -> bool:
    """Say whether the reader may see where cameras stand."""
    return access.may(reader.actor(), "cameras.points")


def looked(asked: Filters, *, case: str = "usual") -> Town:
    """Give the town looked at through the asked kinds of camera; those beyond the asked node look in as well."""
    kinds = Filters(camera_kinds=asked.camera_kinds)

    return data.work(  # type: ignore[no-any-return]
        "cctv.town", lambda: town.look(**data.ask(camera_shares.town, kinds), case=case), kinds, case
    )


def rows(asked: Filters, *, case: str = "usual") -> pd.DataFrame:
    """Give metres of street by grid (`geo.analysis.cctv.town.MEASURES`), exact or as they were kept for this reader."""
    if exact():
        return data.work("cctv.rows", lambda: town.rows(looked(asked, case=case).pieces, _leaves(asked)), asked, case)  # type: ignore[no-any-return]
    return data.ask(camera_shares.find, Filters(node=asked.node)).reindex(columns=list(town.MEASURES))  # type: ignore[no-any-return]


def here(asked: Filters) -> pd.Index:
    """Give the codes of the asked cameras: those of the node, where one is asked for."""
    return data.ask(cameras.find, asked).index  # type: ignore[no-any-return]


def blind(asked: Filters) -> gpd.GeoDataFrame:
    """Give the asked node's blind spots, most needed first; incidents of the asked period count."""
    return data.work("cctv.blind", lambda: _blind(asked), asked)


def entered(asked: Filters) -> pd.DataFrame:
    """List looks of the asked cameras at homes and forbidden places."""
    looks = looked(asked)
    found = data.work("cctv.entered", lambda: privacy.entered(looks.views, looks.scene), asked)
    return found[found["camera"].isin(here(asked))]  # type: ignore[no-any-return]


def states(asked: Filters) -> pd.DataFrame:
    """Say how the asked cameras stand to the duties of the law."""
    found, values = data.ask(cameras.find, asked), data.ask(camera_shares.values)
    return register.states(found, today=_today(), values=values)


def advised(asked: Filters, kind: str, count: int) -> Advice:
    """Suggest so many new cameras, or cameras to turn, for the asked node."""
    return data.work("cctv.advice", lambda: _advised(asked, kind, count), asked, kind, count)  # type: ignore[no-any-return]


def _advised(asked: Filters, kind: str, count: int) -> Advice:
    looks, matters = looked(asked), _matters(asked)
    need = blindspots.need(looks.scene, matters)
    if kind == "turned":
        return suggest.turned(count, list(here(asked)), looks.views, looks.scene, need)
    places = suggest.sites(blind(asked), most=_SITES)
    return suggest.new(count, places, looks.views, looks.scene, need)


def _blind(asked: Filters) -> gpd.GeoDataFrame:
    looks = looked(asked)
    found = blindspots.blind_spots(shares.unseen(looks.views, looks.scene), looks.scene, _matters(asked))
    return found if asked.node is None else found[found["grid"].isin(_leaves(asked))]


def _matters(asked: Filters) -> gpd.GeoDataFrame:
    """Give where incidents were, all of the asked period."""
    return data.ask(incidents.places, Filters(since=asked.since, until=asked.until, classes=asked.classes))


def _leaves(asked: Filters) -> pd.Index:
    nodes = data.ask(grids.find, Filters(node=asked.node))
    return nodes.index[nodes["level"] == "grid"]  # type: ignore[no-any-return]


def _today() -> date:
    city = data.city()
    return to_city(now(), city.zone if city else "UTC").date()
