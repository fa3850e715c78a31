"""The walking network as arrays: nodes, edges with their shape, and what it costs to walk them at a pace."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.analysis.arrays import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Network:
    """Streets joined into a graph that is walked both ways; metres throughout.

    Edges run between nodes; ``shape_*`` holds their true line, edge after edge, with the metres along each. An edge
    that is closed has an infinite ``slowness`` and keeps its place, so that every other number stays the same.
    """

    x: Floats
    y: Floats
    starts: Ints
    """Node an edge starts at."""
    ends: Ints
    length_m: Floats
    slowness: Floats
    """How many times the level-street time one metre takes: 1, more on stairs, infinite when closed."""
    extra_s: Floats
    """Seconds on top, for climbing an overpass."""
    doors: Flags
    """Whether a door may give on to the edge: not on bridges and in tunnels."""
    raised: Flags
    """Whether the edge is a bridge or a tunnel: what crosses a river or a railway."""
    street: Ints
    """Row of the street in ``streets`` an edge is a piece of."""
    streets: npt.NDArray[np.str_]
    """Codes of the walkable streets."""
    first: Ints
    """Half-edges of node ``i`` are ``first[i]:first[i + 1]``."""
    to: Ints
    edge: Ints
    """Edge of a half-edge."""
    component: Ints
    """Label of the connected piece a node is in; 0 is the largest."""
    shape_first: Ints
    shape_x: Floats
    shape_y: Floats
    along_m: Floats
    crs: str
    """The metric CRS as text."""
    _paces: dict[float, "Pace"] = field(default_factory=dict, repr=False)

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return int(self.x.size)

    @property
    def edges(self) -> int:
        """How many edges."""
        return int(self.starts.size)

    def at(self, metres_per_second: float) -> "Pace":
        """Give the cost of every edge at a speed.

        Raises
        ------
        ValueError
            If the speed is not above zero.
        """
        if not metres_per_second > 0:
            raise ValueError(f"a speed is above zero m/s, not {metres_per_second}")
        if metres_per_second not in self._paces:
            self._paces[metres_per_second] = _pace(self, metres_per_second)
        return self._paces[metres_per_second]

    def without(self, codes: Iterable[str]) -> "Network":
        """Give the network with some streets closed to walkers, by their codes."""
        shut = np.isin(self.streets, np.asarray(list(codes), dtype=np.str_))[self.street]
        slowness = np.where(shut, np.inf, self.slowness)
        return replace(
            self,
            slowness=slowness,
            doors=self.doors & ~shut,
            component=components(self.nodes, self.starts[~shut], self.ends[~shut]),
            _paces={},
        )

    def save(self, path: Path) -> None:
        """Write the arrays to one file that `Network.load` reads."""
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays = {one.name: getattr(self, one.name) for one in fields(self) if not one.name.startswith("_")}
        fresh = path.with_name(f"{path.stem}.new.npz")
        np.savez(fresh, **arrays)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Network":
        """Read a network written by `save`."""
        with np.load(path, allow_pickle=False) as kept:
            values = {name: kept[name] for name in kept.files}
        return cls(**{**values, "crs": str(values["crs"])})


@dataclass(frozen=True, eq=False)
class Pace:
    """What a network costs at one speed, and how its search is best cut into buckets."""

    metres_per_second: float
    seconds: Floats
    """Per edge."""
    cost: Floats
    """Per half-edge."""
    width: float
    """Seconds a bucket spans."""
    longest: float
    """Seconds of the slowest open edge."""

    def ring(self, seed: float = 0.0) -> int:
        """Give a power of two of buckets that spans the slowest edge and the latest ``seed`` second."""
        span = (max(self.longest, seed) / self.width) + 3
        return 1 << int(np.ceil(np.log2(span)))


def _pace(network: Network, metres_per_second: float) -> Pace:
    with np.errstate(invalid="ignore"):
        seconds = network.length_m * network.slowness / metres_per_second + network.extra_s
    still_open = seconds[np.isfinite(seconds)]
    middle = float(np.median(still_open)) if still_open.size else 1.0
    return Pace(
        metres_per_second=metres_per_second,
        seconds=seconds,
        cost=seconds[network.edge],
        width=max(middle, 0.5),
        longest=float(still_open.max()) if still_open.size else 0.0,
    )


def compress(nodes: int, starts: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Lay out edges as half-edges by node: offsets, the node at the other end, the edge."""
    here = np.concatenate([starts, ends])
    there = np.concatenate([ends, starts])
    edge = np.tile(np.arange(starts.size, dtype=np.int32), 2)
    order = np.argsort(here, kind="stable")
    first = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(here, minlength=nodes), out=first[1:])
    return first, there[order].astype(np.int32), edge[order]


def components(nodes: int, starts: Ints, ends: Ints) -> Ints:
    """Label connected pieces, the largest (by nodes) 0, the next 1, and so on."""
    graph = coo_matrix((np.ones(starts.size, np.int8), (starts, ends)), shape=(nodes, nodes))
    count, label = connected_components(graph, directed=False)
    rank = np.empty(count, np.int32)
    rank[np.argsort(-np.bincount(label, minlength=count), kind="stable")] = np.arange(count, dtype=np.int32)
    labelled: Ints = rank[label]
    return labelled
