"""Norms in the drawer of coverage: listed with source and status, edited by whoever may."""

import pandas as pd
import streamlit as st

from geo.access import may
from geo.answers import norms
from geo.errors import GeoError
from geo.i18n import speak, t
from geo.layers.escape import plain
from geo.store.session import writing
from geo.ui import data, reader, show

_EDITED = "coverage_norms"


def edit(*, height: int) -> None:
    """Show the norms; an administrator changes values and saves them."""
    editable = may(reader.actor(), "standards.edit")
    table = data.ask(norms.table)
    column = st.column_config
    labels = {name: t(f"coverage.norm_columns.{name}") for name in table.columns}
    key = f"{_EDITED}_{data.revision()}_{reader.language()}"  # what was saved is the new beginning
    edited = st.data_editor(
        table,
        key=key,
        height=height,
        hide_index=True,
        width="stretch",
        disabled=[name for name in table.columns if name != "value" or not editable],
        column_config={
            name: column.NumberColumn(label) if name == "value" else column.TextColumn(label)
            for name, label in labels.items()
        },
    )
    if editable:
        st.button(t("coverage.norms_save"), key="coverage_norms_save", type="primary", on_click=_save, args=(edited,))
    show.small(t("coverage.norm_status"))


def _save(edited: pd.DataFrame) -> None:
    """Write the values that differ; one that cannot be is said, and nothing is changed."""
    speak(reader.language())  # a callback runs before the frame has said in which language
    before = data.ask(norms.table)["value"]
    changed = {str(key): float(value) for key, value in edited["value"].items() if value != before[key]}
    try:
        with writing(reader.actor(), "standards.edit", object="norms about walking") as session:
            norms.put(session, changed)
    except GeoError as refused:
        st.toast(plain(refused), icon=":material/error:")
