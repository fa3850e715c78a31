"""The incidents: 100,000 matters over a year, each with its place, its class and the way it was found."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.clock.workdays import WorkCalendar
from geo.demo import loop
from geo.demo.landscape import Land
from geo.demo.matters import CHANNELS, DAY_OFF, HOURS, MATTERS
from geo.demo.streets import HALF_WIDTH_M

COUNT = 100_000
FIRST_DAY = date(2025, 11, 1)
DAYS = 365
Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class HotSpot:
    """A place where more happens than elsewhere."""

    at: tuple[float, float]
    reach_m: float
    pull: float
    """Share of all incidents of its sub-classes that happen here."""
    names: tuple[str, ...]
    months: tuple[int, ...] = ()
    """Only in these months; empty: all year."""


HOT_SPOTS = (
    HotSpot(at=(3560, 3560), reach_m=95, pull=0.16, names=("机动车违停", "寻衅打闹", "散发诈骗广告", "非机动车乱停")),
    HotSpot(at=(3120, 2560), reach_m=80, pull=0.17, names=("占道经营", "夜间噪声", "寻衅打闹", "非机动车乱停")),
    HotSpot(at=(5230, 3560), reach_m=120, pull=0.15, names=("占道经营", "消防通道堵塞", "消费纠纷", "店铺被盗")),
    HotSpot(at=(3650, 1080), reach_m=110, pull=0.13, names=("非机动车乱停", "消费纠纷", "店铺被盗", "车内财物被盗")),
    HotSpot(
        at=(2480, 3120), reach_m=70, pull=0.1, names=("电动车飞线充电", "消防通道堵塞", "邻里纠纷", "燃气使用隐患")
    ),
    HotSpot(at=(1600, 2280), reach_m=90, pull=0.22, names=("道路积水", "河道漂浮物", "井盖缺损")),
    HotSpot(at=(4420, 760), reach_m=85, pull=0.2, names=("广场舞扰民", "夜间噪声"), months=(5, 6, 7, 8, 9)),
    HotSpot(at=(2250, 980), reach_m=100, pull=0.22, names=("工地围挡破损", "道路破损", "夜间噪声"), months=(8, 9, 10)),
    HotSpot(at=(5700, 1450), reach_m=100, pull=0.12, names=("垃圾清运", "电动车被盗"), months=(11, 12, 1, 2, 3)),
)


def table(
    rng: np.random.Generator,
    land: Land,
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    people: Numbers,
    *,
    calendar: WorkCalendar,
    count: int = COUNT,
) -> gpd.GeoDataFrame:
    """Give the treaty's incidents in local metres, in order of time, without ``grid``."""
    share = np.array([one.share for one in MATTERS])
    which = np.repeat(np.arange(len(MATTERS)), rng.multinomial(count, share / share.sum()))
    moment, month = _moments(rng, which, calendar)
    at = _places(rng, which, month, land, streets, buildings, people)
    order = np.argsort(moment, kind="stable")
    which, at = which[order], at[order]
    collected = pd.Series(pd.to_datetime(moment[order], unit="s")).dt.tz_localize(calendar.zone).dt.tz_convert("UTC")
    classes = np.array([one.incident_class for one in MATTERS], dtype=object)[which]
    frame = pd.DataFrame(
        {
            "incident_class": classes,
            "subclass": np.array([one.name for one in MATTERS], dtype=object)[which],
            "channel": _channels(rng, classes),
            "department": np.array([one.department for one in MATTERS], dtype=object)[which],
            "priority": np.where(
                rng.uniform(size=count) < np.array([one.urgent for one in MATTERS])[which], "urgent", "normal"
            ),
        }
    )
    found = loop.run(rng, frame, which, collected, calendar=calendar, slow=_slow(at))
    found.index = pd.Index([f"I{number:07d}" for number in range(1, count + 1)])
    return gpd.GeoDataFrame(found, geometry=shapely.points(np.round(at, 2)))


