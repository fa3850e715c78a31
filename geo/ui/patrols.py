"""What the patrol page works out, kept as long as the data stand: coverage, gaps, adherence, one shift, a plan."""

from datetime import datetime

import geopandas as gpd
import pandas as pd

from geo.analysis.network.build import walkable
from geo.analysis.patrol import adherence, areas, coverage, gaps, planner, revisits, stretches
from geo.analysis.patrol.ground import Ground, lay_out
from geo.analysis.patrol.matching import Matched, match
from geo.clock import now
from geo.filters import Filters
from geo.frames import TEAMS
from geo.store import facilities, incidents, patrol, patrol_visits, street_pieces, streets
from geo.ui import data, walks

_ALL = Filters()


def question(asked: Filters) -> Filters:
    """Keep of the question what streets walked depend on."""
    return Filters(node=asked.node, since=asked.since, until=asked.until, teams=asked.teams)


def rows(asked: Filters) -> pd.DataFrame:
    """Give coverage and revisits by grid, as ``govmap patrol --by grid`` tells them."""
    one = question(asked)
    return data.work(  # type: ignore[no-any-return]
        "patrol.rows", lambda: coverage.with_revisits(_pieces(one), _visits(one), as_of=as_of(one)), one
    )


def overall(asked: Filters) -> pd.Series:
    """Give coverage and revisits of all that is asked about, as one area."""
    one = question(asked)
    return data.work("patrol.overall", lambda: _overall(one), one)  # type: ignore[no-any-return]


def as_of(asked: Filters) -> datetime | None:
    """Give the instant the figures speak of."""
    return data.ask(patrol_visits.as_of, question(asked))  # type: ignore[no-any-return]


def gap_list(asked: Filters, days: int) -> gpd.GeoDataFrame:
    """List what nobody walked for so many days, heaviest first; the index names street and metre"""
    one = question(asked).but(classes=asked.classes)
    return data.work("patrol.gaps", lambda: _gaps(one, days), one, days)


