"""What is known of the city when a file comes in: its clock, its metric CRS, its grid tree and its streets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo.crs import STORED

Shapes = NDArray[Any]
Area = tuple[float, float, float, float]

_AROUND = 0.5
"""Degrees around the city's own nodes in which its data may lie: about fifty kilometres."""


def no_nodes() -> gpd.GeoDataFrame:
    """Give a tree without nodes."""
    columns = {name: pd.Series(dtype=object) for name in ("level", "parent", "path")}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=STORED), index=pd.Index([], dtype=object))


@dataclass(frozen=True)
class Ground:
    """The city as intake sees it; geometry is CGCS2000."""

    zone: str
    metric_crs: int
    nodes: gpd.GeoDataFrame = field(default_factory=no_nodes)
    """The grid tree: index code; level, parent, path, geometry."""
    streets: Shapes = field(default_factory=lambda: np.array([], dtype=object))
    """A sample of street lines, against which a shifted file shows."""
    routes: frozenset[str] = frozenset()
    """Codes of the planned patrol routes."""
    places: Callable[[str], Mapping[str, Any]] = field(default=lambda _: {})
    """Points of the places of a kind (``building``, ``grid``) by code."""

    @cached_property
    def area(self) -> Area:
        """Where this city's data can lie: around its nodes, else where its metric CRS holds."""
        use = CRS.from_epsg(self.metric_crs).area_of_use
        held = (use.west, use.south, use.east, use.north) if use else (-180.0, -85.0, 180.0, 85.0)
        if self.nodes.empty:
            return held
        west, south, east, north = self.nodes.total_bounds
        near = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
        return (max(held[0], near[0]), max(held[1], near[1]), min(held[2], near[2]), min(held[3], near[3]))

    @cached_property
    def to_metres(self) -> Callable[[Shapes], Shapes]:
        """Project shapes from CGCS2000 to the city's metric CRS."""
        transformer = Transformer.from_crs(STORED, self.metric_crs, always_xy=True)

        def project(shapes: Shapes) -> Shapes:
            def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
                return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

            moved: Shapes = shapely.transform(shapes, move)
            return moved

        return project

    def grid_of(self, points: Shapes) -> NDArray[np.object_]:
        """Give the code of the leaf of the tree in which each point lies; of overlapping ones the first by code."""
        codes, tree = self._leaves
        found = np.full(len(points), None, dtype=object)
        if len(codes):
            which, leaf = tree.query(points, predicate="intersects")
            order = np.lexsort((leaf, which))[::-1]
            found[which[order]] = codes[leaf[order]]
        return found

    @cached_property
    def _leaves(self) -> tuple[NDArray[np.object_], shapely.STRtree]:
        parents = set(self.nodes["parent"].dropna())
        leaves = self.nodes[~self.nodes.index.isin(parents)].sort_index()
        shapes = leaves.geometry.to_numpy()
        shapely.prepare(shapes)
        return leaves.index.to_numpy(dtype=object), shapely.STRtree(shapes)
