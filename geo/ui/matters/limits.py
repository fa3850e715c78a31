"""The limits matters run by, as tables: everybody reads them, the administrator edits them."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

import pandas as pd
import streamlit as st

from geo.access import may
from geo.clock import CLOCKS
from geo.errors import GeoError
from geo.frames import INCIDENT_CLASSES, PRIORITIES
from geo.i18n import language, speak, t, word
from geo.models.loop import GRADES
from geo.store import grids, limits
from geo.store.session import writing
from geo.ui import data, reader, show
from geo.ui.matters import deeds

_READ: Mapping[type, Callable[[str], Any]] = {date: date.fromisoformat, time: time.fromisoformat}
"""How the browser's texts become the column's values."""


def edit() -> None:
    """Show one of the tables, to edit for whoever may."""
    what = st.pills(
        t("loop.limits.what"),
        list(limits.TABLES),
        default="limits",
        key="limits_what",
        format_func=lambda one: t(f"loop.limits.{one}"),
    )
    name, editable = what or "limits", may(reader.actor(), "standards.edit")
    deeds.refused()
    rows = data.ask(limits.rows, name)
    key = f"limits_{name}_{data.revision()}_{language()}"  # what was saved is the new beginning
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        width="stretch",
        height=230,
        num_rows="dynamic" if editable else "fixed",
        disabled=not editable,
        column_config=_columns(name),
        placeholder="—",
    )
    if editable:
        st.button(t("loop.limits.save"), key="limits_save", type="primary", on_click=_save, args=(name, rows, key))
    show.small(" ".join((t(f"loop.limits.about.{name}"), _known_years())))


def _known_years() -> str:
    years = pd.Series(sorted(data.ask(limits.calendar).known_years), dtype="int64")
    runs = years.groupby((years.diff() != 1).cumsum()).agg(["min", "max"]).to_numpy()
    told = ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
    return t("loop.limits.known_years", years=told or "—")


def _save(name: str, rows: pd.DataFrame, key: str) -> None:
    """Write the table whole; a row that cannot stand is said, and nothing is changed."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    changes = st.session_state[key]  # as they are now: a cell may have changed with this very click
    if not any(changes.values()):
        st.session_state["matters_told"] = ("done", t("loop.limits.unchanged"))
        return
    edited = _edited(name, rows, changes)
    keys = [column.name for column in limits.TABLES[name].__table__.primary_key]
    texts = [one for one in ("subclass", "grade", "note") if one in edited.columns]
    given = edited.fillna(dict.fromkeys(texts, "")).dropna(subset=[one for one in keys if one not in texts])
    try:
        with writing(reader.actor(), "standards.edit", object=f"limits {name}") as session:
            limits.put(session, name, given, seen=rows)
    except GeoError as problem:
        st.session_state["matters_told"] = ("error", str(problem))
        return
    st.session_state["matters_told"] = ("done", t("loop.limits.saved"))


def _edited(name: str, rows: pd.DataFrame, changes: Mapping[str, Any]) -> pd.DataFrame:
    """Give the table with what the reader has changed, added and taken away."""
    read = {column.name: _READ.get(column.type.python_type) for column in limits.TABLES[name].__table__.columns}

    def cell(column: str, value: Any) -> Any:
        as_read = read[column]
        return as_read(value) if as_read is not None and isinstance(value, str) else value

    table = rows.astype(object)
    for place, cells in changes["edited_rows"].items():
        for column, value in cells.items():
            table.at[int(place), column] = cell(column, value)
    added = [{column: cell(column, value) for column, value in one.items()} for one in changes["added_rows"]]
    left = table.drop(index=changes["deleted_rows"])
    fresh = pd.DataFrame(added, columns=rows.columns, dtype=object)
    whole: pd.DataFrame = pd.concat([left, fresh], ignore_index=True)
    return whole


def _columns(name: str) -> dict[str, Any]:
    """Give each column its words, and the choices it offers."""
    table = limits.TABLES[name].__table__
    return {column.name: _column(column.name) for column in table.columns}


def _column(name: str) -> Any:
    label = t(f"loop.limits.columns.{name}")
    make, column = _choices(), st.column_config
    if name in make:
        codes, words = make[name]
        return column.SelectboxColumn(label, options=codes, format_func=lambda code: words.get(str(code), str(code)))
    kinds: dict[str, Any] = {
        "amount": column.NumberColumn(label, min_value=0.01),
        "year": column.NumberColumn(label, min_value=1990, max_value=2099, step=1, format="%d"),
        "day": column.DateColumn(label, format="YYYY-MM-DD"),
        "works": column.CheckboxColumn(label),
        "opens": column.TimeColumn(label, format="HH:mm"),
        "closes": column.TimeColumn(label, format="HH:mm"),
    }
    return kinds.get(name, column.TextColumn(label))


def _choices() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Give the codes that may be chosen, with their words."""
    kinds = data.ask(limits.kinds)
    nodes = data.ask(grids.tree)["name"].astype(str).to_dict()
    names = kinds[f"name_{language()}"].astype(str).to_dict()
    grades = {"": t("loop.limits.any"), **{grade: grade for grade in GRADES}}
    return {
        "incident_class": (list(INCIDENT_CLASSES), {one: word("words.classes", one) for one in INCIDENT_CLASSES}),
        "subclass": (["", *names], {"": t("loop.limits.any"), **names}),
        "priority": (list(PRIORITIES), {one: word("words.priorities", one) for one in PRIORITIES}),
        "clock": (list(CLOCKS), {one: word("clock.clocks", one) for one in CLOCKS}),
        "grade": (list(grades), grades),
        "node": (list(nodes), nodes),
    }
