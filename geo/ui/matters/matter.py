"""The card of one matter: what its clock shows, who took which step, which step leads on, who was called."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.access import may
from geo.analysis.loop import lights
from geo.frames import STAGES
from geo.i18n import language, t, word
from geo.store import incidents, limits, loop
from geo.ui import data, reader, show
from geo.ui.matters import deeds, words
from geo.ui.response import asking
from geo.ui.wording import as_of, place

_REACHES = ("file", "call", "respond", "handle", "verify", "evaluate")
"""Deeds that lead on to a stage."""


def show_matter(code: str) -> None:
    """Show one matter, if the reader may see it."""
    found = data.ask(incidents.one, code)
    if found.empty:
        return
    row, at = found.iloc[0], asking.mine().as_of()
    light = str(lights(found, at=at).iloc[0])
    name = data.ask(limits.kinds)[f"name_{language()}"].get(row["subclass"], row["subclass"])
    heading = " · ".join(filter(None, (word("words.classes", row["incident_class"]), name)))
    where = place(row["grid"]) or t("response.unplaced")
    heading = heading[:1].upper() + heading[1:]
    with show.card(heading, under=f"{where} · {code} · {as_of('incidents')}"):
        running = light in ("green", "amber", "red")
        told = f"{t(f'loop.lights.{light}')} · {words.left(row)}" if running else words.left(row)
        show.big(word("words.stages", row["stage"]), told, colour=words.TONES[light])
        if running:
            whole = (row["due_at"] - row["collected_at"]).total_seconds()
            spent = (at - row["collected_at"]).total_seconds()
            bar = spent / whole if whole > 0 else 1.0
            show.compare([(t("loop.due"), bar, words.time(row["due_at"]), words.TONES[light])])
        show.facts(
            [
                (t("loop.department"), row["department"] or t("loop.nobody")),
                (t("loop.level"), word("words.levels", row["level"])),
                (t("loop.channel"), word("words.channels", row["channel"])),
                (t("loop.priority"), word("words.priorities", row["priority"])),
            ]
        )
        deeds.refused()
        _next(code, str(row["stage"]))
        show.facts(_course(row, data.ask(loop.steps, code)))
        _calls(code)
        show.small(" ".join(filter(None, (t("loop.definitions.due_at"), _without_holidays(row)))))


def _next(code: str, stage: str) -> None:
    """Offer the steps that lead on and that this role may take."""
    offered = deeds.offered(stage)
    if not offered:
        show.small(t("loop.nothing_next"))
        return
    if "call" in offered or "assign" in offered:
        st.selectbox(
            t("loop.unit"),
            data.ask(limits.units),
            key=deeds.UNIT + code,
            index=None,
            accept_new_options=may(reader.actor(), "standards.edit"),
            placeholder=t("loop.choose"),
        )
    if "evaluate" in offered:
        st.select_slider(t("loop.satisfaction"), [1, 2, 3, 4, 5], value=4, key=deeds.SATISFACTION + code)
    for number, deed in enumerate(offered):
        st.button(
            t(f"loop.deeds.{deed}"),
            key=f"move_{deed}",
            type="primary" if number == 0 else "secondary",
            width="stretch",
            on_click=deeds.move,
            args=((code,), deed),
        )


def _course(row: "pd.Series[Any]", steps: pd.DataFrame) -> list[tuple[str, str]]:
    """Give every stage reached with its time (role and unit, if it was reached here), then what else was done."""
    last = {step.stage: step for step in steps.itertuples() if step.deed in _REACHES}
    reached = [stage for stage in STAGES if pd.notna(row[f"{stage}_at"])]
    lines = [
        (word("words.stages", stage), " · ".join((words.time(row[f"{stage}_at"]), *words.who(last.get(stage)))))
        for stage in reached
    ]
    others = (step for step in steps.itertuples() if step.deed not in _REACHES)
    return lines + [(t(f"loop.deeds.{step.deed}"), words.step(step)) for step in others]


def _calls(code: str) -> None:
    """List the departments called on a matter, each with its own clock, and call more."""
    calls = data.ask(loop.calls, code=code)
    for call in calls.itertuples():
        came = pd.notna(call.arrived_at)
        told = t("loop.answered") if came else f"{t('loop.waiting')} · {words.time(call.due_at)}"
        show.facts([(str(call.department), told)])
        if not came and may(reader.actor(), "incident.move"):
            st.button(
                t("loop.arrived_at"),
                key=f"arrive_{call.department}",
                on_click=deeds.arrive,
                args=(code, call.department),
            )
    if may(reader.actor(), "incident.move"):
        known = [one for one in data.ask(limits.units) if one not in set(calls["department"])]
        st.multiselect(
            t("loop.call_departments"),
            known,
            key=deeds.WHISTLE + code,
            placeholder=t("loop.choose"),
            accept_new_options=may(reader.actor(), "standards.edit"),
        )
        if st.session_state.get(deeds.WHISTLE + code):
            st.button(t("loop.call_departments"), key="whistle_now", on_click=deeds.whistle, args=(code,))


def _without_holidays(row: Any) -> str:
    """Say if the deadline falls in a year whose holidays nobody has entered."""
    if pd.isna(row["due_at"]):
        return ""
    days = [row[name].tz_convert(words.zone()).date() for name in ("collected_at", "due_at")]
    years = data.ask(limits.calendar).unknown_years(days)
    return t("response.unknown_years", years=", ".join(str(year) for year in years)) if years else ""
