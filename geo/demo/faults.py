"""Eleven faults planted in the demo city for a newcomer to find: what is wrong, in which rows, on which page."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geo.crs.china import gcj02
from geo.demo import crossings, private
from geo.demo.grids import grid_at
from geo.demo.landscape import METRIC_CRS, ORIGIN
from geo.demo.loop import AS_OF
from geo.demo.town import Town
from geo.frames import STAGE_TIMES

Tables = dict[str, gpd.GeoDataFrame | pd.DataFrame]

PILE = 3_000
DOUBLES = 150
BACKWARD = 40
OVERDUE = 180
_PILE_AT = (3_310.0, 2_905.0)
_CORNER_NEAR = (2_480.0, 3_120.0)
_CORNER_MATTERS = 260
_OFF_STEP_M = 20.0
_PEEPED, _PEEP_M = "望澜浴室", 14.0
"""The bath a camera looks into, and from about how far."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One planted fault; its words stand in ``demo.faults.<key>``."""

    key: str
    noun: str
    page: str
    """Page on which it can be seen."""


FAULTS = (
    Fault(key="overlapping_grids", noun="grids", page="grids"),
    Fault(key="hole_between_grids", noun="grids", page="grids"),
    Fault(key="shifted_layer", noun="facilities", page="intake"),
    Fault(key="facility_off_network", noun="facilities", page="circles"),
    Fault(key="overfull_centre", noun="facilities", page="coverage"),
    Fault(key="blind_corner", noun="cameras", page="cctv"),
    Fault(key="looks_into_a_bath", noun="cameras", page="cctv"),
    Fault(key="overdue_matters", noun="incidents", page="incidents"),
    Fault(key="default_point_pile", noun="incidents", page="response"),
    Fault(key="negative_durations", noun="incidents", page="intake"),
    Fault(key="doubled_tickets", noun="incidents", page="response"),
)
"""All eleven, in the order in which `plant` plants them."""


