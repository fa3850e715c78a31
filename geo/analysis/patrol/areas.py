"""Streets cut exactly at the borders of areas (grids, beats), so that the parts of a total add up to it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analysis import borders

OUTSIDE = ""
"""Key of what lies in no area."""
_SLIVER_M = 0.01


def cut(streets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Cut streets at the borders of areas.

    A piece belongs to the area its middle lies in; where areas overlap or share a border along a street, to the one
    that comes first by code. What lies in no area has the key ``OUTSIDE``. Lengths of a street's pieces add up to
    the street.

    Parameters
    ----------
    streets
        Table STREETS (geometry and codes are used), metric CRS.
    areas
        Polygons by code, in the same CRS.

    Returns
    -------
    DataFrame
        ``street``, ``area``, ``from_m``, ``to_m``; in the order of the streets.
    """
    crs.require_metric(streets, noun="streets")
    lines = streets.geometry.to_numpy()
    length = shapely.length(lines)
    ordered = areas.sort_index()
    row, at = _cuts(lines, ordered.geometry.to_numpy())
    row = np.concatenate((np.repeat(np.arange(len(lines)), 2), row))
    at = np.concatenate((np.column_stack((np.zeros(len(lines)), length)).ravel(), at))
    at = np.clip(at, 0.0, length[row])
    order = np.lexsort((at, row))
    row, at = row[order], at[order]
    piece = (row[1:] == row[:-1]) & (at[1:] - at[:-1] > 0)
    row, low, high = row[:-1][piece], at[:-1][piece], at[1:][piece]
    area = borders.first(shapely.line_interpolate_point(lines[row], (low + high) / 2), ordered.geometry.to_numpy())
    row, area, low, high = _mended(row, area, low, high)
    keys = np.append(ordered.index.astype(str).to_numpy(object), OUTSIDE)
    return pd.DataFrame({"street": streets.index.to_numpy()[row], "area": keys[area], "from_m": low, "to_m": high})


def each(streets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the stretches of street inside each area, where areas may overlap (beats): columns as `cut`."""
    tree = shapely.STRtree(streets.geometry.to_numpy())
    parts = [pd.DataFrame({"street": [], "area": [], "from_m": [], "to_m": []})]
    for code in areas.index:
        one = areas.loc[[code]]
        near = np.sort(tree.query(one.geometry.iloc[0], predicate="intersects"))
        pieces = cut(streets.iloc[near], one)
        parts.append(pieces[pieces["area"] == str(code)])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def share_out(stretches: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Cut stretches of streets (visits, say) where the streets are cut, and name each part's ``area``.

    Other columns are repeated.
    """
    rows = stretches.reset_index(drop=True)
    joined = rows.reset_index(names="stretch").merge(pieces, on="street", suffixes=("", "_piece"))
    joined["from_m"] = joined[["from_m", "from_m_piece"]].max(axis=1)
    joined["to_m"] = joined[["to_m", "to_m_piece"]].min(axis=1)
    parts = joined[joined["to_m"] - joined["from_m"] > _SLIVER_M].sort_values(["stretch", "from_m"])
    return parts.drop(columns=["from_m_piece", "to_m_piece", "stretch"]).reset_index(drop=True)


def _cuts(lines: NDArray[np.object_], areas: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find where lines meet borders: the row of the line and the metre along it, straight piece by straight piece."""
    places, of = shapely.get_coordinates(lines, return_index=True)
    start = np.flatnonzero(of[1:] == of[:-1])
    straight = np.hstack((places[start], places[start + 1]))
    metres = np.hypot(*(straight[:, 2:] - straight[:, :2]).T)
    ran = np.cumsum(metres) - metres
    row = of[start]
    begin = np.searchsorted(row, np.arange(len(lines)))
    starts = ran - ran[np.minimum(begin, max(len(ran) - 1, 0))][row] if len(ran) else ran
    piece, along = borders.met(straight, areas)
    return row[piece], starts[piece] + along


def _mended(
    row: NDArray[np.int64], area: NDArray[np.int64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Give slivers to the piece before (or, at a street's beginning, after), and join neighbours in one area."""
    sliver = high - low < _SLIVER_M
    for i in np.flatnonzero(sliver):
        before, after = i - 1, i + 1
        if before >= 0 and row[before] == row[i]:
            area[i] = area[before]
        elif after < len(row) and row[after] == row[i]:
            area[i] = area[after]
    begins = np.flatnonzero(np.concatenate(([True], (row[1:] != row[:-1]) | (area[1:] != area[:-1]))))[: len(row)]
    ends = np.append(begins[1:], len(row)) - 1 if len(row) else begins
    return row[begins], area[begins], low[begins], high[ends]
