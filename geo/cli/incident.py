"""``govmap incident file|move|show|escalate|whistle|arrive``: the loop without a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import click
import pandas as pd

from geo.access import ROLES, Actor
from geo.analysis.loop import CALL_MINUTES, RIGHTS
from geo.clock import now
from geo.errors import BadInputError, NotFoundError
from geo.exports.answer import answer
from geo.frames import CHANNELS, INCIDENT_CLASSES, PRIORITIES
from geo.i18n import t, word
from geo.settings import settings
from geo.store import incidents, limits, loop
from geo.store.session import reading, writing
from geo.upkeep import escalation


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(incident)


@click.group(help=t("loop.commands.incident"))
def incident() -> None:
    """File, move, show."""


def _acts(command: Any) -> Any:
    """Give a command ``--role``, ``--scope``, ``--post`` and ``--json``."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help=t("server.options.json")),
        click.option("--post", default="local", help=t("loop.options.post")),
        click.option("--scope", multiple=True, help=t("asked.options.scope")),
        click.option("--role", type=click.Choice(ROLES), default=settings().role, help=t("asked.options.role")),
    ):
        command = option(command)
    return command


@incident.command(help=t("loop.commands.file"))
@click.option("--lat", "latitude", type=float, required=True, help=t("loop.options.latitude"))
@click.option("--lon", "longitude", type=float, required=True, help=t("loop.options.longitude"))
@click.option(
    "--class",
    "incident_class",
    type=click.Choice(INCIDENT_CLASSES),
    required=True,
    help=t("loop.options.incident_class"),
)
@click.option("--subclass", help=t("loop.options.subclass"))
@click.option("--channel", type=click.Choice(CHANNELS), default="walk_in", help=t("loop.options.channel"))
@click.option("--priority", type=click.Choice(PRIORITIES), default="normal", help=t("loop.options.priority"))
@_acts
def file(role: str, scope: tuple[str, ...], post: str, as_json: bool, **told: Any) -> None:
    """File a matter at a place."""
    actor = Actor(role=role, scope=scope, post=post)
    with writing(actor, "incident.file", object="incident") as session:
        _require_kind(limits.kinds(session), told["incident_class"], told["subclass"])
        code = loop.file(session, loop.Report(**told))
    _show(actor, code, as_json=as_json)


@incident.command(help=t("loop.commands.move"))
@click.argument("code")
@click.argument("deed", type=click.Choice(list(RIGHTS)))
@click.option("--unit", help=t("loop.options.unit"))
@click.option("--satisfaction", type=click.IntRange(1, 5), help=t("loop.options.satisfaction"))
@_acts
def move(
    code: str,
    deed: str,
    unit: str | None,
    satisfaction: int | None,
    role: str,
    scope: tuple[str, ...],
    post: str,
    as_json: bool,
) -> None:
    """Take one step."""
    actor = Actor(role=role, scope=scope, post=post)
    with writing(actor, RIGHTS[deed], object=f"incident {code} {deed}") as session:
        loop.move(session, code, deed, unit=unit, satisfaction=satisfaction)
    _show(actor, code, as_json=as_json)


@incident.command(help=t("loop.commands.show"))
@click.argument("code")
@_acts
def show(code: str, role: str, scope: tuple[str, ...], post: str, as_json: bool) -> None:
    """Show a matter with its steps and calls."""
    _show(Actor(role=role, scope=scope, post=post), code, as_json=as_json)


@incident.command(help=t("loop.commands.escalate"))
@click.option("--json", "as_json", is_flag=True, help=t("server.options.json"))
def escalate(as_json: bool) -> None:
    """Let the clock move up what is overdue."""
    moves, at = escalation.lift()
    definitions = {"to": t("loop.definitions.level")}
    as_of = None if at is None else at.to_pydatetime()
    click.echo(answer(moves.reset_index(), asked={}, as_of=as_of, definitions=definitions, as_json=as_json))


@incident.command(help=t("loop.commands.whistle"))
@click.argument("code")
@click.option("--department", "departments", multiple=True, required=True, help=t("loop.options.department"))
@click.option("--minutes", type=click.IntRange(1, 100_000), default=CALL_MINUTES, help=t("loop.options.amount"))
@_acts
def whistle(
    code: str,
    departments: tuple[str, ...],
    minutes: int,
    role: str,
    scope: tuple[str, ...],
    post: str,
    as_json: bool,
) -> None:
    """Call departments on a matter."""
    actor = Actor(role=role, scope=scope, post=post)
    with writing(actor, "incident.move", object=f"incident {code} whistle") as session:
        loop.call(session, code, departments, due=now() + timedelta(minutes=minutes))
    _show(actor, code, as_json=as_json)


@incident.command(help=t("loop.commands.arrive"))
@click.argument("code")
@click.argument("department")
@_acts
def arrive(code: str, department: str, role: str, scope: tuple[str, ...], post: str, as_json: bool) -> None:
    """Say that a called department has come."""
    actor = Actor(role=role, scope=scope, post=post)
    with writing(actor, "incident.move", object=f"incident {code} arrival") as session:
        loop.arrive(session, code, department)
    _show(actor, code, as_json=as_json)


def _require_kind(kinds: pd.DataFrame, incident_class: str, subclass: str | None) -> None:
    """Stop a sub-class the city's table does not have under this class; without a table any code goes."""
    known = kinds.index[kinds["incident_class"] == incident_class].tolist()
    if subclass is not None and len(kinds) and subclass not in known:
        raise BadInputError(
            "loop.errors.unknown_kind", subclass=subclass, incident_class=incident_class, known=", ".join(known)
        )


def _why(step: Mapping[Any, Any]) -> str | None:
    """Say why the clock took a step; nothing of what readers do."""
    if step["deed"] != "escalate":
        return None
    return t("loop.moved_up", level=word("words.levels", step["level"]))


def _show(actor: Actor, code: str, *, as_json: bool) -> None:
    with reading(actor) as session:
        found = incidents.one(session, code)
        if found.empty:
            raise NotFoundError("loop.errors.no_matter", code=code)
        steps, calls = loop.steps(session, code), loop.calls(session, code=code)
    row = found.drop(columns="geometry").reset_index().iloc[0].to_dict()
    row["steps"] = [{**step, "why": _why(step)} for step in steps.to_dict("records")]
    row["calls"] = calls.drop(columns=["geometry", "code"]).to_dict("records")
    definitions = {name: t(f"loop.definitions.{name}") for name in ("stage", "due_at", "level", "reopened", "steps")}
    click.echo(answer([row], asked={"code": code}, as_of=now(), definitions=definitions, as_json=as_json))
