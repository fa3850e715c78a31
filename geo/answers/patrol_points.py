"""Must-visit points put up and taken away, for a page and a command alike."""

import re

import geopandas as gpd
import pandas as pd
import shapely

from geo.access import Actor, require
from geo.crs import DISPLAY
from geo.errors import BadInputError
from geo.filters import Filters
from geo.store import grids, patrol
from geo.store.session import reading, writing

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
"""A time of day, HH:MM."""


def put(
    actor: Actor, code: str, *, name: str, at: tuple[float, float], opens: str | None, closes: str | None, team: str
) -> None:
    """Put up a must-visit point; one of the same code is replaced.

    Parameters
    ----------
    at
        Longitude and latitude.
    opens, closes
        HH:MM on the city's clock; both null for the whole day.

    Raises
    ------
    BadInputError
        If the window is none or half a one, the point lies in no grid that the actor sees, or a route or beat
        has the code.
    """
    require(actor, "plan")
    for clock in (opens, closes):
        if clock is not None and not CLOCK.fullmatch(clock):
            raise BadInputError("patrol.errors.no_clock", text=clock)
    if (opens is None) != (closes is None):
        raise BadInputError("patrol.errors.half_window", name=name)
    spot = gpd.GeoSeries.from_xy([at[0]], [at[1]], crs=DISPLAY)
    with reading(actor) as session:
        nodes = grids.find(session, Filters())
    leaves = nodes[nodes["level"] == "grid"]
    inside = leaves.index[shapely.intersects(leaves.geometry.to_numpy(), spot.to_crs(nodes.crs).iloc[0])]
    if inside.empty:
        raise BadInputError("patrol.errors.nowhere", name=name)
    row = {
        "name": name,
        "kind": "point",
        "team": team,
        "unit": None,
        "node": inside[0],
        "starts": opens,
        "ends": closes,
    }
    frame = gpd.GeoDataFrame(pd.DataFrame([row], index=[code], dtype=object), geometry=spot.to_numpy(), crs=DISPLAY)
    with writing(actor, "plan", object=f"must-visit point {code}") as session:
        patrol.put_point(session, frame)


def drop(actor: Actor, code: str) -> None:
    """Take a must-visit point away.

    Raises
    ------
    NotFoundError
        If there is none of this code.
    """
    with writing(actor, "plan", object=f"must-visit point {code} taken away") as session:
        patrol.drop_point(session, code)
