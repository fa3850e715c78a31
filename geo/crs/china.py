"""The two shifted Chinese systems: GCJ-02 (Amap, Tencent) and BD-09 (Baidu), undone at intake and never stored.

Forward by the public algorithm; it has no closed inverse, so the inverse is iterated until the point, shifted
forward again, is where the file said. CGCS2000 and WGS 84 are the same here (they differ by centimetres).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

GCJ02 = "GCJ-02"
BD09 = "BD-09"
SHIFTED = (GCJ02, BD09)
"""Names under which a reader may declare a shifted file."""

_AXIS = 6_378_245.0
_ECCENTRICITY = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
_BAIDU_WAVE = np.pi * 3000 / 180
_CLOSE_ENOUGH = 1e-12
"""Degrees: a ten-millionth of a metre, well below what a double of this size still tells apart twice over."""
_ROUNDS = 30

Degrees = NDArray[np.float64]
Shift = Callable[[ArrayLike, ArrayLike], tuple[Degrees, Degrees]]


def gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift true coordinates (degrees) to GCJ-02; outside the algorithm's rectangle nothing moves.

    Examples
    --------
    >>> lon, lat = gcj02(118.78, 32.04)
    >>> round(float(lon), 6), round(float(lat), 6)
    (118.785206, 32.037951)
    """
    east, north = _degrees(lon), _degrees(lat)
    x, y = east - 105.0, north - 35.0
    radians = north / 180.0 * np.pi
    magic = 1 - _ECCENTRICITY * np.sin(radians) ** 2
    d_north = _wave_north(x, y) * 180.0 / ((_AXIS * (1 - _ECCENTRICITY)) / (magic * np.sqrt(magic)) * np.pi)
    d_east = _wave_east(x, y) * 180.0 / (_AXIS / np.sqrt(magic) * np.cos(radians) * np.pi)
    inside = (east >= _WEST) & (east <= _EAST) & (north >= _SOUTH) & (north <= _NORTH)
    return np.where(inside, east + d_east, east), np.where(inside, north + d_north, north)


def from_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Give the true coordinates of GCJ-02 ones, to better than a millionth of a metre."""
    return _undo(gcj02, _degrees(lon), _degrees(lat))


def bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift true coordinates (degrees) to BD-09: GCJ-02, then Baidu's polar ripple and constant shift."""
    x, y = gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_WAVE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_WAVE)
    return radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH


def from_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Give the true coordinates of BD-09 ones, to better than a millionth of a metre."""
    return _undo(bd09, _degrees(lon), _degrees(lat))


def to_true(system: str, lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Give the true coordinates of a shifted system, named as in `SHIFTED`."""
    return {GCJ02: from_gcj02, BD09: from_bd09}[system](lon, lat)


def _undo(shift: Shift, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    east, north = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        there_east, there_north = shift(east, north)
        miss_east, miss_north = lon - there_east, lat - there_north
        east, north = east + miss_east, north + miss_north
        if not np.any(np.abs(miss_east) > _CLOSE_ENOUGH) and not np.any(np.abs(miss_north) > _CLOSE_ENOUGH):
            break
    return east, north


def _degrees(values: ArrayLike) -> Degrees:
    return np.asarray(values, dtype=np.float64)


def _wave_north(x: Degrees, y: Degrees) -> Degrees:
    wave = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    wave += (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    wave += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    wave += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    return wave


def _wave_east(x: Degrees, y: Degrees) -> Degrees:
    wave = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    wave += (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    wave += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    wave += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    return wave
