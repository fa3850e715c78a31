"""Facilities in: places that serve people. Their telephone stays outside."""

import numpy as np

from geo.frames import FACILITY_KINDS, FACILITY_LEVELS
from geo.i18n import word
from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, LAT, LON, Field


def finish(draft: Draft, ground: Ground) -> None:
    """Stand each facility on a point in its grid; one without a name is called by its kind and code."""
    shaped(draft, "Point")
    frame = draft.frame
    nameless = frame["name"].isna().to_numpy()
    called = [
        f"{word('words.facility_kinds', kind)} {code}" for kind, code in zip(frame["kind"], frame["code"], strict=True)
    ]
    frame["name"] = np.where(nameless, called, frame["name"])
    frame["grid"] = ground.grid_of(draft.shapes)


KIND = Kind(
    "facilities",
    (
        CODE,
        LON,
        LAT,
        Field("name", values.text, ("名称", "机构名称", "设施名称", "sitename", "facilityname"), free=True),
        Field(
            "kind",
            values.code,
            ("类别", "类型", "设施类型", "设施类别", "facilitykind", "facilitytype"),
            words="words.facility_kinds",
            codes=FACILITY_KINDS,
            required=True,
        ),
        Field("level", values.code, ("级别", "层级"), words="words.levels", codes=FACILITY_LEVELS),
        Field("capacity", values.count, ("容量", "床位", "床位数", "托位数", "座位数", "places", "beds")),
        Field("hours", values.text, ("开放时间", "营业时间", "服务时间", "openinghours"), free=True),
    ),
    "Point",
    finish,
)
