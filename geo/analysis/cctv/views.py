"""What each camera sees of the ground past buildings: outlines, stretches of street and walls looked at.

The ground is flat, buildings are prisms, a street is seen at its surface. The view of a fixed camera is the part of
a circle between its near blind zone and its range, as wide as its angle of view; dome and PTZ may look all round.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.analysis.cctv import optics
from geo.analysis.cctv.kernel_views import look
from geo.analysis.cctv.places import standing
from geo.analysis.cctv.scene import Floats, Scene, Whole
from geo.errors import NotMetricError

WORKERS = 2
_SEVERAL = 64
"""From so many cameras on the work is shared among threads."""
DIRECTIONS = 8
"""Directions tried for a camera whose direction is not recorded."""
_SPECK_M2 = 0.01
_RANK = {"worst": 0, "usual": DIRECTIONS // 2}
"""Which of them is taken, from the one that sees least street up: the least, the one in the middle."""


@dataclass(frozen=True)
class Views:
    """What cameras see."""

    table: gpd.GeoDataFrame
    """A row each camera, index its code: the completed optics, ``indoors``, ``area_m2``; geometry is the view."""
    places: Floats
    """x, y each camera looks from."""
    stretches: pd.DataFrame
    """Street seen: ``camera`` and ``piece`` (row numbers), ``begins`` and ``ends`` (shares of the piece)."""
    walls: pd.DataFrame
    """Walls whose foot is seen: ``camera``, ``building`` (row numbers), ``length_m``, ``distance_m``."""
    grounds: pd.DataFrame
    """Private ground that views would enter, were they not cut there: ``camera``, ``ground`` (row numbers),
    ``area_m2``, ``distance_m`` (to its nearest point)."""

    def only(self, code: str) -> "Views":
        """Give the view of one camera."""
        at = self.table.index.get_loc(code)
        parts = {
            name: table[table["camera"] == at].assign(camera=0)
            for name, table in (("stretches", self.stretches), ("walls", self.walls), ("grounds", self.grounds))
        }
        return Views(table=self.table.iloc[[at]], places=self.places[[at]], **parts)


def views(
    cameras: gpd.GeoDataFrame, scene: Scene, *, case: str = "usual", values: Mapping[str, float] | None = None
) -> Views:
    """Work out what every camera sees.

    Parameters
    ----------
    cameras
        Table of the treaty ``CAMERAS``, in the scene's CRS.
    scene
        Where they stand.
    case
        What to assume where records are silent: ``usual`` (of eight directions the one in the middle by street seen);
        ``worst`` (the one that sees least); ``best`` (an upper bound: an unrecorded direction counts as all round).
    values
        Norms of the city; the seeded ones if left out.

    Raises
    ------
    NotMetricError
        If the cameras are in another CRS than the streets.
    """
    if cameras.crs != scene.crs:
        raise NotMetricError("frames.errors.not_metric", noun="cameras", crs=cameras.crs, metric=scene.crs)
    complete = optics.completed(cameras, case=case, values=values)
    norm = optics.norms() if values is None else {**optics.norms(), **values}
    places, roofs, indoors = standing(cameras.geometry.to_numpy(), complete["mount_m"].to_numpy(), scene, norm)
    complete["indoors"] = indoors
    unpointed = np.flatnonzero((complete["unpointed"] & ~complete["all_round"]).to_numpy())
    if len(unpointed):
        complete["azimuth_deg"] = _pointed(complete, unpointed, places, roofs, scene, rank=_RANK[case])
    return seen(complete, places, roofs, scene)


def moved(
    present: Views, cameras: gpd.GeoDataFrame, scene: Scene, *, values: Mapping[str, float] | None = None
) -> Views:
    """Give the views with some cameras placed, turned or set anew; all others stay as they are.

    Parameters
    ----------
    cameras
        The changed ones, complete records under their codes; a code that is not there yet is a camera put up.
    values
        Norms of the city; the seeded ones if left out.
    """
    fresh = views(cameras, scene, values=values)
    gone = np.flatnonzero(present.table.index.isin(cameras.index))
    kept = np.delete(np.arange(len(present.table)), gone)
    number = np.full(len(present.table), -1, np.int64)
    number[kept] = np.arange(len(kept))

    def joined(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
        before = before.assign(camera=number[before["camera"]])
        return pd.concat([before[before["camera"] >= 0], after.assign(camera=after["camera"] + len(kept))])

    return Views(
        table=pd.concat([present.table.iloc[kept], fresh.table]),
        places=np.vstack((present.places[kept], fresh.places)),
        stretches=joined(present.stretches, fresh.stretches),
        walls=joined(present.walls, fresh.walls),
        grounds=joined(present.grounds, fresh.grounds),
    )


def seen(complete: pd.DataFrame, places: Floats, roofs: Whole, scene: Scene) -> Views:
    """Work out what cameras with complete optics see from their places."""
    outlines, stretches, walls = _looked(_rows(complete, places), roofs, scene)
    entered = _entered(outlines, places, scene)
    public = _public(outlines, entered, scene)
    table = gpd.GeoDataFrame(complete, geometry=public, crs=scene.crs)
    table["area_m2"] = shapely.area(public)
    return Views(table=table, places=places, stretches=stretches, walls=walls, grounds=entered)


def behind(present: Views, scene: Scene, camera: Whole, building: Whole) -> Floats:
    """Give the m² of buildings that lie in cameras' views, pair by pair, as if that one building had no walls."""
    inside, _ = scene.footprints.query(shapely.points(present.places[camera]), predicate="intersects")
    roofs = np.bincount(inside, minlength=len(camera)).astype(np.int64)
    rows = _rows(present.table.iloc[camera], present.places[camera])
    shapes = scene.footprints.geometries[building]
    own = shapely.intersects(shapes, shapely.points(present.places[camera]))
    outlines, _, _ = _looked(rows, roofs - own, scene, without=building)
    found: Floats = shapely.area(shapely.intersection(outlines, shapes))
    return found


