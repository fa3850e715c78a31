"""From the worker's words to rows or reasons: match, read, locate, check, batch by batch, with nothing lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import BadInputError
from geo.intake import matching, osm, personal, places, words
from geo.intake.draft import Draft, Kind, Rows
from geo.intake.faults import Faults, Reason
from geo.intake.ground import Ground, Shapes
from geo.intake.keys import Seen, made_codes
from geo.intake.matching import Matching
from geo.intake.nouns import KINDS
from geo.intake.readers.sheet import FAULT, GEOMETRY, REPAIRED, ROW
from geo.intake.report import Report
from geo.intake.source import Source
from geo.intake.values import Manner, Texts

_LONGEST_RAW = 1_000
_MOST_WHOLE = 5_000_000
_MOST_EXAMPLES = 500


@dataclass
class Quarantined:
    """One row set aside: its number, its words, and every reason."""

    row: int
    raw: dict[str, str]
    reasons: list[Reason]


@dataclass
class Checked:
    """What became of one batch."""

    rows: Rows
    quarantined: list[Quarantined]
    read: int
    """How many rows of the file the batch had."""


class Checker:
    """Checks the batches of one file against what the noun needs and what the city is.

    Parameters
    ----------
    source
        What the reader says about the file.
    ground
        What is known of the city.
    columns
        The file's columns.
    said_crs
        The CRS the file or its format names.
    located
        Geometry by key, where a second file gives the place (see `geo.intake.joined`).

    Raises
    ------
    BadInputError
        With the question that must be answered before any row can be taken.
    """

    def __init__(
        self,
        source: Source,
        ground: Ground,
        columns: list[str],
        *,
        said_crs: str | None,
        located: Mapping[str, bytes] | None = None,
    ) -> None:
        self.source, self.ground, self.located = source, ground, located
        self.kind: Kind = KINDS[source.kind]
        self.file = source.path.name
        self.report = Report(file=self.file, kind=source.kind, layer=source.layer)
        self._said_crs = said_crs
        self._manner = Manner(ground.zone, source.times)
        self._seen = Seen()
        self._system: places.System | None = None
        self._unread = np.array([], dtype=np.int64)
        self.matching = self._match(columns)

    def _match(self, columns: list[str]) -> Matching:
        left = personal.personal_columns(columns)
        if left and self.kind.persons_refused:
            raise BadInputError("intake.errors.persons", file=self.file, columns=", ".join(left))
        self._not_personal(left)
        taken = [column for column in columns if column not in left]
        told = dict(self.source.fields)
        if self.source.tags == "osm":
            marks = {name: osm.MARK + name for name in osm.produced(self.kind.noun)}
            told = {**marks, **told}
            taken = [*taken, *marks.values()]
            told = {name: said for name, said in told.items() if name not in self.source.constants}
        found = matching.match(taken, self.kind.fields, file=self.file, told=told, constants=self.source.constants)
        used = {
            *found.columns.values(),
            *(one for text in found.templates.values() for one in matching.template_columns(text)),
        }
        self.report.columns = {name: said.removeprefix(osm.MARK) for name, said in found.shown().items()}
        self.report.personal = left
        used |= set(osm.tags_read(self.kind.noun)) if self.source.tags == "osm" else set()
        self.report.unused = [column for column in columns if column not in used and column not in left]
        self._columns = [column for column in columns if column not in left]
        for column in self.source.only:
            if column not in self._columns:
                raise BadInputError(
                    "intake.errors.column", file=self.file, column=column, columns=", ".join(self._columns)
                )
        return found

    def _not_personal(self, left: list[str]) -> None:
        for said in self.source.fields.values():
            for column in matching.template_columns(said) if "{" in said else [said]:
                if column in left:
                    raise BadInputError("intake.errors.personal_column", file=self.file, column=column)

    def check(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Checked]:
        """Check batches as they come – of a noun whose rows depend on one another, all at once."""
        if not self.kind.whole:
            yield from (self._check(batch) for batch in batches)
            return
        table = pa.Table.from_batches(every) if (every := list(batches)) else None
        if table is not None:
            if table.num_rows > _MOST_WHOLE:
                raise BadInputError("intake.errors.rows", most=_MOST_WHOLE)
            yield from (self._check(batch) for batch in table.combine_chunks().to_batches())

    def _check(self, batch: pa.RecordBatch) -> Checked:
        length = batch.num_rows
        texts = {name: _texts(batch, name) for name in self._columns}
        draft = self._begin(batch, texts, length)
        shapes = self._shapes(batch, texts, draft)
        self._place(draft, shapes)
        if "code" in draft.frame and not self.matching.has("code"):
            draft.frame["code"] = made_codes(self.kind.noun, draft.frame, draft.shapes)
            if not self.report.questions:
                self.report.questions.append(("no_key", {"file": self.file}))
        self.kind.finish(draft, self.ground)
        if self.kind.key and not self.source.add_up:
            self._seen.settle(draft, list(self.kind.key))
        rows = self.kind.assemble(draft, self.ground)
        aside = list(self._aside(draft, texts, shapes))
        self._count(draft, aside, batch)
        return Checked(rows, aside, length)

    def _begin(self, batch: pa.RecordBatch, texts: dict[str, Texts], length: int) -> Draft:
        """Read every field's words into values, and hold against each row what could not be read."""
        draft = Draft(
            pd.DataFrame(index=pd.RangeIndex(length)),
            np.full(length, None, dtype=object),
            batch.column(ROW).to_numpy(),
            Faults(length),
            np.zeros(length, dtype=bool),
        )
        for column, wanted in self.source.only.items():
            draft.leave(~np.isin(texts[column].astype(str), wanted), "not_meant")
        if self.source.tags == "osm":
            made, meant = osm.recode(self.kind.noun, texts, length)
            draft.leave(~meant, "not_meant")
            texts = {**texts, **made}
        for key in set(faults := batch.column(FAULT).to_pylist()) - {None}:
            draft.blame(np.array([one == key for one in faults]), str(key))
        values: dict[str, Any] = {}
        for one in self.kind.fields:
            said = words.of_field(one, self.matching, texts, length, self.source.values)
            values[one.name] = self._read(draft, one, said)
        draft.frame = pd.DataFrame(values, index=draft.frame.index)
        return draft

    def _read(self, draft: Draft, one: matching.Field, texts: Texts) -> Any:
        taken, bad = one.read(texts, self._manner)
        column = self.report.columns.get(one.name, one.name)
        if one.codes:
            unknown = ~pd.isna(texts) & ~np.isin(texts.astype(str), one.codes)
            draft.blame(
                unknown, "unknown_code", column=column, value=texts, known=", ".join(one.codes), words=one.words or ""
            )
        draft.blame(bad, "value", column=column, value=texts, field=one.name)
        if one.name in {"lon", "lat"}:
            self._unread = np.append(self._unread, draft.rows[bad])
        if one.free or one.names_rows:
            found = personal.carries_number(texts) if one.free else personal.is_number(texts)
            draft.blame(found, "personal", column=column)
        if one.required or (one.name in {"code", "track"} and self.matching.has(one.name)):
            draft.blame(pd.isna(texts), "missing", column=column, field=one.name)
        return taken

    def _shapes(self, batch: pa.RecordBatch, texts: dict[str, Texts], draft: Draft) -> Shapes:
        """Give each row's geometry in the file's own system: its own, its coordinates', or the joined file's."""
        if self.source.join is not None and self.located is not None:
            keys = texts[self.source.join.left]
            found = np.array([self.located.get(str(key)) for key in keys], dtype=object)
            draft.blame(pd.isna(found), "not_joined", column=self.source.join.left, value=keys)
            placed: Shapes = shapely.from_wkb(found)
            return placed
        shapes: Shapes = shapely.from_wkb(np.asarray(batch.column(GEOMETRY).to_pylist(), dtype=object))
        if {"lon", "lat"} <= self.matching.shown().keys():
            lon, lat = (draft.frame[name].to_numpy(dtype=float) for name in ("lon", "lat"))
            free = shapely.is_missing(shapes) & np.isfinite(lon) & np.isfinite(lat)
            shapes[free] = shapely.points(lon[free], lat[free])
            unread = np.isin(draft.rows, self._unread)
        else:
            unread = np.array([str(one).startswith("geometry") for one in batch.column(FAULT).to_pylist()])
        if self.kind.placed:
            draft.blame(shapely.is_missing(shapes) & ~unread, "no_place")
        return shapes

    def _place(self, draft: Draft, shapes: Shapes) -> None:
        """Bring geometry to CGCS2000, asking first about a system that is missing or cannot be right."""
        meant: Shapes = shapes.copy()
        meant[draft.skip] = None
        if shapely.is_missing(meant).all():
            if self._system is None and self.kind.placed and not self._has_place(shapes):
                raise BadInputError("intake.errors.no_place", file=self.file, columns=", ".join(self._columns))
            draft.shapes = meant
            return
        if self._system is None:
            self._system = places.system(self.file, told=self.source.crs, said=self._said_crs)
            places.plausible(self.file, meant, self._system, self.ground.area)
            draft.shapes = places.to_stored(meant, self._system)
            places.elsewhere(self.file, draft.shapes, self._system, self.ground.area)
            self._shifted(draft.shapes)
        else:
            draft.shapes = places.to_stored(meant, self._system)
        places.check(draft, self.ground)
        for node in self.source.outside:
            if node not in self.ground.nodes.index:
                raise BadInputError("intake.errors.outside", file=self.file, node=node)
            points = shapely.point_on_surface(draft.shapes)
            draft.leave(shapely.intersects(points, self.ground.nodes.geometry[node]), "elsewhere")

    def _has_place(self, shapes: Shapes) -> bool:
        lonlat = {"lon", "lat"} <= self.matching.shown().keys()
        there = not shapely.is_missing(shapes).all()
        return lonlat or there or self.source.join is not None or self._said_crs is not None

    def _shifted(self, shapes: Shapes) -> None:
        """Ask about a file that would lie on the streets if a GCJ-02 shift were undone."""
        seen = places.shift_seen(shapes, self.ground)
        if seen is None:
            return
        if self._system is not None and not self._system.told:
            raise BadInputError("intake.errors.shifted", file=self.file, crs=self._system.name, **seen)
        self.report.questions.append(("shifted", {"file": self.file, **seen}))

    def _aside(self, draft: Draft, texts: dict[str, Texts], shapes: Shapes) -> Iterator[Quarantined]:
        for place in np.flatnonzero(draft.faults.bad & ~draft.skip):
            raw = {
                name: personal.blanked(str(column[place])[:_LONGEST_RAW])
                for name, column in texts.items()
                if column[place] is not None
            }
            if shapes[place] is not None and "lon" not in self.matching.columns:
                raw["geometry"] = shapely.to_wkt(shapes[place], rounding_precision=7)[:_LONGEST_RAW]
            yield Quarantined(int(draft.rows[place]), raw, draft.faults.of(int(place)))

    def _count(self, draft: Draft, aside: list[Quarantined], batch: pa.RecordBatch) -> None:
        self.report.read += batch.num_rows
        self.report.quarantined += len(aside)
        self.report.examples += aside[: max(0, _MOST_EXAMPLES - len(self.report.examples))]
        self.report.skipped += int(draft.skip.sum())
        self.report.skips.update({why: count for why, count in draft.skips.items() if count})
        self.report.reasons.update(_keys(aside))
        self.report.repaired += int(np.asarray(batch.column(REPAIRED)).sum())


def _keys(aside: list[Quarantined]) -> Iterator[str]:
    for row in aside:
        yield from {one["key"] for one in row.reasons}


def _texts(batch: pa.RecordBatch, name: str) -> Texts:
    texts: Texts = batch.column(name).to_numpy(zero_copy_only=False)
    return texts
