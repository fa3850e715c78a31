"""Blocks cut into smaller blocks by streets, the way towns grow: across the long side, again and again."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import split

from geo.demo import curves
from geo.demo.curves import Line, Polygon

Corner = tuple[float, ...]
_TRIES = 5
_LEAST_SHARE = 0.22


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A street found by cutting a block in two."""

    line: Line
    block_ha: float
    """Size of the block it was cut through: large blocks are cut by wide streets."""


def cut_up(
    rng: np.random.Generator, block: Polygon, *, block_ha: float, wobble: float, meets: list[Corner]
) -> list[Cut]:
    """Cut a block until every part is about ``block_ha``; give the cuts.

    ``meets`` collects where cuts end on the edge of their block: a straight-laced town lets the next block's street go
    on from there, so that crossings have four arms.
    """
    cuts: list[Cut] = []
    waiting = [block]
    while waiting:
        whole = waiting.pop()
        size = whole.area / 1e4
        halves = _halves(rng, whole, wobble, meets) if size > block_ha * rng.uniform(0.85, 1.75) else None
        if halves is not None:
            streets, pieces = halves
            cuts.extend(Cut(line=one, block_ha=size) for one in streets)
            meets.extend(end for one in streets for end in (one.coords[0], one.coords[-1]))
            waiting.extend(pieces)
    return cuts


def _halves(
    rng: np.random.Generator, whole: Polygon, wobble: float, meets: list[Corner]
) -> tuple[list[Line], list[Polygon]] | None:
    for attempt in range(_TRIES):
        blade = _blade(rng, whole, wobble, meets if attempt == 0 else [])
        pieces = curves.polygons(split(whole, blade))
        if len(pieces) >= 2 and pieces[-1].area > _LEAST_SHARE * whole.area / (len(pieces) - 1):
            return curves.lines(shapely.intersection(blade, whole)), pieces
    return None


def _blade(rng: np.random.Generator, whole: Polygon, wobble: float, meets: list[Corner]) -> Line:
    """Draw a line across the long side of a block, near its middle, nearly square to it."""
    corners = np.asarray(shapely.oriented_envelope(whole).exterior.coords)
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    if np.hypot(*first) < np.hypot(*second):
        corners, first, second = corners[1:], second, -first
    share = _going_on(rng, whole, corners[0], first, meets, keen=0.95 if wobble == 0 else 0.4)
    lean = rng.normal(0, 0.01 + wobble)
    middle = corners[0] + first * (rng.uniform(0.38, 0.62) if share is None else share)
    start, end = middle - second * 0.2, middle + second * 1.2 + first * lean
    if not wobble:
        return shapely.LineString([start, end])
    inner = np.linspace(0, 1, 4)[1:-1, None]
    side = np.array([-(end - start)[1], (end - start)[0]])
    bent = start + (end - start) * inner + side * rng.normal(0, wobble, (2, 1)) * 0.7
    return curves.line(np.vstack([start, bent, end]), step_m=18)


def _going_on(
    rng: np.random.Generator,
    whole: Polygon,
    origin: NDArray[np.float64],
    first: NDArray[np.float64],
    meets: list[Corner],
    *,
    keen: float,
) -> float | None:
    """Say at which share of the long side a street of the neighbour block ends, if one does near the middle."""
    if not meets or rng.uniform() > keen:
        return None
    ends = np.asarray(meets)
    shares = (ends - origin) @ first / (first @ first)
    ends, shares = ends[np.abs(shares - 0.5) < 0.2], shares[np.abs(shares - 0.5) < 0.2]
    touching = shapely.dwithin(whole.exterior, shapely.points(ends), 0.5)
    return float(min(shares[touching], key=lambda share: abs(share - 0.5))) if touching.any() else None
