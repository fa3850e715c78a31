"""The land the demo city stands on: its outline, river, canals, lake, railway, motorway and parks, in local metres.

Local metres run from the south-west corner; `ORIGIN` moves them into EPSG:4549. The place lies in the middle of a
large lake, so that no street drawn here is a street of anywhere.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from geo.demo import curves
from geo.demo.curves import Line, Polygon

ORIGIN = (512_000.0, 3_449_000.0)
"""East and north of local (0, 0) in EPSG:4549, metres."""
METRIC_CRS = 4549

_OUTLINE = (
    (340, 640), (760, 190), (1180, 240), (1900, 130), (2060, 260), (2700, 40), (3350, 60), (3380, 240), (3930, 170),
    (4000, 30), (4900, 60), (5320, 40), (5390, 330), (6020, 420), (6160, 900), (6080, 1500), (6330, 1560),
    (6420, 2250), (6390, 2760), (6120, 2840), (6160, 3390), (5960, 3850), (5480, 3900), (5400, 4330), (5080, 4380),
    (4960, 4800), (4130, 4720), (4050, 4510), (3560, 4560), (3330, 4930), (2520, 4800), (2380, 4950), (1650, 4900),
    (1560, 4700), (930, 4690), (860, 4400), (430, 4330), (390, 3900), (110, 3700), (170, 2900), (310, 2500),
    (70, 2230), (50, 1650), (250, 1560), (180, 1050),
)  # fmt: skip
_RIVER = ((-300, 1850), (500, 2050), (1150, 1900), (1750, 2200), (2450, 2480), (3050, 2180), (3550, 1660),
          (4250, 1480), (4950, 1850), (5650, 2120), (6700, 1780))  # fmt: skip
_MOAT = ((2330, 2475), (2180, 2800), (2230, 3200), (2500, 3430), (2950, 3440), (3330, 3300), (3520, 2950),
         (3480, 2500), (3330, 1930))  # fmt: skip
_CREEK = ((1560, 1420), (1700, 1700), (1690, 1950), (1800, 2230))
_BROOK = ((900, 5000), (1080, 4450), (1350, 4050), (1180, 3500), (1290, 2900), (1100, 2450), (1120, 1880))
_CANAL = ((3600, -100), (3700, 420), (3560, 900), (3760, 1300), (3740, 1640))
_RAILWAY = ((-300, 3560), (900, 3700), (2000, 3860), (3000, 3960), (3900, 3800), (4600, 3350), (5000, 2750),
            (5180, 2050), (5330, 1200), (5480, 500), (5560, -300))  # fmt: skip
_MOTORWAY = ((-300, 4350), (900, 4330), (2200, 4480), (3500, 4420), (4600, 4120), (5350, 3450), (5720, 2600),
             (5830, 1500), (5900, 600), (5960, -300))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Land:
    """Where nature and the railway have the say; streets and buildings come after."""

    outline: Polygon
    river: Polygon
    river_line: Line
    canals: dict[str, Polygon]
    canal_lines: dict[str, Line]
    lake: Polygon
    island: Polygon
    railway: Line
    motorway: Line
    parks: dict[str, Polygon] = field(default_factory=dict)

    @property
    def water(self) -> Polygon:
        """All water in one shape."""
        return shapely.union_all([self.river, self.lake, *self.canals.values()])


def land(rng: np.random.Generator) -> Land:
    """Draw the land; the seed changes the wobble of banks and shores, not the plan."""
    outline = curves.rounded(np.asarray(_OUTLINE) + rng.normal(0, 12, (len(_OUTLINE), 2)), times=1)
    river_points = curves.spline(np.asarray(_RIVER) + rng.normal(0, 15, (len(_RIVER), 2)), step_m=20)
    river = curves.band(river_points, 44 + curves.waves(rng, len(river_points), periods=9, size=14))
    drawn = {"护城河": (_MOAT, 9.0), "云溪": (_CREEK, 11.0), "青溪": (_BROOK, 7.5), "星河": (_CANAL, 10.0)}
    canal_lines = {name: curves.line(np.asarray(points), step_m=20) for name, (points, _) in drawn.items()}
    canals = {
        name: curves.polygons(shapely.difference(shapely.intersection(canal_lines[name].buffer(half), outline), river))[
            0
        ]
        for name, (_, half) in drawn.items()
    }
    island = curves.blob(rng, (1240, 960), (120, 80), rough=0.18)
    shore = shapely.union(
        curves.blob(rng, (1150, 960), (700, 430), rough=0.16), curves.blob(rng, (1560, 1180), (330, 260), rough=0.2)
    )
    lake = shapely.difference(shapely.Polygon(shore.exterior), island)
    return Land(
        outline=outline,
        river=shapely.intersection(river, outline),
        river_line=shapely.LineString(river_points),
        canals={name: shapely.difference(one, shore) for name, one in canals.items()},
        canal_lines=canal_lines,
        lake=lake,
        island=island,
        railway=curves.line(_RAILWAY),
        motorway=curves.line(_MOTORWAY),
        parks={
            "云湖湿地公园": curves.blob(rng, (640, 1330), (230, 150), rough=0.15),
            "望澜公园": curves.blob(rng, (2820, 2960), (170, 120), rough=0.1),
            "星湾中央公园": curves.blob(rng, (4420, 900), (310, 150), rough=0.08),
            "青禾公园": curves.blob(rng, (2050, 4270), (190, 110), rough=0.12),
            "锦棠体育公园": curves.blob(rng, (5420, 2820), (110, 170), rough=0.1),
        },
    )


def table(found: Land, greens: list[tuple[str | None, shapely.Geometry]]) -> gpd.GeoDataFrame:
    """Give the treaty's landscape table in local metres: water, the railway, and the greens that are given."""
    rows: list[tuple[str | None, str, shapely.Geometry]] = [
        ("云江", "water", found.river),
        ("云湖", "water", found.lake),
        *((name, "water", one) for name, one in found.canals.items()),
        ("云澜铁路", "railway", shapely.intersection(found.railway, found.outline)),
        *((name, "green", one) for name, one in greens),
    ]
    kept = [(name, kind, shapely.set_precision(shape, 0.01)) for name, kind, shape in rows if not shape.is_empty]
    return gpd.GeoDataFrame(
        {"name": [row[0] for row in kept], "kind": [row[1] for row in kept]},
        geometry=[row[2] for row in kept],
        index=[f"L{number:04d}" for number in range(1, len(kept) + 1)],
    )
