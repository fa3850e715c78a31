"""The map of siting: who gains or loses, what the plan's sites reach, forbidden areas, streets taken as closed."""

import geopandas as gpd
import pandas as pd
import shapely

from geo.analysis import circles
from geo.answers import planning
from geo.answers.people import sign
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.i18n import t
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import INK, RUST, Key, Legend
from geo.store import streets
from geo.ui import data, show, walks
from geo.ui.coverage import map as coverage
from geo.ui.coverage import words
from geo.ui.siting import plan

_FORBIDDEN = "#7a1f3d"


def drawings(asked: Filters, table: pd.DataFrame, kind: str) -> list[Drawing]:
    """Colour grids by who gains (or loses), and draw what the plan's sites reach; without a plan, who is left out."""
    if plan.is_blank():
        return [*coverage.drawings(asked, walks.mine().table(asked), "network"), *_fences()]
    leaves = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    ramp = "oranges" if kind == "lost" else "teals"
    coloured = drawing.coloured_grids(
        leaves[kind].where(leaves[kind] != 0), title=t(f"siting.map_{kind}", who=words.who(asked)), ramp=ramp,
        note=words.note(asked), not_listed=(leaves.index[leaves[kind].isna()].tolist(), sign()),
    )  # fmt: skip
    return [
        coloured,
        *sites(asked),
        *_fences(),
        drawing.lines(_shut(), colour=INK, width=6),
        drawing.shown("facilities", "buildings"),
    ]


def sites(asked: Filters) -> list[Drawing]:
    """Draw the streets that the sites of the plan reach."""
    points = _points()
    if points.empty:
        return []
    keys = (Key(shape="line", colour=RUST, label=t("siting.reached", minutes=asked.minutes)),)
    return [drawing.lines(_streets(points, asked), colour=RUST, width=3, legend=Legend(keys=keys))]


def marks() -> list[show.Mark]:
    """Give the sites of the plan as marks that can be dragged."""
    points = _points()
    if points.empty:
        return []
    spots = points.to_crs(DISPLAY).geometry
    return [show.Mark(code=str(code), latitude=at.y, longitude=at.x, label=str(code)) for code, at in spots.items()]


def _points() -> gpd.GeoDataFrame:
    placed = [one for one in plan.made() if one.x is not None]
    shapes = [shapely.Point(one.x, one.y) for one in placed]
    return gpd.GeoDataFrame(geometry=shapes, index=[one.code for one in placed], crs=walks.mine().network().crs)


def _streets(points: gpd.GeoDataFrame, asked: Filters) -> gpd.GeoDataFrame:
    mine = walks.mine()
    doors = mine.doors(plan.closed())
    spots, pace = doors.snap(points, most_m=mine.norm("walk.snap_m")), mine.pace(asked)
    return circles.streets_reached(doors.network, spots, minutes=asked.minutes, metres_per_second=pace, together=True)


def _fences() -> list[Drawing]:
    """Draw the forbidden areas, and the one that is being drawn."""
    areas, corners = plan.areas(), plan.corners()
    crs = areas.crs
    drawn: list[Drawing] = []
    if len(areas):
        named = gpd.GeoDataFrame(
            geometry=areas.to_numpy(), index=[f"F{at}" for at in range(1, len(areas) + 1)], crs=crs
        )
        legend = Legend(keys=(Key(shape="area", colour=_FORBIDDEN, label=t("siting.forbidden")),))
        drawn.append(drawing.areas(named, colour=_FORBIDDEN, opacity=0.3, legend=legend))
    if corners:
        index = [f"corner {at}" for at in range(len(corners))]
        spots = gpd.GeoDataFrame(geometry=[shapely.Point(at) for at in corners], index=index, crs=crs)
        drawn.append(drawing.points(spots, colour=_FORBIDDEN, radius=5))
    if len(corners) > 1:
        ring = shapely.LineString([*corners, corners[0]])
        line = gpd.GeoDataFrame(geometry=[ring], index=["fence"], crs=crs)
        drawn.append(drawing.lines(line, colour=_FORBIDDEN, width=2, dashed=True))
    return drawn


def _shut() -> gpd.GeoDataFrame:
    lines = data.ask(streets.find, Filters())
    return lines.loc[[code for code in plan.closed() if code in lines.index], ["name", "geometry"]]
