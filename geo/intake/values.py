"""Words of a file to values of the treaty, column by column: what cannot be read is said so, never guessed."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Texts = NDArray[np.object_]
"""Texts of one column; None where the cell is empty."""
Read = tuple[Any, NDArray[np.bool_]]
"""Values, and where a text was there but could not be read."""

_LONGEST = 500
_CODE = re.compile(r"^[^,<>\"'`\\;\x00-\x1f\x7f]{1,200}$")
_UNIT = re.compile(r"\s*(?:m|米|px|像素|°|度|deg|天|日|days?|层|storeys?|㎡|户|人)$", re.IGNORECASE)
_THOUSANDS = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_YES = frozenset({"yes", "y", "true", "t", "1", "是", "有", "对"})
_NO = frozenset({"no", "n", "false", "f", "0", "否", "无", "没有", "不是"})
_CLOCK = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?$")
_DATE = re.compile(r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(
    r"^(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(\d{1,2})?(?:\.(\d{1,6}))?\s*秒?\s*(Z|[+-]\d{2}:?\d{2})?$"
)
_AWARE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


@dataclass(frozen=True)
class Manner:
    """How this file writes: the zone for times without one, and the format of its times (null: ISO or Chinese)."""

    zone: str
    times: str | None = None


def by_unique(texts: Texts, read: Callable[[str], Any], dtype: Any = object) -> Read:
    """Read every distinct text once; ``read`` raises ValueError where it cannot."""
    codes, uniques = pd.factorize(texts)
    values = np.empty(len(uniques) + 1, dtype=object)
    bad = np.zeros(len(uniques) + 1, dtype=bool)
    for place, one in enumerate(uniques):
        try:
            values[place] = read(str(one))
        except (ValueError, OverflowError):
            bad[place] = True
    taken = values[codes]
    return (taken if dtype is object else pd.array(taken, dtype=dtype)), bad[codes]


def text(texts: Texts, _: Manner) -> Read:
    """Read plain text: normalised, without control signs, not endless."""

    def read(raw: str) -> str:
        plain = " ".join(unicodedata.normalize("NFC", raw).split())
        if len(plain) > _LONGEST or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in plain):
            raise ValueError(raw)
        return plain

    return by_unique(texts, read)


def code(texts: Texts, _: Manner) -> Read:
    """Read a code: short, and without the signs that break a link or a list."""
    there = ~pd.isna(texts)
    bad = np.array([bool(is_there) and not _CODE.match(one) for one, is_there in zip(texts, there, strict=True)], bool)
    values = texts.copy()
    values[bad] = None
    return values, bad


def number(texts: Texts, _: Manner) -> Read:
    """Read a finite number; a trailing unit is let go, a comma only as a mark of thousands."""
    values = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    there = ~pd.isna(texts)
    for place in np.flatnonzero(there & ~np.isfinite(values)):
        values[place] = _number(str(texts[place]))
    return values, there & ~np.isfinite(values)


def whole(texts: Texts, manner: Manner) -> Read:
    """Read a whole number."""
    values, bad = number(texts, manner)
    bad |= np.isfinite(values) & ((values != np.floor(values)) | (np.abs(values) > 2**31 - 1))
    return pd.array(np.where(bad | ~np.isfinite(values), np.nan, values), dtype="Float64").astype("Int64"), bad


def count(texts: Texts, manner: Manner) -> Read:
    """Read a count: a whole number, never negative."""
    values, bad = whole(texts, manner)
    negative = np.asarray((values < 0).fillna(False), dtype=bool)
    values[negative] = pd.NA
    return values, bad | negative


def boolean(texts: Texts, _: Manner) -> Read:
    """Read yes or no, in either language."""

    def read(raw: str) -> bool:
        plain = raw.casefold()
        if plain not in _YES | _NO:
            raise ValueError(raw)
        return plain in _YES

    return by_unique(texts, read)


def clock(texts: Texts, _: Manner) -> Read:
    """Read a time of day as HH:MM."""

    def read(raw: str) -> str:
        found = _CLOCK.match(raw)
        if found is None:
            raise ValueError(raw)
        return f"{int(found[1]):02d}:{found[2]}"

    return by_unique(texts, read)


def day(texts: Texts, manner: Manner) -> Read:
    """Read a date."""

    def read(raw: str) -> date:
        if manner.times:
            return datetime.strptime(raw, manner.times).date()
        found = _DATE.match(raw)
        if found is None:
            raise ValueError(raw)
        return date(int(found[1]), int(found[2]), int(found[3]))

    return by_unique(texts, read)


def instant(texts: Texts, manner: Manner) -> Read:
    """Read instants as UTC; a time without a zone is the city's wall clock, and a skipped hour is unreadable."""
    series = pd.Series(texts, dtype=object)
    there = series.notna().to_numpy()
    if manner.times:
        local = pd.to_datetime(series, format=manner.times, errors="coerce")
        values = local if local.dt.tz is not None else _in_zone(local, manner.zone)
        values = values.dt.tz_convert("UTC")
    else:
        aware = series.str.contains(_AWARE.pattern, regex=True, na=False) & series.str.contains(":", na=False)
        values = pd.to_datetime(series.where(aware), format="ISO8601", errors="coerce", utc=True)
        local = pd.to_datetime(series.where(~aware), format="ISO8601", errors="coerce")
        values = values.fillna(_in_zone(local, manner.zone))
        _slowly(series, values, there, manner.zone)
    values = values.astype("datetime64[us, UTC]")
    odd = values.notna() & ((values.dt.year < _FIRST_YEAR) | (values.dt.year > _LAST_YEAR))
    values = values.mask(odd)
    return values, there & values.isna().to_numpy()


