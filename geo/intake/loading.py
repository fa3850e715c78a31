"""A whole city in: its row, its grids, its made cells, its files, each file in a transaction of its own."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict

from geo import tree, upkeep
from geo.access import Actor
from geo.crs import to_stored
from geo.errors import BadInputError
from geo.filters import Filters
from geo.intake.cells import made
from geo.intake.manifest import Cells, Manifest
from geo.intake.report import Report, changed
from geo.intake.source import Progress, Source
from geo.intake.taking import taken
from geo.models import City
from geo.store import city, grids, imports, streets
from geo.store.session import reading, writing

Announce = Callable[[Source], Progress | None]
"""Told before each file; gives what is to be told of its progress."""


def load(actor: Actor, manifest: Manifest, *, announce: Announce = lambda _: None) -> list[Report]:
    """Load a city from its manifest; loading it again changes nothing that has not changed.

    Raises
    ------
    BadInputError
        If another city stands in this data folder, or a file cannot be taken: what was loaded before it stays.
    """
    for source in manifest.sources:
        if not source.path.is_file():
            raise BadInputError("intake.errors.missing", file=str(source.path))
    _found(actor, manifest)
    reports = [taken(actor, source, progress=announce(source)) for source in manifest.before_cells]
    reports += [_make(actor, manifest, cells) for cells in manifest.cells]
    reports += [taken(actor, source, progress=announce(source)) for source in manifest.after_cells]
    upkeep.after(changed(reports))
    return reports


def _found(actor: Actor, manifest: Manifest) -> None:
    """Write the city's row, unless it stands there already; a data folder holds one city."""
    row = City(
        name_zh=manifest.name_zh,
        name_en=manifest.name_en,
        made_up=manifest.made_up,
        zone=manifest.zone,
        metric_crs=manifest.metric_crs,
        credit=manifest.credit,
        weight_note=manifest.weight_note,
    )
    names = ("name_zh", "name_en", "made_up", "zone", "metric_crs", "credit", "weight_note")
    with reading(actor) as session:
        there = city.get(session) if city.known(session) else None
        same = there is not None and all(getattr(there, name) == getattr(row, name) for name in names)
        if there is not None and there.name_en != row.name_en:
            raise BadInputError(
                "intake.errors.other_city", file=manifest.path.name, there=there.name_zh, here=row.name_zh
            )
    if not same:
        with writing(actor, "import", object=f"city {manifest.name_en}") as session:
            city.put(session, row)


class _SameError(Exception):
    """Rolls back: the cells stand there already."""


def _make(actor: Actor, manifest: Manifest, cells: Cells) -> Report:
    """Make cells and write them, under an import of their own that names the manifest."""
    report = Report(file=manifest.path.name, kind="grids", layer=f"cells {cells.code}")
    digest = hashlib.sha256(repr(asdict(cells)).encode()).hexdigest()
    try:
        with writing(actor, "import", object=f"grids {cells.code}") as session:
            nodes = grids.find(session, Filters())
            beside = nodes[(nodes["level"] == "grid") & ~nodes.index.isin(tree.below(nodes, cells.code))]
            frame = made(
                cells,
                manifest.metric_crs,
                beside=beside.geometry.to_numpy(),
                streets=streets.find(session, Filters()).geometry.to_numpy(),
            )
            import_id = imports.begin(
                session,
                sha256=digest,
                kind="grids",
                file=manifest.path.name,
                layer=report.layer,
                data_date=None,
                credit=manifest.credit,
                licence=manifest.licence,
                post=actor.post,
            )
            written = grids.upsert(session, to_stored(frame), import_id)
            report.read = len(frame)
            report.kept, report.skipped = written.added + written.changed, written.same
            imports.finish(
                session, import_id, read=report.read, kept=report.kept, quarantined=0, skipped=report.skipped
            )
            if report.kept == 0:
                raise _SameError
            report.import_id = import_id
    except _SameError:
        report.skips["unchanged"] = report.skipped
    return report
