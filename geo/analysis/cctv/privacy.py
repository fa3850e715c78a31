"""Views cut to public space, and the cameras whose view enters a place where none may look."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.cctv.optics import norms, px_per_m
from geo.analysis.cctv.scene import Scene
from geo.analysis.cctv.views import Views

FORBIDDEN = frozenset(
    {
        "bathhouse",
        "changing_room",
        "changing_rooms",
        "dormitory",
        "hostel",
        "hotel",
        "nursing_room",
        "public_bath",
        "sauna",
        "toilet",
        "toilets",
    }
)
"""Uses of buildings into which State Council Order 799 forbids to look: rooms of guests, dormitories, baths …"""

HOMES = frozenset(
    {"apartments", "bungalow", "detached", "home", "house", "residential", "semidetached_house", "terrace"}
)
"""Uses of buildings whose windows are somebody's home."""

KINDS = ("forbidden", "home")


def public(views: Views, private: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut views to public space: what lies on private ground is masked (buildings always are).

    Returns
    -------
    GeoDataFrame
        The table of the views with ``area_m2`` and geometry of what is left.
    """
    table = views.table.copy()
    shapes = table.geometry.to_numpy().copy()
    view, ground = shapely.STRtree(private.geometry.to_numpy()).query(shapes, predicate="intersects")
    for i in np.unique(view):
        mask = shapely.union_all(private.geometry.to_numpy()[ground[view == i]])
        shapes[i] = shapely.difference(shapes[i], mask)
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs)).assign(
        area_m2=shapely.area(shapes)
    )


def entered(views: Views, scene: Scene) -> pd.DataFrame:
    """List cameras whose view ends at the wall of a forbidden place, or of a home in recognisable detail.

    A home is listed where the wall is seen with the norm ``dori.recognise`` or more: there the camera needs a mask
    over the windows. A forbidden place is listed in whatever detail.

    Returns
    -------
    DataFrame
        Forbidden places first, then by detail: ``camera``, ``building``, ``use``, ``kind`` (`KINDS`), ``wall_m``
        (length of wall looked at), ``distance_m`` (to its nearest point), ``px_per_m`` (there).
    """
    walls = views.walls.groupby(["camera", "building"], as_index=False).agg(
        wall_m=("length_m", "sum"), distance_m=("distance_m", "min")
    )
    use = scene.buildings["use"].to_numpy(object)[walls["building"]]
    forbidden, home = np.isin(use.astype(str), list(FORBIDDEN)), np.isin(use.astype(str), list(HOMES))
    optics = views.table.iloc[walls["camera"]]
    detail = px_per_m(np.maximum(walls["distance_m"], 0.01), optics["width_px"], optics["lens_deg"])
    found = pd.DataFrame(
        {
            "camera": views.table.index.to_numpy()[walls["camera"]],
            "building": scene.buildings.index.to_numpy()[walls["building"]],
            "use": use,
            "kind": np.where(forbidden, *KINDS),
            "wall_m": walls["wall_m"],
            "distance_m": walls["distance_m"],
            "px_per_m": detail,
        }
    )
    listed = found[forbidden | (home & (detail >= norms()["dori.recognise"]))]
    return listed.sort_values(["kind", "px_per_m"], ascending=[True, False], ignore_index=True)
