"""Walking times between places on the network: to the nearest, and from each by itself."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.arrays import Floats, Ints
from geo.analysis.network import Network, Pace, Spots
from geo.analysis.walking import kernel, kernel_places

_WORKERS = 2


@dataclass(frozen=True, eq=False)
class Legs:
    """What it costs, in seconds, to walk from places to the two ends of their edge, doors included."""

    leg_s: Floats
    place_m: Floats
    start_s: Floats
    end_s: Floats
    slow_s: Floats
    """Seconds per metre, per edge of the network."""


def legs(network: Network, spots: Spots, pace: Pace) -> Legs:
    """Give the walking seconds from places to both ends of their edges."""
    with np.errstate(invalid="ignore", divide="ignore"):
        slow = pace.seconds / network.length_m
    edge = np.maximum(spots.edge, 0)
    leg = np.where(spots.on, spots.leg_m, 0.0) / pace.metres_per_second
    along = np.where(spots.on, spots.place_m, 0.0)
    with np.errstate(invalid="ignore"):
        start = np.where(spots.on, along * slow[edge] + leg, np.inf)
        end = np.where(spots.on, (network.length_m[edge] - along) * slow[edge] + leg, np.inf)
    return Legs(leg_s=leg, place_m=along, start_s=start, end_s=end, slow_s=slow)


def by_edge(network: Network, spots: Spots) -> tuple[Ints, Ints]:
    """Sort places by the edge they are on: offsets, and their numbers."""
    on = np.flatnonzero(spots.on)
    edge = spots.edge[on]
    first = np.zeros(network.edges + 1, np.int32)
    np.cumsum(np.bincount(edge, minlength=network.edges), out=first[1:])
    return first, on[np.argsort(edge, kind="stable")].astype(np.int32)


def nearest_nodes(network: Network, sources: Spots, *, metres_per_second: float, limit_s: float) -> tuple[Floats, Ints]:
    """Give every node the seconds to its nearest source and that source's number (-1 beyond ``limit_s``)."""
    pace = network.at(metres_per_second)
    cost = legs(network, sources, pace)
    on = np.flatnonzero(sources.on).astype(np.int32)
    edge = sources.edge[on]
    nodes = np.concatenate([network.starts[edge], network.ends[edge]])
    seconds = np.concatenate([cost.start_s[on], cost.end_s[on]])
    return kernel.nearest(
        network.first, network.to, pace.cost, nodes, seconds, np.tile(on, 2), limit_s,
        pace.width, pace.ring(float(seconds.max(initial=0.0))),
    )  # fmt: skip


def nodes_each(
    network: Network, sources: Spots, *, metres_per_second: float, limit_s: float
) -> tuple[Ints, Ints, Floats]:
    """Give the nodes each source reaches: offsets by source, and the nodes with their seconds, source after source."""
    pace = network.at(metres_per_second)
    cost = legs(network, sources, pace)
    edge = np.maximum(sources.edge, 0)
    nodes = np.stack([network.starts[edge], network.ends[edge]], 1)[sources.on].ravel()
    seconds = np.stack([cost.start_s, cost.end_s], 1)[sources.on].ravel()
    first = np.concatenate([[0], np.cumsum(2 * sources.on)]).astype(np.int32)
    return kernel.each(
        network.first, network.to, pace.cost, first, nodes, seconds, limit_s,
        pace.width, pace.ring(float(seconds.max(initial=0.0))),
    )  # fmt: skip


def nearest(
    network: Network, sources: Spots, places: Spots, *, metres_per_second: float, limit_s: float = np.inf
) -> pd.DataFrame:
    """Give each place its walking time to the nearest source.

    Returns
    -------
    pandas.DataFrame
        Index as ``places``: ``seconds`` (infinite where no source is reached within ``limit_s``), ``source`` (its
        code, missing there).
    """
    seconds, owner = nearest_nodes(network, sources, metres_per_second=metres_per_second, limit_s=limit_s)
    pace = network.at(metres_per_second)
    there, here = legs(network, sources, pace), legs(network, places, pace)
    first, order = by_edge(network, sources)
    best, who = kernel_places.at_places(
        places.edge, here.start_s, here.end_s, network.starts, network.ends, seconds, owner, limit_s,
        first, order, there.place_m, there.leg_s, here.place_m, here.leg_s, here.slow_s,
    )  # fmt: skip
    codes = np.array([*sources.codes, None], dtype=object)
    return pd.DataFrame({"seconds": best, "source": codes[who]}, index=places.codes)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which places each source reaches and in how many seconds, source after source."""

    offsets: Ints
    place: Ints
    seconds: Floats

    @property
    def source(self) -> Ints:
        """Number of the source of every pair."""
        return np.repeat(np.arange(self.offsets.size - 1, dtype=np.int32), np.diff(self.offsets))


class Places:
    """Places prepared for many searches at one pace, so that a single search costs what it reaches and no more."""

    def __init__(self, network: Network, places: Spots, *, metres_per_second: float) -> None:
        self.network = network
        self.spots = places
        self.pace = network.at(metres_per_second)
        self._legs = legs(network, places, self.pace)
        self._first, self._order = by_edge(network, places)

    def reached(self, sources: Spots, *, limit_s: float) -> Pairs:
        """Search from every source by itself, on both cores when there are many."""
        if len(sources) < 2 * _WORKERS:
            return Pairs(*self._search(sources, limit_s))
        parts = np.array_split(np.arange(len(sources)), _WORKERS)
        with ThreadPoolExecutor(_WORKERS) as workers:
            found = list(workers.map(lambda part: self._search(sources.take(part), limit_s), parts))
        shifts = np.cumsum([0, *(offsets[-1] for offsets, _, _ in found)])
        offsets = [found[0][0], *(found[at][0][1:] + shifts[at] for at in range(1, len(found)))]
        return Pairs(
            np.concatenate(offsets).astype(np.int32),
            np.concatenate([place for _, place, _ in found]),
            np.concatenate([seconds for _, _, seconds in found]),
        )

    def _search(self, sources: Spots, limit_s: float) -> tuple[Ints, Ints, Floats]:
        net, pace, mine, there = self.network, self.pace, self._legs, legs(self.network, sources, self.pace)
        latest = float(np.max([there.start_s[sources.on].max(initial=0.0), there.end_s[sources.on].max(initial=0.0)]))
        return kernel_places.places_each(
            net.first, net.to, pace.cost, net.edge, net.starts, net.ends, mine.slow_s,
            sources.edge, there.place_m, there.leg_s, there.start_s, there.end_s,
            self._first, self._order, mine.place_m, mine.leg_s, mine.start_s, mine.end_s,
            limit_s, pace.width, pace.ring(latest),
        )  # fmt: skip
