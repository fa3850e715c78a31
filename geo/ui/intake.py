"""The page 导入: a file goes up, is looked at, and comes in; what was set aside is named, row by row."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import streamlit as st

from geo.errors import GeoError
from geo.i18n import lookup, t, word
from geo.intake import Report, look, take
from geo.intake.formats import FORMATS
from geo.intake.nouns import KINDS
from geo.intake.report import reason
from geo.layers.escape import plain, safe
from geo.layers.paint import RUST
from geo.settings import settings
from geo.store import imports
from geo.ui import data, reader, show

_SUFFIXES = tuple(suffix for one in FORMATS for suffix in one.suffixes)
_MOST_REASONS = 200
_LONGEST_NAME = 80
"""Signs of a file's name that are kept: file systems take 255 bytes, and a Chinese sign is three."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that went up: its name, and its fingerprint, so that twice is once."""

    name: str
    sha256: str
    content: bytes = field(repr=False, compare=False)


def upload() -> Upload | None:
    """Let the reader choose a file; it stays in memory until something is done with it."""
    st.html(f"<style>{_dropzone()}</style>")
    given = st.file_uploader(
        t("upload.file"), type=[suffix.lstrip(".") for suffix in _SUFFIXES], key="upload_file", help=t("upload.formats")
    )
    if given is None:
        return None
    content = given.getvalue()
    name = Path(given.name).name.replace("\x00", "")[-_LONGEST_NAME:]
    return Upload(name=name, sha256=hashlib.sha256(content).hexdigest(), content=content)


@contextmanager
def laid(given: Upload) -> Iterator[Path]:
    """Lay a file into the inbox while something is done with it; it may hold what the door for persons refuses."""
    inbox = settings().data / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=inbox) as folder:
        path = Path(folder) / given.name
        path.write_bytes(given.content)
        yield path


def told() -> dict[str, Any]:
    """Ask what cannot be known from the file itself."""
    left, middle, right = st.columns(3)
    kind = left.selectbox(
        t("upload.kind"), list(KINDS), format_func=lambda code: word("words.kinds", code), key="upload_kind"
    )
    layer = middle.text_input(t("upload.layer"), key="upload_layer", placeholder=t("upload.optional"))
    crs = right.text_input(t("upload.crs"), key="upload_crs", placeholder=t("upload.crs_example"))
    return {"kind": kind, "layer": layer.strip() or None, "crs": crs.strip() or None}


def deeds(given: Upload, about: dict[str, Any]) -> Report | None:
    """Offer to look and then to take; give the report of what was done last for this file and these answers."""
    about = dict(about)
    kind = about.pop("kind")
    key = (given, kind, *sorted((name, value or "") for name, value in about.items()))
    kept: dict[Any, Report] = st.session_state.setdefault("upload_reports", {})
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

    with laid(given) as path:
        report: Report = deed(reader.actor(), path, kind, progress=progress, **about)
    line.empty()
    return report


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
    if found.import_id is not None and found.quarantined:
        set_aside(found.import_id)


def set_aside(import_id: int) -> None:
    """List the rows one import set aside, with every reason and the raw values."""
    rows = data.ask(imports.find_quarantined, import_id)
    table = pd.DataFrame(
        {
            t("upload.reason"): ["; ".join(reason(one) for one in reasons) for reasons in rows["reasons"]],
            t("upload.raw"): [str(raw) for raw in rows["raw"]],
        },
        index=rows.index.rename(t("upload.row")),
    )
    st.dataframe(table.head(_MOST_REASONS), width="stretch", height=280)


def history() -> None:
    """List what came in so far."""
    past = data.ask(imports.find)
    if past.empty:
        return
    st.html(f'<div class="govmap-head">{safe(t("upload.history"))}</div>')
    table = pd.DataFrame(
        {
            t("upload.file"): past["file"],
            t("upload.kind"): [word("words.kinds", one) for one in past["kind"]],
            **{t(f"upload.{name}"): past[name] for name in ("read", "kept", "quarantined", "skipped")},
            t("upload.as_of"): past["data_date"],
        }
    )
    st.dataframe(table.rename_axis(t("upload.number")), width="stretch", height=280)


def _kind_of_reason(key: str) -> str:
    """Give a reason's sentence without the values of one row."""
    sentence = lookup("intake.reasons").get(key, key)
    return str(sentence).format_map(defaultdict(lambda: "…"))


def _dropzone() -> str:
    """Put our words in place of Streamlit's own English ones."""
    words = safe(t("upload.choose")).replace("\\", "")
    zone = '[data-testid="stFileUploaderDropzone"]'
    buttons = [f"{zone} > button", f"{zone} > span button"]
    return (
        '[data-testid="stFileUploaderDropzoneInstructions"] { display: none; } '
        f"{', '.join(buttons)} {{ font-size: 0 !important; }} "
        f"{', '.join(f'{one} *' for one in buttons)} {{ display: none; }} "
        f"{', '.join(f'{one}::after' for one in buttons)} {{ content: '{words}'; font-size: .95rem; }}"
    )
