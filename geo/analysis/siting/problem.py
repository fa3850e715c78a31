"""A siting question as arrays: which candidate reaches whom, who is served already, what may be built."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_matrix

from geo.analysis.arrays import Flags, Floats, Ints
from geo.analysis.walking import Pairs
from geo.crs.doors import require_metric

BANDS = ((0.25, 8.0), (0.5, 4.0), (0.75, 2.0), (1.0, 1.0))
"""Worst first: up to which share of a community a person served counts how many times."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Candidates against places with people.

    ``served`` are places that existing facilities serve already: they are locked, and counted as they stand.
    """

    codes: pd.Index
    """Of the candidates."""
    reaches: csc_matrix
    """Places by candidates: 1 where a candidate is within the walk."""
    people: Floats
    served: Flags
    cost: Floats
    """Of each candidate; 1 where money plays no part."""
    capacity: Floats | None = None
    """Places each candidate would have; None: as many as come."""
    group: Ints | None = None
    """Community of each place, for the worst-first mode."""

    @property
    def already(self) -> float:
        """People served by what stands today."""
        return float(self.people[self.served].sum())

    @property
    def open(self) -> Floats:
        """People still to be served at each place."""
        return np.where(self.served, 0.0, self.people)

    @classmethod
    def from_pairs(
        cls,
        pairs: Pairs,
        codes: pd.Index,
        people: Floats,
        served: Flags,
        *,
        cost: Floats | None = None,
        capacity: Floats | None = None,
        group: Ints | None = None,
    ) -> "Problem":
        """Make the question from the walks of candidates.

        Raises
        ------
        ValueError
            If people, costs or capacities are negative.
        """
        costs = np.ones(len(codes)) if cost is None else np.asarray(cost, float)
        for name, given in (("people", people), ("cost", costs), ("capacity", capacity)):
            if given is not None and (np.asarray(given) < 0).any():
                raise ValueError(f"{name} must not be negative")
        inside = csc_matrix((np.ones(pairs.place.size), (pairs.place, pairs.source)), shape=(people.size, len(codes)))
        return cls(
            codes=codes, reaches=inside, people=people, served=served, cost=costs, capacity=capacity, group=group
        )

    def worth(self, covered: Flags) -> float:
        """Give the people served when these places are covered as well, each place in full."""
        return float(self.people[self.served | covered].sum())

    def fairness(self, share: Floats) -> float:
        """Score shares of places served, worst communities first (see `BANDS`).

        Raises
        ------
        ValueError
            If the problem has no communities.
        """
        if self.group is None:
            raise ValueError("the worst-first mode needs the community of every place")
        total = np.bincount(self.group, self.people)
        served = np.bincount(self.group, self.people * np.where(self.served, 1.0, share), minlength=total.size)
        score, low = 0.0, 0.0
        for high, weight in BANDS:
            score += weight * float(np.clip(served - low * total, 0.0, (high - low) * total).sum())
            low = high
        return score

    def merged(self) -> "Problem":
        """Join places of one community that the same candidates reach: the answer stays, the search shrinks."""
        rows = self.reaches.tocsr()
        rows.sort_indices()
        keep = ~self.served & (np.diff(rows.indptr) > 0)
        marks = np.random.default_rng(0).integers(1, 2**62, (2, rows.shape[1]))
        keys = [np.add.reduceat(np.append(mark[rows.indices], 0), rows.indptr[:-1]) for mark in marks]
        group = np.zeros(self.people.size, np.int64) if self.group is None else self.group
        table = pd.DataFrame({"a": keys[0], "b": keys[1], "g": group})[keep]
        number = table.groupby(["a", "b", "g"], sort=False).ngroup().to_numpy()
        chosen = np.flatnonzero(keep)[np.unique(number, return_index=True)[1]] if number.size else np.empty(0, int)
        return Problem(
            codes=self.codes,
            reaches=rows[chosen].tocsc(),
            people=np.bincount(number, self.people[keep], minlength=chosen.size).astype(np.float64),
            served=np.zeros(chosen.size, bool),
            cost=self.cost,
            capacity=self.capacity,
            group=None if self.group is None else self.group[chosen],
        )


def candidates(places: gpd.GeoDataFrame, *, forbidden: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Give the places where building is allowed, as points: polygons by a point inside, none in a forbidden area.

    Raises
    ------
    NotMetricError
        If the places are not in metres.
    """
    require_metric(places, noun="candidates")
    points = places.set_geometry(shapely.point_on_surface(places.geometry.to_numpy()), crs=places.crs)
    points = points[~(points.geometry.isna() | points.geometry.is_empty)]
    if forbidden is None or forbidden.empty:
        return points
    hit = shapely.STRtree(forbidden.geometry.to_numpy()).query(points.geometry.to_numpy(), predicate="intersects")[0]
    allowed = np.ones(len(points), bool)
    allowed[hit] = False
    return points[allowed]
