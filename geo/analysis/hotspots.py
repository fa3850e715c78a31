"""Hot spots: Getis–Ord Gi* on smoothed rates, with permutation p and a false discovery rate; emerging ones named.

Only counts by grid go in; nobody is looked at. The kernel is our own: it is twenty lines, it has to be exact to the
published formula, and the permutations of a library hold thousands of maps in memory. Tests check it against esda.
"""

from typing import Any

import geopandas as gpd
import numba
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse, stats

FALSE_DISCOVERY = 0.05
FIRST_PERMUTATIONS, LAST_PERMUTATIONS = 999, 99_999
_DOUBTFUL = 0.02
_TOUCH_M = 0.5

Array = npt.NDArray[Any]


def neighbours(grids: gpd.GeoDataFrame) -> sparse.csr_array:
    """Give who touches whom, by edge or corner (within half a metre), each area itself included."""
    shapes = shapely.buffer(grids.geometry.to_numpy(), _TOUCH_M / 2)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return sparse.csr_array((np.ones(len(one)), (one, other)), shape=(len(grids), len(grids)))


def smoothed(counts: Array, base: Array) -> Array:
    """Shrink rates of small bases towards the whole: empirical Bayes (Marshall 1991), C = A / (A + m / base)."""
    counts, base = np.asarray(counts, dtype="float64"), np.asarray(base, dtype="float64")
    mean = counts.sum() / base.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = counts / base
        spread = np.nansum(base * (rate - mean) ** 2) / base.sum() - mean / base.mean()
        trust = max(spread, 0.0) / (max(spread, 0.0) + mean / base) if mean > 0 else np.zeros(len(base))
        out: Array = trust * rate + (1 - trust) * mean
    return np.where(base > 0, out, np.nan)


def gi_star(values: Array, weights: sparse.csr_array) -> Array:
    """Give Gi* as published (Ord & Getis 1995): (Σwx − x̄Σw) / (s √[(nΣw² − (Σw)²)/(n−1)])."""
    count = len(values)
    mean, spread = values.mean(), values.std()
    weight, square = weights.sum(axis=1), weights.multiply(weights).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        z: Array = (weights @ values - mean * weight) / (spread * np.sqrt((count * square - weight**2) / (count - 1)))
    return z


def permutation_p(values: Array, weights: sparse.csr_array, *, seed: int = 4) -> Array:
    """Give two-sided p of each local sum: its area stays, the others' values are dealt anew.

    A thousand deals for all; those below 2 % are dealt afresh a hundred thousand times, so that the false discovery
    rate over thousands of areas has something to tell apart.
    """
    fixed = np.asarray(values, dtype="float64")
    every = np.arange(len(fixed))
    p: Array = _dealt(fixed, weights.indptr, weights.indices, every, FIRST_PERMUTATIONS, seed)
    doubtful = every[p <= _DOUBTFUL]
    p[doubtful] = _dealt(fixed, weights.indptr, weights.indices, doubtful, LAST_PERMUTATIONS, seed + 1)
    return p


def find(grids: gpd.GeoDataFrame, counts: "pd.Series[Any]", base: "pd.Series[Any]") -> gpd.GeoDataFrame:
    """Find the hot and cold areas of one level.

    Parameters
    ----------
    grids
        Areas of one level, metric CRS.
    counts
        Matters by area; what is missing is none.
    base
        What a rate is taken per (people, dwellings, hectares); areas without any take no part.

    Returns
    -------
    GeoDataFrame
        The areas with ``count``, ``base``, ``rate`` (smoothed), ``z`` (Gi*), ``p`` (permutations), ``q`` (after
        Benjamini and Hochberg) and ``spot``: hot, cold or none.
    """
    table = grids[["name", "geometry"]].copy()
    table["count"] = counts.reindex(table.index).fillna(0).astype("int64")
    table["base"] = base.reindex(table.index).fillna(0.0).astype("float64")
    table = table[table["base"] > 0]
    for name in ("rate", "z"):
        table[name] = np.nan
    table["p"] = table["q"] = 1.0
    table["spot"] = "none"
    if len(table) < 3 or not table["count"].any():
        return table
    weights = neighbours(table)
    table["rate"] = smoothed(table["count"].to_numpy(), table["base"].to_numpy())
    rates = table["rate"].to_numpy()
    if np.ptp(rates) <= 1e-12 * rates.mean():
        return table
    table["z"] = gi_star(rates, weights)
    table["p"] = permutation_p(rates, weights)
    table["q"] = stats.false_discovery_control(table["p"].to_numpy(), method="bh")
    significant = table["q"] <= FALSE_DISCOVERY
    table.loc[significant & (table["z"] > 0), "spot"] = "hot"
    table.loc[significant & (table["z"] < 0), "spot"] = "cold"
    return table


def against(present: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Say of each area how it stands against the period before: new, growing, steady, fading or none."""
    was = (before["spot"] == "hot").reindex(present.index, fill_value=False)
    hot = present["spot"] == "hot"
    up = present["count"] > before["count"].reindex(present.index).fillna(0)
    course = np.select(
        [hot & ~was, hot & was & up, hot & was, was & ~hot], ["new", "growing", "steady", "fading"], "none"
    )
    return present.assign(course=course)


def emerging(present: "pd.Series[Any]", before: "pd.Series[Any]") -> pd.DataFrame:
    """Give the classes that grew against the period before, surest first.

    Each class's split between the two equally long periods is held against an even one (exact binomial), with a
    false discovery rate over all classes.
    """
    both = pd.DataFrame({"now": present, "before": before}).fillna(0).astype("int64")
    both = both[both.sum(axis=1) > 0]
    p = [stats.binomtest(int(now), int(now + was), 0.5, alternative="greater").pvalue for now, was in both.to_numpy()]
    both["p"] = np.array(p, dtype="float64")
    both["q"] = stats.false_discovery_control(both["p"].to_numpy(), method="bh") if len(both) else both["p"]
    both["emerging"] = both["q"] <= FALSE_DISCOVERY
    return both.sort_values(["q", "now"], ascending=[True, False])


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _dealt(values: Array, starts: Array, others: Array, areas: Array, deals: int, seed: int) -> Array:
    np.random.seed(seed)
    count, out = len(values), np.ones(len(areas))
    taken = np.zeros(count, np.int64)
    stamp = 0
    for place in range(len(areas)):
        area = areas[place]
        size, seen = 0, 0.0
        for j in range(starts[area], starts[area + 1]):
            if others[j] != area:
                size += 1
                seen += values[others[j]]
        above = below = 0
        slack = 1e-12 * (abs(seen) + 1e-300)
        for _ in range(deals):
            stamp += 1
            dealt, drawn = 0.0, 0
            while drawn < size:
                other = np.random.randint(0, count)
                if other != area and taken[other] != stamp:
                    taken[other] = stamp
                    dealt += values[other]
                    drawn += 1
            above += dealt >= seen - slack
            below += dealt <= seen + slack
        if size:
            out[place] = min(1.0, 2.0 * (1 + min(above, below)) / (deals + 1))
    return out
