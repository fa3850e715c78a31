"""All cameras of a town at once: the tables a page, a command or an import carries here, and what comes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.analysis.cctv import scene, shares, views
from geo.analysis.cctv.optics import classes
from geo.analysis.cctv.scene import Scene
from geo.analysis.cctv.views import Views

MEASURES = ("street_m", shares.SEEN, shares.OVER, *map(shares.column, classes()))
"""Columns of `rows`, in metres."""


@dataclass(frozen=True)
class Town:
    """A town looked at."""

    scene: Scene
    views: Views
    pieces: pd.DataFrame
    """Street pieces with metres seen (`geo.analysis.cctv.shares.by_piece`)."""
    values: Mapping[str, float] | None = None
    """Norms of the city it was looked at with."""

    def street_m(self, code: str) -> float:
        """Give the metres of street in one camera's view."""
        return street_m(self.views, self.scene, code)


def look(
    cameras: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    grids: gpd.GeoDataFrame,
    private: gpd.GeoDataFrame | None = None,
    *,
    case: str = "usual",
    values: Mapping[str, float] | None = None,
) -> Town:
    """Look through every camera and share the streets.

    Parameters
    ----------
    cameras, buildings, streets, grids
        Tables of the treaty, in the metric CRS. Of the grids, nodes above the grid are left out.
    private
        Landscape; see `geo.analysis.cctv.scene.build`.
    case
        How to fill what records leave out: ``usual``, ``worst`` or ``best``.
    values
        Norms of the city; the seeded ones if left out.
    """
    leaves = grids[grids["level"] == "grid"]
    ground = scene.build(buildings, streets, grids=leaves, private=private, case=case, values=values)
    looks = views.views(cameras, ground, case=case, values=values)
    over = None if values is None else values.get("cctv.over")
    pieces = shares.by_piece(looks, ground, over=None if over is None else int(over))
    return Town(scene=ground, views=looks, pieces=pieces, values=values)


def street_m(looks: Views, ground: Scene, code: str) -> float:
    """Give the metres of street that one camera sees."""
    mine = looks.stretches[looks.stretches["camera"] == looks.table.index.get_loc(code)]
    length = ground.pieces["length_m"].to_numpy()[mine["piece"]]
    return float((length * (mine["ends"] - mine["begins"])).sum())


def rows(pieces: pd.DataFrame, grids: Iterable[str]) -> pd.DataFrame:
    """Give one row a grid, those without any street too: ``key``, and metres of `geo.analysis.cctv.shares.by_grid`."""
    codes = pd.Index(grids, name="key")
    return shares.by_grid(pieces).drop(columns="share").reindex(codes, fill_value=0.0)
