"""Service circles of one reader: what each facility reaches on foot, and whom all of them reach together."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis import circles, walking
from geo.answers import people
from geo.answers.walking import Walks
from geo.filters import Filters
from geo.i18n import t
from geo.settings import settings
from geo.store import facilities


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Whom some facilities reach together; people, dwellings or buildings as ``measure`` says."""

    near: float
    """Within the limit."""
    far: float
    """Beyond the limit, on a known way."""
    unknown: float
    """On no street, or on streets joined to none of the facilities: nobody knows, so not counted as left out."""
    measure: str
    ages: str

    @property
    def everybody(self) -> float:
        """All of them."""
        return self.near + self.far + self.unknown

    @property
    def share(self) -> float:
        """Part within the limit; not a number where there is nobody."""
        return self.near / self.everybody if self.everybody > 0 else float("nan")


def sources(walks: Walks, asked: Filters) -> gpd.GeoDataFrame:
    """Give the facilities asked about: of the asked kinds, in the asked node."""
    return walks.ask(facilities.find, asked.but(facility_kinds=walks.kinds(asked)))


def together(walks: Walks, asked: Filters, start: gpd.GeoDataFrame) -> Reached:
    """Count who, of the people of the asked node, is in reach of any of some facilities."""
    homes, spots = walks.homes()
    weight = walks.weight(asked)
    found = walks.doors().snap(start, most_m=walks.norm("walk.snap_m"))
    times = walking.nearest(walks.network(), found, spots, metres_per_second=walks.pace(asked))
    seconds = times["seconds"].to_numpy()
    inside = walks.of_node(homes["grid"], asked.node)
    counts = np.where(inside, weight.counts.to_numpy(), 0.0)
    near, known = seconds <= asked.minutes * 60.0, np.isfinite(seconds)
    return Reached(
        near=float(counts[near].sum()), far=float(counts[known & ~near].sum()), unknown=float(counts[~known].sum()),
        measure=weight.measure, ages=weight.ages,
    )  # fmt: skip


def rows(walks: Walks, asked: Filters, start: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell of each facility metres of street and people within the walk, and why one is not on the network.

    Columns ``name``, ``kind``, ``street_m``, ``people`` (missing where fewer than k), ``note``.
    """
    spots = walks.doors().snap(start, most_m=walks.norm("walk.snap_m"))
    reached = circles.streets_reached(
        walks.network(), spots, minutes=asked.minutes, metres_per_second=walks.pace(asked)
    )
    pairs = walks.prepared(asked).reached(spots, limit_s=asked.minutes * 60.0)
    weight = walks.weight(asked)
    counts = np.bincount(pairs.source, weight.counts.to_numpy()[pairs.place], minlength=len(spots))
    reasons = spots.reasons["reason"].reindex(start.index)
    table = pd.DataFrame(
        {
            "name": start["name"],
            "kind": start["kind"],
            "street_m": reached["metres"].round(1),
            "people": pd.Series(counts, start.index),
            "note": [None if pd.isna(one) else t(f"coverage.notes.off_{one}") for one in reasons],
        }
    )
    least = 0 if weight.measure == "buildings" else settings().k_inside
    return people.hidden(table, ["people"], few=pd.Series(False, index=table.index), k=least)
