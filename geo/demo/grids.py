"""The grid tree: blocks grouped into about 120 grids, grids into communities, 片区, 街道 and one made-up district."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.demo import names, plan
from geo.demo.landscape import Land

DISTRICT = "990101"
"""Code of the district; no division of the country begins with 99."""
_GRIDS_A_COMMUNITY = 4.6
_TYPE_OF_USE = {
    "office": "building", "shops": "commercial", "market": "commercial", "factory": "park", "village": "village",
    "field": "village", "resort": "village",
}  # fmt: skip
Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """Blocks with their water strips joined on, ready to be grouped."""

    weight: NDArray[np.float64]
    at: NDArray[np.float64]
    """Centres, local metres."""
    border_m: csr_array
    """Length of the border two blocks share."""
    host: Indices
    """Which block each face belongs to (itself, or the bank of a strip)."""


def table(
    rng: np.random.Generator, land: Land, parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give the tree as the treaty's grids table, in local metres."""
    homes = np.bincount(buildings["parcel"], weights=buildings["households"], minlength=len(parcels)).astype(float)
    lake = shapely.contains(
        shapely.union(land.lake, land.island).buffer(20), shapely.point_on_surface(parcels.geometry.to_numpy())
    )
    found = _blocks(parcels, homes, lake)
    quarter = parcels["quarter"].to_numpy()[found.host]
    leaves: list[_Leaf] = []
    given = iter(names.communities(rng, 60))
    for number, kind in enumerate(plan.QUARTERS):
        own = np.flatnonzero((quarter == number) & (found.host == np.arange(len(parcels))) & ~lake)
        special = np.flatnonzero(lake) if kind.key == "lake" else np.array([], dtype=np.intp)
        street = f"{DISTRICT}{number + 1:03d}"
        grids = kind.grids - (1 if len(special) else 0)
        communities = _split(found, own, round(grids / _GRIDS_A_COMMUNITY))
        shares = _share_out(
            grids, [float(found.weight[one].sum()) for one in communities], most=[len(one) for one in communities]
        )
        for place, (blocks, count) in enumerate(zip(communities, shares, strict=True), start=1):
            parts = _split(found, blocks, count)
            if len(special) and place == 1:
                parts.append(special)
            in_area = kind.area is not None and place < len(communities)
            leaves += _community(street, place, next(given), parts, in_area=in_area, kind=kind)
    return _tree(leaves, found, parcels, homes)


