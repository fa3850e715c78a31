"""``govmap coverage``: who is left out, by grid or any level above it."""

import click

from geo.access import Actor, require
from geo.analysis import gaps
from geo.answers import planning
from geo.answers.people import sign
from geo.answers.walking import Walks
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t
from geo.settings import settings
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
        walks = Walks.once(session, actor)
        asked = asked.but(facility_kinds=walks.kinds(asked))
        kinds = ("facilities", "residents", "streets")
        if complete:
            wide = planning.within(walks, walks.completeness(asked), asked.node)
            wide.columns = wide.columns.map(".".join)
            assumed = int(walks.every_facility()["level"].isna().sum())
            answers = {one: t(f"coverage.answers.{one}", target=asked.target) for one in ("all", "part", "none")}
            answers["levels"] = t("coverage.levels_assumed", count=assumed)
            tell(session, wide.rename_axis("key"), asked=asked, kinds=kinds, definitions=answers, as_json=as_json)
            return
        reach = walks.reach(asked)
        if notes:
            told = reach.notes.assign(note=[t(f"coverage.notes.{one}") for one in reach.notes["note"]])
            tell(session, told, asked=asked, kinds=kinds, definitions={}, as_json=as_json)
            return
        found = gaps.ranked(walks.table(asked), level=by)
        found = planning.within(walks, found, asked.node)
        rows = found[list(_COLUMNS)].round({"capacity": 2, "p50_min": 1, "p90_min": 1}).rename_axis("key")
        counted = {"who": t(f"coverage.measures.{reach.weight.measure}"), "ages": t(f"words.ages.{reach.weight.ages}")}
        weights = "/".join(f"{one:g}" for one in walks.decay().weights)
        definitions = {name: t(f"coverage.definitions.{name}", **counted, weights=weights) for name in _COLUMNS}
        if reach.weight.measure != "buildings":
            definitions = {name: f"{told} (null: {sign()})" for name, told in definitions.items()}
            if not reach.capacity_known:
                definitions["capacity"] = t("coverage.capacity_not_known")
            definitions["counts"] = t("coverage.kept_back", least=settings().k_inside, sign=sign())
        tell(session, rows, asked=asked, kinds=kinds, definitions=definitions, as_json=as_json)
