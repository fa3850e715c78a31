"""The reader's question as one hashable value, to and from the URL as text."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geo.errors import BadInputError
from geo.standards import PACES

AGES = ("age_60", "age_65", "age_80", "everyone", "age_0_2")
"""Age groups that can be asked for, in the order in which they are offered."""
ONE_OF: dict[str, tuple[str, ...]] = {"pace": PACES, "ages": AGES}
"""Parts of the question that are one of a few words."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is asked: when, where, of which kinds, at whose speed. An empty tuple means "all".

    Examples
    --------
    >>> asked = Filters(node="320102003", classes=("hazard", "appeal"), minutes=10)
    >>> asked.to_text()
    'node=320102003&classes=hazard,appeal&minutes=10'
    >>> Filters.from_text(asked.to_text()) == asked
    True
    """

    since: date | None = None
    """First day of the period, in the city's calendar."""
    until: date | None = None
    """First day after the period (half-open)."""
    node: str | None = None
    """Node of the grid tree; its whole subtree is asked for."""
    classes: tuple[str, ...] = ()
    subclasses: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    """Hours of the day (0–23) in which a matter was collected."""
    facility_kinds: tuple[str, ...] = ()
    camera_kinds: tuple[str, ...] = ()
    patrol_kinds: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    minutes: int = 15
    """Limit of the walk."""
    pace: str = "elderly"
    """Speed profile, one of `geo.standards.PACES`: a key of the standards ``walk.<pace>``."""
    ages: str = "age_65"
    """Whom coverage counts, one of `AGES`."""
    target: int = 85
    """Target line, per cent."""

    def to_text(self) -> str:
        """Write the question as a URL query; what is at its default is left out."""
        parts: list[tuple[str, str]] = []
        for one in fields(self):
            value = getattr(self, one.name)
            if value != one.default:
                parts.append((one.name, _to_text(value)))
        return urlencode(parts, safe=",:")

    @classmethod
    def from_text(cls, query: str) -> "Filters":
        """Read a URL query; keys that are not of the question are left alone.

        Raises
        ------
        BadInputError
            If a value cannot be read or is none of those offered: names the key and the value.
        """
        kinds = {one.name: one for one in fields(cls)}
        values: dict[str, Any] = {}
        for key, raw in parse_qsl(query, keep_blank_values=False):
            if key in kinds:
                values[key] = _from_text(key, raw, kinds[key].default)
        found = cls(**values)
        if found.since and found.until and found.since >= found.until:
            raise BadInputError("filters.errors.period", since=found.since, until=found.until)
        return found

    def but(self, **changes: Any) -> "Filters":
        """Give the same question with some answers changed."""
        return replace(self, **changes)

    def about(self, noun: str) -> "Filters":
        """Give only what narrows a noun, a key of `PARTS`: questions that differ elsewhere have the same answer.

        Examples
        --------
        >>> Filters(node="A", stages=("called",), minutes=5).about("cameras").to_text()
        'node=A'
        """
        return Filters(**{name: getattr(self, name) for name in PARTS[noun]})


_PERIOD = ("since", "until")
PARTS: dict[str, tuple[str, ...]] = {
    "grids": ("node",),
    "residents": ("node",),
    "incidents": (*_PERIOD, "node", "classes", "subclasses", "stages", "channels", "departments", "hours"),
    "facilities": ("node", "facility_kinds"),
    "cameras": ("node", "camera_kinds"),
    "patrol_routes": ("node", "patrol_kinds", "teams"),
    "patrol_tracks": (*_PERIOD, "node", "teams"),
}
"""Noun → the parts of the question that narrow it, as `geo.store.questions` puts them to the database."""
_DATES = {"since", "until"}
_RANGES = {"minutes": (1, 120), "target": (1, 100), "hours": (0, 23)}
_LONGEST = 200


def _to_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _from_text(key: str, raw: str, default: Any) -> Any:
    try:
        if len(raw) > _LONGEST * 10:
            raise ValueError
        if key in _DATES:
            return date.fromisoformat(raw)
        if key == "hours":
            return tuple(sorted({_whole(key, one) for one in raw.split(",")}))
        if isinstance(default, tuple):
            return tuple(dict.fromkeys(_code(one) for one in raw.split(",") if one))
        if isinstance(default, int):
            return _whole(key, raw)
        if raw not in ONE_OF.get(key, (raw,)):
            raise ValueError(raw)
        return _code(raw)
    except ValueError:
        raise BadInputError("filters.errors.value", key=key, value=raw[:80]) from None


def _whole(key: str, raw: str) -> int:
    low, high = _RANGES[key]
    number = int(raw)
    if not low <= number <= high:
        raise ValueError(raw)
    return number


def _code(raw: str) -> str:
    if len(raw) > _LONGEST or any(ord(sign) < ord(" ") or sign in "<>\"'`\\;" for sign in raw):
        raise ValueError(raw)
    return raw
