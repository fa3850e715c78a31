"""The facilities: 25 for older people and 100 others, each in a building of its street, with places and hours."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.demo import plan

_OFFICE, _ALWAYS, _DAY = "Mo-Fr 08:30-11:30,13:30-17:00", "24/7", "Mo-Su 08:00-17:00"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of facility and how many of it each quarter has, in the order of `plan.QUARTERS`."""

    kind: str
    level: str
    title: str
    """Name with ``{street}`` or ``{community}`` to fill in."""
    counts: tuple[int, int, int, int, int]
    hours: str | None
    places: tuple[int, int] | None = None
    apart_m: float = 420.0


KINDS = (
    Kind(kind="elderly_care", level="street", title="{street}综合养老服务中心", counts=(1, 1, 1, 1, 1), hours=_ALWAYS,
         places=(90, 170)),
    Kind(kind="elderly_care", level="community", title="{community}日间照料中心", counts=(7, 2, 1, 6, 4), hours=_DAY,
         places=(18, 48), apart_m=480),
    Kind(kind="health", level="street", title="{street}社区卫生服务中心", counts=(1, 1, 1, 1, 1), hours=_ALWAYS,
         places=(20, 80)),
    Kind(kind="health", level="community", title="{community}卫生服务站", counts=(4, 2, 1, 2, 2),
         hours="Mo-Sa 08:00-17:00"),
    Kind(kind="childcare", level="community", title="{community}托育园", counts=(3, 2, 0, 5, 2),
         hours="Mo-Fr 07:30-18:00",
         places=(30, 90)),
    Kind(kind="service_hall", level="district", title="示范区政务服务中心", counts=(0, 0, 0, 1, 0), hours=_OFFICE),
    Kind(kind="service_hall", level="street", title="{street}便民服务大厅", counts=(1, 1, 1, 1, 1), hours=_OFFICE),
    Kind(kind="service_station", level="community", title="{community}便民服务站", counts=(3, 3, 2, 2, 2),
         hours=_OFFICE),
    Kind(kind="governance_centre", level="district", title="示范区综治中心", counts=(1, 0, 0, 0, 0), hours=_ALWAYS),
    Kind(kind="governance_centre", level="street", title="{street}综治中心", counts=(1, 1, 1, 1, 1), hours=_ALWAYS),
    Kind(kind="governance_centre", level="community", title="{community}综治工作站", counts=(3, 2, 1, 2, 2),
         hours=_OFFICE),
    Kind(kind="neighbour_centre", level="community", title="{community}睦邻中心", counts=(2, 1, 1, 3, 1),
         hours="Tu-Su 09:00-20:30", places=(60, 240)),
    Kind(kind="mediation", level="community", title="{community}人民调解室", counts=(3, 2, 1, 2, 2), hours=_OFFICE),
    Kind(kind="police", level="street", title="{street}派出所", counts=(1, 1, 1, 1, 1), hours=_ALWAYS),
    Kind(kind="fire", level="district", title="{street}消防救援站", counts=(0, 1, 0, 1, 0), hours=_ALWAYS),
    Kind(kind="school", level="street", title="{community}小学", counts=(2, 1, 1, 2, 1),
         hours=None, places=(700, 1900)),
    Kind(kind="library", level="district", title="示范区图书馆", counts=(0, 0, 0, 1, 0), hours="Tu-Su 09:00-21:00",
         places=(600, 900)),
    Kind(kind="culture", level="street", title="{community}文化站", counts=(1, 1, 1, 0, 0), hours="Tu-Su 09:00-20:30",
         places=(120, 400)),
    Kind(kind="shelter", level="street", title="{community}应急避难所", counts=(0, 1, 0, 1, 0), hours=None,
         places=(800, 3000)),
)  # fmt: skip
_ORDINARY = ("slab", "tower", "office", "shops", "lane", "village", "market")
_SUITED = {"school": ("school",), "library": ("office", "shops"), "shelter": ("school",)}


def table(
    rng: np.random.Generator, buildings: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, grids: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give the treaty's facilities table in local metres; ``building`` says which house each stands in."""
    points = shapely.set_precision(shapely.point_on_surface(buildings.geometry.to_numpy()), 0.01)
    quarter = parcels["quarter"].to_numpy()[buildings["parcel"]]
    at = shapely.get_coordinates(points)
    community = grids["name"].reindex(grids["parent"].reindex(buildings["grid"]).to_numpy()).to_numpy()
    taken = np.zeros(len(buildings), dtype=bool)
    rows = []
    for kind in KINDS:
        chosen: list[int] = []
        for number, count in enumerate(kind.counts):
            fit = _fit(kind, buildings) & (quarter == number) & ~taken & pd.notna(community)
            for _ in range(count):
                chosen.append(_site(rng, at, np.flatnonzero(fit), chosen, kind.apart_m))
                taken[chosen[-1]] = True
                rows.append(_row(rng, kind, plan.QUARTERS[number].name, community[chosen[-1]], chosen[-1]))
    found = pd.DataFrame(rows)
    found["name"] = _told_apart(found["name"])
    found["grid"] = buildings["grid"].to_numpy()[found["site"]]
    found["building"] = buildings.index.to_numpy()[found["site"]]
    found["capacity"] = found["capacity"].astype("Int64")
    found.index = pd.Index([f"F{number:03d}" for number in range(1, len(found) + 1)])
    return gpd.GeoDataFrame(found, geometry=points[found["site"]]).drop(columns="site")


def _fit(kind: Kind, buildings: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    return np.asarray(buildings["fabric"].isin(_SUITED.get(kind.kind, _ORDINARY)))


def _site(
    rng: np.random.Generator, at: NDArray[np.float64], fit: NDArray[np.intp], chosen: list[int], apart_m: float
) -> int:
    """Take a house by chance, far enough from those of its kind; if none is, the farthest of a few."""
    tries = rng.choice(fit, 40)
    if not chosen:
        return int(tries[0])
    away = np.hypot(*(at[tries][:, None, :] - at[chosen][None]).transpose(2, 0, 1)).min(axis=1)
    enough = np.flatnonzero(away > apart_m)
    return int(tries[enough[0]] if len(enough) else tries[away.argmax()])


def _row(rng: np.random.Generator, kind: Kind, street: str, community: str, site: int) -> dict[str, object]:
    name = kind.title.format(street=street.removesuffix("街道"), community=community.removesuffix("社区"))
    places = None if kind.places is None else int(rng.integers(kind.places[0], kind.places[1] + 1))
    return {
        "name": name, "kind": kind.kind, "level": kind.level, "capacity": places, "hours": kind.hours, "site": site,
    }  # fmt: skip


def _told_apart(names: pd.Series) -> pd.Series:
    """Set the second and later of one name apart as towns do: 第二日间照料中心."""
    seen = names.groupby(names).cumcount()
    numbers = {0: "", 1: "第二", 2: "第三", 3: "第四"}
    return names.str.slice(0, 2) + seen.map(numbers) + names.str.slice(2)
