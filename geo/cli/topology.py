"""Command that checks the grid: ``topology``."""

import click

from geo.access import Actor
from geo.analysis import topology as analysis
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.i18n import t
from geo.store import grids, standards
from geo.store.session import reading


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(topology)


@click.command(help=t("topology.command"))
@asks()
def topology(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List holes, overlaps, slivers and nodes without name, parent or fit size."""
    with reading(actor) as session:
        require_node(session, asked)
        low, high = (standards.value(session, f"grid.households_{end}") for end in ("low", "high"))
        found = analysis.faults(grids.find(session, asked), least_households=low, most_households=high)
        definitions = {name: t(f"topology.definitions.{name}") for name in ("fault", "area_m2")}
        found = found.drop(columns="geometry")
        tell(session, found, asked=asked, kinds=("grids",), definitions=definitions, as_json=as_json)
