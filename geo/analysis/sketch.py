"""Toy cities small enough to work out by hand, and a lattice of any size to measure speed on."""

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = 4549
"""CGCS2000 / 3-degree Gauss-Kruger, metres."""
Line = Sequence[tuple[float, float]]


def streets(*lines: Line, **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Lay streets S1, S2 … along lines; ``columns`` overrides a treaty column, one value a street.

    Examples
    --------
    >>> streets([(0, 0), (100, 0)]).length.tolist()
    [100.0]
    """
    shapes = [shapely.LineString(line) for line in lines]
    common: dict[str, Any] = {
        "name": None,
        "street_class": "residential",
        "walkable": True,
        "stairs": False,
        "bridge": False,
        "tunnel": False,
        "layer": 0,
        "length_m": [shape.length for shape in shapes],
    }
    index = pd.Index([f"S{number}" for number in range(1, len(shapes) + 1)])
    return gpd.GeoDataFrame({**common, **columns}, geometry=shapes, index=index, crs=CRS)


def straight_road(*, metres: float) -> gpd.GeoDataFrame:
    """Lay one road eastward from the origin."""
    return streets([(0, 0), (metres, 0)])


def river_town(*, bridges: Iterable[float] = ()) -> gpd.GeoDataFrame:
    """Lay two roads of 1000 m on both banks of a river, 100 m apart, joined by bridges at these eastings."""
    across = sorted(bridges)
    stops = sorted({0.0, 1000.0, *across})
    banks = [[(x, y) for x in stops] for y in (0.0, 100.0)]
    spans = [[(x, 0.0), (x, 100.0)] for x in across]
    over = [False, False, *([True] * len(across))]
    return streets(*banks, *spans, bridge=over, layer=[int(one) for one in over])


def river() -> gpd.GeoDataFrame:
    """Lay the river of `river_town`: 60 m wide, far longer than the town."""
    return landscape(("water", shapely.box(-5000, 20, 6000, 80)))


def landscape(*things: tuple[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Lay landscape by kind and shape, named 1, 2, …"""
    kinds, shapes = zip(*things, strict=True)
    names = [str(number) for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"name": names, "kind": list(kinds)}, geometry=list(shapes), index=names, crs=CRS)


def facilities(*points: tuple[float, float], capacity: Sequence[float | None] | None = None) -> gpd.GeoDataFrame:
    """Set up elderly-care facilities F1, F2 … at points."""
    index = pd.Index([f"F{number}" for number in range(1, len(points) + 1)])
    given = pd.Series([None] * len(points) if capacity is None else list(capacity), index=index, dtype="Float64")
    return gpd.GeoDataFrame(
        {"name": list(index), "kind": "elderly_care", "level": None, "capacity": given, "hours": None, "grid": None},
        geometry=[shapely.Point(point) for point in points],
        index=index,
        crs=CRS,
    )


def residents(
    *points: tuple[float, float], people: Sequence[int], grid: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """House people at points R1, R2 …; as many are 65 and older as there are people."""
    index = pd.Index([f"R{number}" for number in range(1, len(points) + 1)])
    return gpd.GeoDataFrame(
        {
            "place_kind": "building",
            "measure": "people",
            "grid": ["G1"] * len(points) if grid is None else list(grid),
            "everyone": list(people),
            "age_0_2": 0,
            "age_60": list(people),
            "age_65": list(people),
            "age_80": list(people),
        },
        geometry=[shapely.Point(point) for point in points],
        index=index,
        crs=CRS,
    )


def tree(parents: dict[str, str | None], levels: dict[str, str] | None = None) -> gpd.GeoDataFrame:
    """Grow a grid tree from ``{node: parent}``; leaves are grids, the root is a district, between are communities."""

    def path(code: str) -> str:
        above = parents[code]
        return code if above is None else f"{path(above)}.{code}"

    inner = set(parents.values())
    guess = {
        code: "district" if above is None else "community" if code in inner else "grid"
        for code, above in parents.items()
    }
    codes = list(parents)
    return gpd.GeoDataFrame(
        {
            "name": codes,
            "level": [(levels or guess)[code] for code in codes],
            "type": None,
            "parent": [parents[code] for code in codes],
            "path": [path(code) for code in codes],
            "households": None,
            "area_m2": 1.0,
        },
        geometry=[shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])] * len(codes),
        index=pd.Index(codes),
        crs=CRS,
    )


def lattice(side: int, *, spacing_m: float = 45.0, kept: float = 0.85, seed: int = 1) -> gpd.GeoDataFrame:
    """Lay a jittered lattice of ``side`` × ``side`` corners with part of its streets left out."""
    rng = np.random.default_rng(seed)
    east, north = np.meshgrid(np.arange(side), np.arange(side))
    corner = np.stack([east.ravel(), north.ravel()], 1) + rng.uniform(-0.25, 0.25, (side * side, 2))
    number = np.arange(side * side).reshape(side, side)
    begin = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    finish = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    stays = rng.random(begin.size) < kept
    ends = corner[np.stack([begin[stays], finish[stays]], 1)] * spacing_m
    index = pd.Index([f"S{one}" for one in range(len(ends))])
    flat = {"stairs": False, "bridge": False, "tunnel": False, "layer": 0}
    return gpd.GeoDataFrame(
        {"name": None, "street_class": "residential", "walkable": True, **flat, "length_m": np.nan},
        geometry=shapely.linestrings(ends),
        index=index,
        crs=CRS,
    ).assign(length_m=lambda made: made.length)
