"""The drawn plan of the demo city: its five 街道 with their character, and the main roads with what they cross."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.demo import curves
from geo.demo.landscape import Land


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """One 街道 and the grain of its fabric."""

    key: str
    name: str
    block_ha: float
    """Usual size of a block between streets."""
    wobble: float
    """How crooked its lanes are, as a share of their length."""
    grids: int
    older_share: float
    """Share of residents aged 65 and older, before each neighbourhood's own lean."""
    area: str | None
    """Name of its 片区; null where its communities hang on the 街道 directly."""


QUARTERS = (
    Quarter(key="old", name="望澜街道", block_ha=2.3, wobble=0.05, grids=31, older_share=0.25, area=None),
    Quarter(key="suburb", name="青禾街道", block_ha=5.2, wobble=0.03, grids=26, older_share=0.15, area="青禾近郊片区"),
    Quarter(key="lake", name="云湖街道", block_ha=6.4, wobble=0.06, grids=15, older_share=0.29, area="云湖水乡片区"),
    Quarter(key="new", name="星湾街道", block_ha=4.2, wobble=0.0, grids=27, older_share=0.09, area="星湾新城片区"),
    Quarter(key="mixed", name="锦棠街道", block_ha=3.9, wobble=0.015, grids=21, older_share=0.18, area=None),
)
_NUMBER = {one.key: at for at, one in enumerate(QUARTERS)}


def quarter_of(points: NDArray[np.object_], land: Land) -> NDArray[np.intp]:
    """Give the position in `QUARTERS` of each local point: the river, the railway and a few main roads divide them."""
    x, y = shapely.get_coordinates(points).T
    river, rail = shapely.get_coordinates(land.river_line), shapely.get_coordinates(land.railway)
    beyond = shapely.Polygon([*rail, (6_900, -900), (6_900, 5_900), (-900, 5_900)])
    shapely.prepare(beyond)
    over_the_rail = shapely.contains(beyond, points)
    north = y > np.interp(x, *river.T)
    west_of = {name: x < _east_at(y, _line(name)) for name in ("云桥路", "星河路", "锦棠大道")}
    west_of["青溪"] = x < _east_at(y, land.canal_lines["青溪"])
    found = np.full(len(points), _NUMBER["mixed"])
    found[~north & ~over_the_rail] = _NUMBER["new"]
    found[~north & west_of["云桥路"]] = _NUMBER["lake"]
    found[north & ~over_the_rail & west_of["星河路"]] = _NUMBER["old"]
    found[north & ~over_the_rail & west_of["青溪"]] = _NUMBER["suburb"]
    found[north & over_the_rail & west_of["锦棠大道"]] = _NUMBER["suburb"]
    return found


def _east_at(y: NDArray[np.float64], line: curves.Line) -> NDArray[np.float64]:
    corners = shapely.get_coordinates(line)
    order = np.argsort(corners[:, 1], kind="stable")
    return np.asarray(np.interp(y, corners[order, 1], corners[order, 0]))


def _line(name: str) -> curves.Line:
    return curves.line(next(one.drawn for one in ROADS if one.name == name))


def grain(place: shapely.Point) -> float:
    """Say how much coarser than usual the blocks are at a place: fine inside the moat, wide at the rim."""
    return float(np.clip(0.62 + np.hypot(place.x - 2_900, place.y - 2_750) / 3_300, 0.62, 1.9))


@dataclass(frozen=True, kw_only=True)
class Road:
    """One main road as drawn."""

    name: str
    street_class: str
    drawn: tuple[tuple[float, float], ...]
    crosses: frozenset[str] = frozenset()
    """``river`` by a bridge, ``railway`` by an underpass; at the others it ends. Canals are always bridged."""


ROADS = (
    Road(name="澜江大道", street_class="primary", crosses=frozenset({"river", "railway"}),
         drawn=((2950, -300), (2960, 700), (2990, 1500), (3010, 2100), (3030, 2700), (3040, 3350), (3050, 3900),
                (3060, 4500), (3040, 5200))),
    Road(name="云桥路", street_class="secondary", crosses=frozenset({"river"}),
         drawn=((2050, -300), (2090, 600), (2060, 1300), (2020, 1900), (1960, 2400), (1900, 3000), (1880, 3600),
                (1910, 4300), (1880, 5200))),
    Road(name="星河路", street_class="secondary", crosses=frozenset({"river"}),
         drawn=((4190, -300), (4150, 600), (4100, 1200), (4090, 1800), (4150, 2500), (4200, 3200), (4230, 3900),
                (4260, 4500), (4250, 5200))),
    Road(name="锦棠大道", street_class="trunk", crosses=frozenset({"river", "railway"}),
         drawn=((4900, -300), (4900, 700), (4860, 1300), (4790, 1850), (4690, 2500), (4660, 3100), (4720, 3600),
                (4800, 4100), (4840, 5200))),
    Road(name="青禾路", street_class="secondary", crosses=frozenset({"railway"}),
         drawn=((640, 1900), (690, 2700), (640, 3300), (660, 3900), (720, 5200))),
    Road(name="长澜路", street_class="primary", crosses=frozenset({"railway"}),
         drawn=((-300, 2780), (800, 2760), (1600, 2800), (2400, 2830), (3040, 2760), (3700, 2700), (4400, 2640),
                (5100, 2600), (5800, 2620), (6700, 2560))),
    Road(name="北环路", street_class="primary",
         drawn=((-300, 4030), (900, 4060), (1900, 4130), (3000, 4190), (3900, 4120), (4700, 3850), (5500, 3660),
                (6700, 3500))),
    Road(name="府前街", street_class="secondary",
         drawn=((1000, 3280), (2300, 3260), (3050, 3230), (3800, 3180), (4900, 3060))),
    Road(name="桐荫街", street_class="tertiary",
         drawn=((1400, 2560), (2300, 2600), (2700, 2480), (3300, 2360), (3900, 2160), (4300, 2050), (4800, 2140))),
    Road(name="星湾大道", street_class="primary", crosses=frozenset({"railway"}),
         drawn=((1900, 860), (2500, 980), (3200, 1050), (4000, 1040), (4800, 1020), (5500, 1060), (6700, 1080))),
    Road(name="望星路", street_class="secondary",
         drawn=((2060, 1560), (2700, 1650), (3300, 1520), (3900, 1330), (4500, 1330), (5400, 1560))),
    Road(name="南湖路", street_class="secondary",
         drawn=((-100, 480), (500, 380), (1100, 390), (1700, 430), (2400, 480), (3200, 520), (4200, 470),
                (5200, 500), (5650, 560))),
    Road(name="东苑路", street_class="secondary",
         drawn=((5560, 5200), (5500, 4100), (5420, 3300), (5480, 2600), (5560, 2150))),
    Road(name="晴川路", street_class="secondary",
         drawn=((5620, 2050), (5640, 1500), (5680, 900), (5740, -300))),
)  # fmt: skip
