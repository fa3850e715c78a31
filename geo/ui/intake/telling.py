"""What a file does not say itself is asked: kind, layer, coordinate system, date, and which column is which."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from geo.errors import GeoError
from geo.i18n import t, word
from geo.intake.header import Header, header
from geo.intake.matching import Field, by_name
from geo.intake.nouns import KINDS
from geo.layers.escape import plain
from geo.ui import data
from geo.ui.intake.upload import Upload, laid, remembered

_SYSTEMS = ("4490", "4326", "GCJ-02", "BD-09")
_OTHER = "other"
_ROW_PX = 35
_FIRST_DAY = date(1990, 1, 1)

Choice = tuple[str, str]
"""``("column", name)`` or ``("constant", code)``."""


def told(given: Upload) -> dict[str, Any] | None:
    """Ask what cannot be known from the file; None while an answer is missing."""
    left, middle, right = st.columns(3)
    kind = left.selectbox(
        t("upload.kind"),
        list(KINDS),
        index=None,
        placeholder=t("upload.which_kind"),
        format_func=lambda code: word("words.kinds", code),
        key=f"kind_{given.sha256}",
    )
    if kind is None:
        return None
    found = _header(given, kind, None)
    layer: str | None = None
    if found is not None and found.layers:
        which = t("upload.which_layer")
        layer = middle.selectbox(
            t("upload.layer"), found.layers, index=None, key=f"layer_{given.sha256}", placeholder=which
        )
        found = _header(given, kind, layer) if layer else None
    if found is None:
        return None
    day = right.date_input(
        t("upload.as_of"), value=None, min_value=_FIRST_DAY, format="YYYY-MM-DD", key=f"day_{given.sha256}"
    )
    about = {"kind": kind, "layer": layer, "as_of": day, "crs": _system(given, found)}
    return about if found.tags else {**about, **_columns(f"{given.sha256}_{kind}_{layer}", found, KINDS[kind].fields)}


def _header(given: Upload, kind: str, layer: str | None) -> Header | None:
    """Read the file's own words once; what stops it is said in its place."""
    kept: dict[Any, Header] = remembered("upload_headers", given)
    key = (kind, layer)
    if key not in kept:
        try:
            with st.spinner(t("upload.reading")), laid(given) as path:
                kept[key] = header(path, kind, layer)
        except GeoError as wrong:
            st.error(plain(wrong))
            return None
    return kept[key]


def _system(given: Upload, found: Header) -> str | None:
    """Ask for the coordinate system: a question where the file names none, else a way to say it better."""
    city = data.city()
    metric = (str(city.metric_crs),) if city is not None else ()
    choices = [None, *_SYSTEMS, *metric, _OTHER]
    said = t("upload.crs_said", crs=found.crs[:40]) if found.crs else t("upload.crs_asked")
    left, right = st.columns([2, 1])
    chosen: str | None = left.selectbox(
        t("upload.crs"),
        choices,
        key=f"crs_{given.sha256}",
        format_func=lambda code: said if code is None else word("upload.systems", code).format(code=code),
    )
    if chosen != _OTHER:
        return chosen
    typed: str = right.text_input(t("upload.epsg"), key=f"epsg_{given.sha256}", placeholder="4549")
    return typed.strip() or None


def _columns(key: str, found: Header, fields: Sequence[Field]) -> dict[str, dict[str, str]]:
    """Let the reader say which column is which; what the names say stands there at first."""
    by_itself = by_name(found.columns, fields)
    if found.shaped:
        fields = [one for one in fields if one.name not in ("lon", "lat")]
    needed = [one for one in fields if one.required and one.default is None]
    open_at_first = any(one.name not in by_itself for one in needed)
    chosen: dict[str, Choice | None] = {}
    with st.expander(t("upload.matching", n=len(by_itself), of=len(found.columns)), expanded=open_at_first):
        if found.rows:
            st.dataframe(
                pd.DataFrame(found.rows), hide_index=True, width="stretch", height=_ROW_PX * (len(found.rows) + 1) + 3
            )
        places = st.columns(3)
        for place, one in enumerate(sorted(fields, key=lambda one: one not in needed)):
            chosen[one.name] = _choose(places[place % 3], key, one, found.columns, by_itself.get(one.name))
    constants = {name: one[1] for name, one in chosen.items() if one is not None and one[0] == "constant"}
    taken = {name: "" if one is None else one[1] for name, one in chosen.items() if name not in constants}
    return {"fields": taken, "constants": constants}


def _choose(place: Any, key: str, one: Field, columns: Sequence[str], guess: str | None) -> Choice | None:
    options: list[Choice | None] = [None, *(("column", name) for name in columns)]
    options += [("constant", code) for code in one.codes]
    label = word("upload.fields", one.name)
    required = one.required and one.default is None
    chosen: Choice | None = place.selectbox(
        f"{label} \\*" if required else label,
        options,
        index=options.index(("column", guess)) if guess is not None else 0,
        format_func=lambda option: _shown(one, option),
        key=f"field_{key}_{one.name}",
    )
    return chosen


def _shown(one: Field, option: Choice | None) -> str:
    if option is None:
        return t("upload.no_column")
    kind, name = option
    return name if kind == "column" else t("upload.always", word=word(one.words, name) if one.words else name)
