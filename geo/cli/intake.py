"""Commands for files in: ``import KIND FILE…``, ``load CITY.toml --from FOLDER``, ``quarantine``."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from geo import upkeep
from geo.access import ROLES, Actor
from geo.errors import GeoError, NotFoundError
from geo.exports.answer import answer
from geo.i18n import language, t
from geo.intake import loading, manifest
from geo.intake.nouns import KINDS
from geo.intake.report import Report, changed, reason
from geo.intake.source import Progress, Source
from geo.intake.taking import taken
from geo.settings import settings
from geo.store import imports
from geo.store.migrations import update
from geo.store.session import reading

_COUNTS = ("read", "kept", "quarantined", "skipped")
_as_json = click.option("--json", "as_json", is_flag=True, help=t("server.options.json"))
_role = click.option("--role", type=click.Choice(ROLES), default=settings().role, help=t("asked.options.role"))
_scope = click.option("--scope", multiple=True, help=t("asked.options.scope"))


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(import_)
    main.add_command(load)
    main.add_command(quarantine)


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    for one in given:
        if "=" not in one:
            raise click.BadParameter(t("intake.formats.pair", text=one))
    return dict(one.split("=", 1) for one in given)


@click.command("import", help=f"{t('intake.commands.import')}\n\nKIND: {' '.join(KINDS)}")
@click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--layer", help=t("intake.options.layer"))
@click.option("--crs", help=t("intake.options.crs"))
@click.option("--map", "fields", multiple=True, callback=_pairs, help=t("intake.options.map"))
@click.option("--set", "constants", multiple=True, callback=_pairs, help=t("intake.options.set"))
@click.option("--times", help=t("intake.options.times"))
@click.option("--tags", type=click.Choice(["osm"]), help=t("intake.options.tags"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=t("intake.options.as_of"))
@click.option("--credit", default="", help=t("intake.options.credit"))
@click.option("--licence", default="", help=t("intake.options.licence"))
@click.option("--dry-run", is_flag=True, help=t("intake.options.dry_run"))
@_role
@_scope
@_as_json
def import_(
    kind: str,
    files: tuple[Path, ...],
    as_of: datetime | None,
    dry_run: bool,
    role: str,
    scope: tuple[str, ...],
    as_json: bool,
    **told: Any,
) -> None:
    """Import files of one kind, each whole or not at all."""
    update()
    actor = Actor(role=role, scope=scope)
    day = as_of.date() if as_of else None
    reports: list[Report] = []
    for path in files:
        source = Source(path=path, kind=kind, as_of=day, **told)
        try:
            with _bar(source) as progress:
                reports.append(taken(actor, source, progress=progress, dry=dry_run))
        except GeoError:
            for one in reports:  # what came in before stays, and is not kept quiet about
                click.echo(t("intake.page.done", **one.row()), err=True)
            _follow(reports)
            raise
    _follow(reports)
    _tell(reports, asked={"kind": kind, "files": [path.name for path in files], "dry_run": dry_run}, as_json=as_json)


@click.command(help=t("intake.commands.load"))
@click.argument("city", type=click.Path(path_type=Path))
@click.option("--from", "folder", required=True, type=click.Path(path_type=Path), help=t("intake.options.from"))
@_role
@_as_json
def load(city: Path, folder: Path, role: str, as_json: bool) -> None:
    """Load a whole city from its manifest."""
    said = manifest.read(city, folder)
    update()
    with _bars() as announce:
        reports = loading.load(Actor(role=role), said, announce=announce)
    for left in said.left_out:
        why = left.why_zh if language() == "zh" else left.why_en
        click.echo(t("intake.page.left_out", file=left.file, layer=left.layer or "", why=why), err=True)
    _tell(reports, asked={"city": city.name, "from": str(folder)}, as_json=as_json)


@click.command(help=t("intake.commands.quarantine"))
@click.argument("import_id", type=int, required=False)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=1000, help=t("intake.options.limit"))
@_role
@_as_json
def quarantine(import_id: int | None, limit: int, role: str, as_json: bool) -> None:
    """List imports, or the rows that one of them set aside."""
    asked = {"import": import_id, "limit": limit}
    with reading(Actor(role=role)) as session:
        every = imports.find(session)
        if import_id is None:
            every["layer"] = every["layer"].where(every["layer"].notna(), other=None)
            rows: Any = every.drop(columns="sha256").head(limit)
        elif import_id in every.index:
            rows = [
                {"row": row, "reasons": [reason(one) for one in found["reasons"]], "raw": found["raw"]}
                for row, found in imports.find_quarantined(session, import_id).head(limit).iterrows()
            ]
        else:
            raise NotFoundError("intake.errors.no_import", number=import_id)
    as_of: Any = every["at"].max() if import_id is None else every.at[import_id, "at"]
    click.echo(answer(rows, asked=asked, as_of=as_of, definitions=_definitions(), as_json=as_json))


def _follow(reports: list[Report]) -> None:
    """Work out anew what depends on the rows that came in."""
    upkeep.after(changed(reports))


def _tell(reports: list[Report], *, asked: dict[str, Any], as_json: bool) -> None:
    if not as_json:
        for one in reports:
            _say(one)
    rows = [one.row() for one in reports]
    if not as_json:
        rows = [{name: row[name] for name in ("file", "layer", "kind", *_COUNTS)} for row in rows]
    days = [one.as_of for one in reports if one.as_of]
    as_of = min(days) if days else None
    click.echo(answer(rows, asked=asked, as_of=as_of, definitions=_definitions(), as_json=as_json))


def _say(report: Report) -> None:
    """Say beside the table what a count does not: columns left at the door, questions, reasons."""
    if report.personal:
        click.echo(t("intake.page.personal", file=report.file, columns=", ".join(report.personal)), err=True)
    for sentence in report.sentences():
        click.echo(sentence, err=True)
    if report.reasons:
        listed = ", ".join(f"{key} {count}" for key, count in report.reasons.most_common())
        click.echo(f"{report.file}: {t('intake.page.reasons', reasons=listed)}", err=True)


def _definitions() -> dict[str, str]:
    return {name: t(f"intake.definitions.{name}") for name in (*_COUNTS, "reasons")}


@contextmanager
def _bar(source: Source) -> Iterator[Progress]:
    """Show a progress bar on standard error while one file comes in."""
    label = t("intake.page.reading", file=source.path.name)
    with click.progressbar(length=0, label=label, file=sys.stderr, width=0) as bar:

        def progress(done: int, rows: int | None) -> None:
            bar.length = max(rows or 0, done)
            bar.update(done - bar.pos)

        yield progress


@contextmanager
def _bars() -> Iterator[loading.Announce]:
    """Show a progress bar for the file that is coming in; the one before is finished first."""
    open_bars: list[Any] = []

    def close(bars: Iterable[Any]) -> None:
        for bar in bars:
            bar.__exit__(None, None, None)

    def announce(source: Source) -> Progress:
        close(open_bars)
        open_bars[:] = [_bar(source)]
        progress: Progress = open_bars[0].__enter__()
        return progress

    try:
        yield announce
    finally:
        close(open_bars)
