"""Cameras for one reader: streets seen by grid, detail and case, blind spots, the register, private places, advice."""

from datetime import date, datetime

import geopandas as gpd
import pandas as pd

from geo import access
from geo.access import Actor
from geo.analysis.cctv import blindspots, optics, privacy, register, shares, suggest, town
from geo.analysis.cctv.suggest import Advice
from geo.analysis.cctv.town import Town
from geo.answers.asking import Ask, Work
from geo.clock import now, to_city
from geo.filters import Filters
from geo.store import camera_shares, cameras, city, grids, incidents, standards, streets

_SITES = 40
"""Candidate places for new cameras: enough for choice, few enough for an answer in seconds."""


class Cameras:
    """What one reader can ask about cameras; the same for a page and for a command.

    Parameters
    ----------
    ask, work
        How to ask the database and how to keep what was worked out.
    actor
        Who asks: shares by grid are for everybody, whatever names a camera is for those who may see where they stand.
    """

    def __init__(self, ask: Ask, work: Work, actor: Actor) -> None:
        self._ask = ask
        self._work = work
        self._actor = actor

    @property
    def exact(self) -> bool:
        """Whether the reader may see where cameras stand."""
        return access.may(self._actor, "cameras.points")

    def looked(self, asked: Filters, *, case: str = "usual") -> Town:
        """Give the town looked at through the asked kinds of camera; those beyond the asked node look in as well."""
        kinds = Filters(camera_kinds=asked.camera_kinds)
        return self._work(  # type: ignore[no-any-return]
            "cctv.town", lambda: town.look(**self._ask(camera_shares.town, kinds), case=case), kinds, case
        )

    def rows(self, asked: Filters, *, case: str = "usual") -> pd.DataFrame:
        """Give metres of street by grid (`geo.analysis.cctv.town.MEASURES`), exact or as kept for this reader."""
        if not self.exact:
            return self._ask(camera_shares.find, Filters(node=asked.node)).reindex(columns=list(town.MEASURES))  # type: ignore[no-any-return]
        return self._work(  # type: ignore[no-any-return]
            "cctv.rows", lambda: town.rows(self.looked(asked, case=case).pieces, self._leaves(asked)), asked, case
        )

    def worked_out_at(self) -> datetime | None:
        """Say when the shares kept for everybody were worked out; None if never."""
        return self._ask(camera_shares.worked_out_at)  # type: ignore[no-any-return]

    def details(self, asked: Filters) -> pd.DataFrame:
        """Give metres of street and share by class of detail of both editions, index ``class``."""
        rows, known = self.rows(asked), optics.classes()
        seen = [rows[shares.column(name)].sum() for name in known]
        table = pd.DataFrame({"px_per_m": known.values(), "seen_m": seen}, index=pd.Index(known, name="class"))
        street = rows["street_m"].sum()
        return table.assign(share=table["seen_m"] / street if street else float("nan"))

    def cases(self, asked: Filters) -> pd.DataFrame:
        """Give street and share seen where silent records are filled the worst, the usual and the best way."""
        sums = {case: self.rows(asked, case=case).sum() for case in ("worst", "usual", "best")}
        table = pd.DataFrame(sums).T[["street_m", shares.SEEN]].rename_axis("case")
        return table.assign(share=table[shares.SEEN] / table["street_m"])

    def assumed(self, asked: Filters) -> pd.DataFrame:
        """Count of how many of the asked cameras each attribute was assumed."""
        table = self.looked(asked).views.table
        return optics.assumptions(table[table.index.isin(self.here(asked))])

    def here(self, asked: Filters) -> pd.Index:
        """Give the codes of the asked cameras: those of the node, where one is asked for."""
        return self._ask(cameras.find, asked).index  # type: ignore[no-any-return]

    def blind(self, asked: Filters) -> gpd.GeoDataFrame:
        """Give the asked node's blind spots, most needed first; incidents of the asked period count."""
        return self._work("cctv.blind", lambda: self._blind(asked), asked)

    def entered(self, asked: Filters) -> pd.DataFrame:
        """List looks of the asked cameras at homes, forbidden places and private yards."""
        looks, kinds = self.looked(asked), Filters(camera_kinds=asked.camera_kinds)
        found = self._work("cctv.entered", lambda: privacy.entered(looks.views, looks.scene), kinds)
        return found[found["camera"].isin(self.here(asked))].reset_index(drop=True)  # type: ignore[no-any-return]

    def places(self, asked: Filters, looks: pd.DataFrame) -> gpd.GeoDataFrame:
        """Give the shapes of places that are listed in some looks: index code, ``name``."""
        scene = self.looked(asked).scene
        shapes = pd.concat(
            [
                pd.Series(scene.footprints.geometries, index=scene.buildings.index, dtype=object),
                pd.Series(scene.ground_tree.geometries, index=scene.grounds.index, dtype=object),
            ]
        )
        wanted = looks.drop_duplicates("place").set_index("place")
        return gpd.GeoDataFrame(wanted[["name"]], geometry=list(shapes[wanted.index]), crs=scene.crs)

    def states(self, asked: Filters) -> pd.DataFrame:
        """Say how the asked cameras stand to the duties of the law."""
        return register.states(self._ask(cameras.find, asked), today=self._today(), values=self._ask(standards.values))

    def advised(self, asked: Filters, kind: str, count: int) -> Advice:
        """Suggest so many new cameras, or cameras to turn, for the asked node."""
        return self._work("cctv.advice", lambda: self._advised(asked, kind, count), asked, kind, count)  # type: ignore[no-any-return]

    def _advised(self, asked: Filters, kind: str, count: int) -> Advice:
        looks, matters = self.looked(asked), self._matters(asked)
        need = blindspots.need(looks.scene, matters)
        if kind == "turned":
            return suggest.turned(count, list(self.here(asked)), looks.views, looks.scene, need)
        places = suggest.sites(self.blind(asked), most=_SITES)
        return suggest.new(count, places, looks.views, looks.scene, need)

    def _blind(self, asked: Filters) -> gpd.GeoDataFrame:
        looks = self.looked(asked)
        found = blindspots.blind_spots(shares.unseen(looks.views, looks.scene), looks.scene, self._matters(asked))
        found.insert(1, "name", self._ask(streets.find, Filters())["name"].reindex(found["street"]).to_numpy(object))
        return found if asked.node is None else found[found["grid"].isin(self._leaves(asked))]

    def _matters(self, asked: Filters) -> gpd.GeoDataFrame:
        """Give where incidents were, all of the asked period: those across the border are near as well."""
        return self._ask(incidents.places, Filters(since=asked.since, until=asked.until, classes=asked.classes))

    def _leaves(self, asked: Filters) -> pd.Index:
        nodes = self._ask(grids.find, Filters(node=asked.node))
        return nodes.index[nodes["level"] == "grid"]  # type: ignore[no-any-return]

    def _today(self) -> date:
        return to_city(now(), self._ask(city.get).zone).date()
