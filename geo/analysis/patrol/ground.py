"""The network as the matcher wants it: edges with their ends, straight pieces in grid cells, turns at nodes."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.network import Network

_CELL_M = 60.0


@dataclass(frozen=True)
class Ground:
    """A network laid out for search; build it once for many tracks.

    Attributes
    ----------
    streets
        Codes of the streets.
    street, starts_m
        Of every edge: its street's place in ``streets`` and the metre of the street at which it begins.
    graph
        Of every edge its tail, head and length; of every node its edges, as row bounds and list.
    pieces
        Straight pieces of the edges, and the cells of a plain grid that list them.
    of_edge
        Where each edge's pieces begin, and the end of the last.
    """

    streets: NDArray[np.object_]
    street: NDArray[np.int64]
    starts_m: NDArray[np.float64]
    graph: tuple[NDArray[Any], ...]
    pieces: tuple[Any, ...]
    of_edge: NDArray[np.int64]

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.graph[3]) - 1

    def edge_lines(self) -> NDArray[np.object_]:
        """Draw every edge from its tail to its head."""
        x0, y0, x1, y1, edge = self.pieces[:5]
        last = self.of_edge[1:] - 1
        of = np.concatenate((edge, np.arange(len(last))))
        order = np.argsort(of, kind="stable")
        places = np.column_stack((np.concatenate((x0, x1[last])), np.concatenate((y0, y1[last]))))
        found: NDArray[np.object_] = shapely.linestrings(places[order], indices=of[order])
        return found

    def node_places(self) -> NDArray[np.float64]:
        """Give the place of every node."""
        x0, y0, x1, y1 = self.pieces[:4]
        places = np.full((self.nodes, 2), np.nan)
        first, last = self.of_edge[:-1], self.of_edge[1:] - 1
        places[self.graph[0]] = np.column_stack((x0[first], y0[first]))
        places[self.graph[1]] = np.column_stack((x1[last], y1[last]))
        return places

    def as_stretches(self, edges: list[int]) -> pd.DataFrame:
        """Give whole edges as stretches of their streets."""
        chosen = np.array(edges, np.int64)
        low = self.starts_m[chosen]
        return pd.DataFrame(
            {"street": self.streets[self.street[chosen]], "from_m": low, "to_m": low + self.graph[2][chosen]}
        )

    def on_edges(self, stretches: pd.DataFrame) -> pd.DataFrame:
        """Cut stretches of streets where edges meet: adds ``edge``; ``from_m``, ``to_m`` stay metres of the street."""
        edges = pd.DataFrame(
            {
                "street": self.streets[self.street],
                "edge": np.arange(len(self.street)),
                "begin_m": self.starts_m,
                "end_m": self.starts_m + self.graph[2],
            }
        )
        joined = stretches.merge(edges, on="street")
        joined["from_m"] = joined[["from_m", "begin_m"]].max(axis=1)
        joined["to_m"] = joined[["to_m", "end_m"]].min(axis=1)
        return joined[joined["to_m"] > joined["from_m"]].drop(columns=["begin_m", "end_m"]).reset_index(drop=True)


def lay_out(network: Network, streets: gpd.GeoDataFrame) -> Ground:
    """Lay out the walking network for search.

    Parameters
    ----------
    network
        The network that `geo.analysis.network.build` made of the streets.
    streets
        The same table STREETS: the metres of a visit are counted along its lines.
    """
    sizes = np.diff(network.shape_first)
    places = np.column_stack([network.shape_x, network.shape_y])
    lines = shapely.linestrings(places, indices=np.repeat(np.arange(len(sizes)), sizes))
    tail, head = network.starts.astype(np.int64), network.ends.astype(np.int64)
    graph = (tail, head, network.length_m, *_turns(tail, head, network.x.size))
    pieces = _pieces(lines)
    return Ground(
        streets=network.streets.astype(object),
        street=network.street.astype(np.int64),
        starts_m=_starts(network, streets),
        graph=graph,
        pieces=pieces,
        of_edge=np.searchsorted(pieces[4], np.arange(len(lines) + 1)).astype(np.int64),
    )


def _starts(network: Network, streets: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Find the metre of its street at which every edge begins, by the middle of the edge's first straight piece."""
    first = network.shape_first[:-1]
    middle = shapely.points(
        (network.shape_x[first] + network.shape_x[first + 1]) / 2,
        (network.shape_y[first] + network.shape_y[first + 1]) / 2,
    )
    lines = streets.geometry.reindex(pd.Index(network.streets)).to_numpy()[network.street]
    starts: NDArray[np.float64] = shapely.line_locate_point(lines, middle) - network.along_m[first + 1] / 2
    return np.clip(starts, 0.0, np.maximum(shapely.length(lines) - network.length_m, 0.0))


def _turns(tail: NDArray[np.int64], head: NDArray[np.int64], nodes: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    at = np.concatenate((tail, head))
    edges = np.tile(np.arange(len(tail)), 2)
    order = np.argsort(at, kind="stable")
    bounds = np.searchsorted(at[order], np.arange(nodes + 1))
    return bounds.astype(np.int64), edges[order].astype(np.int64)


def _pieces(lines: NDArray[np.object_]) -> tuple[Any, ...]:
    places, of = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(of[1:] == of[:-1])
    x0, y0 = np.ascontiguousarray(places[first].T)
    x1, y1 = np.ascontiguousarray(places[first + 1].T)
    edge = of[first].astype(np.int64)
    metres = np.hypot(x1 - x0, y1 - y0)
    ran = np.cumsum(metres) - metres
    begins = np.searchsorted(edge, np.arange(len(lines)))
    starts = ran - ran[np.minimum(begins, len(ran) - 1)][edge]
    return (x0, y0, x1, y1, edge, starts, *_cells(x0, y0, x1, y1))


def _cells(
    x0: NDArray[np.float64], y0: NDArray[np.float64], x1: NDArray[np.float64], y1: NDArray[np.float64]
) -> tuple[Any, ...]:
    """List for every cell of a plain grid the pieces whose bounding box touches it."""
    left, bottom = min(x0.min(), x1.min()), min(y0.min(), y1.min())
    low_x, high_x = (
        ((np.minimum(x0, x1) - left) // _CELL_M).astype(int),
        ((np.maximum(x0, x1) - left) // _CELL_M).astype(int),
    )
    low_y, high_y = (
        ((np.minimum(y0, y1) - bottom) // _CELL_M).astype(int),
        ((np.maximum(y0, y1) - bottom) // _CELL_M).astype(int),
    )
    wide, high = int(high_x.max()) + 1, int(high_y.max()) + 1
    columns, rows = high_x - low_x + 1, high_y - low_y + 1
    piece = np.repeat(np.arange(len(x0)), columns * rows)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(columns * rows) - columns * rows, columns * rows)
    cell = (low_y[piece] + nth // columns[piece]) * wide + low_x[piece] + nth % columns[piece]
    order = np.argsort(cell, kind="stable")
    bounds = np.searchsorted(cell[order], np.arange(wide * high + 1)).astype(np.int64)
    return bounds, piece[order].astype(np.int64), float(left), float(bottom), _CELL_M, wide, high
