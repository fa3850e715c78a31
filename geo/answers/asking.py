"""How answers ask the database and keep what was worked out: a page has caches, a command asks once."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Ask = Callable[..., Any]
"""Puts a store's function to the database: ``ask(grids.find, asked)``; the asker knows session and actor."""
Work = Callable[..., Any]
"""Works something out, or gives what was kept: ``work(name, make, *arguments)``."""


def at_once(_name: str, make: Callable[[], Any], *_arguments: Any) -> Any:
    """Work something out without keeping it."""
    return make()


def once(session: Session) -> tuple[Ask, Work]:
    """Give what asks and what works for one command: every question is put, and every answer worked out, once."""
    kept: dict[Any, Any] = {}

    def ask(find: Callable[..., Any], *arguments: Any) -> Any:
        return _kept(kept, (find, arguments), lambda: find(session, *arguments))

    def work(name: str, make: Callable[[], Any], *arguments: Any) -> Any:
        return _kept(kept, (name, arguments), make)

    return ask, work


def _kept(kept: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    if key not in kept:
        kept[key] = make()
    return kept[key]
