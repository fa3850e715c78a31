"""Commands on streets walked: ``patrol --by grid``, ``patrol gaps``, ``routes``, ``plan``, ``tracks``, ``match``."""

import re

import click
import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from geo.access import Actor, require
from geo.analysis.patrol import adherence
from geo.analysis.patrol.planner import Plan, Shift
from geo.answers import patrol_points
from geo.answers.asking import once
from geo.answers.patrol import Patrols
from geo.cli.asked import asks, require_node
from geo.crs import DISPLAY
from geo.errors import BadInputError
from geo.exports.answer import Rows, answer
from geo.filters import Filters
from geo.frames import LEVELS, TEAMS
from geo.i18n import lookup, t
from geo.store import city, facilities, patrol, patrol_visits, standards
from geo.store.session import reading, writing
from geo.upkeep import patrol_visits as matching

_OTHER = {"hour": "by_hour", "weekday": "by_weekday", "team": "by_team", "beat": "beats"}
BY = (*reversed(LEVELS), *_OTHER)
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
        patrols = _patrols(session, actor)
        rows = patrols.rows(asked, by) if by in LEVELS else getattr(patrols, _OTHER[by])(asked)
        _tell(session, rows, asked, as_json)


def _windows(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Read ``CODE=08:00-09:30``."""
    found = [
        re.fullmatch(r"(.+)=([01]\d:[0-5]\d|2[0-3]:[0-5]\d)-([01]\d:[0-5]\d|2[0-3]:[0-5]\d)", one) for one in given
    ]
    for one, match_ in zip(given, found, strict=True):
        if match_ is None:
            raise click.BadParameter(t("patrol.options.window_form", text=one))
    return [(one[1], one[2], one[3]) for one in found if one is not None]


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(found, "patrol")
    for command in (gap_list, tracks, routes, musts, must_add, must_drop, match, plan):
        found.add_command(command)


@click.command("gaps", help=t("patrol.commands.gaps"))
@click.option("--days", type=click.IntRange(0, 3650), default=7, help=t("patrol.options.days"))
@asks("teams", "classes")
def gap_list(days: int, asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the streets nobody walked for so many days."""
    with reading(actor) as session:
        require_node(session, asked)
        listed = _patrols(session, actor).gap_list(asked, days).reset_index(drop=True)
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
        kept = _patrols(session, actor).kept(asked)
        _tell(session, adherence.by_route(kept), asked, as_json)


@click.command("musts", help=t("patrol.commands.musts"))
@click.argument("points", nargs=-1, callback=_windows, metavar="[CODE=HH:MM-HH:MM…]")
@asks("teams")
def musts(points: list[tuple[str, str, str]], asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell on how many days must-visit points were reached in their windows."""
    with reading(actor) as session:
        require_node(session, asked)
        places = _places(session, tuple(code for code, _, _ in points))
        table = gpd.GeoDataFrame(
            {"starts": [opens for _, opens, _ in points], "ends": [closes for _, _, closes in points]},
            index=pd.Index([code for code, _, _ in points], dtype=object),
            geometry=[places[code] for code, _, _ in points],
            crs=places.crs,
        )
        _tell(session, _patrols(session, actor).musts(asked, table if points else None), asked, as_json)


@click.command("must-add", help=t("patrol.commands.must_add"))
@click.argument("code")
@click.argument("place")
@click.option("--name", help=t("patrol.options.must_name"))
@click.option("--opens", help=t("patrol.options.opens"))
@click.option("--closes", help=t("patrol.options.closes"))
@click.option("--by", "team", type=click.Choice(TEAMS), default="official", help=t("patrol.options.must_team"))
@asks()
def must_add(
    code: str,
    place: str,
    name: str | None,
    opens: str | None,
    closes: str | None,
    team: str,
    asked: Filters,
    actor: Actor,
    as_json: bool,
) -> None:
    """Put up a must-visit point at a facility or at longitude,latitude."""
    with reading(actor) as session:
        spot = _places(session, (place,)).to_crs(DISPLAY).iloc[0]
    patrol_points.put(actor, code, name=name or code, at=(spot.x, spot.y), opens=opens, closes=closes, team=team)
    _tell_musts(actor, asked, as_json)


@click.command("must-drop", help=t("patrol.commands.must_drop"))
@click.argument("code")
@asks()
def must_drop(code: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Take a must-visit point away."""
    patrol_points.drop(actor, code)
    _tell_musts(actor, asked, as_json)


@click.command("match", help=t("patrol.commands.match"))
@click.option("--again", is_flag=True, help=t("patrol.options.again"))
@click.option("--gap-seconds", type=click.FloatRange(1, 3600), help=t("patrol.options.gap_seconds"))
@click.option("--gap-metres", type=click.FloatRange(1, 5000), help=t("patrol.options.gap_metres"))
@asks()
def match(
    again: bool, gap_seconds: float | None, gap_metres: float | None, asked: Filters, actor: Actor, as_json: bool
) -> None:
    """Match tracks that are not matched yet, and delete old raw fixes."""
    require(actor, "import")
    norms = {"patrol.gap_s": gap_seconds, "patrol.gap_m": gap_metres}
    told = {key: value for key, value in norms.items() if value is not None}
    if told:
        with writing(actor, "standards.edit", object="gaps of patrol tracks") as session:
            for key, value in told.items():
                standards.put(session, key, value)
    again = again or bool(told)
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
        places = _places(session, (depot, *must_see))
        shift = Shift(units, minutes, places.iloc[0], pace)
        suggested = _patrols(session, actor).suggested(asked, shift, places.iloc[1:], search_s=search)
        _tell(session, _rounds(suggested), asked, as_json)


def _patrols(session: Session, actor: Actor) -> Patrols:
    return Patrols(*once(session), actor)


def _tell_musts(actor: Actor, asked: Filters, as_json: bool) -> None:
    with reading(actor) as session:
        _tell(session, _patrols(session, actor).musts(asked), asked, as_json)


def _places(session: Session, said: tuple[str, ...]) -> "gpd.GeoSeries":
    """Find places said as the code of a facility or of a must-visit point, or as ``longitude,latitude``."""
    musts = patrol.find_routes(session, Filters(patrol_kinds=("point",)))
    known = pd.concat([musts.geometry, facilities.find(session, _ALL).geometry])
    known = known[~known.index.duplicated()]
    crs = city.get(session).metric_crs
    points: dict[str, shapely.Point] = {}
    for one in said:
        if one in known.index:
            points[one] = known[one]
            continue
        try:
            longitude, latitude = (float(part) for part in one.split(","))
        except ValueError:
            raise BadInputError("patrol.errors.no_place", place=one) from None
        points[one] = gpd.GeoSeries.from_xy([longitude], [latitude], crs=DISPLAY).to_crs(crs).iloc[0]
    return gpd.GeoSeries(points, crs=crs)


def _rounds(suggested: Plan) -> pd.DataFrame:
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
