"""A table as a command prints it: one JSON object for programs, aligned columns for people."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any
from unicodedata import combining, east_asian_width

import pandas as pd

from geo.filters import Filters
from geo.i18n import t

Rows = pd.DataFrame | Iterable[Mapping[Any, Any]]
"""Rows as a table or as mappings; a table's named index comes along as its first column, geometry stays behind."""


def answer(
    rows: Rows,
    *,
    asked: Filters | Mapping[str, Any],
    as_of: datetime | date | str | None,
    definitions: Mapping[str, str],
    as_json: bool,
) -> str:
    """Write rows with what was asked, the date they hold for, and what each figure means.

    Parameters
    ----------
    asked
        The question; of `Filters` only what differs from its default is told.
    as_of
        Instant or day that the rows hold for; None where there is no data yet.
    definitions
        Column → what it means, with its unit.
    as_json
        True gives one JSON object ``{"rows", "asked", "as_of", "definitions"}``, in which what is missing or not a
        number is null and instants carry their zone.

    Examples
    --------
    >>> print(answer([{"grid": "湖滨一格", "older": 12}], asked={}, as_of=None, definitions={}, as_json=False))
    grid      older
    湖滨一格     12
    >>> answer([{"share": float("nan")}], asked={}, as_of=date(2026, 3, 1), definitions={}, as_json=True)
    '{"rows": [{"share": null}], "asked": {}, "as_of": "2026-03-01", "definitions": {}}'
    """
    records = [{str(key): plain(value) for key, value in row.items()} for row in _mappings(rows)]
    question = _question(asked)
    when = plain(as_of)
    if as_json:
        whole = {"rows": records, "asked": question, "as_of": when, "definitions": dict(definitions)}
        return json.dumps(whole, ensure_ascii=False, allow_nan=False)
    parts = [table(records) if records else t("answer.nothing")]
    if when is not None:
        parts.append(t("answer.as_of", when=when))
    parts += [f"{name}: {meaning}" for name, meaning in definitions.items()]
    return "\n".join(parts)


def table(records: list[dict[str, Any]]) -> str:
    """Align records under their keys: numbers to the right, words to the left, Chinese signs two columns wide."""
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = [[name, *(_shown(record.get(name)) for record in records)] for name in names]
    numbers = [all(isinstance(record.get(name), int | float | None) for record in records) for name in names]
    widths = [max(map(width, column)) for column in columns]
    lines = (
        "  ".join(_padded(cell, to=to, right=right) for cell, to, right in zip(line, widths, numbers, strict=True))
        for line in zip(*columns, strict=True)
    )
    return "\n".join(line.rstrip() for line in lines)


def width(words: str) -> int:
    """Count the columns that words take on a terminal.

    Examples
    --------
    >>> width("网格 grid")
    9
    """
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def plain(value: Any) -> Any:
    """Give a value as JSON knows it: null for what is missing, text for instants and hours, Python's own numbers.

    Raises
    ------
    TypeError
        If JSON has nothing like it.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()  # a number of NumPy's
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, pd.Timedelta):
        return value.total_seconds()
    raise TypeError(f"no plain form for {type(value).__name__}")


def _mappings(rows: Rows) -> Iterable[Mapping[Any, Any]]:
    if not isinstance(rows, pd.DataFrame):
        return rows
    shown = rows.drop(columns=[name for name, kind in rows.dtypes.items() if str(kind) == "geometry"])
    if rows.index.name is not None:
        shown = pd.DataFrame(shown).reset_index()
    return pd.DataFrame(shown).astype(object).to_dict("records")


def _question(asked: Filters | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(asked, Filters):
        told = {one.name: getattr(asked, one.name) for one in fields(asked)}
        return {one.name: plain(told[one.name]) for one in fields(asked) if told[one.name] != one.default}
    return {str(key): plain(value) for key, value in asked.items()}


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _padded(cell: str, *, to: int, right: bool) -> str:
    gap = " " * (to - width(cell))
    return gap + cell if right else cell + gap
