"""Who reads: role and reach, language, briefing mode. Chosen by hand until sign-in exists, and marked as such."""

import streamlit as st

from geo import i18n
from geo.access import ROLES, WIDE, Actor
from geo.settings import settings
from geo.store import passes

_RENEW_BEFORE = 3600.0


def begin() -> None:
    """Take up what this session has chosen; at its first run what the link and the settings say."""
    state = st.session_state
    if "reader_role" not in state:
        state.reader_role = settings().role if settings().role in ROLES else "leader"
        state.reader_scope = ()
        asked = st.query_params.get("lang", "")
        state.reader_language = asked if asked in i18n.LANGUAGES else settings().language
        state.reader_briefing = st.query_params.get("briefing") == "1"
    i18n.speak(state.reader_language)


def actor() -> Actor:
    """Give the actor of this session."""
    role = st.session_state.reader_role
    return Actor(role=role, scope=tuple(st.session_state.reader_scope), post=f"local-{role}")


def become(role: str, scope: tuple[str, ...] = ()) -> None:
    """Go on as another role; what was selected as the former one is forgotten."""
    st.session_state.reader_role = role
    st.session_state.reader_scope = () if role in WIDE else scope
    st.session_state.pop("picked", None)


def language() -> str:
    """Give the language of this session."""
    return str(st.session_state.reader_language)


def switch_language() -> None:
    """Speak the other language from the next run on."""
    st.session_state.reader_language = "en" if language() == "zh" else "zh"


def briefing() -> bool:
    """Say whether the page is shown in a meeting room: larger, without the rail."""
    return bool(st.session_state.reader_briefing)


def switch_briefing() -> None:
    """Enter or leave briefing mode."""
    st.session_state.reader_briefing = not briefing()


def pass_() -> str:
    """Give this session's pass for tiles and files: one for an actor, so that tile addresses stay the same."""
    kept: dict[Actor, str] = st.session_state.setdefault("passes", {})
    who = actor()
    if who not in kept or not passes.lasts(kept[who], seconds=_RENEW_BEFORE):
        kept[who] = passes.issue(who)
    return kept[who]
