"""The demo city into the database, through the same door as any real city."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from geo.access import Actor
from geo.demo import files
from geo.demo.city import city
from geo.demo.town import SEED
from geo.intake import loading, manifest
from geo.intake.report import Report
from geo.intake.source import Progress, Source

Told = Callable[[str, float], None]
"""Told what is being done (a noun, or ``making``) and how far all of it is, between 0 and 1."""

_MAKING = 0.25
_SHARES = {
    "grids": 0.01, "streets": 0.02, "landscape": 0.01, "buildings": 0.06, "facilities": 0.01, "patrol_routes": 0.01,
    "residents": 0.1, "cameras": 0.01, "patrol_tracks": 0.17, "incidents": 0.34,
}  # fmt: skip
"""About how much of the whole time each noun takes."""


def load(
    actor: Actor | None = None,
    *,
    seed: int = SEED,
    scale: float = 1.0,
    progress: Told = lambda _what, _share: None,
) -> list[Report]:
    """Make the demo city, write its files, and load them as any city is loaded; a second time changes nothing.

    Parameters
    ----------
    actor
        Who does it; by default the post ``demo`` with the role of an administrator.
    seed, scale
        As `geo.demo.city`.
    progress
        Told how far it is.

    Returns
    -------
    list of Report
        One a file.

    Raises
    ------
    BadInputError
        If another city stands in this data folder.
    """
    progress("making", 0.0)
    with tempfile.TemporaryDirectory(prefix="govmap-demo-") as folder:
        path = files.write(Path(folder), city(seed=seed, scale=scale))
        progress("making", _MAKING)
        reports = loading.load(
            actor or Actor(role="admin", post="demo"),
            manifest.read(path, Path(folder)),
            announce=_Bar(progress).next,
        )
    progress("incidents", 1.0)
    return reports


class _Bar:
    """One bar over all files."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._done = _MAKING

    def next(self, source: Source) -> Progress:
        """Give the ear of the next file's progress."""
        begin, share = self._done, _SHARES[source.kind]
        self._done = min(1.0, begin + share)
        self._told(source.kind, begin)

        def heard(rows: int, of: int | None) -> None:
            self._told(source.kind, min(1.0, begin + share * (min(1.0, rows / of) if of else 0.5)))

        return heard
