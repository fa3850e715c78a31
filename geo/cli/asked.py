"""What commands that ask share: the filter as options, the actor, and the answer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

import click
from sqlalchemy.orm import Session

from geo import standards
from geo.access import ROLES, Actor
from geo.errors import NotFoundError
from geo.exports.answer import Rows, answer
from geo.filters import AGES, Filters
from geo.frames import (
    CAMERA_KINDS,
    CHANNELS,
    FACILITY_KINDS,
    INCIDENT_CLASSES,
    PATROL_KINDS,
    STAGES,
    TEAMS,
)
from geo.i18n import t
from geo.models import Grid
from geo.settings import settings
from geo.store import city

Command = TypeVar("Command", bound=Callable[..., Any])

_LISTS: dict[str, tuple[str, click.ParamType[Any]]] = {
    "classes": ("--class", click.Choice(INCIDENT_CLASSES)),
    "subclasses": ("--subclass", click.STRING),
    "stages": ("--stage", click.Choice(STAGES)),
    "channels": ("--channel", click.Choice(CHANNELS)),
    "departments": ("--department", click.STRING),
    "hours": ("--hour", click.STRING),
    "facility_kinds": ("--kind", click.Choice(FACILITY_KINDS)),
    "camera_kinds": ("--camera-kind", click.Choice(CAMERA_KINDS)),
    "patrol_kinds": ("--patrol-kind", click.Choice(PATROL_KINDS)),
    "teams": ("--team", click.Choice(TEAMS)),
}
_WALK: dict[str, tuple[str, Any]] = {
    "minutes": ("--minutes", click.IntRange(1, 120)),
    "pace": ("--pace", click.Choice(standards.PACES)),
    "ages": ("--ages", click.Choice(AGES)),
    "target": ("--target", click.IntRange(1, 100)),
}


def asks(*names: str) -> Callable[[Command], Command]:
    """Give a command the filter's options it names, and ``--role``, ``--scope``, ``--json``.

    The command is called with ``asked``, ``actor`` and ``as_json``. Period and grid are always there.

    Parameters
    ----------
    *names
        Fields of `Filters` beyond the period and the node.
    """

    def give(command: Command) -> Command:
        @wraps(command)
        def called(*, role: str, scope: tuple[str, ...], as_json: bool, **given: Any) -> Any:
            asked = Filters.from_text(_text({name: given.pop(name) for name in ("since", "until", "node", *names)}))
            return command(asked=asked, actor=Actor(role=role, scope=scope), as_json=as_json, **given)

        for option in reversed([*_options(names), *_always()]):
            called = option(called)
        return called  # type: ignore[return-value]  # click's decorators give the callable back with its parameters noted

    return give


def require_node(session: Session, asked: Filters) -> None:
    """Stop a question about a node that is not there (or not there for this actor).

    Raises
    ------
    NotFoundError
        Naming the node.
    """
    if asked.node is not None and session.get(Grid, asked.node) is None:
        raise NotFoundError("asked.errors.no_node", node=asked.node)


def tell(
    session: Session,
    rows: Rows,
    *,
    asked: Filters,
    kinds: tuple[str, ...],
    definitions: Mapping[str, str],
    as_json: bool,
) -> None:
    """Print the answer with the date that the data of these kinds speak of."""
    as_of = city.as_of(session, *kinds)
    click.echo(answer(rows, asked=asked, as_of=as_of, definitions=definitions, as_json=as_json))


def _text(given: dict[str, Any]) -> str:
    """Write what was given as the URL would carry it: one reader of questions serves pages and commands."""
    known = {name: value for name, value in given.items() if value not in (None, ())}
    return urlencode({name: ",".join(value) if isinstance(value, tuple) else value for name, value in known.items()})


def _options(names: tuple[str, ...]) -> list[Callable[[Any], Any]]:
    listed = [
        click.option(
            _LISTS[name][0],
            name,
            multiple=True,
            type=_LISTS[name][1],
            help=t(f"asked.options.{name}"),
        )
        for name in names
        if name in _LISTS
    ]
    walked = [
        click.option(_WALK[name][0], name, type=_WALK[name][1], help=t(f"asked.options.{name}"))
        for name in names
        if name in _WALK
    ]
    return [*listed, *walked]


def _always() -> list[Callable[[Any], Any]]:
    return [
        click.option("--since", metavar="YYYY-MM-DD", help=t("asked.options.since")),
        click.option("--until", metavar="YYYY-MM-DD", help=t("asked.options.until")),
        click.option("--grid", "node", help=t("asked.options.node")),
        click.option("--role", type=click.Choice(ROLES), default=settings().role, help=t("asked.options.role")),
        click.option("--scope", multiple=True, help=t("asked.options.scope")),
        click.option("--json", "as_json", is_flag=True, help=t("server.options.json")),
    ]
