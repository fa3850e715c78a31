"""``govmap coverage``: who is left out, by grid or any level above it."""

import click

from geo.access import Actor, require
from geo.analysis import gaps
from geo.answers import planning
from geo.answers.walking import Walks, at_once
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t
from geo.store.session import reading

_COLUMNS = ("people", "ring", "network", "capacity", "unknown", "p50_min", "p90_min")


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(coverage)


@click.command(help=t("coverage.commands.coverage"))
@click.option("--by", type=click.Choice(LEVELS), default="grid", show_default=True, help=t("coverage.options.by"))
@click.option("--complete", is_flag=True, help=t("coverage.options.complete"))
@click.option("--notes", is_flag=True, help=t("coverage.options.notes"))
@asks("facility_kinds", "minutes", "pace", "ages", "target")
def coverage(by: str, complete: bool, notes: bool, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell ring, network and capacity in people; or, with ``--notes``, what could not be used."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        walks = Walks(lambda find, *args: find(session, *args), at_once, actor)
        kinds = ("facilities", "residents", "streets")
        if complete:
            wide = planning.within(walks, walks.completeness(asked), asked.node)
            wide.columns = wide.columns.map(".".join)
            answers = {one: t(f"coverage.answers.{one}", target=asked.target) for one in ("all", "part", "none")}
            tell(session, wide.rename_axis("key"), asked=asked, kinds=kinds, definitions=answers, as_json=as_json)
            return
        reach = walks.reach(asked)
        if notes:
            told = reach.notes.assign(note=[t(f"coverage.notes.{one}") for one in reach.notes["note"]])
            tell(session, told, asked=asked, kinds=kinds, definitions={}, as_json=as_json)
            return
        found = gaps.ranked(walks.table_of(reach), level=by)
        found = planning.within(walks, found, asked.node)
        rows = found[list(_COLUMNS)].round({"capacity": 2, "p50_min": 1, "p90_min": 1}).rename_axis("key")
        counted = {"who": t(f"coverage.measures.{reach.weight.measure}"), "ages": t(f"words.ages.{reach.weight.ages}")}
        definitions = {name: t(f"coverage.definitions.{name}", **counted) for name in _COLUMNS}
        tell(session, rows, asked=asked, kinds=kinds, definitions=definitions, as_json=as_json)
