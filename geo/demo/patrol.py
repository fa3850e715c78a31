"""The patrols: planned lines along streets, a few beats and must-visit points; some streets nobody plans for."""

from collections import defaultdict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.demo import crossings

_OFFICIAL, _VOLUNTEER, _BEATS = 40, 16, 4
_SHIFTS = {
    "official": (("早班", "07:30", "10:30"), ("午班", "13:30", "16:30"), ("夜班", "19:00", "22:00")),
    "volunteer": (("晨巡", "06:30", "08:00"), ("晚巡", "18:30", "20:30")),
}
_LENGTH_M = {"official": (3_600, 6_400), "volunteer": (1_900, 3_200)}
_FORGOTTEN = 0.13
"""Share of communities that no patrol is planned for."""
_GATES = (
    "第一小学门口",
    "湖滨公园东门",
    "农贸市场",
    "公交枢纽站",
    "第二中学门口",
    "养老院门口",
    "河堤闸口",
    "商业街口",
)
Edge = tuple[int, int]


def routes(rng: np.random.Generator, streets: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the treaty's patrol routes in local metres: 56 lines, 4 beats and 8 must-visit points."""
    communities = grids[grids["level"] == "community"]
    ground = streets[streets["walkable"]]
    middles = shapely.line_interpolate_point(ground.geometry.to_numpy(), 0.5, normalized=True)
    planned = rng.permutation(len(communities))[: round(len(communities) * (1 - _FORGOTTEN))]
    rows: list[tuple[object, ...]] = []
    for number in range(_OFFICIAL + _VOLUNTEER):
        team = "official" if number < _OFFICIAL else "volunteer"
        at = int(planned[number % len(planned)])
        place = communities.iloc[at]
        own = np.flatnonzero(shapely.intersects(place.geometry.buffer(30), middles))
        line = _walk(rng, ground.iloc[own], length_m=rng.uniform(*_LENGTH_M[team]))
        shift = _SHIFTS[team][int(rng.integers(len(_SHIFTS[team])))]
        unit = f"{place['name']}巡逻队" if team == "official" else f"{place['name']}平安志愿队"
        rows.append((f"{place['name']}{shift[0]}线", "route", team, unit, place.name, *shift[1:], line))
    for at in planned[:_BEATS]:
        place = communities.iloc[int(at)]
        rows.append((f"{place['name']}责任片", "beat", "official", f"{place['name']}网格站", place.name, None, None,
                     place.geometry))  # fmt: skip
    lines = rows[: _OFFICIAL + _VOLUNTEER : (_OFFICIAL + _VOLUNTEER) // len(_GATES)]
    spots = np.linspace(0.2, 0.9, len(_GATES))
    rows += [_must(row, gate, along) for row, gate, along in zip(lines, _GATES, spots, strict=True)]
    names = [row[0] for row in rows]
    columns = ["name", "kind", "team", "unit", "node", "starts", "ends", "geometry"]
    found = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry")
    found["name"] = [f"{name}{names[:at].count(name) + 1}号" if names.count(name) > 1 else name
                     for at, name in enumerate(names)]  # fmt: skip
    found.index = pd.Index([f"R{number:03d}" for number in range(1, len(found) + 1)])
    return found


def _must(row: tuple[object, ...], gate: str, along: float) -> tuple[object, ...]:
    """Give a point on a planned line that is to be visited while its shift is on the way."""
    _, _, team, _, node, starts, ends, line = row
    spot = shapely.line_interpolate_point(line, along, normalized=True)
    return (gate, "point", team, None, node, starts, ends, shapely.set_precision(spot, 0.01))


def _walk(rng: np.random.Generator, streets: gpd.GeoDataFrame, *, length_m: float) -> shapely.LineString:
    """Walk from corner to corner, new streets first, until the length is reached: one line along streets."""
    places, start, end = crossings.nodes(streets)
    lines = streets.geometry.to_numpy()
    lengths = shapely.length(lines)
    arms: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge, (one, other) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        arms[one].append((edge, other))
        arms[other].append((edge, one))
    here = int(start[int(rng.integers(len(start)))])
    seen: dict[int, int] = defaultdict(int)
    corners: list[NDArray[np.float64]] = [places[[here]]]
    walked, before = 0.0, -1
    while walked < length_m:
        choices = sorted(arms[here], key=lambda arm: (seen[arm[0]], arm[0] == before, -len(arms[arm[1]]), arm[0]))
        edge, there = choices[0]
        points = shapely.get_coordinates(lines[edge])
        corners.append((points if start[edge] == here else points[::-1])[1:])
        seen[edge] += 1
        walked += float(lengths[edge])
        here, before = there, edge
    return shapely.LineString(np.vstack(corners))
