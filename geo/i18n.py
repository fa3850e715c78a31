"""Words in the reader's language: one table a noun in ``geo/locale/zh`` and ``geo/locale/en``, found by dotted key.

One file a noun (not one a language, as first planned): a noun's words stand beside each other and two
people can write two nouns without meeting.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
_LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="zh")


def language() -> str:
    """Say which language is being spoken: ``zh`` or ``en``."""
    return _language.get()


def speak(code: str) -> None:
    """Speak ``code`` from here on in this context (thread, task, script run)."""
    if code not in LANGUAGES:
        raise ValueError(f"language is one of {LANGUAGES}, not {code!r}")
    _language.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block only."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        _language.set(before)


def text(key: str, /, **params: object) -> str:
    """Give the words under ``noun.path.name``, with ``{params}`` filled in.

    Raises
    ------
    KeyError
        If the key is in no locale file: that is a bug, and the tests look for it.

    Examples
    --------
    >>> with speaking("en"):
    ...     text("words.levels.grid")
    'grid'
    """
    found = lookup(key)
    if not isinstance(found, str):
        raise KeyError(f"{key} is no text but a table, in geo/locale/{language()}")
    return found.format(**params) if params else found


t = text


def lookup(key: str) -> Any:
    """Give whatever stands under a key: a text, or the table of texts below it."""
    found: Any = dictionary(language())
    for part in key.split("."):
        try:
            found = found[part]
        except (KeyError, TypeError):
            raise KeyError(f"no words for {key!r} in geo/locale/{language()}") from None
    return found


def word(table: str, code: str | None) -> str:
    """Give the word for a code: ``word("words.levels", "grid")``; a code without a word is shown as it is."""
    if code is None:
        return "—"
    found = lookup(table).get(code, code)
    return str(found)


@cache
def dictionary(code: str) -> dict[str, Any]:
    """Read every noun's table of one language."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((_LOCALE / code).glob("*.toml"))
    }
