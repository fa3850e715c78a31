"""``govmap hotspots``: where more happens than chance would have it, against the period before."""

from datetime import date, timedelta

import click
import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from geo.access import Actor, require
from geo.analysis import hotspots, response, suppression
from geo.analysis.asking import looked_at
from geo.analysis.partitions import under
from geo.cli.asked import asks, require_node
from geo.clock import now, to_city
from geo.errors import NotFoundError
from geo.exports.answer import answer
from geo.filters import Filters
from geo.i18n import t
from geo.settings import settings
from geo.store import grids as grid_rows
from geo.store import packed, tallies
from geo.store.session import reading

_DAYS = 90


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(find)


@click.command("hotspots", help=t("response.commands.hotspots"))
@click.option("--per", type=click.Choice(["people", "area"]), default="area", help=t("response.options.per"))
@asks("classes", "subclasses", "channels", "departments", "hours")
def find(per: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Find hot and cold grids, and say how they stand against the period before."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        found = packed.find(session)
        places = grid_rows.find(session, asked.but(node=None))
        people = _people(session, asked.but(node=None)) if per == "people" else None
    at = looked_at(found, pd.Timestamp(now()))
    asked = _period(asked, to_city(at.to_pydatetime(), found.zone).date())
    leaves = places[places["level"] == "grid"]
    hidden = _hidden(leaves, people)
    within = None if asked.node is None else under(places, asked.node)
    leaves = leaves if within is None else leaves[leaves.index.isin(within)]
    base = leaves.geometry.area / 10_000 if people is None else people.reindex(leaves.index)
    tables = []
    for question in (asked, _before(asked)):
        counts = response.figures(found, question, by="grid", as_of=at, within=within)["n"]
        tables.append(hotspots.find(leaves, counts, base))
    rows = hotspots.against(*tables).drop(columns="geometry").rename_axis("key").reset_index()
    rows.loc[rows["key"].isin(hidden), ["base", "rate", "z"]] = None  # a rate and a count give a head-count back
    definitions = {name: t(f"response.definitions.{name}") for name in ("rate", "z", "p", "q", "spot", "course")}
    definitions["base"] = t(f"response.definitions.base_{per}")
    click.echo(answer(rows, asked=asked, as_of=at.to_pydatetime(), definitions=definitions, as_json=as_json))


def _people(session: Session, asked: Filters) -> "pd.Series[int]":
    """Count people (never dwellings) by grid.

    Raises
    ------
    NotFoundError
        If this city counts no people.
    """
    counted = tallies.people_by_grid(session, asked)
    people = counted[counted["measure"] == "people"]
    if people.empty:
        raise NotFoundError("response.errors.no_people")
    return people.groupby("grid")["n"].sum()


def _hidden(leaves: gpd.GeoDataFrame, people: "pd.Series[int] | None") -> list[str]:
    """Name the grids whose head-count is too small to show, and those whose siblings' total would give it back."""
    if people is None:
        return []
    heads = people.reindex(leaves.index, fill_value=0)
    masks = [
        suppression.hidden_parts(siblings, k=settings().k_inside)
        for _, siblings in heads.groupby(leaves["parent"].fillna(""))
    ]
    hidden = pd.concat(masks)
    return [str(code) for code in hidden.index[hidden]]


def _period(asked: Filters, today: date) -> Filters:
    """Give the question with a whole period: what is not said ends today and is ninety days long."""
    until = asked.until or today + timedelta(days=1)
    return asked.but(since=asked.since or until - timedelta(days=_DAYS), until=until)


def _before(asked: Filters) -> Filters:
    """Ask for the equally long period before."""
    if asked.since is None or asked.until is None:
        raise ValueError("the period has two ends")
    return asked.but(since=asked.since - (asked.until - asked.since), until=asked.since)
