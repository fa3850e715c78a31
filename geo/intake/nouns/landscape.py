"""Landscape in: water, railways and walls stop walkers; green is for the eye; private ground no camera shows."""

import numpy as np
import shapely

from geo.frames import LANDSCAPE_KINDS
from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, Field


def finish(draft: Draft, ground: Ground) -> None:  # noqa: ARG001 - every noun is finished with the ground it stands on
    """Take any plain geometry, but as a point only a forbidden place; the nameless stay so."""
    shaped(draft, "Geometry")
    points = np.isin(shapely.get_type_id(draft.shapes), _POINTS)
    draft.leave(points & (draft.frame["kind"] != "forbidden").to_numpy(dtype=bool), "not_meant")
    draft.frame["name"] = draft.frame["name"].fillna("")


_POINTS = (0, 4)

KIND = Kind(
    "landscape",
    (
        CODE,
        Field("name", values.text, ("名称",), free=True),
        Field(
            "kind",
            values.code,
            ("类别", "类型"),
            words="words.landscape_kinds",
            codes=LANDSCAPE_KINDS,
            required=True,
        ),
    ),
    "Geometry",
    finish,
)
