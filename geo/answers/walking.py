"""Walks of one reader: the network, the doors, who is reached and who is left out."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.access import Actor
from geo.analysis import completeness, coverage, gaps, plans, walking
from geo.analysis.coverage import Reach
from geo.analysis.network import Doorways, Network, Spots, build
from geo.analysis.plans import Change
from geo.analysis.supply import Decay
from geo.filters import Filters
from geo.settings import settings
from geo.store import buildings, facilities, grids, landscape, residents, standards, streets

Ask = Callable[..., Any]
"""Puts a store's function to the database: ``ask(grids.find, asked)``; the asker knows session and actor."""
Work = Callable[..., Any]
"""Works something out, or gives what was kept: ``work(name, make, *arguments)``."""
DEFAULT_KINDS = ("elderly_care",)
"""What coverage is about where no kind was asked for."""
_EVERYTHING = Filters()


def at_once(_name: str, make: Callable[[], Any], *_arguments: Any) -> Any:
    """Work something out without keeping it: for a command, which asks once."""
    return make()


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
        self._ask = ask
        self._work = work
        self._actor = actor

    def norm(self, key: str) -> float | None:
        """Give a norm as the city has it; None where there is none."""
        table = self._ask(standards.find)
        return float(table.at[key, "value"]) if key in table.index else None

    def pace(self, asked: Filters) -> float:
        """Give the asked pace in metres per second."""
        found = self.norm(f"walk.{asked.pace}")
        if found is None:
            raise ValueError(f"no pace {asked.pace!r}")
        return found

    def need(self, kinds: tuple[str, ...]) -> float | None:
        """Give how many places a person counted is to have; None where no one norm fits or not everybody is seen."""
        return self.norm(f"need.{kinds[0]}") if len(kinds) == 1 and self._actor.wide else None

    def kinds(self, asked: Filters) -> tuple[str, ...]:
        """Give the facility kinds asked about."""
        return asked.facility_kinds or DEFAULT_KINDS

    def network(self) -> Network:
        """Give the walking network: kept in memory, else on disk, else built from the streets."""
        return self._work("walks.network", self._network)  # type: ignore[no-any-return]

    def doors(self, closed: tuple[str, ...] = ()) -> Doorways:
        """Give what puts places on the network, with some streets closed."""
        return self._work("walks.doors", lambda: self._doors(closed), closed)  # type: ignore[no-any-return]

    def homes(self, closed: tuple[str, ...] = ()) -> tuple[gpd.GeoDataFrame, Spots]:
        """Give every place where people live that the reader may see, and where it stands on the network."""
        return self._work("walks.homes", lambda: self._homes(closed), closed)  # type: ignore[no-any-return]

    def prepared(self, asked: Filters) -> walking.Places:
        """Give the places people live at, prepared for one candidate after the other."""
        pace = self.pace(asked)
        return self._work(  # type: ignore[no-any-return]
            "walks.prepared", lambda: walking.Places(self.network(), self.homes()[1], metres_per_second=pace), pace
        )

    def facilities(self, asked: Filters, changes: tuple[Change, ...] = ()) -> gpd.GeoDataFrame:
        """Give the facilities of the asked kinds, wherever they stand, as a plan would have them."""
        planned = plans.applied(self.every_facility(), changes)
        return planned[planned["kind"].isin(self.kinds(asked))]

    def parks(self) -> gpd.GeoDataFrame:
        """Give the green where nothing may be built."""
        found = self._ask(landscape.find, _EVERYTHING)
        return found[found["kind"] == "green"]

    def every_facility(self) -> gpd.GeoDataFrame:
        """Give all facilities of all kinds."""
        return self._ask(facilities.find, _EVERYTHING)

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
        least = 0 if reach.weight.measure == "buildings" else settings().k_inside
        return gaps.shown(gaps.by_node(reach, self.tree()), k=least)

    def tree(self) -> gpd.GeoDataFrame:
        """Give the nodes of the grid tree whose people the reader sees whole."""
        found = self._ask(grids.find, _EVERYTHING)
        if self._actor.wide:
            return found
        inside = [bool({*path.split(".")} & {*self._actor.scope}) for path in found["path"]]
        return found[inside]

    def completeness(self, asked: Filters) -> pd.DataFrame:
        """Say for every community the reader sees whole which kinds of each level are within reach."""
        key = (asked.pace, asked.ages, asked.target)
        return self._work("walks.completeness", lambda: self._completeness(asked), *key)  # type: ignore[no-any-return]

    def _completeness(self, asked: Filters) -> pd.DataFrame:
        doors, (homes, spots), found = self.doors(), self.homes(), self.every_facility()
        tree = self.tree()
        above = tree["parent"].reindex(homes["grid"]).to_numpy(object)
        known = pd.Series(above, index=homes.index).isin(tree.index).to_numpy()
        people = coverage.weigh(homes, asked.ages).counts
        minutes = {circle: self.norm(f"circle.{circle}") or 0.0 for circle in completeness.CIRCLES}
        return completeness.by_node(
            doors.network, found, doors.snap(found, most_m=self.norm("walk.snap_m")), spots.take(known), people[known],
            pd.Series(above[known], index=people.index[known]), minutes=minutes, metres_per_second=self.pace(asked),
            target=asked.target / 100,
        )  # fmt: skip

    def _network(self) -> Network:
        path = _kept_at(self._ask(streets.fingerprint))
        if path.is_file():
            return Network.load(path)
        made = build(
            self._ask(streets.find, _EVERYTHING),
            stairs_slowness=self.norm("walk.stairs_slowness"),
            overpass_s=self.norm("walk.overpass_s"),
        )
        made.save(path)
        for former in path.parent.glob("network-*.npz"):
            if former != path and former.name.split("-")[1] == path.name.split("-")[1]:
                former.unlink(missing_ok=True)
        return made

    def _doors(self, closed: tuple[str, ...]) -> Doorways:
        whole = self.network()
        lines = self._ask(streets.find, _EVERYTHING)
        return Doorways(whole.without(closed) if closed else whole, self._ask(landscape.find, _EVERYTHING), lines)

    def _homes(self, closed: tuple[str, ...]) -> tuple[gpd.GeoDataFrame, Spots]:
        found = self._ask(residents.find, _EVERYTHING)
        if found.empty and self._actor.wide:
            found = _houses(self._ask(buildings.find, _EVERYTHING))
        lived_in = found[found["measure"] == coverage.weigh(found, "everyone").measure]
        return lived_in, self.doors(closed).snap(lived_in, most_m=self.norm("walk.snap_m"))

    def _reach(self, asked: Filters, changes: tuple[Change, ...], closed: tuple[str, ...]) -> Reach:
        doors, (homes, spots) = self.doors(closed), self.homes(closed)
        kinds, found = self.kinds(asked), self.facilities(asked, changes)
        weights = tuple(self.norm(f"decay.{zone}") or 0.0 for zone in ("near", "middle", "far"))
        return coverage.reach(
            doors, found, homes, ages=asked.ages, minutes=asked.minutes, metres_per_second=self.pace(asked),
            need=self.need(kinds), decay=Decay(weights=weights),
            spots=(doors.snap(found, most_m=self.norm("walk.snap_m")), spots),
        )  # fmt: skip


def _houses(ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let every building count once, where the city has no head-count and no dwellings at all."""
    ages = dict.fromkeys(("age_0_2", "age_60", "age_65", "age_80"), float("nan"))
    return ground[["grid", "geometry"]].assign(place_kind="building", measure="buildings", everyone=1, **ages)


def _kept_at(fingerprint: str) -> Path:
    """Say where the network of these streets is kept."""
    database = hashlib.sha256(f"{settings().database_url}|{settings().database}".encode()).hexdigest()[:8]
    return settings().data / "cache" / f"network-{database}-{fingerprint}.npz"
