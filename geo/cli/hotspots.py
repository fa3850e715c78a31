"""``govmap hotspots``: where more happens than chance would have it, against the period before."""

import click

from geo.access import Actor
from geo.answers.response import PER
from geo.cli.asked import asks
from geo.cli.response import answering, show
from geo.filters import Filters
from geo.i18n import t


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(find)


@click.command("hotspots", help=t("response.commands.hotspots"))
@click.option("--per", type=click.Choice(PER), default="area", help=t("response.options.per"))
@asks("classes", "subclasses", "channels", "departments", "hours")
def find(per: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Find hot and cold grids, and say how they stand against the period before."""
    with answering(actor, asked) as mine:
        found = mine.spots(asked, per=per)
        rows = found.table.drop(columns="geometry").rename_axis("key").reset_index()
        defined = {name: t(f"response.definitions.{name}") for name in ("rate", "z", "p", "q", "spot", "course")}
        defined["base"] = t(f"response.definitions.base_{per}")
        show(mine, rows, found.present, as_json=as_json, **defined)
