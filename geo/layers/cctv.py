"""Cameras on the map: views, their bands of detail, blind spots, a camera on trial, suggested places."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import CAMERA_COLOUR, ORANGES, RUST, Key, Legend

VIEW, TRIAL, BLIND, FORBIDDEN = CAMERA_COLOUR, "#a3297a", RUST, "#8a1c1c"
DETAIL = ("#dfe3f6", "#bcc4ea", "#8c99d8", "#5c6cc0", "#3d4f9f", "#28357a", "#161f52")
"""Bands of detail, coarse to fine."""
MOST_VIEWS = 700
"""More views than this would weigh down the map and hide the streets."""
_SMOOTH_M = 0.3


def views(table: gpd.GeoDataFrame, *, label: str) -> Drawing:
    """Draw what cameras see, faint, so that streets stay legible where views overlap."""
    shown = _light(table[~table.geometry.is_empty])
    key = Key(shape="area", colour=VIEW, label=label)
    return drawing.areas(shown, colour=VIEW, opacity=0.16, legend=Legend(keys=(key,)), most=MOST_VIEWS)


def detail(
    view: gpd.GeoDataFrame, place: tuple[float, float], reach: pd.Series, words: Mapping[str, str]
) -> list[Drawing]:
    """Draw one view in bands of picture detail.

    Parameters
    ----------
    view
        The view, one row, metric CRS.
    place
        Where the camera hangs, in the same CRS.
    reach
        Distance in metres by class, coarse to fine.
    words
        What each class is called.
    """
    point, shape = shapely.Point(place), view.geometry.iloc[0]
    bands, keys = [], []
    tones = DETAIL[-len(reach) :]
    for (name, metres), tone in zip(reach.items(), tones, strict=True):
        part = shape.intersection(point.buffer(metres, quad_segs=48))
        if not part.is_empty:
            frame = _light(gpd.GeoDataFrame(geometry=[part], index=view.index, crs=view.crs))
            bands.append(drawing.areas(frame, colour=tone, opacity=0.55))
            keys.append(Key(shape="area", colour=tone, label=words[str(name)]))
    if bands:
        title = Legend(title=words["title"], keys=tuple(keys))
        bands[-1] = Drawing(shows=bands[-1].shows, areas=bands[-1].areas, legend=title)
    return bands


def blind(spots: gpd.GeoDataFrame, *, label: str) -> Drawing:
    """Draw stretches of street nobody sees; the most needed are widest."""
    shown = spots.set_axis([f"blind {rank}" for rank in spots.index])
    key = Key(shape="line", colour=BLIND, label=label)
    return drawing.lines(shown, colour=BLIND, width=4, opacity=0.8, legend=Legend(keys=(key,)))


def entered(places: gpd.GeoDataFrame, *, label: str) -> Drawing:
    """Draw places that no camera may show, as their plain outline: what lies in them is masked."""
    key = Key(shape="area", colour=FORBIDDEN, label=label)
    return drawing.areas(places, colour="#ffffff", opacity=0.85, edge=FORBIDDEN, legend=Legend(keys=(key,)))


def trial(view: gpd.GeoDataFrame, *, label: str) -> Drawing:
    """Draw the view of a camera on trial."""
    shown = _light(view[~view.geometry.is_empty])
    key = Key(shape="area", colour=TRIAL, label=label)
    return drawing.areas(shown, colour=TRIAL, opacity=0.4, legend=Legend(keys=(key,)))


def advice(found: gpd.GeoDataFrame, seen: gpd.GeoDataFrame, *, label: str) -> list[Drawing]:
    """Draw suggested cameras, numbered as in their list, with what they would see."""
    key = Key(shape="area", colour=ORANGES[4], label=label)
    return [
        drawing.areas(_light(seen), colour=ORANGES[4], opacity=0.35, legend=Legend(keys=(key,))),
        *(
            drawing.points(found.iloc[[place]], colour=ORANGES[5], radius=9, sign=str(place + 1))
            for place in range(len(found))
        ),
    ]


def _light(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out points that no eye would miss: the map gets a third of them."""
    shapes = shapely.simplify(table.geometry.to_numpy(), _SMOOTH_M)
    return gpd.GeoDataFrame(geometry=shapes, index=table.index, crs=table.crs)
