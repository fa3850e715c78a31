"""Residents in: counts by age band on a building, cell or grid, one row a band or one column a band. Never persons."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import STORED
from geo.frames import BANDS, MEASURES, PLACE_KINDS
from geo.intake import values
from geo.intake.draft import Draft, Kind, Rows, shaped
from geo.intake.ground import Ground
from geo.intake.matching import LAT, LON, Field

_MOST = 1_000_000
"""More than any building or cell holds."""


def column_of(band: str) -> str:
    """Give the name of a band's own column.

    Examples
    --------
    >>> column_of("80+"), column_of("0-2")
    ('band_80_up', 'band_0_2')
    """
    return "band_" + band.replace("+", "_up").replace("-", "_")


def finish(draft: Draft, ground: Ground) -> None:
    """Find the place of counts that only name it, and check the counts."""
    frame = draft.frame
    for kind in PLACE_KINDS:
        unplaced = np.array([shape is None for shape in draft.shapes]) & (frame["place_kind"] == kind).to_numpy()
        if unplaced.any():
            known = ground.places(kind)
            draft.shapes[unplaced] = [known.get(place) for place in frame["place"][unplaced]]
    shaped(draft, "Point")
    draft.blame([shape is None for shape in draft.shapes], "place_unknown", place=frame["place"].to_numpy(dtype=object))
    told = frame["count"].notna().to_numpy()
    columns = [column_of(band) for band in BANDS]
    for name in ("count", *columns):
        draft.out_of(name, 0, _MOST)
    draft.blame(~told & frame[columns].isna().all(axis=1).to_numpy(), "no_count")
    frame["grid"] = ground.grid_of(draft.shapes)


def assemble(draft: Draft, ground: Ground) -> Rows:  # noqa: ARG001 - every noun is assembled with the ground it stands on
    """Give one row a place, measure and band; rows of one place (assessed units on one lot) are added up."""
    good = draft.good
    flat = draft.frame.loc[good].assign(row=draft.rows[good], at=np.flatnonzero(good))
    keys = ["place_kind", "place", "measure"]
    single = flat.loc[flat["count"].notna(), [*keys, "band", "count", "grid", "row", "at"]]
    wide = flat.loc[flat["count"].isna(), [*keys, "grid", "row", "at", *map(column_of, BANDS)]]
    tall = wide.melt([*keys, "grid", "row", "at"], var_name="band", value_name="count").dropna(subset="count")
    tall["band"] = tall["band"].map({column_of(band): band for band in BANDS})
    every = pd.concat([single, tall.astype({"count": "Int64"})], ignore_index=True)
    keys = [*keys, "band"]
    summed = every.groupby(keys, sort=False, as_index=False).agg(
        count=("count", "sum"), grid=("grid", "first"), at=("at", "first")
    )
    shapes = draft.shapes[summed.pop("at").to_numpy(dtype=int)]
    frame = gpd.GeoDataFrame(summed, geometry=gpd.GeoSeries(shapes, crs=STORED))
    into = every.groupby(keys, sort=False).ngroup().to_numpy().astype(np.intp)
    return Rows(frame, every["row"].to_numpy(dtype=np.int64), into)


def _names(band: str) -> tuple[str, ...]:
    bare = re.sub(r"[^0-9]", "", band)
    if band == "all":
        return ("all", "everyone", "population", "people", "人口", "总人口", "人数", "人口数", "常住人口", "总数")
    if band.endswith("+"):
        return (bare, f"{bare}up", f"{bare}plus", f"{bare}岁以上", f"{bare}岁及以上", f"age{bare}")
    low, high = band.split("-")
    return (f"{low}{high}", f"{low}{high}岁", f"{low}至{high}岁", f"age{low}{high}")


KIND = Kind(
    "residents",
    (
        Field("place", values.code, ("编号", "编码", "code", "id", "楼栋编号", "建筑编号", "网格编号"), required=True),
        LON,
        LAT,
        Field("place_kind", values.code, ("地点类型",), codes=PLACE_KINDS, required=True),
        Field("measure", values.code, ("计量",), words="words.measures", codes=MEASURES, default="people"),
        Field("band", values.code, ("年龄段", "ageband"), codes=BANDS, default="all"),
        Field("count", values.count, ("数量", "计数", "n")),
        *(Field(column_of(band), values.count, _names(band)) for band in BANDS),
    ),
    "Point",
    finish,
    assemble,
    key=("place_kind", "place", "measure", "band"),
    whole=True,
    placed=False,
    persons_refused=True,
)