def doubles(matters: int) -> int:
    """Give how many of so many incidents are filed twice."""
    return min(DOUBLES, matters // 100)


def plant(town: Town, *, seed: int, twice: int) -> tuple[Tables, dict[str, tuple[str, ...]]]:
    """Give the town's tables with the faults in them (``twice`` doubled incidents), and which rows each is in."""
    tables = dict(town.tables)
    rng = np.random.default_rng([seed, 99])
    rows: dict[str, tuple[str, ...]] = {}
    tables["grids"], rows["overlapping_grids"] = _overlapping(tables["grids"])
    tables["grids"], rows["hole_between_grids"] = _hole(tables["grids"])
    sites = tables["facilities"]
    sites, rows["overfull_centre"] = _overfull(sites, tables["residents"])
    sites, rows["shifted_layer"] = _shifted(sites)
    tables["facilities"], rows["facility_off_network"] = _off_network(
        sites, tables["streets"], tables["landscape"], tables["grids"]
    )
    happened = tables["incidents"]
    corner = _corner(tables["streets"])
    happened, tables["cameras"], rows["blind_corner"] = _blind(
        rng, happened, tables["cameras"], tables["grids"], corner
    )
    tables["cameras"], tables["landscape"], rows["looks_into_a_bath"] = _peeping(
        tables["cameras"], tables["landscape"], tables["buildings"], spared=rows["blind_corner"]
    )
    happened, rows["default_point_pile"] = _pile(rng, happened, tables["grids"])
    happened, rows["overdue_matters"] = _overdue(rng, happened)
    happened, rows["negative_durations"] = _backward(rng, happened)
    tables["incidents"], rows["doubled_tickets"] = _doubled(rng, happened, twice)
    return tables, {one.key: rows[one.key] for one in FAULTS}


def _overlapping(grids: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Let one grid reach 45 m into its neighbour of the same community, as after two departments drew it."""
    one, other = _neighbours(grids, "990101001003")
    grown = shapely.intersection(grids.geometry[one].buffer(45), grids.geometry[other])
    return _redrawn(grids, one, shapely.union(grids.geometry[one], grown)), (one, other)


def _hole(grids: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Take the land along the border of two grids of one community out of both."""
    one, other = _neighbours(grids, "990101005002")
    border = shapely.intersection(grids.geometry[one], grids.geometry[other])
    gap = shapely.line_interpolate_point(shapely.line_merge(border), 0.5, normalized=True)
    middle = shapely.point_on_surface(border) if gap is None or gap.is_empty else gap
    gone = shapely.Point(middle).buffer(70, quad_segs=3)
    for code in (one, other):
        grids = _redrawn(grids, code, shapely.difference(grids.geometry[code], gone))
    return grids, (one, other)


def _neighbours(grids: gpd.GeoDataFrame, community: str) -> tuple[str, str]:
    """Give the two grids of a community with the longest common border."""
    own = grids[grids["parent"] == community]
    first, second = np.triu_indices(len(own), k=1)
    shapes = own.geometry.to_numpy()
    length = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    at = int(length.argmax())
    return str(own.index[first[at]]), str(own.index[second[at]])


def _redrawn(grids: gpd.GeoDataFrame, code: str, shape: shapely.Geometry) -> gpd.GeoDataFrame:
    found = grids.copy()
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    found.loc[[code], "geometry"] = gpd.GeoSeries([shapely.multipolygons(parts)], index=[code])
    found.loc[code, "area_m2"] = found.geometry[code].area
    return found


def _shifted(sites: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Put the childcare layer where a web map in GCJ-02 says it is."""
    found = sites.copy()
    own = found["kind"] == "childcare"
    x, y = shapely.get_coordinates(found.geometry[own].to_numpy()).T
    out = Transformer.from_crs(METRIC_CRS, 4490, always_xy=True)
    back = Transformer.from_crs(4490, METRIC_CRS, always_xy=True)
    east, north = back.transform(*gcj02(*out.transform(x + ORIGIN[0], y + ORIGIN[1])))
    moved = np.round(np.column_stack([east - ORIGIN[0], north - ORIGIN[1]]), 2)
    found.loc[own, "geometry"] = gpd.GeoSeries(shapely.points(moved), index=found.index[own])
    return found, tuple(found.index[own])


def _overfull(sites: gpd.GeoDataFrame, residents: pd.DataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Give six places to the day centre with the most older people around it."""
    older = residents[residents["band"].isin(("65-79", "80+"))]
    day = sites[(sites["kind"] == "elderly_care") & (sites["level"] == "community")]
    at, weight = shapely.get_coordinates(older.geometry.to_numpy()), older["count"].to_numpy()
    near = [weight[np.hypot(*(at - place).T) < 500].sum() for place in shapely.get_coordinates(day.geometry.to_numpy())]
    code = str(day.index[int(np.argmax(near))])
    found = sites.copy()
    found.loc[code, "capacity"] = 6
    return found, (code,)


def _off_network(
    sites: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, landscape: gpd.GeoDataFrame, grids: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Put a service station on the water, where it is farthest from any street people may walk."""
    water = landscape.geometry[(landscape["kind"] == "water").to_numpy() & (landscape.geom_type != "LineString")]
    lake = shapely.union_all(water.to_numpy())
    west, south, east, north = lake.bounds
    across, along = np.meshgrid(np.arange(west, east, _OFF_STEP_M), np.arange(south, north, _OFF_STEP_M))
    spots = shapely.points(across.ravel(), along.ravel())
    spots = spots[shapely.intersects(spots, lake) & np.array([bool(one) for one in grid_at(spots, grids)])]
    walked = shapely.union_all(streets.geometry[streets["walkable"]].to_numpy())
    spot = spots[int(shapely.distance(spots, walked).argmax())]
    code = str(sites.index[(sites["kind"] == "service_station").to_numpy()][0])
    found = sites.copy()
    found.loc[[code], "geometry"] = gpd.GeoSeries([shapely.set_precision(spot, 0.01)], index=[code])
    found.loc[code, "grid"] = grid_at(np.array([spot]), grids)[0]
    return found, (code,)


def _corner(streets: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give the place in the old town where at least three streets meet."""
    places, start, end = crossings.nodes(streets[streets["walkable"]])
    met = places[np.bincount(np.concatenate([start, end])) >= 3]
    nearest: NDArray[np.float64] = met[np.hypot(*(met - np.asarray(_CORNER_NEAR)).T).argmin()]
    return nearest


def _blind(
    rng: np.random.Generator,
    happened: gpd.GeoDataFrame,
    cameras: gpd.GeoDataFrame,
    grids: gpd.GeoDataFrame,
    corner: NDArray[np.float64],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, tuple[str, ...]]:
    """Turn the cameras around a corner with many thefts away from it."""
    eyes = cameras.copy()
    away = shapely.get_coordinates(eyes.geometry.to_numpy()) - corner
    distance = np.hypot(*away.T)
    outward = np.round(np.degrees(np.arctan2(away[:, 0], away[:, 1])) % 360)
    near = distance < 190
    near[np.argsort(distance)[:3]] = True
    eyes.loc[near, "kind"] = "bullet"
    eyes.loc[near, ["azimuth_deg", "hfov_deg"]] = np.column_stack([outward[near], np.full(near.sum(), 52.0)])
    found = happened.copy()
    theft = np.flatnonzero(found["subclass"].isin(("电动车被盗", "车内财物被盗")))
    moved = np.sort(rng.choice(theft, min(_CORNER_MATTERS, len(theft) // 4), replace=False))
    points = shapely.points(np.round(corner + rng.normal(0, 11, (len(moved), 2)), 2))
    return _moved(found, moved, points, grids), eyes, tuple(eyes.index[near])


def _peeping(
    cameras: gpd.GeoDataFrame, landscape: gpd.GeoDataFrame, houses: gpd.GeoDataFrame, *, spared: tuple[str, ...]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, tuple[str, ...]]:
    """Open a bath in a shop right in front of a camera, and turn the camera to it."""
    shops = private.small_shops(houses)
    own = cameras[~cameras.index.isin(spared)]
    ways = shapely.shortest_line(own.geometry.to_numpy()[:, None], shops[None, :])
    length = shapely.length(ways)
    best = np.argmin(np.abs(length - _PEEP_M), axis=None)
    eye, shop = np.unravel_index(best, length.shape)
    code, place = str(own.index[eye]), shapely.Point(shapely.point_on_surface(shops[shop]))
    spot = own.geometry.iloc[eye]
    eyes = cameras.copy()
    bearing = np.round(np.degrees(np.arctan2(place.x - spot.x, place.y - spot.y)) % 360)
    eyes.loc[code, "kind"] = "bullet"
    eyes.loc[code, ["mount_m", "azimuth_deg", "hfov_deg", "range_m"]] = [4.5, bearing, 52.0, 60.0]
    eyes.loc[code, "tilt_deg"] = np.nan
    bath = landscape.iloc[[0]].assign(name=_PEEPED, kind="forbidden").set_geometry([place]).set_axis(["V900"])
    return eyes, gpd.GeoDataFrame(pd.concat([landscape, bath])), (code,)


def _moved(
    found: gpd.GeoDataFrame, rows: NDArray[np.intp], points: NDArray[np.object_], grids: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    index = found.index[rows]
    found.loc[index, "geometry"] = gpd.GeoSeries(points, index=index)
    found.loc[index, "grid"] = grid_at(points, grids)
    return found


def _pile(
    rng: np.random.Generator, happened: gpd.GeoDataFrame, grids: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Park tickets of the hotline on the one point it falls back to when an address is not found."""
    hotline = np.flatnonzero(happened["channel"] == "12345")
    rows = np.sort(rng.choice(hotline, min(PILE, len(hotline) // 10), replace=False))
    points = np.repeat(np.array([shapely.Point(_PILE_AT)]), len(rows))
    return _moved(happened.copy(), rows, points, grids), tuple(happened.index[rows])


def _overdue(rng: np.random.Generator, happened: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Leave matters of one department answered but undone since spring."""
    spring = happened["collected_at"].dt.tz_convert(AS_OF.tz).dt.month.isin((3, 4, 5))
    own = np.flatnonzero(spring & (happened["department"] == "住房建设局") & happened["handled_at"].notna())
    rows = happened.index[np.sort(rng.choice(own, min(OVERDUE, len(own) // 2), replace=False))]
    found = happened.copy()
    found.loc[rows, ["handled_at", "verified_at", "evaluated_at"]] = pd.NaT
    found.loc[rows, "satisfaction"] = pd.NA
    found.loc[rows, "stage"] = "responded"
    found.loc[rows, "level"] = "street"
    found.loc[rows, "reopened"] = 0
    return found, tuple(rows)


def _backward(rng: np.random.Generator, happened: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Let matters be closed before they were filed, as after a clock was set wrong."""
    own = np.flatnonzero(happened["stage"] == "verified")
    rows = happened.index[np.sort(rng.choice(own, min(BACKWARD, len(own) // 4), replace=False))]
    found = happened.copy()
    back = pd.to_timedelta(rng.integers(30, 2_000, len(rows)), unit="min")
    found.loc[rows, "verified_at"] = found.loc[rows, "collected_at"] - back
    return found, tuple(rows)


def _doubled(
    rng: np.random.Generator, happened: gpd.GeoDataFrame, count: int
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """File matters twice within minutes, the second time under another number."""
    whole = np.flatnonzero((happened["stage"] == "evaluated") & (happened["channel"] != "12345"))
    rows = happened.index[np.sort(rng.choice(whole, count, replace=False))]
    again = happened.loc[rows].copy()
    later = pd.to_timedelta(rng.integers(20, 500, count), unit="s")
    for name in STAGE_TIMES:
        again[name] = again[name] + later
    again.index = pd.Index([f"{code}D" for code in rows])
    return gpd.GeoDataFrame(pd.concat([happened, again])), tuple(again.index)
