"""The Web Mercator pyramid: one tile, its bounds in metres and in degrees."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, func

from geo.crs import WEB

EARTH = 20_037_508.342789244
"""Half the width of the Web Mercator plane."""
CELLS = 128
"""Cells a tile side that incidents are counted in."""
DEEPEST = 22


@dataclass(frozen=True)
class Tile:
    """One tile of the Web Mercator pyramid."""

    z: int
    x: int
    y: int

    @property
    def real(self) -> bool:
        """Whether the pyramid has such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @property
    def side(self) -> float:
        """Side in Web Mercator's metres."""
        return 2 * EARTH / float(2**self.z)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north.

        Examples
        --------
        >>> Tile(1, 0, 0).bounds
        (-20037508.342789244, 0.0, 0.0, 20037508.342789244)
        """
        west, north = self.x * self.side - EARTH, EARTH - self.y * self.side
        return west, north - self.side, west + self.side, north

    @property
    def meridians(self) -> tuple[float, float]:
        """West and east in degrees."""
        west, _, east, _ = self.bounds
        return 180 * west / EARTH, 180 * east / EARTH

    @property
    def parallels(self) -> npt.NDArray[np.float64]:
        """Latitudes of the lines that part the tile into `CELLS` rows, from north to south, in degrees.

        Examples
        --------
        >>> Tile(0, 0, 0).parallels[[0, 64, 128]].round(3).tolist()
        [85.051, 0.0, -85.051]
        """
        _, south, _, north = self.bounds
        return np.degrees(np.arctan(np.sinh(np.linspace(north, south, CELLS + 1) * np.pi / EARTH)))

    def envelope(self, *, margin: float = 0.0) -> ColumnElement[Any]:
        """Give the tile as a geometry of four bound numbers, widened by a share of its side."""
        west, south, east, north = self.bounds
        more = self.side * margin
        return func.st_makeenvelope(west - more, south - more, east + more, north + more, WEB)
