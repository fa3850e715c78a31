"""The streets: main roads as drawn, quays, shore roads, lanes cut through the blocks; one planar, connected network."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.demo import blocks, crossings, curves, names, plan
from geo.demo.curves import Line, Polygon
from geo.demo.landscape import Land

GRAIN_M = 0.01
"""Every corner lies on this raster, so that lines that meet share their corner exactly."""
QUAY_M, SHORE_M, TOWPATH_M, RAIL_M = 20.0, 16.0, 8.0, 26.0
HALF_WIDTH_M = {
    "motorway": 17.0, "trunk": 22.0, "primary": 19.0, "secondary": 14.0, "tertiary": 9.0, "residential": 6.0,
    "service": 4.0, "footway": 2.5, "path": 2.0, "steps": 1.5,
}  # fmt: skip
"""From the middle of a street to its edge, by class."""
_RANK = {name: rank for rank, name in enumerate(HALF_WIDTH_M)}


@dataclass(frozen=True, kw_only=True)
class Source:
    """A line before noding, with what it is."""

    line: Line
    name: str | None
    street_class: str


@dataclass(frozen=True, kw_only=True)
class Fabric:
    """What the streets leave for the other nouns, in local metres."""

    streets: gpd.GeoDataFrame
    regions: list[Polygon]
    """Land that no water and no railway cuts."""


def fabric(rng: np.random.Generator, land: Land) -> Fabric:
    """Build the network and the land between."""
    corridors = _corridors(land)
    regions = [
        one
        for one in curves.polygons(shapely.difference(land.outline, shapely.union_all(list(corridors.values()))))
        if one.area > 4_000
    ]
    main = _main_roads(land, corridors) + _banks(land, regions)
    sources = main + _lanes(rng, land, regions, main) + _small_crossings(land)
    ground = crossings.without_stubs(_noded(sources, land))
    streets = pd.concat(
        [ground, crossings.footbridges(land, ground), crossings.motorway(land, ground)], ignore_index=True
    )
    streets["length_m"] = streets.length
    streets.index = pd.Index([f"S{number:05d}" for number in range(1, len(streets) + 1)])
    return Fabric(streets=gpd.GeoDataFrame(streets), regions=regions)


def _corridors(land: Land) -> dict[str, Polygon]:
    return {
        "river": land.river.buffer(QUAY_M),
        "railway": land.railway.buffer(RAIL_M, cap_style="flat"),
        "lake": shapely.union(land.lake, land.island).buffer(SHORE_M),
        "canal": shapely.union_all([one.buffer(TOWPATH_M) for one in land.canals.values()]),
    }


def _main_roads(land: Land, corridors: dict[str, Polygon]) -> list[Source]:
    found = []
    for road in plan.ROADS:
        stops = shapely.union_all(
            [corridors[name] for name in ("river", "railway", "lake") if name not in road.crosses]
        )
        kept = shapely.difference(shapely.intersection(curves.line(road.drawn), land.outline), stops)
        found += _sources(kept, road.name, road.street_class, least_m=150)
    return found


def _sources(shape: shapely.Geometry, name: str | None, street_class: str, *, least_m: float = 0.0) -> list[Source]:
    return [
        Source(line=one, name=name, street_class=street_class) for one in curves.lines(shape) if one.length > least_m
    ]


def _banks(land: Land, regions: list[Polygon]) -> list[Source]:
    """Give the quays, the road round the lake, the towpaths and the road on the town's side of the railway."""
    edge = shapely.union_all([one.boundary for one in regions])
    lake = shapely.union(land.lake, land.island).buffer(SHORE_M + 1)
    town_side = shapely.intersection(land.railway.buffer(RAIL_M + 1), shapely.box(1300, 2500, 5000, 4100))
    north = shapely.union_all([one for one in regions if one.centroid.y > 3_700])
    wanted = [
        ("滨江路", "tertiary", land.river.buffer(QUAY_M + 1)),
        ("环湖路", "tertiary", lake),
        ("铁南路", "residential", shapely.difference(town_side, north.buffer(2))),
        *((f"{name}步道", "footway", one.buffer(TOWPATH_M + 1)) for name, one in land.canals.items()),
    ]
    found = []
    for name, street_class, near in wanted:
        found += _sources(shapely.line_merge(shapely.intersection(edge, near)), name, street_class, least_m=60)
    return found


