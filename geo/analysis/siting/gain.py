"""What one more site brings, fast enough to follow a finger on the map."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.coverage import Reach
from geo.analysis.network import Spots
from geo.analysis.walking import Places


@dataclass(frozen=True, eq=False, kw_only=True)
class Gain:
    """What a candidate adds to what stands today."""

    people: float
    """Newly served within the limit."""
    reached: float
    """All people within the limit, served already or not."""
    grids: pd.Series
    """People newly served by grid, most first, grids that gain nobody left out."""
    minutes_saved: float
    """Person-minutes on the way to the nearest facility saved, among people within the limit."""


class Standing:
    """How every place stands today, prepared so that one candidate costs only what it reaches."""

    def __init__(self, places: Places, reach: Reach, *, minutes: float) -> None:
        self._places = places
        self._limit_s = minutes * 60.0
        self._people = reach.places["people"].to_numpy()
        self._seconds = reach.places["seconds"].to_numpy()
        self._grid, self._codes = pd.factorize(reach.places["grid"].fillna(""))

    def gain(self, candidate: Spots) -> Gain:
        """Say what a candidate (a `Spots` of one) brings; nothing where it is not on the network."""
        pairs = self._places.reached(candidate, limit_s=self._limit_s)
        people, today = self._people[pairs.place], self._seconds[pairs.place]
        fresh = np.where(today > self._limit_s, people, 0.0)
        by_grid = np.bincount(self._grid[pairs.place], fresh, minlength=len(self._codes))
        gained = pd.Series(by_grid, index=pd.Index(self._codes, name="grid"), name="people")
        saved = np.where(np.isfinite(today), np.maximum(today - pairs.seconds, 0.0), 0.0)
        return Gain(
            people=float(fresh.sum()),
            reached=float(people.sum()),
            grids=gained[gained > 0].sort_values(ascending=False, kind="stable"),
            minutes_saved=float((people * saved).sum() / 60),
        )
