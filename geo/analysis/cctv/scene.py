"""The town a camera looks into: buildings with heights, and public streets cut at the borders of grids."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.analysis import borders
from geo.analysis.cctv import grounds
from geo.analysis.cctv.optics import norms
from geo.crs import require_metric
from geo.frames import BUILDINGS, STREETS, require

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scene:
    """Buildings and streets made ready for many looks."""

    buildings: pd.DataFrame
    """A row each building, index its code: ``use``, ``height_m`` (complete), ``assumed`` (its height was), ``kind``
    (`geo.analysis.cctv.grounds.KINDS`, empty where public) and ``name`` of the place in it."""
    edges: Floats
    """Walls: x, y from, x, y to, the building on the left hand."""
    edge_starts: Whole
    """Where each building's walls begin; one more than buildings."""
    footprints: shapely.STRtree
    pieces: pd.DataFrame
    """Straight public pieces of street: ``street``, ``street_class``, ``grid`` (null outside all), ``length_m``."""
    lines: Floats
    """Each piece's ends: x, y from, x, y to."""
    piece_tree: shapely.STRtree
    grounds: pd.DataFrame
    """Private ground beside buildings, index its code: ``name``, ``kind``."""
    ground_tree: shapely.STRtree
    crs: object


def build(
    buildings: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    *,
    grids: gpd.GeoDataFrame | None = None,
    private: gpd.GeoDataFrame | None = None,
    case: str = "usual",
    values: Mapping[str, float] | None = None,
) -> Scene:
    """Make buildings and streets ready; tunnels and streets on private ground are no public street.

    Parameters
    ----------
    buildings, streets
        Tables of the treaty, in the metric CRS.
    grids
        Areas at whose borders streets are cut; each piece belongs to one (the first by code, where they overlap).
    private
        Landscape; of it ``private`` and ``forbidden`` count. Views are cut there and its streets are not public.
    case
        Which height to assume for buildings without height and storeys: ``usual``, ``worst``, ``best``.
    values
        Norms of the city; the seeded ones if left out.

    Raises
    ------
    NotMetricError
        If a table is not in metres.
    """
    for noun, table in {"buildings": buildings, "streets": streets, "grids": grids, "private": private}.items():
        if table is not None:
            require_metric(table, noun=noun)
    require(buildings, BUILDINGS, ("use", "height_m", "levels", "geometry"))
    require(streets, STREETS, ("street_class", "tunnel", "geometry"))
    norm = norms() if values is None else {**norms(), **values}
    shown, shapes = _footprints(buildings, norm, case)
    footprints = shapely.STRtree(shapes)
    ground, marked = grounds.areas(grounds.nowhere(streets.crs) if private is None else private, footprints)
    kind, name = np.array([grounds.kind_of(use) for use in shown["use"]], object), np.full(len(shown), "", object)
    kind[marked.index], name[marked.index] = grounds.FORBIDDEN, marked
    edges, edge_starts = _walls(shapes)
    pieces, lines = _pieces(streets, grids, ground)
    return Scene(
        buildings=shown.assign(kind=kind, name=name),
        edges=edges,
        edge_starts=edge_starts,
        footprints=footprints,
        pieces=pieces,
        lines=lines,
        piece_tree=shapely.STRtree(shapely.linestrings(lines.reshape(-1, 2, 2))),
        grounds=pd.DataFrame(ground.drop(columns="geometry")),
        ground_tree=shapely.STRtree(ground.geometry.to_numpy()),
        crs=streets.crs,
    )


def cut(lines: Floats, areas: npt.NDArray[np.object_]) -> tuple[Whole, Floats, Whole]:
    """Cut straight lines at the borders of areas.

    Returns
    -------
    of
        For each piece the row of its line.
    pieces
        x, y from, x, y to.
    area
        For each piece the first area its middle lies in, −1 outside all.
    """
    way = lines[:, 2:] - lines[:, :2]
    on, along = borders.met(lines, areas)
    share = along / np.hypot(*way[on].T)
    rows = np.concatenate((np.arange(len(lines)), np.arange(len(lines)), on))
    shares = np.concatenate((np.zeros(len(lines)), np.ones(len(lines)), np.clip(share, 0, 1)))
    order = np.lexsort((shares, rows))
    rows, shares = rows[order], shares[order]
    kept = (rows[1:] == rows[:-1]) & (shares[1:] - shares[:-1] > 1e-12)
    of, begin, end = rows[:-1][kept], shares[:-1][kept, None], shares[1:][kept, None]
    pieces = np.hstack((lines[of, :2] + begin * way[of], lines[of, :2] + end * way[of]))
    return of, pieces, borders.first(shapely.points((pieces[:, :2] + pieces[:, 2:]) / 2), areas)


def _footprints(
    buildings: gpd.GeoDataFrame, norm: Mapping[str, float], case: str
) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    shapes = shapely.force_2d(buildings.geometry.to_numpy())
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    kept = shapely.area(shapes) > 0
    height = buildings["height_m"].astype("float64")
    height = height.fillna(buildings["levels"].astype("float64") * norm["cctv.storey"])
    suffix = "" if case == "usual" else f".{case}"
    shown = pd.DataFrame(
        {"use": buildings["use"], "height_m": height.fillna(norm["cctv.building" + suffix]), "assumed": height.isna()},
        index=buildings.index,
    )
    return shown[kept], shapes[kept]


def _walls(shapes: npt.NDArray[np.object_]) -> tuple[Floats, Whole]:
    parts, of = shapely.get_parts(shapes, return_index=True)
    solid = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, of = shapely.orient_polygons(parts[solid]), of[solid]
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    edges = np.hstack((points[:-1][same], points[1:][same]))
    building = of[part[ring[:-1][same]]]
    starts = np.searchsorted(building, np.arange(len(shapes) + 1))
    return np.ascontiguousarray(edges), starts.astype(np.int64)


def _pieces(
    streets: gpd.GeoDataFrame, grids: gpd.GeoDataFrame | None, private: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, Floats]:
    public = streets[~streets["tunnel"].fillna(False).astype(bool)]
    points, street = shapely.get_coordinates(public.geometry.to_numpy(), return_index=True)
    same = (street[1:] == street[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    lines = np.hstack((points[:-1][same], points[1:][same]))
    of: Whole = street[:-1][same].astype(np.int64)
    if len(private):
        row, lines, area = cut(lines, private.geometry.to_numpy())
        of, lines = of.take(row[area < 0]), lines[area < 0]
    area = np.full(len(of), -1, np.int64)
    codes = np.array([None], object)
    if grids is not None and len(grids):
        ordered = grids.sort_index()
        row, lines, area = cut(lines, ordered.geometry.to_numpy())
        of = of.take(row)
        codes = np.array([*ordered.index, None], object)
    pieces = pd.DataFrame(
        {
            "street": public.index.to_numpy()[of],
            "street_class": public["street_class"].to_numpy()[of],
            "grid": codes[area],
            "length_m": np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]),
        }
    )
    return pieces, np.ascontiguousarray(lines)
