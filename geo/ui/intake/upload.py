"""A file goes up: it stays in memory, and lies in the inbox only while something is done with it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from geo.i18n import t
from geo.intake.formats import FORMATS
from geo.layers.escape import safe
from geo.settings import settings
from geo.ui import reader

_SUFFIXES = tuple(suffix for one in FORMATS for suffix in one.suffixes)
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


def remembered(what: str, given: Upload) -> dict[Any, Any]:
    """Give what the session keeps of this file for this reader, without its content; what it kept before is gone."""
    whose = (reader.actor(), given.name, given.sha256)
    kept: tuple[Any, dict[Any, Any]] | None = st.session_state.get(what)
    if kept is None or kept[0] != whose:
        kept = st.session_state[what] = (whose, {})
    return kept[1]


@contextmanager
def laid(given: Upload) -> Iterator[Path]:
    """Lay a file into the inbox while something is done with it; it may hold what the door for persons refuses."""
    inbox = settings().data / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=inbox) as folder:
        path = Path(folder) / given.name
        path.write_bytes(given.content)
        yield path


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
