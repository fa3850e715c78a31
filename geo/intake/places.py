"""Coordinates in: the file's system to CGCS2000. A missing or wrong system is a question, never a guess."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.crs import STORED
from geo.crs.china import SHIFTED, from_gcj02, to_true
from geo.errors import BadInputError
from geo.intake.draft import Draft
from geo.intake.ground import Ground, Shapes

Degrees = NDArray[np.float64]
_CODE = re.compile(r"^(?:EPSG:)?(\d{4,6})$", re.IGNORECASE)
_SAME = frozenset({4326, 4490})
"""WGS 84 and CGCS2000 differ by centimetres: nothing is moved between them."""
_MOST = 0.5
"""Share of a file's rows that must agree before the whole file is asked about."""
_SAMPLE = 2_000
_FEWEST = 30
_NEAR_M, _TIMES = 25.0, 0.5
"""A file looks shifted if undoing the shift brings it this near to streets, and this much nearer than it was."""


@dataclass(frozen=True)
class System:
    """The system a file's coordinates are in."""

    name: str
    crs: CRS | None
    """Null for the shifted Chinese systems, which no EPSG code names."""
    told: bool
    """Whether the reader said so (else the file did)."""

    @property
    def degrees(self) -> bool:
        """Whether coordinates are degrees."""
        return self.crs is None or bool(self.crs.is_geographic)


def system(file: str, *, told: str | None, said: str | None) -> System:
    """Settle the system: the reader's answer counts for more than the file's own word.

    Raises
    ------
    BadInputError
        If neither says one, or says one that does not exist.
    """
    if told is not None:
        return _told(file, told)
    if said is None:
        raise BadInputError("intake.errors.crs_asked", file=file)
    try:
        crs = CRS.from_user_input(said)
    except CRSError:
        raise BadInputError("intake.errors.crs_asked", file=file) from None
    if not (crs.is_geographic or crs.is_projected):
        raise BadInputError("intake.errors.crs_asked", file=file)
    return System(crs.to_string() if crs.to_epsg() else crs.name, crs, told=False)


def _told(file: str, told: str) -> System:
    plain = told.upper().replace("GCJ02", "GCJ-02").replace("BD09", "BD-09")
    if plain in SHIFTED:
        return System(plain, None, told=True)
    found = _CODE.match(plain)
    if found is None:
        raise BadInputError("intake.errors.crs", file=file, crs=told)
    try:
        crs = CRS.from_epsg(int(found[1]))
    except CRSError:
        raise BadInputError("intake.errors.crs", file=file, crs=told) from None
    if not (crs.is_geographic or crs.is_projected):
        raise BadInputError("intake.errors.crs", file=file, crs=told)
    return System(f"EPSG:{found[1]}", crs, told=True)


def plausible(file: str, shapes: Shapes, given: System, area: tuple[float, float, float, float]) -> None:
    """Stop a file whose numbers cannot be what its system says: metres for degrees, degrees for metres, lon for lat.

    Raises
    ------
    BadInputError
        With the question that must be answered first.
    """
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    if not len(bounds):
        return
    x, y = bounds[:, 0], bounds[:, 1]
    example = {"file": file, "crs": given.name, "x": round(float(x[0]), 4), "y": round(float(y[0]), 4)}
    outside = (np.abs(x) > 180) | (np.abs(y) > 90)
    if given.degrees:
        west, south, east, north = area
        fits = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        turned = (y >= west) & (y <= east) & (x >= south) & (x <= north) & ~fits
        if turned.mean() > _MOST:
            raise BadInputError("intake.errors.swapped", **example)
        if outside.mean() > _MOST:
            raise BadInputError("intake.errors.metres", **example)
    elif (~outside).mean() > _MOST and np.ptp(x) < 360:
        raise BadInputError("intake.errors.degrees", **example)


def to_stored(shapes: Shapes, given: System) -> Shapes:
    """Bring shapes from their system to CGCS2000."""
    if given.crs is not None and given.crs.to_epsg() in _SAME:
        return shapes
    transformer = Transformer.from_crs(given.crs, STORED, always_xy=True) if given.crs is not None else None

    def move(points: Degrees) -> Degrees:
        x, y = points[:, 0], points[:, 1]
        return np.column_stack(to_true(given.name, x, y) if transformer is None else transformer.transform(x, y))

    moved: Shapes = shapely.transform(shapes, move)
    return moved


def elsewhere(file: str, shapes: Shapes, given: System, area: tuple[float, float, float, float]) -> None:
    """Stop a file most of whose rows lie outside the city: then its system is wrong, not its rows.

    Raises
    ------
    BadInputError
        With the question that must be answered first.
    """
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    west, south, east, north = area
    outside = ~((bounds[:, 0] >= west) & (bounds[:, 2] <= east) & (bounds[:, 1] >= south) & (bounds[:, 3] <= north))
    if len(bounds) >= _FEWEST and outside.mean() > _MOST:
        x, y = np.nanmedian(bounds[:, 0]), np.nanmedian(bounds[:, 1])
        raise BadInputError("intake.errors.elsewhere", file=file, crs=given.name, x=round(x, 4), y=round(y, 4))


def check(draft: Draft, ground: Ground) -> None:
    """Hold it against rows that lie nowhere, or far from the city; a row that would fit the other way round says so."""
    bounds = shapely.bounds(draft.shapes)
    there = ~shapely.is_missing(draft.shapes)
    with np.errstate(invalid="ignore"):
        lost = there & ~np.isfinite(bounds).all(axis=1)
        west, south, east, north = ground.area
        x, y = bounds[:, 0], bounds[:, 1]
        inside = (x >= west) & (bounds[:, 2] <= east) & (y >= south) & (bounds[:, 3] <= north)
        turned = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    draft.blame(lost, "off_globe")
    draft.shapes[lost] = None
    place = {"x": np.round(x, 5), "y": np.round(y, 5)}
    draft.blame(there & ~lost & ~inside & turned, "turned", **place)
    far = there & ~lost & ~inside & ~turned
    draft.blame(
        far, "far", **place, west=round(west, 3), south=round(south, 3), east=round(east, 3), north=round(north, 3)
    )


def shift_seen(shapes: Shapes, ground: Ground) -> dict[str, Any] | None:
    """Say whether a file looks like GCJ-02 called something else: undone, it would lie on the streets.

    Returns
    -------
    dict or None
        Median distances to the nearest street as the file stands and with the shift undone, in metres.
    """
    there = shapes[~shapely.is_missing(shapes)]
    if len(there) < _FEWEST or len(ground.streets) < _FEWEST:
        return None
    sample = shapely.point_on_surface(there[:: max(1, len(there) // _SAMPLE)])
    x, y = shapely.get_x(sample), shapely.get_y(sample)
    metric = ground.to_metres(ground.streets)
    tree = shapely.STRtree(metric)
    as_is = _median(tree, ground.to_metres(sample))
    undone = _median(tree, ground.to_metres(shapely.points(*from_gcj02(x, y))))
    if undone < _NEAR_M and undone < _TIMES * as_is:
        return {"as_is": round(as_is), "undone": round(undone)}
    return None


def _median(tree: shapely.STRtree, points: Shapes) -> float:
    _, distances = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(np.median(distances))
