"""The two deeds of the page: look, which writes nothing, and then take."""

import json
from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.i18n import t
from geo.intake import Report, look, take
from geo.layers.escape import plain
from geo.ui import data, reader
from geo.ui.intake.upload import Upload, laid, remembered


def deeds(given: Upload, about: dict[str, Any]) -> Report | None:
    """Offer to look and then to take; give the report of what was done last for this file and these answers."""
    about = dict(about)
    kind = about.pop("kind")
    key = (kind, json.dumps(about, sort_keys=True, default=str))
    kept: dict[Any, Report] = remembered("upload_reports", given)
    left, right = st.columns(2)
    looks = left.button(
        t("upload.look"), key="upload_look", type="primary" if key not in kept else "secondary", width="stretch"
    )
    ready = key in kept and kept[key].dry
    takes = right.button(
        t("upload.take"),
        key="upload_take",
        type="primary" if ready else "secondary",
        width="stretch",
        disabled=not ready,
    )
    if looks or takes:
        try:
            kept[key] = _done(take if takes else look, given, kind, about)
        except GeoError as wrong:
            kept.pop(key, None)
            st.error(plain(wrong))
            return None
        data.begin()
        st.rerun()
    return kept.get(key)


def _done(deed: Any, given: Upload, kind: str, about: dict[str, Any]) -> Report:
    line = st.progress(0.0, text=t("upload.reading"))

    def progress(rows: int, of: int | None) -> None:
        share = min(rows / of, 1.0) if of else 0.0
        line.progress(share, text=t("upload.rows", rows=f"{rows:,}"))

    try:
        with laid(given) as path:
            report: Report = deed(reader.actor(), path, kind, progress=progress, **about)
    finally:
        line.empty()
    return report
