"""A file taken in: read, checked and written in one transaction – all of a file or nothing, and twice is once."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geo import access, upkeep
from geo.access import Actor
from geo.crs import to_stored
from geo.errors import BadInputError, NotAllowedError
from geo.filters import Filters
from geo.i18n import word
from geo.intake.ahead import ahead
from geo.intake.checking import Checked, Quarantined
from geo.intake.examining import examined
from geo.intake.ground import Ground
from geo.intake.nouns import KINDS as NOUNS
from geo.intake.report import Report, changed
from geo.intake.source import Progress, Source
from geo.store import buildings, city, grids, imports, moved, patrol, streets
from geo.store.kinds import KINDS
from geo.store.session import writing

_CHUNK = 1 << 20
_CHINA = (72.0, 0.8, 137.9, 55.9)
_SHIFT_SHOWS = frozenset({"incidents", "patrol_tracks", "streets", "facilities", "cameras"})
_SAMPLE = 5_000
"""Streets a shifted file is held against."""


class _UndoneError(Exception):
    """Rolls the transaction back: nothing was to be written, or nothing was new."""


def look(actor: Actor, path: Path, kind: str, *, progress: Progress | None = None, **told: Any) -> Report:
    """Say what taking a file would do, and do nothing: the whole import runs and is rolled back.

    Parameters
    ----------
    actor, path, kind, progress, told
        As `take`.

    Returns
    -------
    Report
        The same counts and reasons as `take` would give.
    """
    return _run(actor, Source(path=path, kind=kind, **told), progress, dry=True)


def take(actor: Actor, path: Path, kind: str, *, progress: Progress | None = None, **told: Any) -> Report:
    """Take a file in.

    Parameters
    ----------
    actor
        Who does it; needs the right to import.
    path
        The file.
    kind
        What its rows are: a noun of `geo.intake.nouns.KINDS`.
    progress
        Told after every batch how many rows are read, of how many.
    told
        Whatever else the reader says about the file: the fields of `geo.intake.source.Source`
        (``layer``, ``crs``, ``fields``, ``values``, ``constants``, ``only``, ``times``, ``as_of``, ``credit`` …).

    Returns
    -------
    Report
        Counts that add up, and every reason.

    Raises
    ------
    BadInputError
        If the file cannot be taken as it is: with the question to answer, or the reason.
    NotAllowedError
        If the actor may not import, or not there.
    """
    report = _run(actor, Source(path=path, kind=kind, **told), progress, dry=False)
    upkeep.after(changed([report]))
    return report


def taken(actor: Actor, source: Source, *, progress: Progress | None = None, dry: bool = False) -> Report:
    """Take a file in, or look at it, as a source describes it."""
    return _run(actor, source, progress, dry=dry)


def _run(actor: Actor, source: Source, progress: Progress | None, *, dry: bool) -> Report:
    access.require(actor, "import")
    digest = sha256(source.path)
    report: Report | None = None
    try:
        with _refusals(source), writing(actor, "import", object=f"{source.kind} {source.path.name}") as session:
            report = _write(session, actor, source, digest, progress)
            if dry or (report.kept == 0 and _known(session, source, digest, report)):
                raise _UndoneError
    except _UndoneError:
        if report is not None:
            report.import_id = None
    if report is None or not report.adds_up:
        raise RuntimeError(f"{source.path.name}: rows were lost between read and written: {report}")
    report.dry = dry
    return report


def sha256(path: Path) -> str:
    """Give a file's SHA-256."""
    if not path.is_file():
        raise BadInputError("intake.errors.missing", file=str(path))
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _write(session: Session, actor: Actor, source: Source, digest: str, progress: Progress | None) -> Report:
    with examined(source, ground(session, source)) as examination:
        report = examination.report
        import_id = imports.begin(
            session,
            sha256=digest,
            kind=source.kind,
            file=source.path.name,
            layer=report.layer,
            data_date=source.as_of,
            credit=source.credit,
            licence=source.licence,
            post=actor.post,
        )
        newer = imports.newer_codes(session, source.kind, source.as_of) if source.as_of else frozenset()
        tally, done = Report(file=report.file, kind=report.kind), 0  # the checker counts in the report meanwhile
        for checked in ahead(examination.batches):
            rows = _not_moved(session, source.kind, _not_older(checked, newer, tally), tally)
            _keep(session, source.kind, rows, import_id, tally)
            done += checked.read
            if progress is not None:
                progress(done, examination.rows)
        report.kept = tally.kept
        report.skipped += tally.skipped
        report.skips += tally.skips
        if not report.read:
            report.questions.append(("nothing", {"file": source.path.name, "kind": word("words.kinds", source.kind)}))
        report.quarantined += tally.quarantined
        report.reasons += tally.reasons
    counts = {name: getattr(report, name) for name in ("read", "kept", "quarantined", "skipped")}
    imports.finish(session, import_id, **counts)
    report.import_id = import_id
    return report


