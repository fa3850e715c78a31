"""Advice: where k new cameras, or k cameras turned, would see the most unseen and most needed street."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

from geo.analysis.cctv import optics, shares
from geo.analysis.cctv.blindspots import ends
from geo.analysis.cctv.choose import Choice, Question, choose
from geo.analysis.cctv.scene import Floats, Scene, Whole
from geo.analysis.cctv.views import Views, seen, views

DIRECTIONS = 8
"""Directions tried at each place."""


@dataclass(frozen=True)
class Advice:
    """Cameras to add or to turn, and what they would see."""

    cameras: gpd.GeoDataFrame
    """One row each, best first: ``azimuth_deg``, ``gain_m`` (street seen less without this one change), geometry."""
    views: gpd.GeoDataFrame
    """What each of them would see."""
    gain_m: float
    """Street newly seen by all of them together; what a turned camera no longer sees is taken off."""
    choice: Choice
    """Worth in weighted metres, its bound and gap."""


def sites(blind: gpd.GeoDataFrame, *, most: int, apart_m: float = 25.0) -> gpd.GeoSeries:
    """Give places for new cameras: points along the worst blind spots, ``apart_m`` from each other."""
    points: list[shapely.Point] = []
    for line in blind.geometry:
        steps = max(1, round(line.length / apart_m))
        points.extend(line.interpolate((k + 0.5) / steps, normalized=True) for k in range(steps))
        if len(points) >= most:
            break
    return gpd.GeoSeries(points[:most], crs=blind.crs)


def new(
    count: int, places: gpd.GeoSeries, present: Views, scene: Scene, need: Floats, *, seconds: float = 10.0
) -> Advice:
    """Suggest up to ``count`` new cameras of the usual make among places.

    Parameters
    ----------
    places
        Where a camera could hang, in the scene's CRS.
    present
        What is seen already.
    need
        Weight of a metre of each street piece (`geo.analysis.cctv.blindspots.need`).
    seconds
        How long the solver may work.
    """
    tried = gpd.GeoDataFrame(
        {"kind": "bullet", **dict.fromkeys(optics.ATTRIBUTES, np.nan)},
        index=pd.RangeIndex(len(places) * DIRECTIONS),
        geometry=np.repeat(places.to_numpy(), DIRECTIONS),
        crs=scene.crs,
    )
    tried["azimuth_deg"] = np.tile(np.arange(DIRECTIONS) * 360 / DIRECTIONS, len(places))
    looks = views(tried, scene)
    group = np.repeat(np.arange(len(places)), DIRECTIONS)
    current = np.zeros(len(tried), np.bool_)
    return _advised(looks, group, current, shares.unseen(present, scene), scene, need, count, seconds)


def turned(
    count: int, codes: list[str], present: Views, scene: Scene, need: Floats, *, seconds: float = 10.0
) -> Advice:
    """Suggest up to ``count`` of the cameras named by ``codes`` to be turned; a turn counts what it gains and loses."""
    row = present.table.index.get_indexer(codes)
    row = row[~present.table["all_round"].to_numpy()[row]]
    others = Views(
        table=present.table,
        places=present.places,
        stretches=present.stretches[~present.stretches["camera"].isin(row)],
        walls=present.walls,
        grounds=present.grounds,
    )
    options = np.repeat(row, DIRECTIONS + 1)
    turn = np.tile(np.arange(DIRECTIONS + 1) * 360 / DIRECTIONS, len(row))
    current = turn == 360
    complete = present.table.drop(columns=["geometry", "area_m2"]).iloc[options].copy()
    complete["azimuth_deg"] = np.where(current, complete["azimuth_deg"], turn)
    looks = seen(complete, present.places[options], _roofs(present, scene)[options], scene)
    group = np.repeat(np.arange(len(row)), DIRECTIONS + 1)
    return _advised(looks, group, current, shares.unseen(others, scene), scene, need, count, seconds)


def _roofs(present: Views, scene: Scene) -> Whole:
    camera, _ = scene.footprints.query(shapely.points(present.places), predicate="intersects")
    return np.bincount(camera, minlength=len(present.table)).astype(np.int64)


def _advised(
    looks: Views,
    group: Whole,
    current: npt.NDArray[np.bool_],
    unseen: pd.DataFrame,
    scene: Scene,
    need: Floats,
    count: int,
    seconds: float,
) -> Advice:
    covers, cells = _overlay(looks, unseen)
    begin, end = ends(cells, scene)
    length = np.hypot(*(end - begin).T)
    weights = length * need[cells["piece"]]
    choice = choose(Question(covers, weights, group, current, count), seconds=seconds)
    chosen, standing = choice.options[~current[choice.options]], np.flatnonzero(current)
    before, after = _metres(covers, length, standing), _metres(covers, length, choice.options)
    alone = [after - _metres(covers, length, _without(one, choice.options, group, standing)) for one in chosen]
    shown = looks.table.iloc[chosen][["azimuth_deg"]].copy()
    found = gpd.GeoDataFrame(
        shown.assign(gain_m=alone), geometry=shapely.points(looks.places[chosen]), crs=scene.crs
    ).sort_values("gain_m", ascending=False)
    return Advice(cameras=found, views=looks.table.iloc[chosen], gain_m=after - before, choice=choice)


def _without(option: int, options: Whole, group: Whole, standing: Whole) -> Whole:
    """Give the options without one, and with what stands in its group in its place."""
    return np.concatenate((options[options != option], standing[group[standing] == group[option]]))


def _metres(covers: sparse.csr_matrix, length: Floats, options: Whole) -> float:
    return float(length[np.asarray(covers[options].sum(axis=0)).ravel() > 0].sum())


def _overlay(looks: Views, unseen: pd.DataFrame) -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Cut unseen street where any option's view begins or ends, so that each cell is seen wholly or not at all."""
    looked = looks.stretches
    marks = np.concatenate([_key(table, side) for table in (looked, unseen) for side in ("begins", "ends")])
    marks = np.unique(marks)
    middle = (marks[:-1] + marks[1:]) / 2
    first, last = np.searchsorted(marks, _key(unseen, "begins")), np.searchsorted(marks, _key(unseen, "ends"))
    open_ = np.zeros(len(marks), np.int64)
    np.add.at(open_, first, 1)
    np.add.at(open_, last, -1)
    kept = np.flatnonzero(np.cumsum(open_)[:-1] > 0)
    number = np.full(len(marks), -1, np.int64)
    number[kept] = np.arange(len(kept))
    begins, stops = np.searchsorted(marks, _key(looked, "begins")), np.searchsorted(marks, _key(looked, "ends"))
    counts = stops - begins
    cell = np.repeat(begins - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
    option = np.repeat(looked["camera"].to_numpy(), counts)
    inside = number[cell] >= 0
    shape = (len(looks.table), len(kept))
    covers = sparse.csr_matrix((np.ones(inside.sum()), (option[inside], number[cell[inside]])), shape=shape)
    piece = np.floor(middle[kept] / 2).astype(np.int64)
    cells = pd.DataFrame({"piece": piece, "begins": marks[:-1][kept] - 2 * piece, "ends": marks[1:][kept] - 2 * piece})
    return covers, cells


def _key(table: pd.DataFrame, side: str) -> Floats:
    """Put shares of all pieces on one line: piece n from 2n to 2n + 1."""
    found: Floats = 2.0 * table["piece"].to_numpy() + table[side].to_numpy()
    return found
