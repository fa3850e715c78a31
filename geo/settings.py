"""What can be set from outside, in one frozen class: ``GOVMAP_…`` in the environment, a description a field."""

import os
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from geo.errors import BadInputError
from geo.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]


def _setting(default: Any, description: str) -> Any:
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting; the README's table is checked against it."""

    data: Path = _setting(ROOT / "data", "folder of this city's database, cache and inbox; one folder a city")
    database_url: str = _setting("", "address of an outside PostGIS (owner's login); empty: the private one")
    database: str = _setting("govmap", "name of the database on the server")
    host: str = _setting("127.0.0.1", "address the app listens on; only this machine until sign-in exists")
    port: int = _setting(8501, "port of the app")
    language: str = _setting("zh", "first language of pages and commands: zh or en")
    role: str = _setting("admin", "role of commands and of a first visit, until sign-in exists")
    basemap: str = _setting("", "address template of an online base map ({z}/{x}/{y}); empty: our own, no internet")
    basemap_credit: str = _setting("", "credit line of that base map")
    k_inside: int = _setting(5, "smallest count of people shown inside")
    raw_fix_days: int = _setting(30, "days after which raw GPS fixes are deleted; street coverage stays")
    upload_mb: int = _setting(512, "largest file taken in, in MB")

    @classmethod
    def from_environment(cls, environment: dict[str, str] | None = None) -> "Settings":
        """Read ``GOVMAP_<FIELD>`` for every field that is set.

        Raises
        ------
        BadInputError
            If a value cannot be taken: names the variable and the value.
        """
        given = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for one in fields(cls):
            raw = given.get(f"GOVMAP_{one.name.upper()}")
            if raw is None or one.default is MISSING:
                continue
            values[one.name] = _read(one.name, raw, one.default)
        return cls(**values)


_RANGES = {
    "port": (1, 65_535),
    "k_inside": (5, 1_000),
    "raw_fix_days": (0, 3_650),
    "upload_mb": (1, 102_400),
}
"""Least and most of each number; a count smaller than the least would name people, whoever sets it."""


def _read(name: str, raw: str, default: Any) -> Any:
    try:
        value: Any = Path(raw).resolve() if isinstance(default, Path) else type(default)(raw)
    except ValueError:
        raise BadInputError("settings.errors.value", variable=f"GOVMAP_{name.upper()}", value=raw) from None
    if name == "language" and value not in LANGUAGES:
        raise BadInputError("settings.errors.value", variable="GOVMAP_LANGUAGE", value=raw)
    if name in _RANGES and not _RANGES[name][0] <= value <= _RANGES[name][1]:
        least, most = _RANGES[name]
        raise BadInputError(
            "settings.errors.range", variable=f"GOVMAP_{name.upper()}", value=raw, least=least, most=most
        )
    return value


@cache
def settings() -> Settings:
    """Give this process's settings, read once."""
    return Settings.from_environment()
