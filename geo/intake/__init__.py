"""Files in: read in a guarded worker → match columns → locate → check → keep or quarantine, all of a file or nothing.

`look` says what a file would do, `take` does it. Both are found on first use, so that the worker process (which
lives in this package) starts without the database's libraries.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.intake.report import Report
    from geo.intake.source import Source
    from geo.intake.taking import look, take

__all__ = ["Report", "Source", "look", "take"]

_ROOMS = {
    "Report": "geo.intake.report",
    "Source": "geo.intake.source",
    "look": "geo.intake.taking",
    "take": "geo.intake.taking",
}


def __getattr__(name: str) -> Any:
    """Find a public name in its room when it is first used."""
    if name not in _ROOMS:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_ROOMS[name]), name)
