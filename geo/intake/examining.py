"""One file under examination: opened in its worker, its batches checked as they are asked for. No database here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from geo.errors import BadInputError
from geo.intake import formats, guard
from geo.intake.checking import Checked, Checker
from geo.intake.ground import Ground
from geo.intake.nouns import KINDS
from geo.intake.readers.sheet import GEOMETRY
from geo.intake.report import Report
from geo.intake.source import Join, Source

_MOST_JOINED = 2_000_000


@dataclass
class Examination:
    """What comes out: checked batches, and the report that fills as they are read."""

    report: Report
    batches: Iterator[Checked]
    rows: int | None
    """How many rows the file seems to hold; null where only reading can tell."""


@contextmanager
def examined(source: Source, ground: Ground) -> Iterator[Examination]:
    """Open a file and check it, batch by batch.

    Raises
    ------
    BadInputError
        If the file cannot be taken as it is: with the question, or the reason.
    """
    if source.kind not in KINDS:
        raise BadInputError("intake.errors.kind", kind=source.kind, kinds=", ".join(KINDS))
    form = formats.declared(source.path)
    if form.driver == "OSM":
        source = replace(source, tags="osm")
    located, joined_crs = joined(source.join) if source.join else (None, None)
    with guard.opened(source.path, source.kind, layer=source.layer) as stream:
        said = joined_crs if source.join else stream.crs or form.crs
        checker = Checker(source, ground, stream.columns, said_crs=said, located=located)
        checker.report.layer = source.layer or stream.layer
        checker.report.as_of = source.as_of.isoformat() if source.as_of else None
        yield Examination(checker.report, checker.check(stream.batches), stream.rows)


def joined(join: Join) -> tuple[dict[str, bytes], str | None]:
    """Read the file that gives places: geometry by key, and its CRS."""
    found: dict[str, bytes] = {}
    with guard.opened(join.path, "buildings", layer=join.layer) as stream:
        if join.right not in stream.columns:
            raise BadInputError(
                "intake.errors.column", file=join.path.name, column=join.right, columns=", ".join(stream.columns)
            )
        for batch in stream.batches:
            keys, shapes = batch.column(join.right).to_pylist(), batch.column(GEOMETRY).to_pylist()
            found.update({key: shape for key, shape in zip(keys, shapes, strict=True) if key and shape})
            if len(found) > _MOST_JOINED:
                raise BadInputError("intake.errors.rows", most=_MOST_JOINED)
        return found, stream.crs or formats.declared(join.path).crs
