"""Coverage gathered up the grid tree: figures of every node, gaps ranked."""

import numpy as np
import pandas as pd

from geo import frames, tree
from geo.analysis.arrays import Floats
from geo.analysis.coverage import FIGURES, Reach

MINUTES = ("p50_min", "p90_min")
"""Minutes within which half and nine tenths of the people can get to one."""


def by_node(reach: Reach, grids: pd.DataFrame) -> pd.DataFrame:
    """Add coverage up for every node of the grid tree.

    Parameters
    ----------
    grids
        Treaty `GRIDS`, all levels. People whose grid is not among them are counted under the index ``""``.

    Returns
    -------
    pandas.DataFrame
        Index the node's code; ``level``, ``parent``, the columns of `FIGURES` in people (or dwellings), ``p50_min`` and
        ``p90_min`` (minutes to the nearest facility within which that share of the people live; infinite where fewer
        can get to one), ``nearest_m`` (straight line, the best of the node).
    """
    frames.require(grids, frames.GRIDS, ("level", "parent", "path"))
    places = reach.places
    home = places["grid"].where(places["grid"].isin(grids.index), "")
    rows: list[pd.DataFrame] = []
    lineage = {code: [one for one in path if one in grids.index] for code, path in tree.lineages(grids).items()}
    lineage[""] = [""]
    above = home.map(lineage).explode()
    lifted = places.loc[above.index].assign(node=above.to_numpy())
    lifted = lifted[lifted["node"].notna()]
    total = lifted.groupby("node")[list(FIGURES)].sum(min_count=0)
    if not reach.capacity_known:
        total["capacity"] = np.nan
    nodes = [*grids.index, *([""] if "" in total.index else [])]
    table = total.reindex(nodes).fillna({name: 0.0 for name in FIGURES if name != "capacity" or reach.capacity_known})
    quantiles = lifted.groupby("node")[["seconds", "people"]].apply(_minutes)
    table[["p50_min", "p90_min"]] = quantiles.reindex(nodes) if len(quantiles) else np.nan
    table["nearest_m"] = lifted.groupby("node")["straight_m"].min().reindex(nodes)
    rows.append(grids[["level", "parent"]].reindex(nodes))
    return pd.concat([*rows, table], axis=1)


def _minutes(group: pd.DataFrame) -> pd.Series:
    seconds, people = group["seconds"].to_numpy(), group["people"].to_numpy()
    return pd.Series({"p50_min": _quantile(seconds, people, 0.5), "p90_min": _quantile(seconds, people, 0.9)})


def _quantile(seconds: Floats, people: Floats, share: float) -> float:
    """Give the minutes within which this share of the people live."""
    order = np.argsort(seconds, kind="stable")
    reached = np.cumsum(people[order])
    if not reached.size or reached[-1] <= 0:
        return float("nan")
    return float(seconds[order][np.searchsorted(reached, share * reached[-1] - 1e-9)] / 60)


def ranked(table: pd.DataFrame, *, level: str = "grid") -> pd.DataFrame:
    """List the nodes of a level by people not served, most first, with the overstatement of the ring (水分)."""
    chosen = table[table["level"] == level]
    made = chosen.assign(
        unserved=chosen["people"] - chosen["network"] - chosen["unknown"], overstated=chosen["ring"] - chosen["network"]
    )
    return made.sort_values(["unserved", "people"], ascending=False, kind="stable")
