"""Stretches of streets (street, from metre, to metre): unions, common length, and cutting at the borders of areas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from geo.analysis.patrol import kernel_sweep

_SLIVER_M = 1e-6


def union(stretches: pd.DataFrame, *, by: str = "street") -> pd.DataFrame:
    """Merge overlapping and touching stretches of each street: metres count once.

    Examples
    --------
    >>> twice = pd.DataFrame({"street": ["s", "s"], "from_m": [0.0, 60.0], "to_m": [80.0, 100.0]})
    >>> union(twice).to_dict("records")
    [{'street': 's', 'from_m': 0.0, 'to_m': 100.0}]
    """
    street, names = pd.factorize(stretches[by])
    low, high = stretches["from_m"].to_numpy(np.float64), stretches["to_m"].to_numpy(np.float64)
    order = np.lexsort((low, street))
    of, merged_low, merged_high = np.empty(len(low), np.int64), np.empty(len(low)), np.empty(len(low))
    count = kernel_sweep.union(street[order].astype(np.int64), low[order], high[order], of, merged_low, merged_high)
    return pd.DataFrame({by: np.asarray(names)[of[:count]], "from_m": merged_low[:count], "to_m": merged_high[:count]})


def metres(stretches: pd.DataFrame) -> float:
    """Give the length of stretches, each counted as often as it is listed."""
    return float((stretches["to_m"] - stretches["from_m"]).sum())


def metres_by(stretches: pd.DataFrame, group: str) -> pd.Series:
    """Give the length of each group's stretches; inside a group each metre counts once."""
    place = stretches.groupby([group, "street"], sort=False).ngroup()
    names = stretches[[group, "street"]].drop_duplicates()[group].to_numpy()
    merged = union(stretches.assign(place=place), by="place")
    length = merged["to_m"] - merged["from_m"]
    return length.groupby(names[merged["place"].to_numpy(np.int64)]).sum()


def common_metres(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """Give the length that two sets of stretches share, whatever overlaps inside each."""
    one, other = union(one), union(other)
    columns = ["street", "from_m", "to_m"]
    return max(0.0, metres(one) + metres(other) - metres(union(pd.concat([one[columns], other[columns]]))))


def lines(stretches: pd.DataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Draw stretches as pieces of their streets' lines, on the stretches' index."""
    whole = streets.geometry.reindex(stretches["street"]).to_numpy()
    low, high = stretches["from_m"].to_numpy(np.float64), stretches["to_m"].to_numpy(np.float64)
    part = (low > _SLIVER_M) | (high < shapely.length(whole) - _SLIVER_M)
    drawn = whole.copy()
    drawn[part] = [substring(line, a, b) for line, a, b in zip(whole[part], low[part], high[part], strict=True)]
    return gpd.GeoSeries(drawn, index=stretches.index, crs=streets.crs)
