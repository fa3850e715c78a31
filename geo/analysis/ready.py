"""Loops of cameras and patrol compiled ahead, on a toy town: half a minute that no reader should wait for.

``python -m geo.analysis.ready`` does it in a process of its own; what is compiled stays on disk (`geo.analysis`).
"""

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.cctv import optics, shares, town
from geo.analysis.cctv.views import moved
from geo.analysis.network import build
from geo.analysis.patrol import adherence, areas, coverage
from geo.analysis.patrol.ground import lay_out
from geo.analysis.patrol.matching import match
from geo.analysis.sketch import CRS, streets

_BEGIN = pd.Timestamp("2026-01-01 08:00", tz="UTC")
_CORNER = ((0, 0), (300, 0)), ((300, 0), (300, 300)), ((300, 0), (600, 0))


def stamp() -> Path:
    """Say which file tells that all is compiled; every state of the loops has a folder of its own."""
    return Path(os.environ["NUMBA_CACHE_DIR"]) / "ready"


def make() -> None:
    """Compile what is not compiled yet, and leave the stamp."""
    grids = gpd.GeoDataFrame({"level": ["grid"]}, index=["G"], geometry=[shapely.box(-9, -400, 700, 400)], crs=CRS)
    _cameras(grids)
    _patrol(grids)
    stamp().parent.mkdir(parents=True, exist_ok=True)
    stamp().touch()


def _cameras(grids: gpd.GeoDataFrame) -> None:
    houses = gpd.GeoDataFrame(
        {"use": ["office"], "height_m": [9.0], "levels": [None]},
        index=["H"],
        geometry=[shapely.box(20, 5, 40, 25)],
        crs=CRS,
    )
    eyes = gpd.GeoDataFrame(
        {"kind": ["bullet", "ptz"], **dict.fromkeys(optics.ATTRIBUTES, np.nan)},
        index=["C1", "C2"],
        geometry=[shapely.Point(5, 3), shapely.Point(60, 3)],
        crs=CRS,
    )
    looked = town.look(eyes, houses, streets(*_CORNER), grids)
    after = moved(looked.views, eyes.iloc[:1].assign(azimuth_deg=10.0), looked.scene)
    shares.again(looked.pieces, looked.views, after, looked.scene, ["C1"])
    shares.unseen(after, looked.scene)


def _patrol(grids: gpd.GeoDataFrame) -> None:
    ways = streets(*_CORNER)
    pieces = areas.cut(ways, grids)
    ground = lay_out(build(ways), ways)
    along = np.append(np.arange(0, 600, 12.0), 600.0)
    fixes = gpd.GeoDataFrame(
        {"track": "T", "at": _BEGIN + pd.to_timedelta(along, unit="s")},
        geometry=gpd.points_from_xy(np.minimum(along, 300), np.maximum(along - 300, 0), crs=CRS),
        crs=CRS,
    )
    visits = match(fixes, ground, as_of=fixes["at"].max()).visits
    walked = areas.share_out(visits.assign(team="official"), pieces)
    coverage.with_revisits(pieces, walked, as_of=fixes["at"].max())
    adherence.follow(gpd.GeoSeries([shapely.LineString([(0, 2), (600, 2)])], index=["R"], crs=CRS), ground)


if __name__ == "__main__":
    make()
