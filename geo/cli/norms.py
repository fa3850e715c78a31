"""``govmap norms``: walking speeds, circles, weights and needs as the city has them."""

import click

from geo.access import Actor
from geo.answers import norms
from geo.cli.asked import asks, tell
from geo.filters import Filters
from geo.i18n import t
from geo.store.session import reading, writing


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(group)


@click.group("norms", help=t("coverage.commands.norms"))
def group() -> None:
    """Norms about walking."""


@group.command(help=t("coverage.commands.norms_show"))
@asks()
def show(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the norms with source and status."""
    _tell(asked, actor, as_json=as_json)


@group.command("set", help=t("coverage.commands.norms_set"))
@click.argument("key")
@click.argument("value", type=float)
@asks()
def set_(key: str, value: float, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Set one norm."""
    with writing(actor, "standards.edit", object=f"norm {key}") as session:
        norms.put(session, {key: value})
    _tell(asked, actor, as_json=as_json)


def _tell(asked: Filters, actor: Actor, *, as_json: bool) -> None:
    with reading(actor) as session:
        rows = norms.table(session).rename_axis("key")
        words = {"status": t("coverage.norm_status")}
        tell(session, rows, asked=asked, kinds=("streets",), definitions=words, as_json=as_json)
