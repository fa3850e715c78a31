"""Cameras whose view enters a home, a place where no camera may look, or a private yard."""

import numpy as np
import pandas as pd

from geo.analysis.cctv.grounds import FORBIDDEN, HOME
from geo.analysis.cctv.optics import norms, px_per_m
from geo.analysis.cctv.scene import Scene
from geo.analysis.cctv.views import Views, behind

COLUMNS = ("camera", "place", "name", "kind", "use", "area_m2", "wall_m", "distance_m", "px_per_m")


def entered(views: Views, scene: Scene) -> pd.DataFrame:
    """List the looks at forbidden places, at homes in recognisable detail, and into private yards.

    What is listed is masked all the same: a view ends at walls and is cut at private ground. A home is listed where
    its wall is seen with the norm ``dori.recognise`` or more: there the camera needs a mask over the windows. A
    forbidden place and a yard are listed in whatever detail.

    Returns
    -------
    DataFrame
        Forbidden places first, then by detail: ``camera``, ``place`` (code), ``name``, ``kind``
        (`geo.analysis.cctv.grounds.KINDS`), ``use`` (of a building), ``area_m2`` (of the place, in the camera's cone;
        of a building as if its own walls were glass), ``wall_m`` (length of wall looked at), ``distance_m`` (to its
        nearest point), ``px_per_m`` (there).
    """
    found = pd.concat([_buildings(views, scene), _grounds(views, scene)], ignore_index=True)
    return found.sort_values(["kind", "px_per_m"], ascending=[True, False], ignore_index=True)[list(COLUMNS)]


def _buildings(views: Views, scene: Scene) -> pd.DataFrame:
    looks = views.walls.groupby(["camera", "building"], as_index=False).agg(
        wall_m=("length_m", "sum"), distance_m=("distance_m", "min")
    )
    detail = _detail(views, looks)
    kind = scene.buildings["kind"].to_numpy(object)[looks["building"]]
    listed = (kind == FORBIDDEN) | ((kind == HOME) & (detail >= norms()["dori.recognise"]))
    kept = looks[listed]
    camera, building = kept["camera"].to_numpy(np.int64), kept["building"].to_numpy(np.int64)
    about = scene.buildings.iloc[building]
    return pd.DataFrame(
        {
            "camera": views.table.index.to_numpy()[camera],
            "place": about.index.to_numpy(),
            "name": about["name"].to_numpy(),
            "kind": kind[listed],
            "use": about["use"].to_numpy(),
            "area_m2": behind(views, scene, camera, building),
            "wall_m": kept["wall_m"].to_numpy(),
            "distance_m": kept["distance_m"].to_numpy(),
            "px_per_m": detail[listed],
        }
    )


def _grounds(views: Views, scene: Scene) -> pd.DataFrame:
    looks = views.grounds
    about = scene.grounds.iloc[looks["ground"]]
    return pd.DataFrame(
        {
            "camera": views.table.index.to_numpy()[looks["camera"]],
            "place": about.index.to_numpy(),
            "name": about["name"].to_numpy(),
            "kind": about["kind"].to_numpy(),
            "use": None,
            "area_m2": looks["area_m2"].to_numpy(),
            "wall_m": 0.0,
            "distance_m": looks["distance_m"].to_numpy(),
            "px_per_m": _detail(views, looks),
        }
    )


def _detail(views: Views, looks: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    optics = views.table.iloc[looks["camera"]]
    return px_per_m(np.maximum(looks["distance_m"], 0.01), optics["width_px"], optics["lens_deg"])
