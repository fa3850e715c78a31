"""Command that doubts coordinates: ``shifts``."""

import click

from geo.access import Actor, require
from geo.analysis import shifts as analysis
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.i18n import t
from geo.store import buildings, facilities
from geo.store.session import reading


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(shifts)


@click.command(help=t("shifts.command"))
@asks()
def shifts(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List kinds of facilities that look as if GCJ-02 had been taken for true coordinates."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        found = analysis.by_kind(facilities.find(session, asked), buildings.find(session, asked)).round(3)
        definitions = {name: t(f"shifts.definitions.{name}") for name in found.columns}
        kinds = ("facilities", "buildings")
        tell(session, found, asked=asked, kinds=kinds, definitions=definitions, as_json=as_json)
