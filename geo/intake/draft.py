"""A batch on its way from words to rows: typed columns, geometry in CGCS2000, the reasons against each row."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import STORED
from geo.intake.faults import Faults, Mask
from geo.intake.ground import Ground, Shapes
from geo.intake.matching import Field


@dataclass
class Draft:
    """Rows that are being checked."""

    frame: pd.DataFrame
    """One column a field of the noun, typed; rows in the file's order."""
    shapes: Shapes
    """Geometry in CGCS2000; None where there is none."""
    rows: NDArray[np.int64]
    """Number of each row in its file."""
    faults: Faults
    skip: Mask
    """Rows that are not meant or come twice."""
    skips: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> Mask:
        """Rows that are meant and sound."""
        return ~self.skip & ~self.faults.bad

    def leave(self, where: Mask, why: str) -> None:
        """Skip rows, and count why."""
        fresh = where & ~self.skip
        self.skips[why] += int(fresh.sum())
        self.skip = self.skip | where

    def blame(self, where: Any, key: str, **params: Any) -> None:
        """Hold a reason against rows that are meant."""
        self.faults.blame(np.asarray(where, dtype=bool) & ~self.skip, key, **params)

    def out_of(self, name: str, low: float, high: float) -> None:
        """Hold it against rows whose value in a column lies outside its bounds."""
        values = pd.to_numeric(self.frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        self.blame((values < low) | (values > high), "bounds", column=name, value=values, low=low, high=high)


@dataclass
class Rows:
    """Rows ready for the database, and which row of the file each came from."""

    frame: gpd.GeoDataFrame
    origin: NDArray[np.int64]
    """Numbers of the file's rows, one entry for each row that went into a row of the frame."""
    into: NDArray[np.intp]
    """Beside each, the place in the frame that it went into."""

    def but(self, gone: Mask) -> "Rows":
        """Give the rows without some of the frame's, and what went into the others."""
        place = np.cumsum(~gone) - 1
        stays = ~gone[self.into]
        return Rows(self.frame.loc[~gone], self.origin[stays], place[self.into[stays]])


Finish = Callable[[Draft, Ground], None]
Assemble = Callable[[Draft, Ground], Rows]


def assemble(draft: Draft, ground: Ground) -> Rows:  # noqa: ARG001 - other nouns' ways of putting rows together need the ground
    """Put the sound rows together as they stand: index the code, geometry in CGCS2000."""
    good = draft.good
    flat = draft.frame.loc[good].drop(columns=["lon", "lat", "wkt"], errors="ignore")
    frame = gpd.GeoDataFrame(flat, geometry=gpd.GeoSeries(draft.shapes[good], index=flat.index, crs=STORED))
    return Rows(frame.set_index("code"), draft.rows[good], np.arange(len(frame)))


@dataclass(frozen=True)
class Kind:
    """How rows of one noun are taken in."""

    noun: str
    fields: tuple[Field, ...]
    becomes: str
    """What every geometry is brought to: Point, LineString, MultiPolygon or Geometry."""
    finish: Finish
    """Derive what follows from the columns, and check what only this noun can know."""
    assemble: Assemble = assemble
    key: tuple[str, ...] = ("code",)
    """Columns that together name a row; none where several rows of a file make one."""
    whole: bool = False
    """Whether rows depend on one another, so that the file is checked as one."""
    placed: bool = True
    """Whether a row without geometry is at fault (else the noun finds the place itself)."""
    persons_refused: bool = False
    """Whether a file with columns about persons is refused whole: its rows would be persons."""


def shaped(draft: Draft, becomes: str) -> None:
    """Bring geometry to the noun's type: a point inside an area, a line of joined parts, an area of several."""
    kinds = shapely.get_type_id(draft.shapes)
    there = kinds >= 0
    if becomes == "Point":
        areas = there & (kinds != _POINT)
        draft.shapes[areas] = shapely.point_on_surface(draft.shapes[areas])
        wrong = np.zeros(len(kinds), dtype=bool)
    elif becomes == "MultiPolygon":
        single = kinds == _POLYGON
        draft.shapes[single] = shapely.multipolygons(draft.shapes[single][:, np.newaxis])
        wrong = there & ~np.isin(kinds, (_POLYGON, _MULTI_POLYGON))
    elif becomes == "LineString":
        many = kinds == _MULTI_LINE
        draft.shapes[many] = shapely.line_merge(draft.shapes[many])
        wrong = there & ~np.isin(kinds, (_LINE, _MULTI_LINE))
    else:
        wrong = kinds == _COLLECTION
    names = np.array([shape.geom_type if shape is not None else "" for shape in draft.shapes], dtype=object)
    draft.blame(wrong, "wrong_geometry", found=names, wanted=becomes)


_POINT, _LINE, _POLYGON, _MULTI_LINE, _MULTI_POLYGON, _COLLECTION = 0, 1, 3, 5, 6, 7
