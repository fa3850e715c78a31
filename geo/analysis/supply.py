"""Places shared out by distance: the enhanced two-step floating catchment (Luo & Qi 2009, Health & Place 15:1100)."""

from dataclasses import dataclass

import numpy as np

from geo import standards
from geo.analysis.arrays import Floats
from geo.analysis.walking import Pairs


@dataclass(frozen=True, kw_only=True)
class Decay:
    """What a facility is worth by the time it takes to walk there: one weight a zone, zones of equal width."""

    weights: tuple[float, ...] = (
        standards.default("decay.near"),
        standards.default("decay.middle"),
        standards.default("decay.far"),
    )

    def __call__(self, seconds: Floats, limit_s: float) -> Floats:
        """Weigh walking times; 0 beyond the limit."""
        zone = np.ceil(seconds * len(self.weights) / limit_s).astype(np.int64) - 1
        weight = np.asarray(self.weights)[np.clip(zone, 0, len(self.weights) - 1)]
        worth: Floats = np.where(seconds <= limit_s, weight, 0.0)
        return worth


def shared_out(pairs: Pairs, *, capacity: Floats, people: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Share the places of facilities among the people in reach.

    Step 1: places per weighted person of a facility, R_j = S_j / Σ_i w_ij P_i; step 2: what a place on the map can
    count on, A_i = Σ_j w_ij R_j. Supply is conserved: Σ_i P_i A_i = Σ_j S_j over facilities with anybody in reach.

    Parameters
    ----------
    pairs
        Which places each facility reaches.
    capacity, people
        Places a facility has; people at a place.
    weight
        Worth of every pair, from `Decay`.

    Returns
    -------
    tuple
        Places per weighted person of each facility (0 where nobody is in reach); places per person at each place.
    """
    asked = np.bincount(pairs.source, weight * people[pairs.place], minlength=capacity.size).astype(np.float64)
    ratio = np.divide(capacity, asked, out=np.zeros_like(asked), where=asked > 0)
    access = np.bincount(pairs.place, weight * ratio[pairs.source], minlength=people.size).astype(np.float64)
    return ratio, access