def _in_zone(local: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """Set wall-clock times into the zone; of an hour that comes twice, the first (summer time) is meant."""
    first = np.ones(len(local), dtype=bool)
    return local.astype("datetime64[us]").dt.tz_localize(zone, ambiguous=first, nonexistent="NaT").dt.tz_convert("UTC")


def _slowly(series: "pd.Series[Any]", values: "pd.Series[Any]", there: NDArray[np.bool_], zone: str) -> None:
    """Read in place what the fast way could not: 2024年3月4日 8时5分, 2024/3/4 8:05."""
    left = np.flatnonzero(there & values.isna().to_numpy())
    known: dict[str, Any] = {}
    for place in map(int, left):
        raw = str(series.iat[place])
        if raw not in known:
            known[raw] = _moment(raw, zone)
        values.iat[place] = known[raw]


def _moment(raw: str, zone: str) -> Any:
    plain = unicodedata.normalize("NFKC", raw).strip()
    found = _DATE.match(plain)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return pd.NaT
    rest = plain[found.end() :].strip(" T")
    clock_found = _TIME.match(rest) if rest else None
    if rest and clock_found is None:
        return pd.NaT
    hour, minute, second = (int(one or 0) for one in clock_found.groups()[:3]) if clock_found else (0, 0, 0)
    offset = clock_found[5] if clock_found else None
    try:
        local = datetime(int(found[1]), int(found[2]), int(found[3]), hour, minute, second, tzinfo=UTC)
        if offset:
            return pd.Timestamp(local.replace(tzinfo=None).isoformat() + offset).tz_convert("UTC")
        there = local.replace(tzinfo=ZoneInfo(zone))
        back = there.astimezone(UTC).astimezone(ZoneInfo(zone))
        return (
            pd.Timestamp(there).tz_convert("UTC") if back.replace(tzinfo=None) == there.replace(tzinfo=None) else pd.NaT
        )
    except ValueError:
        return pd.NaT


def _number(raw: str) -> float:
    plain = _UNIT.sub("", unicodedata.normalize("NFKC", raw).strip())
    if _THOUSANDS.match(plain):
        plain = plain.replace(",", "")
    try:
        return float(plain) if "_" not in plain else np.nan
    except ValueError:
        return np.nan
