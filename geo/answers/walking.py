"""Walks of one reader: the network, the doors, who is reached and who is left out."""

import geopandas as gpd
import numpy as np
import numpy.typing
import pandas as pd
from sqlalchemy.orm import Session

from geo import tree
from geo.access import Actor
from geo.analysis import completeness, coverage, gaps, plans, walking
from geo.analysis.coverage import Reach, Weight
from geo.analysis.lifting import Lifting
from geo.analysis.network import Doorways, Network, Spots
from geo.analysis.plans import Change
from geo.analysis.siting import Standing
from geo.analysis.supply import Decay
from geo.answers import people
from geo.answers.asking import Ask as Ask
from geo.answers.asking import Work as Work
from geo.answers.asking import at_once as at_once
from geo.answers.asking import once
from geo.answers.people import People
from geo.errors import BadInputError, NotFoundError
from geo.filters import Filters
from geo.frames import FACILITY_KINDS
from geo.standards import PACES
from geo.store import buildings, facilities, grids, landscape, standards, streets, tallies
from geo.upkeep import walking_network

DEFAULT_KINDS = ("elderly_care",)
"""What coverage is about where no kind was asked for."""
_EVERYTHING = Filters()


class Walks:
    """What one reader can ask about walking; the same for a page and for a command.

    Parameters
    ----------
    ask, work
        How to ask the database and how to keep what was worked out.
    actor
        Who asks: capacity is shared among everybody in reach, so only those who see everybody get that figure.
    """

    def __init__(self, ask: Ask, work: Work, actor: Actor) -> None:
        self.ask = ask
        self._work = work
        self._actor = actor

    @classmethod
    def once(cls, session: Session, actor: Actor) -> "Walks":
        """Give a command what it asks with: every question put once."""
        return cls(*once(session), actor)

    def norm(self, key: str) -> float:
        """Give a norm as the city has it.

        Raises
        ------
        NotFoundError
            If there is none by that name.
        """
        found = self._norm(key)
        if found is None:
            raise NotFoundError("coverage.errors.no_norm", key=key)
        return found

    def pace(self, asked: Filters) -> float:
        """Give the asked pace in metres per second.

        Raises
        ------
        BadInputError
            If what is asked for is no pace (``walk.`` names other norms too).
        """
        if asked.pace not in PACES:
            raise BadInputError("filters.errors.value", key="pace", value=asked.pace)
        return self.norm(f"walk.{asked.pace}")

    def need(self, kinds: tuple[str, ...]) -> float | None:
        """Give how many places a person counted is to have; None where no one norm fits or not everybody is seen."""
        return self._norm(f"need.{kinds[0]}") if len(kinds) == 1 and self._actor.wide else None

    def kinds(self, asked: Filters) -> tuple[str, ...]:
        """Give the facility kinds asked about; where none is asked for, elderly care, or what the city has instead."""
        if asked.facility_kinds:
            return asked.facility_kinds
        there = self.ask(tallies.kinds, "facility_kinds")
        return next(((kind,) for kind in FACILITY_KINDS if kind in there), DEFAULT_KINDS)

    def network(self) -> Network:
        """Give the walking network: kept in memory, else on disk, else built from the streets."""
        return self._work("walks.network", lambda: self.ask(walking_network.ready))  # type: ignore[no-any-return]

    def doors(self, closed: tuple[str, ...] = ()) -> Doorways:
        """Give what puts places on the network, with some streets closed."""
        return self._work("walks.doors", lambda: self._doors(closed), closed)  # type: ignore[no-any-return]

    def homes(self, closed: tuple[str, ...] = ()) -> tuple[gpd.GeoDataFrame, Spots]:
        """Give every place where people live that the reader may see, and where it stands on the network."""
        return self._work("walks.homes", lambda: self._homes(closed), closed)  # type: ignore[no-any-return]

    def prepared(self, asked: Filters, closed: tuple[str, ...] = ()) -> walking.Places:
        """Give the places people live at, prepared for one candidate after the other."""
        pace = self.pace(asked)

        def prepare() -> walking.Places:
            return walking.Places(self.doors(closed).network, self.homes(closed)[1], metres_per_second=pace)

        return self._work("walks.prepared", prepare, pace, closed)  # type: ignore[no-any-return]

    def standing(self, asked: Filters, closed: tuple[str, ...] = ()) -> Standing:
        """Give what says quickly who is served by any set of facilities of the asked kinds."""
        key = (self.kinds(asked), asked.minutes, asked.pace, asked.ages, closed)
        return self._work("walks.standing", lambda: self._standing(asked, closed), *key)  # type: ignore[no-any-return]

    def weight(self, asked: Filters) -> Weight:
        """Say who lives at each place, of the asked age group (or what stands in for people)."""
        return self._work("walks.weight", lambda: coverage.weigh(self.homes()[0], asked.ages), asked.ages)  # type: ignore[no-any-return]

    def lifting(self) -> Lifting:
        """Give what adds figures of places up by node."""
        return self._work("walks.lifting", lambda: Lifting(self.tree(), self.homes()[0]["grid"]))  # type: ignore[no-any-return]

    def facilities(self, asked: Filters, changes: tuple[Change, ...] = ()) -> gpd.GeoDataFrame:
        """Give the facilities of the asked kinds, wherever they stand, as a plan would have them."""
        planned = plans.applied(self.every_facility(), changes)
        return planned[planned["kind"].isin(self.kinds(asked))]

    def parks(self) -> gpd.GeoDataFrame:
        """Give the green where nothing may be built."""
        found = self.ask(landscape.find, _EVERYTHING)
        return found[found["kind"] == "green"]

    def every_facility(self) -> gpd.GeoDataFrame:
        """Give all facilities of all kinds."""
        return self.ask(facilities.find, _EVERYTHING)

    def reach(self, asked: Filters, changes: tuple[Change, ...] = (), closed: tuple[str, ...] = ()) -> Reach:
        """Give every place with its walk to the nearest asked facility: today, under a plan, or with streets closed."""
        key = (self.kinds(asked), asked.minutes, asked.pace, asked.ages, changes, closed)
        return self._work("walks.coverage", lambda: self._reach(asked, changes, closed), *key)  # type: ignore[no-any-return]

    def table(self, asked: Filters, changes: tuple[Change, ...] = ()) -> pd.DataFrame:
        """Give coverage of every node the reader may see whole, small counts hidden; see `gaps.by_node`."""
        key = (self.kinds(asked), asked.minutes, asked.pace, asked.ages, changes)
        return self._work("walks.table", lambda: self.table_of(self.reach(asked, changes)), *key)  # type: ignore[no-any-return]

    def table_of(self, reach: Reach) -> pd.DataFrame:
        """Gather a reach by every node the reader may see whole, small counts hidden."""
        table = gaps.by_node(reach, self.tree())
        return self.hidden(table, coverage.FIGURES, reach.weight, with_people=gaps.MINUTES)

    def hidden(
        self, table: pd.DataFrame, figures: tuple[str, ...], weight: Weight, *, with_people: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        """Take out of a table by node what is not listed, as `geo.answers.people` decides.

        Parameters
        ----------
        figures
            Columns in people.
        with_people
            Columns that go where the people of a node are too few.
        """
        if weight.measure == "buildings":
            return table
        few = self.people().not_listed(weight.ages, table.index)
        shown = people.hidden(table, list(figures), few=few)
        for column in with_people:
            shown[column] = table[column].mask(few.to_numpy(bool))
        return shown

    def of_node(self, grid: pd.Series, node: str | None) -> "np.typing.NDArray[np.bool_]":
        """Say of grids (or of the places in them) whether they are in a node's subtree; all where none is asked."""
        if node is None:
            return np.ones(len(grid), bool)
        below = tree.below(self.ask(grids.find, _EVERYTHING), node)
        inside: np.typing.NDArray[np.bool_] = grid.isin(below).to_numpy(bool)
        return inside

    def people(self) -> People:
        """Give the head-counts this reader may see."""
        return people.joined(self.ask, self._work, self._actor)

    def tree(self) -> gpd.GeoDataFrame:
        """Give the nodes of the grid tree whose people the reader sees whole."""
        found = self.ask(grids.find, _EVERYTHING)
        if self._actor.wide:
            return found
        return found.loc[tree.below(found, *self._actor.scope)]

    def completeness(self, asked: Filters) -> pd.DataFrame:
        """Say for every community the reader sees whole which kinds of each level are within reach."""
        key = (asked.pace, asked.ages, asked.target)
        return self._work("walks.completeness", lambda: self._completeness(asked), *key)  # type: ignore[no-any-return]

    def _norm(self, key: str) -> float | None:
        table = self.ask(standards.find)
        return float(table.at[key, "value"]) if key in table.index else None

    def _completeness(self, asked: Filters) -> pd.DataFrame:
        doors, (homes, spots), found = self.doors(), self.homes(), self.every_facility()
        tree = self.tree()
        above = tree["parent"].reindex(homes["grid"]).to_numpy(object)
        known = pd.Series(above, index=homes.index).isin(tree.index).to_numpy()
        heads = coverage.weigh(homes, asked.ages).counts
        minutes = {circle: self.norm(f"circle.{circle}") for circle in completeness.CIRCLES}
        return completeness.by_node(
            doors.network, found, doors.snap(found, most_m=self.norm("walk.snap_m")), spots.take(known), heads[known],
            pd.Series(above[known], index=heads.index[known]), minutes=minutes, metres_per_second=self.pace(asked),
            target=asked.target / 100,
        )  # fmt: skip

    def _doors(self, closed: tuple[str, ...]) -> Doorways:
        whole = self.network()
        lines = self.ask(streets.find, _EVERYTHING)
        return Doorways(whole.without(closed) if closed else whole, self.ask(landscape.find, _EVERYTHING), lines)

    def _homes(self, closed: tuple[str, ...]) -> tuple[gpd.GeoDataFrame, Spots]:
        found = self.people().places
        if found.empty and self._actor.wide:
            found = _houses(self.ask(buildings.find, _EVERYTHING))
        lived_in = found[found["measure"] == coverage.weigh(found, "everyone").measure]
        return lived_in, self.doors(closed).snap(lived_in, most_m=self.norm("walk.snap_m"))

    def _standing(self, asked: Filters, closed: tuple[str, ...]) -> Standing:
        most = self.norm("walk.snap_m")
        return Standing(
            self.prepared(asked, closed), self.weight(asked).counts.to_numpy(),
            lambda points: self.doors(closed).snap(points, most_m=most),
            minutes=asked.minutes, need=self.need(self.kinds(asked)), decay=self.decay(),
        )  # fmt: skip

    def decay(self) -> Decay:
        """Give what a facility is worth by its walking time, as the city's standards have it."""
        return Decay(weights=tuple(self.norm(f"decay.{zone}") for zone in ("near", "middle", "far")))

    def _reach(self, asked: Filters, changes: tuple[Change, ...], closed: tuple[str, ...]) -> Reach:
        doors, (homes, spots) = self.doors(closed), self.homes(closed)
        kinds, found = self.kinds(asked), self.facilities(asked, changes)
        return coverage.reach(
            doors, found, homes, ages=asked.ages, minutes=asked.minutes, metres_per_second=self.pace(asked),
            need=self.need(kinds), decay=self.decay(),
            spots=(doors.snap(found, most_m=self.norm("walk.snap_m")), spots),
        )  # fmt: skip


def _houses(ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let every building count once, where the city has no head-count and no dwellings at all."""
    ages = dict.fromkeys(("age_0_2", "age_60", "age_65", "age_80", people.HOUSEHOLDS), float("nan"))
    return ground[["grid", "geometry"]].assign(place_kind="building", measure="buildings", everyone=1, **ages)
