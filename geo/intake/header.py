"""What a file says of itself before anything is taken: its layers, columns, CRS and first rows, without persons."""

from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInputError
from geo.intake import formats, guard, personal
from geo.intake.readers.sheet import GEOMETRY, RESERVED

_SHOWN = 5
_LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Header:
    """A file's own words about itself."""

    columns: tuple[str, ...] = ()
    """Columns that may be taken, in the file's order."""
    personal: tuple[str, ...] = ()
    """Columns about persons, which are never taken."""
    layers: tuple[str, ...] = ()
    """Layers to choose from, where there are several and none was named; then nothing else is known yet."""
    crs: str | None = None
    """The CRS the file or its format names."""
    shaped: bool = False
    """Whether rows bring their own geometry."""
    tags: bool = False
    """Whether columns are OpenStreetMap tags, which are read by rules and not by name."""
    rows: tuple[dict[str, str], ...] = ()
    """The first rows, numbers of persons blanked out."""


def header(path: Path, kind: str, layer: str | None = None) -> Header:
    """Read what a file says of itself.

    Raises
    ------
    BadInputError
        If it cannot be opened as what its name declares.
    """
    form = formats.declared(path)
    try:
        with guard.opened(path, kind, layer=layer) as stream:
            first = next(stream.batches, None)
            left = personal.personal_columns(stream.columns)
            taken = tuple(name for name in stream.columns if name not in left)
            rows = first.slice(0, _SHOWN).to_pylist() if first is not None else []
            return Header(
                columns=taken,
                personal=tuple(left),
                crs=stream.crs or form.crs,
                shaped=any(row[GEOMETRY] is not None for row in rows),
                tags=form.driver == "OSM",
                rows=tuple({name: _short(row[name]) for name in taken if name not in RESERVED} for row in rows),
            )
    except BadInputError as problem:
        choices = problem.params.get("choices")
        if problem.key != "intake.errors.layer_asked" or not isinstance(choices, list):
            raise
        return Header(layers=tuple(str(layer) for layer in choices))


def _short(value: str | None) -> str:
    return "" if value is None else personal.blanked(value)[:_LONGEST]
