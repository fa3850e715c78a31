"""Commands on streets walked: ``patrol --by grid``, ``patrol gaps``, ``routes``, ``plan``, ``tracks``, ``match``."""

from typing import Any

import click
import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from geo.access import Actor, require
from geo.analysis import network
from geo.analysis.network.build import walkable
from geo.analysis.patrol import adherence, areas, coverage, gaps, planner, revisits
from geo.analysis.patrol.ground import Ground, lay_out
from geo.cli.asked import asks, require_node
from geo.errors import BadInputError, NotFoundError
from geo.exports.answer import Rows, answer
from geo.filters import Filters
from geo.frames import LEVELS, TEAMS
from geo.i18n import lookup, t
from geo.intake import patrol_visits as matching
from geo.store import city, facilities, grids, incidents, patrol, patrol_visits, street_pieces, streets
from geo.store.session import reading

BY = (*reversed(LEVELS), "hour", "weekday", "team", "beat")
_ALL = Filters()


@click.group(invoke_without_command=True, help=t("patrol.commands.patrol"))
@click.option("--by", type=click.Choice(BY), default="grid", help=t("patrol.options.by"))
@asks("teams")
def found(by: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell which share of streets was walked."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    with reading(actor) as session:
        require_node(session, asked)
        _tell(session, _covered(session, by, asked), asked, as_json)


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(found, "patrol")
    for command in (gap_list, tracks, routes, match, plan):
        found.add_command(command)


@click.command("gaps", help=t("patrol.commands.gaps"))
@click.option("--days", type=click.IntRange(0, 3650), default=7, help=t("patrol.options.days"))
@asks("teams", "classes")
def gap_list(days: int, asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the streets nobody walked for so many days."""
    with reading(actor) as session:
        require_node(session, asked)
        last, as_of = _last(session, asked)
        listed = gaps.find(
            last, streets.find(session, _ALL), as_of=as_of, days=days, incidents=incidents.find(session, asked)
        )
        _tell(session, listed.drop(columns="geometry"), asked, as_json)


@click.command("tracks", help=t("patrol.commands.tracks"))
@asks("teams")
def tracks(asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell how each track matched."""
    with reading(actor) as session:
        require_node(session, asked)
        matches = patrol_visits.find_matches(session, asked)
        believed = matches["fixes"] - matches["set_aside"]
        _tell(session, matches.assign(match_rate=matches["matched"] / believed), asked, as_json)


@click.command("routes", help=t("patrol.commands.routes"))
@asks("teams", "patrol_kinds")
def routes(asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell how planned routes were kept."""
    with reading(actor) as session:
        require_node(session, asked)
        planned, ways = patrol.find_routes(session, asked), streets.find(session, _ALL)
        shifts, visits = patrol.find_tracks(session, asked), patrol_visits.find(session, asked.but(node=None))
        asked_for = adherence.planned(planned, ways, _ground(ways))
        kept = adherence.by_track(shifts, planned, asked_for, visits, zone=city.get(session).zone)
        _tell(session, adherence.by_route(kept), asked, as_json)


@click.command("match", help=t("patrol.commands.match"))
@click.option("--again", is_flag=True, help=t("patrol.options.again"))
@asks()
def match(again: bool, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Match tracks that are not matched yet, and delete old raw fixes."""
    require(actor, "import")
    done = matching.refresh(again=again, recut=again)
    with reading(actor) as session:
        _tell(session, [vars(done)], asked, as_json)


@click.command("plan", help=t("patrol.commands.plan"))
@click.option("--units", type=click.IntRange(1, 20), default=2, help=t("patrol.options.units"))
@click.option("--shift", "minutes", type=click.IntRange(5, 720), default=120, help=t("patrol.options.shift"))
@click.option("--depot", required=True, help=t("patrol.options.depot"))
@click.option("--must-see", multiple=True, help=t("patrol.options.must_see"))
@click.option("--pace", type=click.FloatRange(0.3, 5), default=1.0, help=t("patrol.options.pace"))
@click.option("--search", type=click.FloatRange(0, 60), default=3.0, help=t("patrol.options.search"))
@asks("teams", "classes")
def plan(
    units: int,
    minutes: int,
    depot: str,
    must_see: tuple[str, ...],
    pace: float,
    search: float,
    asked: Filters,
    actor: Actor,
    as_json: bool,
) -> None:
    """Suggest rounds over the stalest and most needed streets."""
    require(actor, "plan")
    with reading(actor) as session:
        require_node(session, asked)
        ways = streets.find(session, _ALL)
        ground = _ground(ways)
        last, as_of = _last(session, asked)
        edges = gpd.GeoDataFrame(geometry=ground.edge_lines(), crs=ways.crs)
        near = gaps.nearby(edges, incidents.find(session, asked), near_m=50)
        places = _places(session, (depot, *must_see))
        old = patrol.find_routes(session, asked.but(patrol_kinds=("route",))).geometry
        suggested = planner.suggest(
            ground,
            planner.edge_need(ground, last, as_of=as_of, incidents=near),
            planner.Shift(units, minutes, places.iloc[0], pace),
            crs=ways.crs,
            must_see=places.iloc[1:],
            old=old,
            search_s=search,
        )
        _tell(session, _rounds(suggested), asked, as_json)


def _covered(session: Session, by: str, asked: Filters) -> Rows:
    pieces, visits = street_pieces.find(session, asked), patrol_visits.find(session, asked)
    if by in LEVELS:
        if by != "grid":
            nodes = grids.find(session, _ALL)
            pieces, visits = coverage.lifted(pieces, nodes, by), coverage.lifted(visits, nodes, by)
        return coverage.with_revisits(pieces, visits, as_of=patrol_visits.as_of(session, asked))
    zone = city.get(session).zone
    if by == "hour":
        return coverage.by_hour(pieces, visits, zone=zone)
    if by == "weekday":
        return coverage.by_weekday(pieces, visits, zone=zone)
    if by == "team":
        return coverage.by_team(pieces, visits, teams=TEAMS)
    return _beats(session, asked)


def _beats(session: Session, asked: Filters) -> pd.DataFrame:
    beats = patrol.find_routes(session, asked.but(patrol_kinds=("beat",)))
    ways = streets.find(session, _ALL)
    pieces = areas.each(ways[walkable(ways)], beats)
    visits = patrol_visits.find(session, asked.but(node=None)).drop(columns="area")
    return coverage.by_area(pieces, areas.share_out(visits, pieces)).assign(name=beats["name"])


def _last(session: Session, asked: Filters) -> tuple[pd.DataFrame, Any]:
    """Give when each metre was last walked before the period's end, and the instant asked about."""
    before = asked.but(since=None)
    as_of = patrol_visits.as_of(session, asked)
    if as_of is None:
        raise NotFoundError("patrol.errors.no_visits")
    _, last = revisits.replay(street_pieces.find(session, before), patrol_visits.find(session, before))
    return last, as_of


def _ground(ways: gpd.GeoDataFrame) -> Ground:
    return lay_out(network.build(ways), ways)


def _places(session: Session, said: tuple[str, ...]) -> "gpd.GeoSeries":
    """Find places said as the code of a facility or as ``longitude,latitude``."""
    known = facilities.find(session, _ALL).geometry
    crs = city.get(session).metric_crs
    found: dict[str, shapely.Point] = {}
    for one in said:
        if one in known.index:
            found[one] = known[one]
            continue
        try:
            longitude, latitude = (float(part) for part in one.split(","))
        except ValueError:
            raise BadInputError("patrol.errors.no_place", place=one) from None
        found[one] = gpd.GeoSeries.from_xy([longitude], [latitude], crs=4326).to_crs(crs).iloc[0]
    return gpd.GeoSeries(found, crs=crs)


def _rounds(suggested: planner.Plan) -> pd.DataFrame:
    shown = suggested.rounds.drop(columns="geometry").assign(must_seen=suggested.rounds["must_seen"].map(", ".join))
    return pd.DataFrame(shown).assign(
        covered_m=suggested.covered_m,
        old_m=suggested.old_m,
        kept_old=suggested.kept_old,
        missed=", ".join(suggested.missed),
    )


def _tell(session: Session, rows: Rows, asked: Filters, as_json: bool) -> None:
    """Print the answer; metres to the millimetre."""
    table = rows.round(3) if isinstance(rows, pd.DataFrame) else rows
    names = [rows.index.name, *rows.columns] if isinstance(rows, pd.DataFrame) else []
    known = lookup("patrol.definitions")
    definitions = {str(name): known[name] for name in names if name in known}
    as_of = patrol_visits.as_of(session, asked)
    click.echo(answer(table, asked=asked, as_of=as_of, definitions=definitions, as_json=as_json))