def _moments(
    rng: np.random.Generator, which: NDArray[np.intp], calendar: WorkCalendar
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the wall-clock second of every report, and its month: season, day off, hour of the day."""
    days = np.datetime64(FIRST_DAY) + np.arange(DAYS)
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    off = np.array([not calendar.works(day) for day in days.tolist()])
    growth = np.linspace(0.94, 1.08, DAYS) * np.exp(rng.normal(0, 0.09, DAYS))
    seconds = np.empty(len(which), dtype=np.int64)
    month = np.empty(len(which), dtype=np.int64)
    for number, matter in enumerate(MATTERS):
        own = which == number
        distance = (
            np.minimum((months - matter.month) % 12, (matter.month - months) % 12) if matter.month else months * 0
        )
        season = 1 + matter.swell * np.exp(-(distance**2) / 1.6) * (matter.month > 0)
        weight = growth * season * np.where(off, DAY_OFF[matter.day], 1.0)
        if matter.name in {"道路积水", "树木倒伏"}:
            weight = weight * np.where(rng.uniform(size=DAYS) < 0.06, 14.0, 0.35)
        day = rng.choice(DAYS, own.sum(), p=weight / weight.sum())
        hours = np.array(HOURS[matter.day])
        hour = rng.choice(24, own.sum(), p=hours / hours.sum())
        late = off[day] & (hour < 9) & (rng.uniform(size=own.sum()) < 0.5)
        hour = hour + np.where(late, 3, 0)
        seconds[own] = (days[0] + day).astype("datetime64[s]").astype(np.int64) + hour * 3600
        month[own] = months[day]
    return seconds + rng.integers(0, 3600, len(which)), month


def _places(
    rng: np.random.Generator,
    which: NDArray[np.intp],
    month: NDArray[np.int64],
    land: Land,
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    people: Numbers,
) -> Numbers:
    """Give the place of every report: at homes, along streets, by shops, on banks, and at the hot spots."""
    kind = np.array([one.place for one in MATTERS], dtype=object)[which]
    at = np.empty((len(which), 2))
    homes = kind == "home"
    at[homes] = _at_buildings(rng, buildings, people, homes.sum())
    shops = kind == "shop"
    trade = buildings["use"].isin(("commercial", "office")).to_numpy() * 1.0 + (people > 150) * 0.15
    at[shops] = _at_buildings(rng, buildings, trade, shops.sum())
    roads = kind == "street"
    at[roads] = _along(rng, streets, buildings, roads.sum())
    wet = kind == "water"
    banks = streets[streets["name"].isin(("滨江路", "环湖路")) | streets["name"].fillna("").str.endswith("步道")]
    at[wet] = _along(rng, banks, buildings, wet.sum())
    for spot in HOT_SPOTS:
        own = np.isin(which, [number for number, one in enumerate(MATTERS) if one.name in spot.names])
        own &= rng.uniform(size=len(which)) < spot.pull
        if spot.months:
            own &= np.isin(month, spot.months)
        around = np.asarray(spot.at) + rng.normal(0, spot.reach_m / 1.6, (own.sum(), 2))
        at[own] = _settled(rng, around, streets, buildings, indoors=homes[own])
    outside = ~shapely.contains_xy(shapely.difference(land.outline, land.lake), *at.T)
    at[outside] = _at_buildings(rng, buildings, people, outside.sum())
    return at


def _settled(
    rng: np.random.Generator,
    around: Numbers,
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    indoors: NDArray[np.bool_],
) -> Numbers:
    """Move points to the nearest house (``indoors``) or to the side of the nearest street."""
    points = shapely.points(around)
    lines = streets.geometry[streets["walkable"]].to_numpy()
    line = lines[shapely.STRtree(lines).nearest(points)]
    outside = shapely.get_coordinates(shapely.line_interpolate_point(line, shapely.line_locate_point(line, points)))
    shapes = buildings.geometry.to_numpy()
    inside = shapely.get_coordinates(shapely.centroid(shapes[shapely.STRtree(shapes).nearest(points)]))
    found = np.where(indoors[:, None], inside, outside)
    return np.asarray(found + rng.normal(0, 4.5, found.shape))


def _at_buildings(rng: np.random.Generator, buildings: gpd.GeoDataFrame, weight: Numbers, count: int) -> Numbers:
    picked = rng.choice(len(buildings), count, p=weight / weight.sum())
    middles = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    return np.asarray(middles[picked] + rng.normal(0, 7, (count, 2)))


def _along(rng: np.random.Generator, streets: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, count: int) -> Numbers:
    """Give points beside streets, more where more is built."""
    ground = streets[streets["walkable"] & ~streets["stairs"] & ~streets["tunnel"]]
    lines = ground.geometry.to_numpy()
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    near = shapely.STRtree(buildings.geometry.to_numpy()).query(middle, predicate="dwithin", distance=150)[0]
    crowd = np.bincount(near, minlength=len(lines))
    busy = np.sqrt(ground["street_class"].map(HALF_WIDTH_M).to_numpy())
    weight = ground["length_m"].to_numpy() * busy * (crowd + 2)
    picked = rng.choice(len(ground), count, p=weight / weight.sum())
    ends = (0.5 + rng.beta(0.7, 0.7, count)) % 1.0
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines[picked], ends, normalized=True))
    return np.asarray(here + rng.choice([-1.0, 1.0], (count, 2)) * rng.uniform(1.5, 6.0, (count, 2)))


def _channels(rng: np.random.Generator, classes: NDArray[np.object_]) -> NDArray[np.object_]:
    found = np.empty(len(classes), dtype=object)
    for name, shares in CHANNELS.items():
        own = classes == name
        found[own] = rng.choice(np.array(list(shares), dtype=object), own.sum(), p=list(shares.values()))
    return found


def _slow(at: Numbers) -> Numbers:
    """Give how much longer help takes at a place: it is far from the centre of the district."""
    return np.asarray(0.85 + np.hypot(*(at - np.array([2_950, 2_600])).T) / 6_000)
