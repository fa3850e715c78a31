"""``govmap siting suggest``: where the next facilities should stand, with the proven gap."""

from pathlib import Path

import click
import geopandas as gpd
import pandas as pd
from pyproj import Transformer

from geo.access import Actor, require
from geo.analysis import siting as sites_of
from geo.answers import planning
from geo.answers.walking import Walks
from geo.cli.asked import asks, require_node, tell
from geo.crs import DISPLAY
from geo.filters import Filters
from geo.i18n import t
from geo.store import plans
from geo.store.session import reading

_NONE = gpd.GeoSeries([], dtype="geometry")
_FIGURES = ("gain", "after", "bound", "gap", "greedy_gap")


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(siting)


@click.group(help=t("siting.commands.siting"))
def siting() -> None:
    """Where the next one should be."""


@siting.command(help=t("siting.commands.suggest"))
@click.option("--sites", type=click.IntRange(1, 200), help=t("siting.options.sites"))
@click.option("--budget", type=click.FloatRange(0), help=t("siting.options.budget"))
@click.option("--cost", type=click.FloatRange(0), default=1.0, show_default=True, help=t("siting.options.cost"))
@click.option("--places", type=click.FloatRange(0), help=t("siting.options.places"))
@click.option("--candidate", multiple=True, help=t("siting.options.candidate"))
@click.option("--plan", "code", help=t("siting.options.plan"))
@click.option("--forbid", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=t("siting.options.forbid"))
@click.option("--lock", multiple=True, help=t("siting.options.lock"))
@click.option("--fair", is_flag=True, help=t("siting.options.fair"))
@click.option("--fewest", is_flag=True, help=t("siting.options.fewest"))
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True, help=t("siting.options.seconds")
)
@asks("facility_kinds", "minutes", "pace", "ages", "target")
def suggest(
    sites: int | None,
    budget: float | None,
    cost: float,
    places: float | None,
    candidate: tuple[str, ...],
    code: str | None,
    forbid: Path | None,
    lock: tuple[str, ...],
    fair: bool,
    fewest: bool,
    seconds: float,
    asked: Filters,
    actor: Actor,
    as_json: bool,
) -> None:
    """Suggest sites among the buildings of the asked node."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        walks = Walks.once(session, actor)
        asked = asked.but(facility_kinds=walks.kinds(asked))
        ground = planning.grounds(walks, asked.node)
        ground = ground[ground.index.isin(candidate)] if candidate else ground
        served = planning.served_by(places, walks.need(walks.kinds(asked)))
        kept = plans.get(session, code) if code else None
        made = planning.changes(kept) if kept else ()
        areas = planning.areas_from_file(forbid, metric_crs=ground.crs) if forbid else None
        forbidden = pd.concat([one for one in (areas, kept.forbidden if kept else None) if one is not None] or [_NONE])
        problem = planning.problem(walks, asked, ground, cost=cost, capacity=served, made=made, forbidden=forbidden)
        if fewest:
            answer = sites_of.fewest(problem, target=asked.target / 100, time_limit_s=seconds)
        else:
            chosen = 3 if sites is None and budget is None else sites
            answer = sites_of.most(problem, sites=chosen, budget=budget, locked=lock, fair=fair, time_limit_s=seconds)
        found = planning.suggested(answer, ground)
        to_degrees = Transformer.from_crs(ground.crs, DISPLAY, always_xy=True)
        longitude, latitude = to_degrees.transform(found.geometry.x.to_numpy(), found.geometry.y.to_numpy())
        rows = pd.DataFrame(found.drop(columns="geometry")).assign(
            bound=round(answer.bound, 2), gap=round(answer.gap, 6), greedy_gap=round(answer.greedy_gap, 6),
            longitude=longitude.round(6), latitude=latitude.round(6),
        )  # fmt: skip
        definitions = {name: t(f"siting.definitions.{name}") for name in _FIGURES}
        if fair:
            definitions |= {name: t(f"siting.definitions.{name}_fair") for name in ("bound", "gap")}
        kinds = ("facilities", "residents", "streets", "buildings")
        tell(session, rows.rename_axis("key"), asked=asked, kinds=kinds, definitions=definitions, as_json=as_json)
