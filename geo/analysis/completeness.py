"""Whether a community has the facilities of every level: a wider one does not stand in for a missing nearer one."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import frames
from geo.analysis.network import Network, Spots
from geo.analysis.walking import nearest

CIRCLES = {"near": ("grid", "community"), "far": ("street", "district", "city")}
"""Which facility levels belong to the 5- and to the 15-minute circle (after GB 50180-2018)."""
BY_KIND = {
    "near": ("elderly_care", "childcare", "service_station", "neighbour_centre"),
    "far": ("health", "service_hall", "governance_centre", "police", "school", "library", "culture"),
}
"""The circle of a facility whose level is unknown, by its kind (after appendix B of GB 50180-2018, to be checked):
day care, nursery and service station belong to the 5 minutes, what a whole sub-district shares to the 15."""
ANSWERS = ("all", "part", "none")
"""At least the target share of the people, some of them, nobody."""


def by_node(
    network: Network,
    facilities: gpd.GeoDataFrame,
    sources: Spots,
    doors: Spots,
    people: pd.Series,
    node: pd.Series,
    *,
    minutes: dict[str, float],
    metres_per_second: float,
    target: float,
) -> pd.DataFrame:
    """Say for every community which kinds of each level are within the walk of that level.

    Parameters
    ----------
    facilities, sources
        All facilities, and where they stand on the network, in the same order.
    doors, people, node
        Where people live, how many, and the community they belong to, in the same order.
    minutes
        Limit of each circle of `CIRCLES`.
    target
        Share of the people (0-1) from which a community counts as served.

    Returns
    -------
    pandas.DataFrame
        Index the community; a column for each circle and kind there is a facility of, one of `ANSWERS`.
    """
    frames.require(facilities, frames.FACILITIES, ("kind", "level"))
    whole = people.groupby(node.to_numpy()).sum()
    made: dict[tuple[str, str], pd.Series] = {}
    of_circle = circles(facilities)
    for circle in CIRCLES:
        inside = (of_circle == circle).to_numpy()
        for kind in sorted(facilities["kind"][inside].unique()):
            chosen = sources.take(inside & (facilities["kind"] == kind).to_numpy())
            limit_s = minutes[circle] * 60.0
            found = nearest(network, chosen, doors, metres_per_second=metres_per_second, limit_s=limit_s)
            near = people.where(np.isfinite(found["seconds"]).to_numpy(), 0.0)
            share = near.groupby(node.to_numpy()).sum() / whole
            made[circle, kind] = share.map(lambda one: "all" if one >= target else "part" if one > 0 else "none")
    return pd.DataFrame(made, index=whole.index)


def circles(facilities: pd.DataFrame) -> pd.Series:
    """Say which circle of `CIRCLES` each facility belongs to: by its level, else by its kind; missing for others."""
    by_level = {level: circle for circle, levels in CIRCLES.items() for level in levels}
    by_kind = {kind: circle for circle, kinds in BY_KIND.items() for kind in kinds}
    told = facilities["level"].map(by_level)
    return told.where(facilities["level"].notna(), facilities["kind"].map(by_kind))
