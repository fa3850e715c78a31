"""What stands, and what one more site, or one less, brings: fast enough to follow a finger on the map.

What a facility reaches depends on where it stands and on nothing else, so each place is searched from once; a plan is
then a handful of arrays laid side by side.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geo.analysis.arrays import Floats, Ints
from geo.analysis.network import Spots
from geo.analysis.supply import Decay, shared_out
from geo.analysis.walking import Pairs, Places

_KEPT = 2_000
"""So many searches are kept; the oldest go."""


@dataclass(frozen=True, eq=False)
class Served:
    """Who is served under one set of facilities, place by place."""

    network: Floats
    """People within the limit on foot."""
    capacity: Floats | None
    """People with a place there (see `geo.analysis.coverage`); None where that is not known."""


@dataclass(frozen=True, eq=False)
class _Walk:
    """What one spot reaches: places, and seconds to each."""

    place: Ints
    seconds: Floats


class Standing:
    """Places where people live, prepared so that a set of facilities costs only what is new in it.

    Parameters
    ----------
    places
        Where people live, on the network, at one pace.
    people
        How many, in the same order.
    snap
        Puts facilities on the network.
    minutes
        The limit.
    need
        Places a person is to have; None where that is not known.
    decay
        Worth of a facility by its walking time.
    """

    def __init__(
        self,
        places: Places,
        people: Floats,
        snap: Callable[[gpd.GeoDataFrame], Spots],
        *,
        minutes: float,
        need: float | None,
        decay: Decay,
    ) -> None:
        self._places = places
        self._people = people
        self._snap = snap
        self._limit_s = minutes * 60.0
        self._need = need
        self._decay = decay
        self._walks: OrderedDict[tuple[float, float], _Walk] = OrderedDict()

    def served(self, facilities: gpd.GeoDataFrame) -> Served:
        """Say who is served by these facilities (in metres, with ``capacity``); the same as `coverage.reach` says."""
        walks = self._searched(facilities)
        network = np.zeros(self._people.size)
        for walk in walks:
            network[walk.place] = self._people[walk.place]
        capacity = facilities["capacity"].astype(float).to_numpy()
        if self._need is None or not (capacity > 0).any():
            return Served(network, None)
        pairs = _laid_out(walks)
        worth = self._decay(pairs.seconds, self._limit_s)
        supply = np.clip(np.nan_to_num(capacity), 0.0, None)
        access = shared_out(pairs, capacity=supply, people=self._people, weight=worth)[1]
        return Served(network, network * np.minimum(1.0, access / self._need))

    def _searched(self, facilities: gpd.GeoDataFrame) -> list[_Walk]:
        """Give what each facility reaches, searching only from places that are new."""
        keys = list(zip(facilities.geometry.x.tolist(), facilities.geometry.y.tolist(), strict=True))
        fresh = [at for at, key in enumerate(keys) if key not in self._walks]
        if fresh:
            spots = self._snap(facilities.iloc[fresh])
            pairs = self._places.reached(spots, limit_s=self._limit_s)
            for number, at in enumerate(fresh):
                part = slice(pairs.offsets[number], pairs.offsets[number + 1])
                self._walks[keys[at]] = _Walk(pairs.place[part], pairs.seconds[part])
        found = [self._walks[key] for key in keys]
        while len(self._walks) > _KEPT:
            self._walks.popitem(last=False)
        return found


def _laid_out(walks: Sequence[_Walk]) -> Pairs:
    offsets = np.zeros(len(walks) + 1, np.int64)
    np.cumsum([walk.place.size for walk in walks], out=offsets[1:])
    nothing = np.empty(0)
    return Pairs(
        offsets,
        np.concatenate([nothing.astype(np.int32), *(walk.place for walk in walks)]),
        np.concatenate([nothing, *(walk.seconds for walk in walks)]),
    )
