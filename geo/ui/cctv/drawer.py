"""The drawer of the camera page: detail, blind spots, register, private places, assumptions, advice – one at a time."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.analysis.cctv import optics, register
from geo.analysis.cctv.suggest import Advice
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.paint import CAMERA_COLOUR, RUST
from geo.ui import show, tables, wording
from geo.ui.cctv import asking, figures

_PROVEN = 1e-6
_MOST = 300
"""Rows of a list on the page; the command gives all."""


def shown(asked: Filters, rows: pd.DataFrame) -> None:
    """Show the chosen part."""
    parts = tuple(_PARTS) if asking.mine().exact else ("detail",)
    if len(parts) > 1:
        st.segmented_control(
            t("cctv.drawer.choose"), parts, key="cctv_part", default=parts[0], label_visibility="collapsed",
            format_func=lambda part: t(f"cctv.drawer.{part}"),
        )  # fmt: skip
    _PARTS[_part() if len(parts) > 1 else "detail"](asked, rows)


def advice_asked() -> tuple[str, int] | None:
    """Give what advice is asked for – ``new`` or ``turned``, and how many – while that part of the drawer is open."""
    return st.session_state.get("cctv_advice") if shows("advice") else None


def shows(part: str) -> bool:
    """Say whether a part of the drawer is open."""
    return bool(st.session_state.get("drawer_open")) and _part() == part


def _part() -> str:
    return st.session_state.get("cctv_part") or "detail"


def _detail(_: Filters, rows: pd.DataFrame) -> None:
    sums = rows.sum()
    for column, edition in zip(show.halves(), optics.EDITIONS, strict=True):
        with column:
            found = [(label, 100 * share) for label, share, _, _ in figures.detail_rows(sums, edition)]
            show.bars(
                f"{t(f'cctv.{edition}.title')} · {t('cctv.drawer.share_note')}", found, colour=CAMERA_COLOUR, unit=" %"
            )
            show.small(t(f"cctv.{edition}.note"))


def _blind(asked: Filters, _: pd.DataFrame) -> None:
    spots = asking.mine().blind(asked).head(_MOST)
    columns = {
        "street": spots["name"].fillna(t("cctv.blind.unnamed")),
        "street_class": [word("words.street_classes", one) for one in spots["street_class"]],
        "grid": [wording.place(one) or "—" for one in spots["grid"]],
        "length": spots["length_m"].round(),
        "incidents": spots["incidents"].astype(int),
        "score": spots["score"].round(),
    }
    show.small(t("cctv.blind.note"))
    frame = pd.DataFrame({t(f"cctv.blind.{name}"): value for name, value in columns.items()}, index=spots.index)
    tables.listed(
        frame.set_axis([f"blind {rank}" for rank in frame.index]), name="cctv_blind", noun="lines", ranked=True
    )


def _register(asked: Filters, _: pd.DataFrame) -> None:
    states = asking.mine().states(asked)
    unmet = register.unmet(states)
    show.small(f"{t('cctv.register.count', n=len(unmet), of=len(states))} · {t('cctv.register.note')}")
    frame = pd.DataFrame(
        {t(f"cctv.register.{duty}"): [t(f"cctv.states.{one}") for one in unmet[duty]] for duty in register.DUTIES},
        index=unmet.index,
    ).assign(**{t("cctv.register.unmet"): unmet["unmet"]})
    tables.listed(frame.head(_MOST), name="cctv_register", noun="cameras")


def _privacy(asked: Filters, _: pd.DataFrame) -> None:
    found = asking.mine().entered(asked).head(_MOST)
    show.small(t("cctv.privacy.note"))
    if found.empty:
        show.facts([(t("cctv.privacy.none"), "")])
        return
    columns = {
        "place": found["name"].where(found["name"] != "", found["place"]),
        "kind": [t(f"cctv.privacy.{one}") for one in found["kind"]],
        "area": found["area_m2"].round(),
        "wall": found["wall_m"].round(1),
        "distance": found["distance_m"].round(1),
        "detail": found["px_per_m"].round(),
    }
    frame = pd.DataFrame({t(f"cctv.privacy.{name}"): value for name, value in columns.items()}, index=found.index)
    tables.listed(frame.set_index(pd.Index(found["camera"])), name="cctv_privacy", noun="cameras")


def _assumed(asked: Filters, _: pd.DataFrame) -> None:
    counts = asking.mine().assumed(asked)
    left, right = show.halves()
    with left:
        rows = [(t(f"cctv.attributes.{name}"), float(n)) for name, n in counts["assumed"].items()]
        show.bars(t("cctv.assumed.n", of=f"{int(counts['cameras'].max()):,}"), rows, colour=RUST)
        houses = int(asking.mine().looked(asked).scene.buildings["assumed"].sum())
        if houses:
            show.small(t("cctv.assumed.buildings", n=f"{houses:,}", height=f"{optics.norms()['cctv.building']:g}"))
    with right:
        with show.working(t("cctv.working.cases")):
            found = asking.mine().cases(asked)["share"].dropna()
        bars = [(t("cctv.assumed.case", case=t(f"cctv.assumed.{case}")), 100 * one) for case, one in found.items()]
        show.bars(t("cctv.drawer.share_note"), bars, colour=CAMERA_COLOUR, unit=" %")
        show.small(t("cctv.assumed.note"))


def _advice(asked: Filters, _: pd.DataFrame) -> None:
    left, right = show.halves()
    with left:
        count = int(st.number_input(t("cctv.advice.count"), 1, 20, 3, key="cctv_count"))
        with st.container(horizontal=True):
            for kind in ("new", "turned"):
                st.button(
                    t(f"cctv.advice.{kind}", k=count), key=f"cctv_advise_{kind}", on_click=_ask, args=(kind, count)
                )
        show.small(t("cctv.advice.note"))
    wanted = advice_asked()
    if wanted is not None:
        with show.working(t("cctv.advice.working")):
            found = asking.mine().advised(asked, *wanted)
        with right:
            _advised(found, turned=wanted[0] == "turned")


def _advised(found: Advice, *, turned: bool) -> None:
    if found.cameras.empty:
        show.facts([(t("cctv.advice.none"), "")])
        return
    gap = t("cctv.advice.proven")
    if found.choice.gap > _PROVEN:
        gap = t("cctv.advice.gap", gap=f"{100 * found.choice.gap:.1f} %")
    show.facts([(t("cctv.advice.gain", metres=f"{found.gain_m:,.0f}"), gap)])
    columns = {"azimuth": found.cameras["azimuth_deg"].round(), "alone": found.cameras["gain_m"].round()}
    frame = pd.DataFrame({t(f"cctv.advice.{name}"): value for name, value in columns.items()})
    codes = found.cameras.index if turned else range(1, len(frame) + 1)
    show.table(
        frame.set_axis([str(code) for code in codes]),
        pick="cameras" if turned else None,
        height=36 * (len(frame) + 1) + 4,
    )


def _ask(kind: str, count: int) -> None:
    st.session_state["cctv_advice"] = (kind, count)


_PARTS: dict[str, Callable[[Filters, pd.DataFrame], None]] = {
    "detail": _detail,
    "blind": _blind,
    "register": _register,
    "privacy": _privacy,
    "assumed": _assumed,
    "advice": _advice,
}