def grid_at(points: NDArray[np.object_], grids: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give the code of the grid each point stands in; null outside every grid."""
    leaves = grids[grids["level"] == "grid"]
    which, at = shapely.STRtree(points).query(leaves.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(points), None, dtype=object)
    found[at[::-1]] = leaves.index.to_numpy()[which[::-1]]
    return found


def _blocks(parcels: gpd.GeoDataFrame, homes: NDArray[np.float64], lake: NDArray[np.bool_]) -> Blocks:
    faces = parcels.geometry.to_numpy()
    strip = (parcels["use"] == "strip").to_numpy()
    one, other = shapely.STRtree(faces).query(faces, predicate="intersects")
    one, other = one[one != other], other[one != other]
    length = shapely.length(shapely.intersection(shapely.boundary(faces[one]), shapely.boundary(faces[other])))
    real = (length > 1.0) & ~(strip[one] & strip[other])
    one, other, length = one[real], other[real], length[real]
    host = np.arange(len(faces))
    bank = strip[one] & ~strip[other]
    order = np.lexsort((-length[bank], one[bank]))
    first = np.unique(one[bank][order], return_index=True)[1]
    host[one[bank][order][first]] = other[bank][order][first]
    host[lake] = np.flatnonzero(lake)
    host = np.where(strip & ~lake & (host == np.arange(len(faces))), _nearest_dry(faces, strip), host)
    size = len(faces)
    kept = ~lake[one] & ~lake[other]
    border = csr_array((length[kept], (host[one[kept]], host[other[kept]])), shape=(size, size))
    border.setdiag(0)
    hectares = np.bincount(host, weights=shapely.area(faces), minlength=size) / 1e4
    return Blocks(
        weight=homes + 5.0 * hectares,
        at=shapely.get_coordinates(shapely.centroid(faces)),
        border_m=border,
        host=host,
    )


def _nearest_dry(faces: NDArray[np.object_], strip: NDArray[np.bool_]) -> Indices:
    dry = np.flatnonzero(~strip)
    return np.asarray(dry[shapely.STRtree(faces[dry]).nearest(faces)])


def _share_out(count: int, weights: list[float], *, most: list[int]) -> list[int]:
    """Share ``count`` out by weight, at least one and at most so many each, where most is missing first."""
    exact = np.asarray(weights) / sum(weights) * count
    limit = np.asarray(most)
    shares = np.clip(np.floor(exact).astype(int), 1, limit)
    while shares.sum() < min(count, limit.sum()):
        shares[int(np.where(shares < limit, exact - shares, -np.inf).argmax())] += 1
    while shares.sum() > count:
        shares[int(np.where(shares > 1, shares - exact, -np.inf).argmax())] -= 1
    return [int(share) for share in shares]


def _split(found: Blocks, own: Indices, count: int) -> list[Indices]:
    """Group blocks into ``count`` neighbourhoods of like weight by halving along the shortest border."""
    if count <= 1:
        return [own]
    if len(own) <= count:
        return list(own.reshape(-1, 1))
    pieces = _pieces(found, own)
    main = [piece for piece in pieces if found.weight[piece].sum() > 0.6 * found.weight[own].sum() / count]
    if len(main) > 1 and count >= len(main):
        rest = [piece for piece in pieces if not any(piece is one for one in main)]
        main[0] = np.concatenate([main[0], *rest])
        weights = [float(found.weight[piece].sum()) for piece in main]
        shares = _share_out(count, weights, most=[len(piece) for piece in main])
        return [part for piece, share in zip(main, shares, strict=True) for part in _split(found, piece, share)]
    left_count = count // 2
    left = min(
        (_half(found, own, left_count, count, turn) for turn in np.linspace(0, np.pi, 8, endpoint=False)),
        key=lambda half: _border(found, own, half),
    )
    left = _mended(found, own, left)
    return _split(found, own[left], left_count) + _split(found, own[~left], count - left_count)


def _half(found: Blocks, own: Indices, left_count: int, count: int, turn: float) -> NDArray[np.bool_]:
    along = found.at[own] @ np.array([np.cos(turn), np.sin(turn)])
    order = np.argsort(along, kind="stable")
    running = np.cumsum(found.weight[own][order])
    cut = int(np.searchsorted(running, left_count / count * running[-1])) + 1
    cut = min(max(cut, left_count), len(own) - (count - left_count))
    half = np.zeros(len(own), dtype=bool)
    half[order[:cut]] = True
    return half


def _border(found: Blocks, own: Indices, half: NDArray[np.bool_]) -> float:
    cut: float = found.border_m[own[half]][:, own[~half]].sum()
    return cut


def _mended(found: Blocks, own: Indices, half: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give loose pieces of one half to the other, so that both hang together."""
    half = half.copy()
    for side in (True, False):
        for piece in _pieces(found, own[half == side])[1:]:
            inside = np.isin(own, piece)
            if found.border_m[own[inside]][:, own[half != side]].sum() > 0:
                half[inside] = not side
    return half


def _pieces(found: Blocks, own: Indices) -> list[Indices]:
    """Give the connected pieces of a set of blocks, heaviest first."""
    count, part = connected_components(found.border_m[own][:, own], directed=False)
    weight = np.bincount(part, weights=found.weight[own], minlength=count)
    return [own[part == number] for number in np.argsort(-weight, kind="stable")]


@dataclass(frozen=True, kw_only=True)
class _Leaf:
    """One grid: its blocks, and the nodes above it from the district down, as (code, level, name)."""

    code: str
    name: str
    above: tuple[tuple[str, str, str], ...]
    blocks: Indices


def _community(
    street: str, place: int, name: str, parts: list[Indices], *, in_area: bool, kind: plan.Quarter
) -> list[_Leaf]:
    community = f"{street}{place:03d}"
    area = ((f"{street}A1", "area", kind.area or ""),) if in_area else ()
    above = ((DISTRICT, "district", "示范区"), (street, "street", kind.name), *area, (community, "community", name))
    return [
        _Leaf(code=f"{community}{number:02d}", name=f"{name}第{number:02d}网格", above=above, blocks=blocks)
        for number, blocks in enumerate(parts, start=1)
    ]


def _tree(
    leaves: list[_Leaf], found: Blocks, parcels: gpd.GeoDataFrame, homes: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """Join the blocks of every node; a parent is exactly its children together."""
    faces, use = parcels.geometry.to_numpy(), parcels["use"].to_numpy()
    nodes: dict[str, tuple[str, str, str | None, str | None, str]] = {}
    members: dict[str, list[Indices]] = {}
    for leaf in leaves:
        blocks = np.flatnonzero(np.isin(found.host, leaf.blocks))
        kind = _grid_type(use[blocks], shapely.area(faces[blocks]))
        path: list[str] = []
        for code, level, name in (*leaf.above, (leaf.code, "grid", leaf.name)):
            parent = path[-1] if path else None
            path.append(code)
            nodes[code] = (name, level, kind if level == "grid" else None, parent, ".".join(path))
            members.setdefault(code, []).append(blocks)
    table = pd.DataFrame.from_dict(nodes, orient="index", columns=["name", "level", "type", "parent", "path"])
    every = [np.concatenate(blocks) for blocks in members.values()]
    shapes = [shapely.multipolygons(shapely.get_parts(shapely.union_all(faces[own]))) for own in every]
    table["households"] = [int(homes[own].sum()) for own in every]
    table["area_m2"] = shapely.area(shapes)
    order = np.lexsort((table.index, table["path"].str.count(r"\.")))
    return gpd.GeoDataFrame(table, geometry=shapes).iloc[order]


def _grid_type(use: NDArray[np.object_], area: NDArray[np.float64]) -> str:
    if (use == "strip").all() or area[use == "strip"].sum() > 0.6 * area.sum():
        return "special"
    sizes: dict[str, float] = {}
    for word, size in zip(use, area, strict=True):
        if word not in {"strip", "park", "green", "school", "site"}:
            kind = _TYPE_OF_USE.get(word, "residential")
            sizes[kind] = sizes.get(kind, 0.0) + float(size) * (1.6 if kind in {"building", "commercial"} else 1.0)
    return max(sizes, key=lambda kind: sizes[kind]) if sizes else "special"
