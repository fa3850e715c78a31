"""A table as CSV that a spreadsheet opens rightly: Chinese signs, city time, degrees, and no cell that is a formula."""

import geopandas as gpd
import pandas as pd

from geo.crs import to_display

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs a formula can begin with; East Asian spreadsheets take the wide ones for the same."""


def csv(frame: gpd.GeoDataFrame, *, zone: str) -> bytes:
    """Write a store's table; geometry becomes longitude and latitude of a point inside (WGS 84).

    Parameters
    ----------
    frame
        Metric CRS, indexed by code.
    zone
        The city's time zone: instants are written as its wall clock shows them, with their offset.
    """
    rows = pd.DataFrame(frame.drop(columns=frame.geometry.name)).rename_axis("code").reset_index()
    spots = to_display(frame.set_geometry(frame.geometry.representative_point())).geometry
    rows["longitude"], rows["latitude"] = spots.x.round(6).to_numpy(), spots.y.round(6).to_numpy()
    for name in rows.columns:
        if isinstance(rows[name].dtype, pd.DatetimeTZDtype):
            rows[name] = rows[name].dt.tz_convert(zone).map(lambda at: at.isoformat(timespec="seconds"), "ignore")
    return _written(rows)


def words(table: pd.DataFrame) -> bytes:
    """Write a table in a reader's words, its index first."""
    return _written(table.rename_axis("code").reset_index())


def plain(table: pd.DataFrame) -> bytes:
    """Write a table as it stands, without its index."""
    return _written(table)


def _written(rows: pd.DataFrame) -> bytes:
    safe = rows.copy()
    safe.columns = pd.Index([_harmless(str(name)) for name in safe.columns])
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].map(_harmless, "ignore")
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(value: object) -> object:
    """Keep a spreadsheet from running what somebody wrote into a field."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
