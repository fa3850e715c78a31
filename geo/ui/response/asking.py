"""Response as this reader asks about it, kept as long as the data stand."""

from datetime import datetime

import geopandas as gpd
import streamlit as st

from geo.answers.response import Responses
from geo.clock import to_city
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.i18n import t, word
from geo.ui import data, reader


def mine() -> Responses:
    """Give what this reader can ask about response, one for each actor and revision; a command asks the same."""
    key = (reader.actor(), data.revision())
    kept: tuple[object, Responses | None] = st.session_state.get("responses", (None, None))
    if kept[0] == key and kept[1] is not None:
        return kept[1]
    found = Responses(data.ask, data.work, reader.actor())
    st.session_state["responses"] = (key, found)
    return found


def day() -> str:
    """Give the instant open matters are looked at, in words of the city's clock."""
    return said(mine().as_of().to_pydatetime())


def said(at: datetime) -> str:
    """Say an instant on the city's clock."""
    city = data.city()
    return f"{to_city(at, city.zone if city else 'UTC'):%Y-%m-%d %H:%M}"


def parked(asked: Filters) -> str:
    """Say how many of the matters asked for are parked on default points, not drawn; empty where there is none."""
    count = int(mine().aside(asked)["count"].get("default_point", 0))
    piles = mine().matters().usual.piles
    places = "; ".join(f"{pile.lat_e7 / 1e7:.5f}, {pile.lon_e7 / 1e7:.5f}" for pile in piles)
    return t("response.not_drawn", count=f"{count:,}", place=places) if count else ""


def without_holidays() -> str:
    """Say in which years deadlines run without a table of holidays; empty where there is none."""
    years = mine().unknown_years()
    return t("response.unknown_years", years=", ".join(str(year) for year in years)) if years else ""


def causes(asked: Filters) -> gpd.GeoDataFrame:
    """Give root causes as points in the city's metric CRS, with a name in words."""
    found, city = mine().causes(asked), data.city()
    points = gpd.points_from_xy(found["lon"], found["lat"], crs=DISPLAY)
    named = found.assign(
        name=[
            f"{sub or word('words.classes', one)} · {t('response.times', count=n)}"
            for one, sub, n in zip(found["incident_class"], found["subclass"], found["times"], strict=True)
        ]
    )
    return gpd.GeoDataFrame(named, geometry=points).to_crs(city.metric_crs if city else DISPLAY)
