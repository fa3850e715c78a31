"""The rail of siting: the plan, what it is compared with, streets taken as closed, what a click on the map means."""

from collections.abc import Callable

import streamlit as st

from geo.access import may
from geo.filters import Filters
from geo.i18n import t
from geo.store import plans, streets
from geo.ui import data, reader, why
from geo.ui.siting import plan

_BRIDGES = 200
_PICK = "plan_pick"


def rail(asked: Filters) -> None:
    """Show the plan, what it is compared with, and the streets taken as closed."""
    plan.open_link()
    kept = data.ask(plans.listed)
    names = {code: f"{row['name']} ({row['changes']})" for code, row in kept.iterrows()}
    bridges = data.work("siting.bridges", _bridges)
    toggle(asked, fences=True)
    with st.sidebar:
        if len(kept):
            options = ["", *kept.index]
            st.session_state[_PICK] = plan.code() if plan.code() in options else ""
            named = _named(names, t("siting.unsaved"))
            st.selectbox(t("siting.plan"), options, key=_PICK, on_change=_pick, format_func=named)
            named = _named(names, t("siting.today"))
            st.selectbox(t("siting.against"), options, key=plan.AGAINST, format_func=named)
        words = {"placeholder": t("siting.none_closed"), "format_func": bridges.get}
        st.multiselect(t("siting.closed"), list(bridges), key=plan.CLOSED, **words)


def toggle(asked: Filters, *, fences: bool = False) -> None:
    """Offer that a click on the map places a candidate (or a corner of a forbidden area); take up clicks and drags."""
    if not fences:
        st.session_state[plan.FENCING] = False
    if may(reader.actor(), "plan"):
        with st.sidebar:
            st.toggle(t("siting.place"), key=plan.PLACING, on_change=_only, args=(plan.PLACING,))
            if fences:
                st.toggle(t("siting.fence"), key=plan.FENCING, on_change=_only, args=(plan.FENCING,))
    plan.listen(asked)


def _only(chosen: str) -> None:
    """Let a click mean one thing at a time."""
    for one in (plan.PLACING, plan.FENCING, why.ON):
        if one != chosen:
            st.session_state[one] = False


def _named(names: dict[str, str], otherwise: str) -> Callable[[str], str]:
    return lambda code: names.get(code, otherwise)


def _pick() -> None:
    plan.take(st.session_state[_PICK])


def _bridges() -> dict[str, str]:
    """Name bridges and tunnels, which an outage most often takes."""
    lines = data.ask(streets.find, Filters())
    over = lines[(lines["bridge"] | lines["tunnel"]) & lines["walkable"]].sort_values("length_m", ascending=False)
    return {
        str(code): f"{label or t('siting.unnamed')} · {code}" for code, label in over["name"].head(_BRIDGES).items()
    }
