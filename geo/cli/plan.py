"""``govmap plan``: keep plans, list them, and compare one with today or with another."""

from dataclasses import replace
from pathlib import Path

import click
import pandas as pd

from geo.access import Actor, require
from geo.answers import planning
from geo.answers.people import sign
from geo.answers.walking import Walks
from geo.cli.asked import asks, require_node, tell
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t
from geo.settings import settings
from geo.store import city, plans
from geo.store.session import reading, writing

_POST = click.option("--post", help=t("siting.options.post"))
_KINDS = ("facilities", "residents", "streets")


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(plan)


@click.group(help=t("siting.commands.plan"))
def plan() -> None:
    """Plans A and B."""


@plan.command("list", help=t("siting.commands.list"))
@asks()
def list_(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the plans."""
    require(actor, "analyse")
    with reading(actor) as session:
        rows = plans.listed(session).rename_axis("key")
        tell(
            session,
            rows,
            asked=asked,
            kinds=_KINDS,
            definitions={"cost": t("siting.definitions.cost")},
            as_json=as_json,
        )


@plan.command(help=t("siting.commands.save"))
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help=t("siting.options.name"))
@click.option("--forbid", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=t("siting.options.forbid"))
@_POST
@asks()
def save(
    code: str,
    file: Path,
    name: str | None,
    forbid: Path | None,
    post: str | None,
    asked: Filters,
    actor: Actor,
    as_json: bool,
) -> None:
    """Keep a plan from a JSON file of changes."""
    actor = _at(actor, post)
    with reading(actor) as session:
        metric = city.get(session).metric_crs
        walks = Walks.once(session, actor)
        made = planning.from_file(file, metric_crs=metric)
        planning.checked(walks, code, made)
        areas = planning.areas_from_file(forbid, metric_crs=metric) if forbid else None
    with writing(actor, "plan", object=f"plan {code}") as session:
        changes = planning.table(made, metric_crs=metric)
        plans.save(session, code, name=name or code, post=actor.post, changes=changes, forbidden=areas)
    with reading(actor) as session:
        rows = plans.listed(session).loc[[code]].rename_axis("key")
        tell(session, rows, asked=asked, kinds=_KINDS, definitions={}, as_json=as_json)


@plan.command(help=t("siting.commands.drop"))
@click.argument("code")
@click.option("--role", default=settings().role, help=t("asked.options.role"))
@_POST
def drop(code: str, role: str, post: str | None) -> None:
    """Take a plan away."""
    with writing(_at(Actor(role=role), post), "plan", object=f"plan {code}") as session:
        plans.drop(session, code)


@plan.command(help=t("siting.commands.compare"))
@click.argument("code", required=False)
@click.option("--against", help=t("siting.options.against"))
@click.option("--close", multiple=True, help=t("siting.options.close"))
@click.option("--by", type=click.Choice(LEVELS), default="grid", show_default=True, help=t("coverage.options.by"))
@asks("facility_kinds", "minutes", "pace", "ages")
def compare(
    code: str | None,
    against: str | None,
    close: tuple[str, ...],
    by: str,
    asked: Filters,
    actor: Actor,
    as_json: bool,
) -> None:
    """Compare a plan (or streets closed) with today or with another plan: who gains, who loses."""
    require(actor, "analyse")
    if code is None and not close:
        raise click.UsageError(t("siting.questions.nothing_to_compare"))
    with reading(actor) as session:
        require_node(session, asked)
        walks = Walks.once(session, actor)
        asked = asked.but(facility_kinds=walks.kinds(asked))
        made, base = (planning.changes(plans.get(session, one)) if one else () for one in (code, against))
        found = planning.compared(walks, asked, made, base=base, closed=close)
        rows = planning.within(walks, found[found["level"] == by], asked.node)[list(planning.FIGURES)]
        rows = pd.DataFrame(rows).round(2).rename_axis("key")
        definitions = {name: f"{t(f'siting.definitions.{name}')} (null: {sign()})" for name in planning.FIGURES}
        tell(session, rows, asked=asked, kinds=_KINDS, definitions=definitions, as_json=as_json)


def _at(actor: Actor, post: str | None) -> Actor:
    """Give the actor a post: plans belong to one; without a name, to whoever has this role at this machine."""
    return replace(actor, post=post or f"local-{actor.role}")
