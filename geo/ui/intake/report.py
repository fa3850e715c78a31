"""What became of a file: counts, reasons, the rows set aside to look at and to carry away, and what came in before."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo.filters import Filters
from geo.i18n import lookup, t, word
from geo.intake import Report
from geo.intake.report import reason
from geo.layers.escape import plain, safe
from geo.layers.paint import RUST
from geo.store import imports
from geo.ui import data, downloads, show

_MOST_ROWS = 500


def report(found: Report) -> None:
    """Say what became, or would become, of the file's rows."""
    heading = t("upload.would") if found.dry else t("upload.done")
    counts = [(t(f"upload.{name}"), getattr(found, name)) for name in ("read", "kept", "quarantined", "skipped")]
    faces = "".join(
        f'<div class="govmap-figure"><span>{safe(label)}</span><strong>{n:,}</strong></div>' for label, n in counts
    )
    st.html(f'<div class="govmap-head">{safe(heading)}</div><div class="govmap-figures">{faces}</div>')
    if found.reasons:
        rows = [(_kind_of_reason(key), n) for key, n in found.reasons.most_common()]
        show.bars(t("upload.reasons"), rows, colour=RUST)
    for question in found.sentences():
        st.warning(plain(question), icon="❓")
    if found.personal:
        st.info(plain(t("upload.personal", columns="、".join(found.personal))))
    if found.columns:
        with st.expander(t("upload.columns")):
            show.facts(list(found.columns.items()))
            if found.unused:
                show.small(t("upload.unused", columns="、".join(found.unused)))
    if found.examples:
        _aside([(one.row, one.raw, one.reasons) for one in found.examples], of=found.quarantined)
    if found.import_id is not None and found.quarantined:
        downloads.offer("quarantine", Filters(), number=str(found.import_id))


def _aside(rows: Sequence[tuple[int, Any, Any]], *, of: int) -> None:
    """List rows set aside, with every reason and the raw values."""
    table = pd.DataFrame(
        {
            t("upload.reason"): ["; ".join(reason(one) for one in reasons) for _, _, reasons in rows],
            t("upload.raw"): ["; ".join(f"{name}: {value}" for name, value in raw.items()) for _, raw, _ in rows],
        },
        index=pd.Index([row for row, _, _ in rows], name=t("upload.row")),
    )
    st.html(f'<div class="govmap-head">{safe(t("upload.aside", n=f"{of:,}", shown=f"{len(rows):,}"))}</div>')
    st.dataframe(table, width="stretch", height=280)


def history() -> None:
    """List what came in so far; a chosen row shows what was set aside then."""
    past = data.ask(imports.find)
    if past.empty:
        return
    st.html(f'<div class="govmap-head">{safe(t("upload.history"))}</div>')
    table = pd.DataFrame(
        {
            t("upload.file"): past["file"],
            t("upload.layer"): past["layer"],
            t("upload.kind"): [word("words.kinds", one) for one in past["kind"]],
            **{t(f"upload.{name}"): past[name] for name in ("read", "kept", "quarantined", "skipped")},
            t("upload.as_of"): past["data_date"],
            t("upload.credit"): past["credit"],
        }
    )
    chosen = st.dataframe(
        table.rename_axis(t("upload.number")),
        key="upload_history",
        width="stretch",
        height=280,
        placeholder="—",
        on_select="rerun",
        selection_mode="single-row",
    )
    show.small(t("upload.history_note"))
    for place in chosen["selection"]["rows"]:
        _past(int(past.index[place]), int(past["quarantined"].iloc[place]))


def _past(number: int, quarantined: int) -> None:
    if not quarantined:
        st.info(t("upload.none_aside", number=number))
        return
    rows = data.ask(imports.find_quarantined, number)
    shown = rows.head(_MOST_ROWS)
    _aside(list(zip(shown.index, shown["raw"], shown["reasons"], strict=True)), of=quarantined)
    downloads.offer("quarantine", Filters(), number=str(number))


def _kind_of_reason(key: str) -> str:
    """Give a reason's sentence without the values of one row."""
    sentence = lookup("intake.reasons").get(key, key)
    return str(sentence).format_map(defaultdict(lambda: "…"))