def _entered(outlines: npt.NDArray[np.object_], places: Floats, scene: Scene) -> pd.DataFrame:
    view, ground = scene.ground_tree.query(outlines, predicate="intersects")
    shapes = scene.ground_tree.geometries[ground]
    seen_part = shapely.intersection(outlines[view], shapes)
    found = pd.DataFrame(
        {
            "camera": view,
            "ground": ground,
            "area_m2": shapely.area(seen_part),
            "distance_m": shapely.distance(shapely.points(places[view]), seen_part),
        }
    )
    return found[found["area_m2"] > _SPECK_M2].sort_values(["camera", "ground"], ignore_index=True)


def _public(outlines: npt.NDArray[np.object_], entered: pd.DataFrame, scene: Scene) -> npt.NDArray[np.object_]:
    """Cut views where ground is private; inside buildings they end by themselves."""
    public = outlines.copy()
    view, ground = entered["camera"].to_numpy(np.int64), entered["ground"].to_numpy(np.int64)
    for one in np.unique(view):
        private = shapely.union_all(scene.ground_tree.geometries[ground[view == one]])
        public[one] = shapely.difference(outlines[one], private)
    return public


def _rows(complete: pd.DataFrame, places: Floats) -> Floats:
    around = complete["all_round"].to_numpy()
    width = np.where(around, 360.0, complete["hfov_deg"].to_numpy())
    start = np.where(around, 0.0, 90 - complete["azimuth_deg"].to_numpy() - width / 2)
    dark = complete["indoors"].to_numpy() | (complete["mount_m"].to_numpy() <= 0)
    far = np.where(dark, 0.0, complete["far_m"].to_numpy())
    columns = (places, complete["mount_m"], np.radians(start % 360), np.radians(width), complete["near_m"], far)
    return np.ascontiguousarray(np.column_stack(columns), np.float64)