def by_clock(asked: Filters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give coverage by hour band and by weekday."""
    zone = _zone()
    return data.work(  # type: ignore[no-any-return]
        "patrol.clock",
        lambda: (
            coverage.by_hour(_pieces(asked), _visits(asked), zone=zone),
            coverage.by_weekday(_pieces(asked), _visits(asked), zone=zone),
        ),
        question(asked),
    )


def by_team(asked: Filters) -> pd.DataFrame:
    """Give coverage of official and volunteer teams, apart and together."""
    one = question(asked).but(teams=())
    return data.work("patrol.teams", lambda: coverage.by_team(_pieces(one), _visits(one), teams=TEAMS), one)  # type: ignore[no-any-return]


def beats(asked: Filters) -> pd.DataFrame:
    """Give street length and coverage of every beat the reader may see."""
    return data.work("patrol.beats", lambda: _beats(asked), question(asked))  # type: ignore[no-any-return]


def kept(asked: Filters) -> pd.DataFrame:
    """Give adherence of every shift that names its route."""
    return data.work("patrol.kept", lambda: _kept(asked), question(asked), asked.patrol_kinds)  # type: ignore[no-any-return]


def last_shift(route: str, asked: Filters) -> tuple[str, Matched] | None:
    """Match the latest shift on a route whose fixes are still there; its code and what came of it."""
    shifts = data.ask(patrol.find_tracks, question(asked))
    codes = tuple(shifts[shifts["route"] == route].sort_values("started_at").index[::-1])
    return data.work("patrol.shift", lambda: _matched(codes), codes) if codes else None


def drawn(visits: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw visits as lines, each metre once."""
    once = stretches.union(visits)
    lines = gpd.GeoDataFrame(once, geometry=stretches.lines(once, ways()), crs=ways().crs)
    return lines.set_index(pd.Index([f"walked {number}" for number in range(1, len(lines) + 1)]))


def suggested(asked: Filters, units: int, minutes: int, depot: str, musts: tuple[str, ...]) -> planner.Plan:
    """Suggest rounds from a facility."""
    one = question(asked).but(classes=asked.classes)
    return data.work(  # type: ignore[no-any-return]
        "patrol.plan", lambda: _plan(one, units, minutes, depot, musts), one, units, minutes, depot, musts
    )


def ground() -> Ground:
    """Give the walking network laid out for matching."""
    return data.work("patrol.ground", lambda: lay_out(walks.walking_network(), ways()))  # type: ignore[no-any-return]


def ways() -> gpd.GeoDataFrame:
    """Give all streets."""
    return data.ask(streets.find, _ALL)


def _pieces(asked: Filters) -> pd.DataFrame:
    return data.ask(street_pieces.find, Filters(node=asked.node))  # type: ignore[no-any-return]


def _visits(asked: Filters) -> pd.DataFrame:
    return data.ask(patrol_visits.find, question(asked))  # type: ignore[no-any-return]


def _zone() -> str:
    city = data.city()
    return city.zone if city else "UTC"


def _overall(asked: Filters) -> pd.Series:
    found, when = coverage.overall(_pieces(asked), _visits(asked)), as_of(asked)
    if when is None:
        return found
    waits, last = revisits.replay(_pieces(asked), _visits(asked))
    together = revisits.by_area(waits.assign(area="all"), last.assign(area="all"), as_of=when)
    return pd.concat([found, together.iloc[0]])  # type: ignore[no-any-return]


def _last(asked: Filters) -> pd.DataFrame:
    before = question(asked).but(since=None)
    return data.work("patrol.last", lambda: revisits.replay(_pieces(before), _visits(before))[1], before)  # type: ignore[no-any-return]


def _gaps(asked: Filters, days: int) -> gpd.GeoDataFrame:
    when = as_of(asked) or now()
    found = gaps.find(
        _last(asked), ways(), as_of=when, days=days, incidents=data.ask(incidents.find, asked.but(teams=()))
    )
    codes = [f"gap {street} {low:.0f}" for street, low in zip(found["street"], found["from_m"], strict=True)]
    return found.set_index(pd.Index(codes, dtype=object))


def _beats(asked: Filters) -> pd.DataFrame:
    found = data.ask(patrol.find_routes, Filters(node=asked.node, patrol_kinds=("beat",), teams=asked.teams))
    pieces = areas.each(ways()[walkable(ways())], found)
    visits = _visits(asked.but(node=None)).drop(columns="area")
    return coverage.by_area(pieces, areas.share_out(visits, pieces)).assign(name=found["name"])


def _kept(asked: Filters) -> pd.DataFrame:
    planned = data.ask(patrol.find_routes, Filters(node=asked.node, patrol_kinds=asked.patrol_kinds, teams=asked.teams))
    plan = adherence.planned(planned, ways(), ground())
    shifts = data.ask(patrol.find_tracks, question(asked))
    return adherence.by_track(shifts, planned, plan, _visits(asked.but(node=None)), zone=_zone())


def _matched(codes: tuple[str, ...]) -> tuple[str, Matched] | None:
    for code in codes:
        fixes, tracks = data.ask(patrol_visits.fixes_of, (code,))
        if len(tracks):
            return code, match(fixes, ground(), as_of=now())
    return None


def _plan(asked: Filters, units: int, minutes: int, depot: str, musts: tuple[str, ...]) -> planner.Plan:
    places = data.ask(facilities.find, _ALL).geometry
    edges = gpd.GeoDataFrame(geometry=ground().edge_lines(), crs=ways().crs)
    near = gaps.nearby(edges, data.ask(incidents.find, asked.but(teams=())), near_m=50)
    old = data.ask(patrol.find_routes, Filters(node=asked.node, patrol_kinds=("route",), teams=asked.teams)).geometry
    return planner.suggest(
        ground(),
        planner.edge_need(ground(), _last(asked), as_of=pd.Timestamp(as_of(asked) or now()), incidents=near),
        planner.Shift(units, minutes, places[depot]),
        crs=ways().crs,
        must_see=places.reindex(list(musts)).dropna(),
        old=old,
        search_s=2.0,
    )
