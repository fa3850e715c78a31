"""Cameras in: places and cones. What is missing stays null, and the analyses say what they assume for it."""

import numpy as np

from geo.frames import CAMERA_KINDS
from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, LAT, LON, Field

_BOUNDS = {
    "mount_m": (0, 500),
    "azimuth_deg": (0, 360),
    "hfov_deg": (0.1, 360),
    "tilt_deg": (-90, 90),
    "range_m": (0.1, 20_000),
    "width_px": (1, 100_000),
    "storage_days": (0, 36_500),
}


def finish(draft: Draft, ground: Ground) -> None:
    """Check angles and lengths; 360° is north again."""
    shaped(draft, "Point")
    for name, (low, high) in _BOUNDS.items():
        draft.out_of(name, low, high)
    azimuth = draft.frame["azimuth_deg"].to_numpy(dtype=float)
    draft.frame["azimuth_deg"] = np.where(azimuth == 360, 0.0, azimuth)
    draft.frame["grid"] = ground.grid_of(draft.shapes)


KIND = Kind(
    "cameras",
    (
        CODE,
        LON,
        LAT,
        Field(
            "kind",
            values.code,
            ("类型", "摄像机类型", "cameratype"),
            words="words.camera_kinds",
            codes=CAMERA_KINDS,
            default="unknown",
        ),
        Field("mount_m", values.number, ("安装高度", "架设高度", "height", "mountheight")),
        Field("azimuth_deg", values.number, ("方位角", "朝向", "azimuth", "direction", "heading")),
        Field("hfov_deg", values.number, ("水平视场角", "视场角", "hfov", "fov")),
        Field("tilt_deg", values.number, ("俯角", "俯仰角", "tilt")),
        Field("range_m", values.number, ("有效距离", "可视距离", "range")),
        Field("width_px", values.count, ("水平像素", "像素宽", "width")),
        Field("purpose", values.text, ("用途", "采集目的"), free=True),
        Field("owner_unit", values.text, ("责任单位", "管理单位", "权属单位", "建设单位"), free=True),
        Field("sign", values.boolean, ("提示标识", "标识")),
        Field("angle_reviewed_on", values.day, ("角度核查日期", "角度复核日期")),
        Field("storage_days", values.count, ("存储天数", "保存天数", "保存期限")),
    ),
    "Point",
    finish,
)