def _not_older(checked: Checked, newer: frozenset[str], report: Report) -> Checked:
    """Skip rows that data of a later date have written: an older file never takes a newer one's place."""
    old = checked.rows.frame.index.isin(newer) if newer else np.zeros(len(checked.rows.frame), dtype=bool)
    if not old.any():
        return checked
    left = checked.rows.but(old)
    gone = len(np.setdiff1d(checked.rows.origin, left.origin))
    report.skipped += gone
    report.skips["newer_there"] += gone
    return Checked(left, checked.quarantined, checked.read)


def _not_moved(session: Session, kind: str, checked: Checked, report: Report) -> Checked:
    """Set aside matters that were moved here and of which the file says otherwise: what was done by hand stands."""
    told = moved.contradictions(session, checked.rows.frame) if kind == "incidents" else pd.DataFrame()
    if told.empty:
        return checked
    rows = checked.rows
    number = dict(zip(rows.frame.index[rows.into], rows.origin, strict=True))
    aside = [
        Quarantined(
            int(number[one["code"]]),
            {"code": one["code"], one["field"]: one["said"]},
            [{"key": "moved_here", "params": one}],
        )
        for one in told.to_dict("records")
    ]
    report.quarantined += len(aside)
    report.reasons["moved_here"] += len(aside)
    left = rows.but(rows.frame.index.isin(told["code"]))
    return Checked(left, [*checked.quarantined, *aside], checked.read)


def _keep(session: Session, kind: str, checked: Checked, import_id: int, report: Report) -> None:
    """Write one batch: a row of the file of which everything stands already, unchanged, counts as skipped."""
    rows = checked.rows
    written = KINDS[kind].upsert(session, rows.frame, import_id)
    every = len(np.unique(rows.origin))
    if written.same == 0 or len(rows.origin) == len(rows.frame) == every:
        kept = every if written.same == 0 else written.added + written.changed
    else:
        touched = imports.touched(session, kind, import_id)
        fresh = _keys(rows.frame, kind).isin(touched).to_numpy()
        kept = len(np.unique(rows.origin[fresh[rows.into]]))
    report.kept += kept
    report.skipped += every - kept
    if every - kept:
        report.skips["unchanged"] += every - kept
    imports.quarantine(session, import_id, [asdict(one) for one in checked.quarantined])


def _keys(frame: pd.DataFrame, kind: str) -> "pd.Series[Any]":
    """Give each row's natural key as the database orders it."""
    names = NOUNS[kind].key or ("code",)
    flat = frame.reset_index() if names == ("code",) else frame
    return pd.Series(list(zip(*(flat[name] for name in names), strict=True)), dtype=object)


def _known(session: Session, source: Source, digest: str, report: Report) -> bool:
    """Say whether this very file was taken in before, with the same rows set aside."""
    before = imports.find(session)
    same = (
        (before["sha256"] == digest) & (before["kind"] == source.kind) & (before["quarantined"] == report.quarantined)
    )
    same &= before["layer"].fillna("") == (report.layer or "")
    return bool((same & (before.index != report.import_id)).any())


def ground(session: Session, source: Source) -> Ground:
    """Gather what is known of the city for one kind of rows."""
    place = city.get(session)
    everything = Filters()
    nodes = to_stored(grids.find(session, everything))
    bare = Ground(zone=place.zone, metric_crs=place.metric_crs, nodes=nodes)
    lines = np.array([], dtype=object)
    if source.kind in _SHIFT_SHOWS and _in_china(bare.area):
        every = to_stored(streets.find(session, everything)).geometry.to_numpy()
        lines = every[:: max(1, len(every) // _SAMPLE)]
    routes = frozenset(patrol.find_routes(session, everything).index) if source.kind == "patrol_tracks" else frozenset()
    return Ground(
        zone=place.zone,
        metric_crs=place.metric_crs,
        nodes=nodes,
        streets=lines,
        routes=routes,
        places=_places(session, nodes),
    )


def _places(session: Session, nodes: Any) -> Callable[[str], Mapping[str, Any]]:
    def find(kind: str) -> Mapping[str, Any]:
        if kind == "cell":
            return {}
        frame = nodes if kind == "grid" else to_stored(buildings.find(session, Filters()))
        return dict(zip(frame.index, shapely.point_on_surface(frame.geometry.to_numpy()), strict=True))

    return find


def _in_china(area: tuple[float, float, float, float]) -> bool:
    west, south, east, north = _CHINA
    return area[0] >= west and area[1] >= south and area[2] <= east and area[3] <= north


@contextmanager
def _refusals(source: Source) -> Iterator[None]:
    """Say in a reader's words that rows lie outside the actor's reach."""
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            raise NotAllowedError("intake.errors.reach", file=source.path.name) from None
        raise
