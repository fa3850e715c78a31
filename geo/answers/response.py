"""Response for one reader: how long help takes and where it comes late; a page and a command get the same numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.access import Actor
from geo.analysis import hotspots, repeats, response, setaside, shares, tally
from geo.analysis.asking import SPANS, Span, looked_at
from geo.analysis.partitions import nodes_at, under
from geo.answers import people
from geo.answers.asking import Ask, Work
from geo.answers.people import People
from geo.clock import now, to_city
from geo.errors import NotFoundError
from geo.filters import Filters
from geo.frames import LEVELS
from geo.packed import PackedIncidents
from geo.store import grids, imports, limits, loop, packed
from geo.store.packed.fetch import Say
from geo.store.session import reading

PERIOD_DAYS = 90
"""Length of the period hot spots are found in, where none is asked for."""
PER = ("area", "people")
"""What a rate is taken per: hectares, or people."""
ABOVE = tuple(level for level in LEVELS if level != "grid")
"""Levels of the tree into which grids are summed."""


@dataclass(frozen=True)
class Spots:
    """Hot and cold grids of a period, against the equally long one before."""

    table: gpd.GeoDataFrame
    present: Filters
    before: Filters


@dataclass(frozen=True)
class Door:
    """What became of the rows of every import of matters: read = kept + quarantined + skipped."""

    sums: dict[str, int]
    reasons: "pd.Series[int]"
    """Refused rows by reason, as far as the reader may see them; one may have several."""


class Responses:
    """What one reader can ask about response; the same for a page and for a command.

    Parameters
    ----------
    ask, work
        How to ask the database and how to keep what was worked out.
    actor
        Who asks.
    say
        Told of the progress when the packed copy has to be made first.
    """

    def __init__(self, ask: Ask, work: Work, actor: Actor, *, say: Say | None = None) -> None:
        self._ask = ask
        self._work = work
        self._actor = actor
        self._say = say
        self._matters: PackedIncidents | None = None

    def matters(self) -> PackedIncidents:
        """Give the matters the reader may see; the store keeps them ready."""
        if self._matters is None:
            with reading(self._actor) as session:
                self._matters = packed.find(session, say=self._say)
        return self._matters

    def as_of(self) -> pd.Timestamp:
        """Give the instant open matters are looked at, to ten minutes, so that one answer serves them."""
        return looked_at(self.matters(), pd.Timestamp(now()).floor("10min"))

    def figures(self, asked: Filters, by: str, span: Span = response.WHOLE) -> pd.DataFrame:
        """Give the figures of response, cut by one of `geo.analysis.partitions.WAYS` or a level of the tree."""
        at = self.as_of()
        return self._work(  # type: ignore[no-any-return]
            "response.figures", lambda: self._figures(asked, by, span, at), asked, by, span, at
        )

    def overall(self, asked: Filters, span: Span = response.WHOLE) -> "pd.Series[Any] | None":
        """Give the figures of everything asked for; None where nothing was."""
        found = self.figures(asked, "total", span)
        return found.astype("float64").iloc[0] if len(found) else None

    def tally(self, asked: Filters, by: str, *, placed: bool = False) -> pd.DataFrame:
        """Count matters as they stand: n, open, overdue, cut like the figures; ``placed``: sound ones with a place."""
        at = self.as_of()
        return self._work(  # type: ignore[no-any-return]
            "response.tally",
            lambda: tally.count(self.matters(), asked, by=by, as_of=at, within=self._within(asked), placed=placed),
            asked,
            by,
            at,
            placed,
        )

    def stages(self, asked: Filters) -> pd.DataFrame:
        """Give the figures of the whole span and of every one from stage to stage; index the span."""
        spans = (response.WHOLE, *SPANS)
        found = [self.figures(asked, "total", span).reindex(["total"]).iloc[0] for span in spans]
        return pd.DataFrame(found, index=[str(span) for span in spans])

    def spots(self, asked: Filters, *, per: str = "area") -> Spots:
        """Give hot and cold grids of the period, and how they stand against the one before.

        Raises
        ------
        NotFoundError
            If rates are asked for per person and the city counts none.
        """
        present, before = self.periods(asked)
        found: Spots = self._work("response.spots", lambda: self._spots(present, before, per), present, per)
        return found

    def emerging(self, asked: Filters) -> pd.DataFrame:
        """Give the sub-classes that grew against the period before."""
        return hotspots.emerging(*(self.tally(one, "subclass", placed=True)["n"] for one in self.periods(asked)))

    def periods(self, asked: Filters) -> tuple[Filters, Filters]:
        """Give the question with a whole period (unsaid: the last ninety days), and with the one before."""
        until = asked.until or self._today() + timedelta(days=1)
        since = asked.since or until - timedelta(days=PERIOD_DAYS)
        return asked.but(since=since, until=until), asked.but(since=since - (until - since), until=since)

    def causes(self, asked: Filters) -> pd.DataFrame:
        """List the root causes: one kind of matter three times in ninety days on one spot."""
        at = self.as_of()
        return self._work(  # type: ignore[no-any-return]
            "response.causes",
            lambda: repeats.find(self.matters(), asked, as_of=at, within=self._within(asked)),
            asked,
            at,
        )

    def aside(self, asked: Filters) -> pd.DataFrame:
        """Count what was kept but does not count, fault by fault."""
        at = self.as_of()
        return self._work(  # type: ignore[no-any-return]
            "response.aside",
            lambda: setaside.report(self.matters(), asked, as_of=at, within=self._within(asked)),
            asked,
            at,
        )

    def set_aside(self, asked: Filters) -> pd.DataFrame:
        """Give everything that does not count: what was kept and set aside, and what imports refused.

        Refused rows have no place and no class, so no filter holds for them; ``where`` tells the two apart.
        """
        kept = self.aside(asked)[["count", "share", "times"]].assign(where="kept").reset_index()
        door = self.door()
        if door is None:
            return kept
        counts = {"refused": door.sums["quarantined"], **{f"refused.{key}": n for key, n in door.reasons.items()}}
        refused = pd.DataFrame({"fault": list(counts), "count": list(counts.values())})
        share = refused["count"] / door.sums["read"]
        return pd.concat([kept, refused.assign(share=share, times=True, where="refused")], ignore_index=True)

    def door(self) -> "Door | None":
        """Say what imports of matters read, kept and refused, whatever is asked for; None where there was no import."""
        sums = self._ask(imports.sums, "incidents")
        return Door(sums, self._ask(imports.refused, "incidents")) if sums["read"] else None

    def ourselves(self, asked: Filters, by: str) -> pd.DataFrame:
        """Give the share found by patrol, camera, sensor or inspection, cut like the figures."""
        ours = asked.but(channels=tuple(one for one in shares.PROACTIVE if not asked.channels or one in asked.channels))
        everything = self.figures(asked, by)
        found = self.figures(ours, by) if ours.channels else everything.iloc[:0]
        return shares.proactive(found, everything)

    def answered(self) -> pd.DataFrame:
        """Give the share of calls answered in time, by department."""
        return shares.answered(self._ask(loop.calls), by="department", at=pd.Timestamp(now()))

    def settled(self, asked: Filters) -> pd.DataFrame:
        """Give closed matters by the level that closed them."""
        return shares.settled(self.figures(asked, "level"))

    def unknown_years(self) -> tuple[int, ...]:
        """List the years whose holidays nobody has entered, among those in which deadlines set here run."""
        return self._ask(limits.unknown_years)  # type: ignore[no-any-return]

    def _figures(self, asked: Filters, by: str, span: Span, at: pd.Timestamp) -> pd.DataFrame:
        nodes = nodes_at(self._ask(grids.tree), by) if by in ABOVE else None
        return response.figures(
            self.matters(),
            asked,
            by="node" if nodes is not None else by,
            nodes=nodes,
            as_of=at,
            span=span,
            within=self._within(asked),
        )

    def _today(self) -> date:
        return to_city(self.as_of().to_pydatetime(), self.matters().zone).date()

    def _within(self, asked: Filters) -> frozenset[str] | None:
        return None if asked.node is None else under(self._ask(grids.tree), asked.node)

    def _spots(self, present: Filters, before: Filters, per: str) -> Spots:
        """Hold both periods' counts against one base: hectares, or people as everybody sees them."""
        every = self._ask(grids.find, present.but(node=None))
        within = self._within(present)
        leaves = every.query("level == 'grid'")
        leaves = leaves if within is None else leaves[leaves.index.isin(within)]
        counted = self._people() if per == "people" else None
        base = leaves.geometry.area / 10_000 if counted is None else counted.by_node(every)["everyone"]
        counts = [self.tally(one, "grid", placed=True)["n"] for one in (present, before)]
        table = hotspots.against(*(hotspots.find(leaves, one, base) for one in counts))
        if counted is not None:
            table = _with_few(table, leaves[counted.not_listed("everyone", leaves.index)], counts[0])
        return Spots(table, present, before)

    def _people(self) -> People:
        """Give the people (never dwellings) this reader may see."""
        found = people.joined(self._ask, self._work, self._actor)
        if not (found.places["measure"] == "people").any():
            raise NotFoundError("response.errors.no_people")
        return found


def _with_few(table: gpd.GeoDataFrame, few: gpd.GeoDataFrame, counts: "pd.Series[int]") -> gpd.GeoDataFrame:
    """Add the grids whose people are not listed: with their matters, but no base, no rate and no z."""
    rest = few[~few.index.isin(table.index)]
    count = counts.reindex(rest.index).fillna(0).astype("int64")
    more = rest[["name", "geometry"]].assign(count=count, p=1.0, q=1.0, spot="none", course="none")
    return gpd.GeoDataFrame(pd.concat([table, more]), crs=few.crs)
