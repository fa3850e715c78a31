"""Patrol for one reader: streets walked, gaps, how routes were kept, one shift, suggested rounds."""

from datetime import datetime, timedelta

import geopandas as gpd
import pandas as pd

from geo.access import Actor
from geo.analysis.network.build import walkable
from geo.analysis.patrol import adherence, areas, coverage, gaps, musts, planner, revisits, stretches
from geo.analysis.patrol.ground import Ground, lay_out
from geo.analysis.patrol.matching import Matched, match
from geo.analysis.patrol.rules import Rules
from geo.answers.asking import Ask, Work
from geo.answers.walking import Walks
from geo.clock import now, to_city
from geo.filters import Filters
from geo.frames import PATROL_KINDS, TEAMS
from geo.store import city, grids, incidents, patrol, patrol_visits, standards, street_pieces, streets

_ALL = Filters()
_NEAR_M = 50.0
"""Incidents this near a street make it more needed …"""
_RECENT_DAYS = 90
"""… those of the asked period, or of so many days before."""


def question(asked: Filters) -> Filters:
    """Keep of the question what streets walked depend on."""
    return Filters(node=asked.node, since=asked.since, until=asked.until, teams=asked.teams)


class Patrols:
    """What one reader can ask about patrol; the same for a page and for a command."""

    def __init__(self, ask: Ask, work: Work, actor: Actor) -> None:
        self._ask = ask
        self._work = work
        self._walks = Walks(ask, work, actor)

    def rows(self, asked: Filters, level: str = "grid") -> pd.DataFrame:
        """Give coverage and revisits by grid, or by the nodes of a level above."""
        one = question(asked)
        return self._work("patrol.rows", lambda: self._rows(one, level), one, level)  # type: ignore[no-any-return]

    def overall(self, asked: Filters) -> pd.Series:
        """Give coverage and revisits of all that is asked about, as one area."""
        one = question(asked)
        return self._work("patrol.overall", lambda: self._overall(one), one)  # type: ignore[no-any-return]

    def as_of(self, asked: Filters) -> datetime | None:
        """Give the instant the figures speak of."""
        return self._ask(patrol_visits.as_of, question(asked))  # type: ignore[no-any-return]

    def gap_list(self, asked: Filters, days: int) -> gpd.GeoDataFrame:
        """List what nobody walked for so many days, heaviest first; the index names street and metre."""
        one = question(asked).but(classes=asked.classes)
        return self._work("patrol.gaps", lambda: self._gaps(one, days), one, days)

    def by_hour(self, asked: Filters) -> pd.DataFrame:
        """Give coverage by hour band."""
        one = question(asked)
        return self._work(  # type: ignore[no-any-return]
            "patrol.hours",
            lambda: coverage.by_hour(self._pieces(one), self._visits(one), zone=self._zone()),
            one,
        )

    def by_weekday(self, asked: Filters) -> pd.DataFrame:
        """Give coverage by weekday."""
        one = question(asked)
        return self._work(  # type: ignore[no-any-return]
            "patrol.weekdays",
            lambda: coverage.by_weekday(self._pieces(one), self._visits(one), zone=self._zone()),
            one,
        )

    def by_team(self, asked: Filters) -> pd.DataFrame:
        """Give coverage of official and volunteer teams, apart and together."""
        one = question(asked).but(teams=())
        return self._work(  # type: ignore[no-any-return]
            "patrol.teams", lambda: coverage.by_team(self._pieces(one), self._visits(one), teams=TEAMS), one
        )

    def beats(self, asked: Filters) -> pd.DataFrame:
        """Give street length and coverage of every beat the reader may see."""
        one = question(asked)
        return self._work("patrol.beats", lambda: self._beats(one), one)  # type: ignore[no-any-return]

    def kept(self, asked: Filters) -> pd.DataFrame:
        """Give adherence of every shift that names its route."""
        one = question(asked).but(patrol_kinds=asked.patrol_kinds)
        return self._work("patrol.kept", lambda: self._kept(one), one)  # type: ignore[no-any-return]

    def points(self, asked: Filters) -> gpd.GeoDataFrame:
        """Give the asked must-visit points, as the treaty PATROL_ROUTES."""
        return self._routes(asked, "point")

    def musts(self, asked: Filters, points: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
        """Say of each must-visit point on how many days it was reached, and in its window, by the asked shifts.

        Parameters
        ----------
        points
            Points to try (``starts``, ``ends``, geometry) in place of those on record.
        """
        given = self.points(asked) if points is None else points
        shifts = self._ask(patrol.find_tracks, question(asked))
        found = self._reached(asked, given) if points is None else self._passed(asked, given)
        told = musts.by_point(found, shifts, given.index, zone=self._zone())
        return told.assign(opens=given["starts"], closes=given["ends"])

    def last_shift(self, route: str, asked: Filters) -> tuple[str, Matched] | None:
        """Match the latest shift on a route whose fixes are still there; its code and what came of it."""
        shifts = self._ask(patrol.find_tracks, question(asked))
        codes = tuple(shifts[shifts["route"] == route].sort_values("started_at").index[::-1])
        return self._work("patrol.shift", lambda: self._matched(codes), codes) if codes else None

    def drawn(self, visits: pd.DataFrame) -> gpd.GeoDataFrame:
        """Draw visits as lines, each metre once."""
        once = stretches.union(visits)
        lines = gpd.GeoDataFrame(once, geometry=stretches.lines(once, self.ways()), crs=self.ways().crs)
        return lines.set_index(pd.Index([f"walked {number}" for number in range(1, len(lines) + 1)]))

    def suggested(
        self, asked: Filters, shift: planner.Shift, must_see: gpd.GeoSeries, *, search_s: float = 2.0
    ) -> planner.Plan:
        """Suggest rounds, held against the asked routes."""
        one = question(asked).but(classes=asked.classes)
        seen = tuple(zip(must_see.index, must_see.to_wkb(), strict=True))
        key = (shift.units, shift.minutes, shift.pace_mps, shift.depot.wkt, seen, search_s)
        return self._work("patrol.plan", lambda: self._plan(one, shift, must_see, search_s), one, key)  # type: ignore[no-any-return]

    def ground(self) -> Ground:
        """Give the walking network laid out for matching."""
        return self._work("patrol.ground", lambda: lay_out(self._walks.network(), self.ways()))  # type: ignore[no-any-return]

    def rules(self) -> Rules:
        """Give what counts as a gap and as an impossible speed in this city."""
        return Rules.of(self._ask(standards.values))

    def ways(self) -> gpd.GeoDataFrame:
        """Give all streets."""
        return self._ask(streets.find, _ALL)

    def _rows(self, asked: Filters, level: str) -> pd.DataFrame:
        pieces, visits = self._pieces(asked), self._visits(asked)
        if level != "grid":
            nodes = self._ask(grids.find, _ALL)
            pieces, visits = coverage.lifted(pieces, nodes, level), coverage.lifted(visits, nodes, level)
        return coverage.with_revisits(pieces, visits, as_of=self.as_of(asked))

    def _overall(self, asked: Filters) -> pd.Series:
        found, when = coverage.overall(self._pieces(asked), self._visits(asked)), self.as_of(asked)
        if when is None:
            return found
        waits, last = revisits.replay(self._pieces(asked), self._visits(asked))
        together = revisits.by_area(waits.assign(area="all"), last.assign(area="all"), as_of=when)
        return pd.concat([found, together.iloc[0]])  # type: ignore[no-any-return]

    def _pieces(self, asked: Filters) -> pd.DataFrame:
        return self._ask(street_pieces.find, Filters(node=asked.node))  # type: ignore[no-any-return]

    def _visits(self, asked: Filters) -> pd.DataFrame:
        return self._ask(patrol_visits.find, question(asked))  # type: ignore[no-any-return]

    def _zone(self) -> str:
        return str(self._ask(city.get).zone)

    def _since(self, asked: Filters) -> tuple[pd.DataFrame, datetime]:
        """Give when each metre was last walked before the period's end, and the instant asked about."""
        before, when = question(asked).but(since=None), self.as_of(asked) or now()
        last = self._work("patrol.last", lambda: revisits.replay(self._pieces(before), self._visits(before))[1], before)
        return last, when

    def _matters(self, asked: Filters, when: datetime) -> gpd.GeoDataFrame:
        """Give the incidents of the asked period; where none was asked, of the days before."""
        since = asked.since or to_city(when, self._zone()).date() - timedelta(days=_RECENT_DAYS)
        return self._ask(
            incidents.places, Filters(since=since, until=asked.until, node=asked.node, classes=asked.classes)
        )

    def _gaps(self, asked: Filters, days: int) -> gpd.GeoDataFrame:
        last, when = self._since(asked)
        found = gaps.find(
            last, self.ways(), as_of=when, days=days, incidents=self._matters(asked, when), near_m=_NEAR_M
        )
        codes = [f"gap {street} {low:.0f}" for street, low in zip(found["street"], found["from_m"], strict=True)]
        return found.set_index(pd.Index(codes, dtype=object))

    def _routes(self, asked: Filters, *kinds: str) -> gpd.GeoDataFrame:
        return self._ask(patrol.find_routes, Filters(node=asked.node, patrol_kinds=kinds, teams=asked.teams))

    def _beats(self, asked: Filters) -> pd.DataFrame:
        found, ways = self._routes(asked, "beat"), self.ways()
        pieces = areas.each(ways[walkable(ways)], found)
        visits = self._visits(asked.but(node=None)).drop(columns="area")
        return coverage.by_area(pieces, areas.share_out(visits, pieces)).assign(name=found["name"])

    def _kept(self, asked: Filters) -> pd.DataFrame:
        kinds = [kind for kind in asked.patrol_kinds or PATROL_KINDS if kind != "point"]
        routes, points = self._routes(asked, *kinds), self.points(question(asked))
        plan = adherence.planned(routes, self.ways(), self.ground())
        shifts = self._ask(patrol.find_tracks, question(asked))
        kept = adherence.by_track(shifts, routes, plan, self._visits(asked.but(node=None)), zone=self._zone())
        placed = musts.on_streets(points, self.ways())
        return kept.join(musts.on_plan(self._reached(question(asked), points), shifts, placed, plan))

    def _reached(self, asked: Filters, points: gpd.GeoDataFrame) -> pd.DataFrame:
        one = question(asked)
        return self._work("patrol.reached", lambda: self._passed(one, points), one)  # type: ignore[no-any-return]

    def _passed(self, asked: Filters, points: gpd.GeoDataFrame) -> pd.DataFrame:
        shifts = self._ask(patrol.find_tracks, question(asked))
        windows = points.rename(columns={"starts": "opens", "ends": "closes"})
        return musts.reached(windows, shifts, self._visits(asked.but(node=None)), self.ways(), zone=self._zone())

    def _matched(self, codes: tuple[str, ...]) -> tuple[str, Matched] | None:
        for code in codes:
            fixes, tracks = self._ask(patrol_visits.fixes_of, (code,))
            if len(tracks):
                return code, match(fixes, self.ground(), as_of=now(), rules=self.rules())
        return None

    def _plan(self, asked: Filters, shift: planner.Shift, must_see: gpd.GeoSeries, search_s: float) -> planner.Plan:
        last, when = self._since(asked)
        ground, crs = self.ground(), self.ways().crs
        edges = gpd.GeoDataFrame(geometry=ground.edge_lines(), crs=crs)
        near = gaps.nearby(edges, self._matters(asked, when), near_m=_NEAR_M)
        return planner.suggest(
            ground,
            planner.edge_need(ground, last, as_of=pd.Timestamp(when), incidents=near),
            shift,
            crs=crs,
            must_see=must_see,
            old=self._routes(asked, "route").geometry,
            search_s=search_s,
        )
