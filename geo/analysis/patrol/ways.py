"""Shortest ways on the network for the planner: within reach of a depot, with the edges they use."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geo.analysis.patrol.ground import Ground


@dataclass(frozen=True)
class Ways:
    """The network as a matrix of metres, and which edge each entry is."""

    ground: Ground
    metres: csr_matrix
    edge: dict[tuple[int, int], int]

    def reach(self, node: int, *, limit_m: float) -> NDArray[np.float64]:
        """Give the metres from a node to every node; infinite beyond the limit."""
        found: NDArray[np.float64] = dijkstra(self.metres, indices=node, limit=limit_m)
        return found

    def between(self, nodes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Give the metres from every one of ``nodes`` to all nodes, and the node before on each way."""
        found, before = dijkstra(self.metres, indices=nodes, return_predecessors=True)
        return found, before

    def walk(self, before: NDArray[np.int32], source: int, target: int) -> list[tuple[int, bool]]:
        """Give the edges from ``source`` to ``target`` and whether each is walked in its own sense."""
        way: list[tuple[int, bool]] = []
        node = target
        while node != source:
            came = int(before[node])
            edge = self.edge[(came, node) if came < node else (node, came)]
            way.append((edge, int(self.ground.graph[0][edge]) == came))
            node = came
        return way[::-1]


def ways(ground: Ground, *, inside: NDArray[np.bool_] | None = None) -> Ways:
    """Build the matrix of metres, of parallel edges the shortest, over the nodes ``inside``."""
    tail, head, length = ground.graph[:3]
    use = tail != head
    if inside is not None:
        use &= inside[tail] & inside[head]
    low, high = np.minimum(tail, head)[use], np.maximum(tail, head)[use]
    edges = np.flatnonzero(use)
    order = np.lexsort((length[edges], high, low))
    low, high, edges = low[order], high[order], edges[order]
    shortest = np.ones(len(edges), np.bool_)
    shortest[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, edges = low[shortest], high[shortest], edges[shortest]
    size = ground.nodes
    both = (np.concatenate((length[edges], length[edges])), (np.concatenate((low, high)), np.concatenate((high, low))))
    pairs = {(int(a), int(b)): int(edge) for a, b, edge in zip(low, high, edges, strict=True)}
    return Ways(ground, csr_matrix(both, shape=(size, size)), pairs)
