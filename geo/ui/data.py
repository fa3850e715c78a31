"""The only caches: every answer is kept under who asked, which revision of the data, and what was asked.

Tables come out of the cache as they are, not as copies: nothing may change them in place (analysis never does).
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.access import Actor
from geo.errors import NotFoundError
from geo.filters import Filters
from geo.models import City
from geo.store import city as cities
from geo.store import grids, incidents
from geo.store import revision as revisions
from geo.store.session import reading
from geo.ui import reader

_ANSWERS = 256
_ABOUT: dict[Callable[..., Any], str] = {
    grids.find: "grids",
    incidents.tally: "incidents",
}
"""Question → the noun it is about: the rest of what the reader asks is left out of its key, and out of the work."""


def ask(question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Put a question of a store to the database, once for each actor, revision and argument.

    Parameters
    ----------
    question
        A function of a store whose first argument is the session: ``store.incidents.count``.
    *arguments, **options
        Its other arguments; hashable, most often a `Filters`.
    """
    name = f"{question.__module__}.{question.__qualname__}"
    noun = _ABOUT.get(question)
    if noun is not None:
        arguments = tuple(one.about(noun) if isinstance(one, Filters) else one for one in arguments)
    return _asked(question, name, reader.actor(), revision(), arguments, tuple(sorted(options.items())))


def work(name: str, make: Callable[[], Any], *arguments: Any) -> Any:
    """Work something out once for each actor, revision and argument.

    Parameters
    ----------
    name
        What it is: ``circles.bands``. Two different workings never share a name.
    make
        Does the work; called only where no answer is kept, and may use `ask`.
    *arguments
        Everything the answer depends on besides the data; hashable.
    """
    return _worked(make, name, reader.actor(), revision(), arguments)


def revision() -> int:
    """Give the revision of the data, asked once a run."""
    run = st.session_state
    if "revision" not in run:
        with reading(reader.actor()) as session:
            run["revision"] = revisions.current(session)
    return int(run["revision"])


def city() -> City | None:
    """Give the city; None where nothing was loaded yet."""
    return ask(_city)  # type: ignore[no-any-return]


def begin() -> None:
    """Forget what holds for one run only."""
    st.session_state.pop("revision", None)


def _city(session: Any) -> City | None:
    try:
        found = cities.get(session)
    except NotFoundError:
        return None
    session.expunge(found)
    return found


@st.cache_resource(max_entries=_ANSWERS, show_spinner=False)
def _asked(
    _question: Callable[..., Any],
    name: str,  # noqa: ARG001 - part of the key
    actor: Actor,
    number: int,  # noqa: ARG001 - part of the key
    arguments: tuple[Any, ...],
    options: tuple[tuple[str, Any], ...],
) -> Any:
    with reading(actor) as session:
        return _question(session, *arguments, **dict(options))


@st.cache_resource(max_entries=_ANSWERS, show_spinner=False)
def _worked(
    _make: Callable[[], Any],
    name: str,  # noqa: ARG001 - all but the first are the key
    actor: Actor,  # noqa: ARG001
    number: int,  # noqa: ARG001
    arguments: tuple[Any, ...],  # noqa: ARG001
) -> Any:
    return _make()
