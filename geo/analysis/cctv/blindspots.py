"""Stretches of public street nobody sees, ranked by what happens there and by class of street."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.analysis.cctv.scene import Floats, Scene, Whole

NEAR_M = 25.0
"""An incident this close belongs to a stretch of street."""
LEAST_M = 5.0
"""Shorter blind spots are not listed; they still count as unseen."""
WEIGHTS = {
    "motorway": 0.2,
    "trunk": 0.5,
    "primary": 1.0,
    "secondary": 1.0,
    "tertiary": 0.9,
    "residential": 0.8,
    "service": 0.5,
    "footway": 0.6,
    "steps": 0.6,
    "path": 0.4,
    "cycleway": 0.5,
    "other": 0.4,
}
"""How much a metre of each class of street matters: our choice, main streets before paths."""


def need(scene: Scene, incidents: gpd.GeoDataFrame | None = None) -> Floats:
    """Weigh a metre of every street piece: weight of its class times (1 + incidents within `NEAR_M`)."""
    weight = scene.pieces["street_class"].map(WEIGHTS).fillna(WEIGHTS["other"]).to_numpy(np.float64)
    happened = _near(scene.piece_tree.geometries, incidents)
    found: Floats = weight * (1 + happened)
    return found


def blind_spots(unseen: pd.DataFrame, scene: Scene, incidents: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Join unseen pieces to whole stretches of one street in one grid, and rank them.

    Parameters
    ----------
    unseen
        From `geo.analysis.cctv.shares.unseen`.
    scene
        Where the streets are.
    incidents
        Points in the scene's CRS; without them only class and length count.

    Returns
    -------
    GeoDataFrame
        Lines, the most needed first, index the rank from 1: ``street``, ``street_class``, ``grid``, ``length_m``,
        ``incidents`` (count within `NEAR_M`), ``score`` (length × weight of class × (1 + incidents)).
    """
    rows = unseen.sort_values(["piece", "begins"], ignore_index=True)
    about = scene.pieces.iloc[rows["piece"]].reset_index(drop=True)
    joined = (
        (rows["piece"].diff() == 1)
        & (rows["begins"] < 1e-9)
        & (rows["ends"].shift() > 1 - 1e-9)
        & (about["street"] == about["street"].shift())
        & (about["grid"].fillna("") == about["grid"].fillna("").shift())
    )
    stretch = (~joined).cumsum().to_numpy() - 1
    lines = _lines(rows, stretch, scene)
    firsts = about[~joined.to_numpy()].reset_index(drop=True)
    found = gpd.GeoDataFrame(firsts.drop(columns="length_m"), geometry=lines, crs=scene.crs)
    found["length_m"] = shapely.length(lines)
    found = found[found["length_m"] >= LEAST_M]
    found["incidents"] = _near(found.geometry.to_numpy(), incidents)
    weight = found["street_class"].map(WEIGHTS).fillna(WEIGHTS["other"])
    found["score"] = found["length_m"] * weight * (1 + found["incidents"])
    found = found.sort_values("score", ascending=False, kind="stable")
    return found.set_index(pd.RangeIndex(1, len(found) + 1, name="rank"))


def ends(rows: pd.DataFrame, scene: Scene) -> tuple[Floats, Floats]:
    """Give the coordinates at which stretches (``piece``, ``begins``, ``ends``) begin and end."""
    line = scene.lines[rows["piece"]]
    way = line[:, 2:] - line[:, :2]
    begin: Floats = line[:, :2] + rows["begins"].to_numpy()[:, None] * way
    end: Floats = line[:, :2] + rows["ends"].to_numpy()[:, None] * way
    return begin, end


def _lines(rows: pd.DataFrame, stretch: Whole, scene: Scene) -> npt.NDArray[np.object_]:
    begin, end = ends(rows, scene)
    last = np.append(stretch[1:] != stretch[:-1], True) if len(stretch) else np.empty(0, bool)
    points = np.concatenate((begin, end[last]))
    of = np.concatenate((stretch, stretch[last]))
    order = np.argsort(of, kind="stable")
    lines: npt.NDArray[np.object_] = (
        shapely.linestrings(points[order], indices=of[order]) if len(of) else np.empty(0, object)
    )
    return lines


def _near(lines: npt.NDArray[np.object_], incidents: gpd.GeoDataFrame | None) -> Floats:
    if incidents is None or not len(incidents) or not len(lines):
        return np.zeros(len(lines))
    found = shapely.STRtree(incidents.geometry.to_numpy()).query(lines, predicate="dwithin", distance=NEAR_M)
    return np.bincount(found[0], minlength=len(lines)).astype(np.float64)
