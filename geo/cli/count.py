"""Commands that list and count: ``count KIND``, ``grids``, ``facilities``."""

import click
import pandas as pd

from geo.access import Actor
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.i18n import t
from geo.store import facilities as facility_rows
from geo.store import grids as grid_rows
from geo.store import incidents
from geo.store.kinds import KINDS
from geo.store.session import reading

_COUNTED = (
    "classes",
    "subclasses",
    "stages",
    "channels",
    "departments",
    "hours",
    "facility_kinds",
    "camera_kinds",
    "patrol_kinds",
    "teams",
)

_BY = {"class" if by == "incident_class" else by: by for by in incidents.BY}
"""What readers call it, and what the treaty does."""


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(count)
    main.add_command(grids)
    main.add_command(facilities)


@click.command(help=f"{t('count.commands.count')}\n\nKIND: {' '.join(KINDS)}")
@click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))
@click.option("--by", type=click.Choice(list(_BY)), help=t("count.options.by"))
@asks(*_COUNTED)
def count(kind: str, by: str | None, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Count the asked rows of one kind; incidents also by something."""
    if by is not None and kind != "incidents":
        raise click.UsageError(t("count.errors.by_incidents_only"))
    with reading(actor) as session:
        require_node(session, asked)
        rows = (
            pd.DataFrame({"kind": [kind], "n": [KINDS[kind].count(session, asked)]})
            if by is None
            else incidents.tally(session, asked, by=_BY[by])
        )
        definitions = {name: t(f"count.definitions.{name}") for name in ("n", "open", "overdue") if name in rows}
        tell(session, rows, asked=asked, kinds=(kind,), definitions=definitions, as_json=as_json)


@click.command(help=t("count.commands.grids"))
@asks()
def grids(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the nodes of the asked subtree."""
    columns = ("name", "level", "type", "parent", "path", "households", "area_m2")
    with reading(actor) as session:
        require_node(session, asked)
        found = grid_rows.find(session, asked)[list(columns)]
        definitions = {name: t(f"count.definitions.{name}") for name in ("households", "area_m2")}
        tell(session, found, asked=asked, kinds=("grids",), definitions=definitions, as_json=as_json)


@click.command(help=t("count.commands.facilities"))
@asks("facility_kinds")
def facilities(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the asked facilities."""
    columns = ("name", "kind", "level", "capacity", "hours", "grid")
    with reading(actor) as session:
        require_node(session, asked)
        found = facility_rows.find(session, asked)[list(columns)]
        definitions = {"capacity": t("count.definitions.capacity")}
        tell(session, found, asked=asked, kinds=("facilities",), definitions=definitions, as_json=as_json)
