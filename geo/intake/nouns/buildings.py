"""Buildings in: footprints with height or storeys; what is not known stays unknown."""

import shapely

from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, Field

_HIGHEST_M = 1_000
_MOST_LEVELS = 200


def finish(draft: Draft, ground: Ground) -> None:
    """Check heights and storeys, and say in which grid a point of each building stands."""
    shaped(draft, "MultiPolygon")
    draft.out_of("height_m", 0.1, _HIGHEST_M)
    draft.out_of("levels", 0, _MOST_LEVELS)
    draft.frame["grid"] = ground.grid_of(shapely.point_on_surface(draft.shapes))


KIND = Kind(
    "buildings",
    (
        CODE,
        Field("use", values.text, ("用途", "建筑用途", "buildinguse", "usage"), free=True),
        Field("height_m", values.number, ("height", "高度", "建筑高度", "楼高")),
        Field("levels", values.count, ("层数", "楼层", "楼层数", "地上层数", "storeys", "stories", "floors")),
        Field("households", values.count, ("户数", "住户数", "hh")),
    ),
    "MultiPolygon",
    finish,
)