def _small_crossings(land: Land) -> list[Source]:
    """Give the footbridges at grade: over the canals, and the causeway to the island with its round walk."""
    found = []
    for name, canal in land.canal_lines.items():
        half = land.canals[name].area / land.canals[name].length + TOWPATH_M + 3
        for at in np.arange(230, canal.length - 150, 390):
            here, there = canal.interpolate(at), canal.interpolate(at + 1)
            across = np.array([-(there.y - here.y), there.x - here.x]) * half
            bridge = shapely.LineString(
                [(here.x - across[0], here.y - across[1]), (here.x + across[0], here.y + across[1])]
            )
            if shapely.within(bridge, land.outline) and not shapely.intersects(bridge, land.river.buffer(QUAY_M)):
                found.append(Source(line=bridge, name=None, street_class="footway"))
    shore = shapely.union(land.lake, land.island).buffer(SHORE_M + 0.5)
    causeway = shapely.intersection(shapely.LineString([(1240, 960), (1300, 1700)]), shore)
    walk = shapely.LineString(land.island.buffer(-12).exterior)
    return found + _sources(causeway, "湖心堤", "footway") + _sources(walk, "湖心堤", "footway")


def _lanes(rng: np.random.Generator, land: Land, regions: list[Polygon], main: list[Source]) -> list[Source]:
    """Cut every block between main roads and banks into smaller ones; each cut is a street."""
    lines = np.array([one.line for one in main])
    given = names.Streets(rng)
    meets: list[blocks.Corner] = []
    found: list[Source] = []
    for region in regions:
        noded = shapely.unary_union([region.boundary, *shapely.intersection(lines, region)], grid_size=GRAIN_M)
        for block in curves.polygons(shapely.polygonize(shapely.get_parts(noded))):
            quarter = int(plan.quarter_of(np.array([block.representative_point()]), land)[0])
            kind = plan.QUARTERS[quarter]
            size = kind.block_ha * plan.grain(block.centroid)
            cuts = blocks.cut_up(rng, block, block_ha=size, wobble=kind.wobble, meets=meets)
            found += [_lane(given, cut, kind) for cut in cuts]
    return found


def _lane(given: names.Streets, cut: blocks.Cut, kind: plan.Quarter) -> Source:
    if cut.block_ha > 14:
        return Source(line=cut.line, name=given.next("tertiary"), street_class="tertiary")
    if cut.block_ha > 2.2 * kind.block_ha:
        name = given.next("lane" if kind.key in {"old", "lake"} else "residential")
        return Source(line=cut.line, name=name, street_class="residential")
    return Source(line=cut.line, name=None, street_class="residential" if kind.key == "new" else "service")


def _noded(sources: list[Source], land: Land) -> gpd.GeoDataFrame:
    """Cut all lines where they meet and give each piece what the widest line it lies on is."""
    pieces = np.array(shapely.get_parts(shapely.unary_union([one.line for one in sources], grid_size=GRAIN_M)))
    pieces = pieces[shapely.length(pieces) > 0]
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    tree = shapely.STRtree([one.line for one in sources])
    near, source = tree.query(middles, predicate="dwithin", distance=0.5)
    rank = np.array([_RANK[one.street_class] for one in sources])[source]
    order = np.lexsort((source, rank, near))
    first = order[np.unique(near[order], return_index=True)[1]]
    whose = [sources[at] for at in source[first]]
    street_class = np.array([one.street_class for one in whose], dtype=object)
    in_park = shapely.contains(shapely.union_all(list(land.parks.values())), middles)
    street_class[in_park & np.isin(street_class, ["residential", "service", "tertiary"])] = "footway"
    wet = shapely.intersects(land.water, pieces) & ~shapely.covers(land.island, pieces)
    under = shapely.intersects(land.railway, pieces)
    return gpd.GeoDataFrame(
        {
            "name": [None if inside else one.name for one, inside in zip(whose, in_park, strict=True)],
            "street_class": street_class,
            "walkable": True,
            "stairs": False,
            "bridge": wet & ~under,
            "tunnel": under,
            "layer": np.where(under, -1, np.where(wet, 1, 0)),
        },
        geometry=pieces,
    )
