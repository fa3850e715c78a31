"""The copy on disk: one file a field, mapped into memory, with a note that says what it is a copy of."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from geo.packed import FIELDS, Baseline, Books, PackedIncidents, Part, Pile
from geo.settings import settings

_SHAPE = 2
"""Counted up when the fields change: an older copy is then made anew."""
_NOTE = "copy.json"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the settled rows are a copy of."""

    database: str
    """Identity of the cluster and the database."""
    zone: str
    since: str
    """Number of the first transaction that may not be in the copy."""
    rows: int


def home() -> Path:
    """Give the folder of the copies; only the app's own user may look in."""
    folder = settings().data / "cache" / "incidents"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def save(packed: PackedIncidents, origin: Origin) -> None:
    """Write the settled rows beside the old ones, then turn the note over to them: readers see one or the other."""
    folder = home() / uuid4().hex
    folder.mkdir()
    part = packed.parts[0]
    for name in FIELDS:
        np.save(folder / f"{name}.npy", part[name])
    for name in ("starts", "closed_ends", "by_key"):
        np.save(folder / f"{name}.npy", getattr(part, name))
    note = {
        "shape": _SHAPE,
        "folder": folder.name,
        "origin": asdict(origin),
        "books": asdict(packed.books),
        "usual": asdict(packed.usual),
    }
    draft = folder / _NOTE
    draft.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    draft.replace(home() / f"{origin.database}.json")
    _tidy()


def load(database: str) -> tuple[PackedIncidents, Origin] | None:
    """Map the copy of a database into memory; None if there is none, or one of another shape."""
    try:
        note = json.loads((home() / f"{database}.json").read_text(encoding="utf-8"))
        folder = home() / note["folder"]
        if note["shape"] != _SHAPE:
            return None
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="c") for name in FIELDS}
        edges = [np.load(folder / f"{name}.npy") for name in ("starts", "closed_ends")]
        by_key = np.load(folder / "by_key.npy", mmap_mode="r")
    except (FileNotFoundError, ValueError, KeyError):
        return None
    origin = Origin(**note["origin"])
    books = Books(
        tuple(note["books"]["grids"]),
        tuple((one, sub) for one, sub in note["books"]["kinds"]),
        tuple(note["books"]["departments"]),
    )
    usual = note["usual"]
    known = Baseline(tuple(Pile(**one) for one in usual["piles"]), tuple(usual["stages"]), tuple(usual["courseless"]))
    return PackedIncidents(books, (Part(arrays, edges[0], edges[1], by_key),), origin.zone, known), origin


@contextmanager
def alone(database: str) -> Iterator[None]:
    """Let one process at a time make or mend the copy."""
    with (home() / f"{database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tidy() -> None:
    """Remove folders no note points to; whoever has them mapped keeps them until done."""
    notes = [json.loads(note.read_text(encoding="utf-8")) for note in home().glob("*.json")]
    kept = {note["folder"] for note in notes}
    for folder in home().iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