def _looked(
    rows: Floats, roofs: Whole, scene: Scene, *, without: Whole | None = None
) -> tuple[npt.NDArray[np.object_], pd.DataFrame, pd.DataFrame]:
    """Look through rows of cameras; ``without`` names for each a building that is not there."""
    reach = np.maximum(rows[:, 6:7], 0)
    boxes = shapely.box(*np.hstack((rows[:, :2] - reach, rows[:, :2] + reach)).T)
    buildings, streets = _near(scene.footprints, boxes, without), _near(scene.piece_tree, boxes)
    heights = scene.buildings["height_m"].to_numpy(np.float64)

    def part(first: int, end: int) -> Any:
        return look(
            rows[first:end],
            roofs[first:end],
            scene.edges,
            scene.edge_starts,
            heights,
            buildings[0],
            buildings[1][first : end + 1],
            scene.lines,
            streets[0],
            streets[1][first : end + 1],
        )

    count = len(rows)
    if count < _SEVERAL:
        return _collected([part(0, count)], [0])
    bounds = np.linspace(0, count, 4 * WORKERS + 1).astype(int)
    with ThreadPoolExecutor(WORKERS) as threads:
        parts = list(threads.map(part, bounds[:-1].tolist(), bounds[1:].tolist()))
    return _collected(parts, bounds[:-1].tolist())


def _near(tree: shapely.STRtree, boxes: npt.NDArray[np.object_], without: Whole | None = None) -> tuple[Whole, Whole]:
    camera, other = tree.query(boxes)
    if without is not None:
        camera, other = camera[other != without[camera]], other[other != without[camera]]
    order = np.lexsort((other, camera))
    starts = np.searchsorted(camera[order], np.arange(len(boxes) + 1))
    return other[order].astype(np.int64), starts.astype(np.int64)


def _collected(parts: list[Any], firsts: list[int]) -> tuple[npt.NDArray[np.object_], pd.DataFrame, pd.DataFrame]:
    outlines = np.concatenate([_outlines(*part[0]) for part in parts])
    stretches = _table(parts, 1, firsts, ("camera", "piece"), ("begins", "ends"))
    walls = _table(parts, 2, firsts, ("camera", "building"), ("length_m", "distance_m"))
    return outlines, stretches, walls


def _outlines(points: Floats, ends: Whole, shells: Whole, cameras: Whole) -> npt.NDArray[np.object_]:
    """Put rings together: a polygon begins with every shell, a camera ends where its rings do."""
    first = np.flatnonzero(shells)
    polygons = np.append(first, len(shells))
    each = np.searchsorted(first, np.concatenate(([0], cameras)))
    found = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, points, (np.concatenate(([0], ends)), polygons, each)
    )
    broken = ~shapely.is_valid(found)
    found[broken] = shapely.make_valid(found[broken], method="structure")
    return np.asarray(found, object)


def _table(
    parts: list[Any], at: int, firsts: list[int], names: tuple[str, str], sizes: tuple[str, str]
) -> pd.DataFrame:
    numbers = np.concatenate([part[at][1] + (first, 0) for part, first in zip(parts, firsts, strict=True)])
    measured = np.concatenate([part[at][0] for part in parts])
    return pd.DataFrame(
        {names[0]: numbers[:, 0], names[1]: numbers[:, 1], sizes[0]: measured[:, 0], sizes[1]: measured[:, 1]}
    )


def _pointed(
    complete: pd.DataFrame, unpointed: Whole, places: Floats, roofs: Whole, scene: Scene, *, rank: int
) -> Floats:
    """Point cameras without recorded direction: of eight ways, in the order of street seen, the one of this rank."""
    turns = np.arange(DIRECTIONS) * 360 / DIRECTIONS
    street = np.empty((DIRECTIONS, len(unpointed)))
    for row, turn in enumerate(turns):
        tried = complete.iloc[unpointed].assign(azimuth_deg=turn)
        stretches = _looked(_rows(tried, places[unpointed]), roofs[unpointed], scene)[1]
        lengths = scene.pieces["length_m"].to_numpy()[stretches["piece"]] * (stretches["ends"] - stretches["begins"])
        street[row] = np.bincount(stretches["camera"], lengths, minlength=len(unpointed))
    azimuth: Floats = complete["azimuth_deg"].to_numpy(copy=True)
    azimuth[unpointed] = turns[np.argsort(street, axis=0, kind="stable")[rank]]
    return azimuth
