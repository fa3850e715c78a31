"""Incidents in: a matter, its place, its times. Who called stays outside."""

import numpy as np
import pandas as pd

from geo.frames import CHANNELS, INCIDENT_CLASSES, LEVELS, PRIORITIES, STAGE_TIMES
from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import LAT, LON, Field


def finish(draft: Draft, ground: Ground) -> None:
    """Set aside what goes backwards in time, and say in which grid each matter lies (none outside all)."""
    shaped(draft, "Point")
    frame = draft.frame
    latest = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    name_of_latest = np.full(len(frame), "", dtype=object)
    for name in STAGE_TIMES:
        time = frame[name]
        backwards = (time < latest).to_numpy()
        draft.blame(
            backwards,
            "backwards",
            later=name,
            earlier=name_of_latest,
            at=_shown(time, backwards),
            before=_shown(latest, backwards),
        )
        further = time.notna() & ~(time < latest)
        name_of_latest = np.where(further, name, name_of_latest)
        latest = latest.where(~further, time)
    draft.out_of("satisfaction", 1, 5)
    draft.out_of("reopened", 0, 32_000)
    draft.out_of("handovers", 0, 32_000)
    frame["grid"] = ground.grid_of(draft.shapes)


def _shown(
    times: "pd.Series[pd.Timestamp]", where: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    shown = np.full(len(times), "", dtype=object)
    for place in np.flatnonzero(where):
        shown[place] = pd.Timestamp(times.iloc[int(place)]).isoformat()
    return shown


_TIME_NAMES = {
    "collected_at": (
        *("上报时间", "受理时间", "采集时间", "登记时间", "来电时间", "发生时间", "问题收集"),
        *("opendt", "opened", "openedat", "reportedat", "createdat", "datetime", "time", "at", "opendate"),
    ),
    "called_at": ("派遣时间", "派单时间", "号召时间", "街道号召", "吹哨时间", "assignedat"),
    "responded_at": ("响应时间", "签收时间", "接单时间", "部门响应", "firstresponseat"),
    "handled_at": ("处置时间", "处理时间", "办结时间", "处理反馈", "handleddt"),
    "verified_at": ("结案时间", "核实时间", "结项时间", "核实结项", "closeddt", "closedat", "closed", "closedate"),
    "evaluated_at": ("评价时间", "回访时间", "综合评价"),
}

KIND = Kind(
    "incidents",
    (
        Field(
            "code",
            values.code,
            ("事件编号", "工单编号", "案件编号", "编号", "caseenquiryid", "caseid", "code", "id", "ticket"),
        ),
        LON,
        LAT,
        Field(
            "incident_class",
            values.code,
            ("事件大类", "大类", "类别", "事件类别", "class"),
            words="words.classes",
            codes=INCIDENT_CLASSES,
            required=True,
        ),
        Field("subclass", values.text, ("小类", "子类", "事件小类", "subtype", "type"), free=True),
        Field(
            "channel",
            values.code,
            ("来源", "渠道", "事件来源", "问题来源", "source"),
            words="words.channels",
            codes=CHANNELS,
            default="other",
        ),
        Field("department", values.text, ("责任部门", "处置部门", "承办单位", "部门", "dept"), free=True),
        Field(
            "priority",
            values.code,
            ("紧急程度", "优先级"),
            words="words.priorities",
            codes=PRIORITIES,
            default="normal",
        ),
        Field("level", values.code, ("层级", "办理层级"), words="words.levels", codes=LEVELS, default="grid"),
        *(Field(name, values.instant, _TIME_NAMES[name], required=name == "collected_at") for name in STAGE_TIMES),
        Field(
            "due_at", values.instant, ("截止时间", "办理时限", "应结时间", "到期时间", "targetdt", "deadline", "due")
        ),
        Field("reopened", values.count, ("返工次数", "重开次数"), default="0"),
        Field("handovers", values.count, ("流转次数", "移交次数"), default="0"),
        Field("satisfaction", values.count, ("满意度", "评分")),
    ),
    "Point",
    finish,
)
