"""Where the next sites should be: the question in the plan's card, and the answer as changes of the plan."""

import geopandas as gpd
import streamlit as st

from geo.analysis import siting as sites_of
from geo.analysis.plans import Change
from geo.analysis.siting import Suggestion
from geo.answers import planning
from geo.errors import BadInputError
from geo.filters import Filters
from geo.i18n import t
from geo.layers.escape import plain
from geo.ui import show, walks
from geo.ui.siting import plan

_SECONDS = 10.0
_AIMS = ("most", "fair", "fewest")
_TOLD = "plan_told"


def suggest(asked: Filters) -> None:
    """Offer to ask where the next sites should be."""
    with st.popover(t("siting.where_next"), width="stretch"):
        aim = st.selectbox(
            t("siting.aim"), _AIMS, key="plan_aim", format_func=lambda one: t(f"siting.aims.{one}", target=asked.target)
        )
        count = st.number_input(t("siting.how_many"), 1, 50, 3, key="plan_how_many", disabled=aim == "fewest")
        if st.button(t("siting.go"), key="plan_suggest", type="primary", width="stretch"):
            try:
                _suggested(asked, int(count), str(aim))
            except BadInputError as wrong:
                st.error(plain(f"{wrong.fact} {wrong.remedy}"))
                return
            st.rerun()
    told = st.session_state.get(_TOLD)
    if told:
        show.small(told)


def _suggested(asked: Filters, count: int, aim: str) -> None:
    ground = planning.grounds(walks.mine(), asked.node)
    question = planning.problem(walks.mine(), asked, ground, made=plan.made(), forbidden=plan.areas())
    if aim == "fewest":
        answer = sites_of.fewest(question, target=asked.target / 100, time_limit_s=_SECONDS)
    else:
        answer = sites_of.most(question, sites=count, fair=aim == "fair", time_limit_s=_SECONDS)
    found = planning.suggested(answer, ground)
    plan.put((*plan.made(), *_added(found, walks.mine().kinds(asked)[0])))
    st.session_state[_TOLD] = _words(answer, len(found))


def _added(found: gpd.GeoDataFrame, kind: str) -> list[Change]:
    made: list[Change] = []
    for at in found.geometry:
        code = plan.free_code("S", number=1 + len(made))
        while any(one.code == code for one in made):
            code = plan.free_code("S", number=int(code[1:]) + 1)
        made.append(Change(deed="add", code=code, name=code, x=at.x, y=at.y, kind=kind, capacity=plan.USUAL_PLACES))
    return made


def _words(answer: Suggestion, count: int) -> str:
    return t(
        "siting.told", count=count, gain=f"{answer.after - answer.before:,.0f}", gap=f"{100 * answer.gap:.2f}",
        seconds=f"{answer.seconds:.1f}", greedy=f"{100 * answer.greedy_gap:.2f}",
    )  # fmt: skip
