"""The frame around every page: bar, look, language, role; and the one place where a page is let in and run."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo.access import ROLES, WIDE, Actor, may
from geo.errors import GeoError
from geo.i18n import lookup, t, word
from geo.layers.escape import safe
from geo.settings import ROOT
from geo.store import grids
from geo.store.session import reading
from geo.ui import canvas, data, filters, nav, reader, show

_ICON = str(ROOT / "geo" / "web" / "assets" / "own" / "icon.svg")
_LOOK = (ROOT / "geo" / "ui" / "look.css").read_text(encoding="utf-8")


def show_visit() -> None:
    """Run one visit: take up the session, draw the bar, run the page the address names, keep the address true."""
    reader.begin()
    data.begin()
    st.set_page_config(page_title=t("nav.app"), page_icon=_ICON, layout="wide", initial_sidebar_state="auto")
    st.html(f"<style>{_LOOK}</style>{_marks()}")
    pages = {
        one.noun: st.Page(one.path, title=t(f"nav.{one.noun}"), url_path=one.noun, default=not place)
        for place, one in enumerate(nav.PAGES)
    }
    page = st.navigation(list(pages.values()), position="hidden")
    try:
        filters.begin()
        _bar(pages, page)
        canvas.make_room()
        show.make_room()
        page.run()
        filters.end()
    except GeoError as told:
        show.refusal(told)


def _marks() -> str:
    """Tell the style sheet how the page is read, and our words for what Streamlit says in English only."""
    how = [reader.language(), *(["briefing"] if reader.briefing() else [])]
    marks = "".join(f'<span class="govmap-{one}" hidden></span>' for one in how)
    words = "".join(f'--word-{name}: "{words}";' for name, words in lookup("nav.widgets").items())
    return f"<style>:root {{ {words} }}</style>{marks}"


def _bar(pages: dict[str, StreamlitPage], current: StreamlitPage) -> None:
    """Draw brand, links, place, role and language; a page the reader may not see has no link here."""
    here = current.url_path or nav.PAGES[0].noun
    with st.container(key="bar", horizontal=True):
        st.html(f'<div class="govmap-brand">{safe(t("nav.app"))}</div>', width="content")
        with st.container(key="bar_links", horizontal=True):
            for one in nav.PAGES:
                if may(reader.actor(), one.right):
                    with st.container(key=f"link_{'here' if one.noun == here else one.noun}", width="content"):
                        st.page_link(pages[one.noun], label=t(f"nav.{one.noun}"))
        with st.container(key="bar_right", horizontal=True):
            _place()
            with st.popover(word("words.roles", reader.actor().role), type="tertiary"):
                _role()
            st.button(
                t("nav.briefing_off" if reader.briefing() else "nav.briefing_on"),
                key="briefing",
                on_click=reader.switch_briefing,
                type="tertiary",
            )
            st.button(t("nav.language"), key="language", on_click=reader.switch_language, type="tertiary")


def _place() -> None:
    city = data.city()
    if city is None:
        return
    name = city.name_zh if reader.language() == "zh" else city.name_en
    said = not city.made_up or t("nav.made_up") in name
    mark = "" if said else f" <b>{safe(t('nav.made_up_mark'))}</b>"
    st.html(f'<div class="govmap-place">{safe(name)}{mark}</div>', width="content")


def _role() -> None:
    """Let the reader be another role: only until sign-in exists, and said so."""
    st.caption(t("nav.role_provisional"))
    role = st.radio(
        t("nav.role"),
        ROLES,
        index=ROLES.index(reader.actor().role),
        key="role_wanted",
        format_func=lambda code: word("words.roles", code),
    )
    scope: str | None = None
    if role not in WIDE:
        with reading(Actor(role="admin")) as session:
            tree = grids.tree(session)
        level = "street" if role in {"planner", "supervisor"} else "grid"
        offered = tree[tree["level"] == level] if (tree["level"] == level).any() else tree
        now = reader.actor().scope[0] if reader.actor().scope else None
        codes = list(offered.index)
        scope = (
            st.selectbox(
                t("nav.scope"),
                codes,
                index=codes.index(now) if now in codes else 0,
                key=f"scope_{level}",
                format_func=lambda code: str(offered.loc[code, "name"]),
            )
            if codes
            else None
        )
    st.button(
        t("nav.role_take"),
        type="primary",
        width="stretch",
        on_click=reader.become,
        args=(role, (scope,) if scope else ()),
    )
