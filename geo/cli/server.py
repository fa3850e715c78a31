"""Commands for the server and the app: ``setup``, ``start``, ``db start|stop|status|url``."""

import os
import socket
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import NoReturn

import click

from geo import upkeep
from geo.access import Actor
from geo.analysis import ready
from geo.errors import ServerError
from geo.exports.answer import answer
from geo.i18n import t, word
from geo.settings import ROOT, settings
from geo.store import city, imports, server
from geo.store.migrations import update
from geo.store.policies import LOGINS, WIDE
from geo.store.server import Status, packages
from geo.store.session import reading
from geo.web import require_loopback


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(setup)
    main.add_command(start)
    main.add_command(db)


_as_json = click.option("--json", "as_json", is_flag=True, help=t("server.options.json"))


@click.command(help=t("server.commands.setup"))
@click.option("--tests", is_flag=True, help=t("server.options.tests"))
@_as_json
def setup(tests: bool, as_json: bool) -> None:
    """Find what is needed on this machine, and install what is missing where that may be done."""
    missing = _install(tests=tests)
    if not ready.stamp().exists():
        _say(t("server.steps.compiling"))
        ready.make()
    if settings().database_url:
        _show(server.start(), as_json=as_json)
        return
    binaries = server.find()
    row = {
        "postgresql": binaries.postgresql,
        "postgis": ".".join(map(str, binaries.postgis)),
        "folder": str(binaries.folder),
        "installed": missing,
    }
    _print([row], "setup", as_json=as_json)


@click.command(help=t("server.commands.start"))
@click.option("--no-app", is_flag=True, help=t("server.options.no_app"))
@click.option("--empty", is_flag=True, help=t("server.options.empty"))
@_as_json
def start(no_app: bool, empty: bool, as_json: bool) -> None:
    """Bring everything up, in order, and serve the app until it is interrupted."""
    require_loopback(settings().host)
    if not no_app:
        _require_free_port()
    _install(tests=False)
    _say(t("server.steps.database"))
    state = server.start()
    update()
    with reading(Actor(role=settings().role)) as session:
        loaded = city.known(session)
    if not empty and (not loaded or _demo_broke_off()):
        _say(t("server.steps.demo"))
        _load_demo()
    elif loaded:
        upkeep.after()
    if no_app:
        _show(state, as_json=as_json)
        return
    _say(t("server.steps.app", host=settings().host, port=settings().port))
    _serve()


@click.group(help=t("server.commands.db"))
def db() -> None:
    """Start, stop and ask the database server."""


@db.command("start", help=t("server.commands.db_start"))
@_as_json
def db_start(as_json: bool) -> None:
    """Start the server and leave it running."""
    _show(server.start(keep=True), as_json=as_json)


@db.command("stop", help=t("server.commands.db_stop"))
@_as_json
def db_stop(as_json: bool) -> None:
    """Stop the server."""
    server.stop()
    _show(server.status(), as_json=as_json)


@db.command("status", help=t("server.commands.db_status"))
@_as_json
def db_status(as_json: bool) -> None:
    """Say where the server is and whether it runs."""
    _show(server.status(), as_json=as_json)


@db.command("url", help=t("server.commands.db_url"))
@click.option("--role", type=click.Choice(LOGINS), default=WIDE, help=t("server.options.role"))
@_as_json
def db_url(role: str, as_json: bool) -> None:
    """Print an address for psql and its like."""
    if not server.status().running:  # one started just for this would end with this command
        raise ServerError("server.errors.not_running", folder=settings().data)
    address = server.url(role).set(drivername="postgresql").render_as_string(hide_password=False)
    if as_json:
        _print([{"role": role, "url": address}], "url", as_json=True)
    else:
        click.echo(address)


def _install(*, tests: bool) -> list[str]:
    """Install what is missing, and say what that was; an outside server needs no packages here."""
    missing = [] if settings().database_url or _found() else ["postgis"]
    if tests:
        missing += packages.missing_for_tests()
    if missing:
        packages.install(missing, say=_say)
    return missing


def _found() -> bool:
    try:
        server.find()
    except ServerError:
        return False
    return True


def _require_free_port() -> None:
    """Stop before the long part where the app could not listen in the end."""
    host, port = settings().host, settings().port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as problem:
            raise ServerError("server.errors.port", host=host, port=port, problem=problem.strerror) from problem


_DEMO = "Demo district (made up)"
"""What `geo.demo` calls its city; it loads incidents last."""


def _demo_broke_off() -> bool:
    """Say whether the demo city is only half there, because a start before this one was killed."""
    with reading(Actor(role="admin")) as session:
        ours = city.get(session).name_en == _DEMO
        return ours and "incidents" not in set(imports.find(session)["kind"])


def _load_demo() -> None:
    """Load the demo city under one bar that names what is being loaded."""
    from geo import demo  # slow to import, and needed once in a city's life

    with click.progressbar(length=100, file=sys.stderr) as bar:

        def told(what: str, share: float) -> None:
            bar.label = t("server.steps.making") if what == "making" else word("words.kinds", what)
            bar.update(round(share * bar.length) - bar.pos if bar.length else 0)

        demo.load(progress=told)


def _serve() -> NoReturn:
    """Become the app: signals reach it directly, and it is the one that leaves the server when it ends."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, str(ROOT / "app.py")])  # noqa: S606  # our own file, no shell


def _show(state: Status, *, as_json: bool) -> None:
    row = {name: value if isinstance(value, bool | int | None) else str(value) for name, value in asdict(state).items()}
    _print([{name: value for name, value in row.items() if as_json or value is not None}], "status", as_json=as_json)


def _print(rows: list[dict[str, object]], noun: str, *, as_json: bool) -> None:
    definitions = {name: t(f"server.{noun}.{name}") for name in rows[0]} if as_json else {}
    as_of = datetime.now(UTC) if as_json else None
    click.echo(answer(rows, asked={}, as_of=as_of, definitions=definitions, as_json=as_json))


def _say(words: str) -> None:
    """Tell a step on standard error: standard output belongs to the answer."""
    click.echo(words, err=True)
