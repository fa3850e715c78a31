"""People as everybody sees them: joined into blocks of at least k once, for every reader, page, command and file.

The only place where it is decided which head-counts are shown. Nobody below this floor shows a count of people, and
everybody above it takes counts from here, so that no two answers can be held against each other (see
`geo.analysis.blocks`). What a node has too few of is not listed; the sign for that is `sign`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.access import Actor
from geo.analysis import blocks
from geo.answers.asking import Ask, Work
from geo.filters import Filters
from geo.frames import BANDS
from geo.i18n import t
from geo.settings import settings
from geo.store import buildings, grids, residents
from geo.store.residents import AGES
from geo.store.session import reading
from geo.tree import lineages

GROUPS: Mapping[str, tuple[str, ...]] = {"everyone": BANDS, **AGES}
"""Age groups that can be asked for, and the bands each takes in."""
HOUSEHOLDS = "households"
_POST = Actor(role="admin", post="head-counts")
_OUTSIDE, _CITY = "", "/"
"""What stands above places outside every grid, and above everything."""
_EVERYTHING = Filters()


@dataclass(frozen=True, eq=False, kw_only=True)
class People:
    """Counts as they may be shown, of the places one reader may see."""

    places: gpd.GeoDataFrame
    """Treaty `RESIDENTS` with a column for each of `BANDS` and ``households`` (of a building; missing where unknown);
    every count is 0 or at least k."""
    few: pd.DataFrame
    """Index the nodes, columns bands and age groups: where there are some, but fewer than k."""

    def not_listed(self, column: str, nodes: pd.Index) -> pd.Series:
        """Say of which nodes a count is not listed because it is too small."""
        if column not in self.few.columns:
            return pd.Series(False, index=nodes)
        return self.few[column].reindex(nodes, fill_value=False)

    def by_node(self, tree: pd.DataFrame, *, measure: str = "people") -> pd.DataFrame:
        """Add up bands, age groups and households by node of the grid tree; missing where not listed or not known.

        Only nodes in which that measure is counted have a row.
        """
        columns = [*BANDS, *GROUPS, HOUSEHOLDS]
        counted = self.places[self.places["measure"] == measure]
        node = counted["grid"].map(lineages(tree)).rename("node")
        lifted = counted[columns].reset_index(drop=True).join(node.reset_index(drop=True).explode(), how="inner")
        made = lifted.groupby("node")[columns].sum(min_count=1)
        made = made.reindex(tree.index[tree.index.isin(made.index)])
        hidden = self.few.reindex(index=made.index, columns=columns, fill_value=False).astype(bool)
        shown: pd.DataFrame = made.mask(hidden)
        return shown


def sign() -> str:
    """Give what stands where a count is not listed."""
    return t("answer.not_listed", least=settings().k_inside)


def hidden(table: pd.DataFrame, columns: list[str], *, few: pd.Series, k: int | None = None) -> pd.DataFrame:
    """Take out of a table by node what is not listed: all of a node with few people, and any other count below k.

    Parameters
    ----------
    columns
        Counts of people (or dwellings), and what tells of them.
    few
        Nodes with some people of the age group asked for, but fewer than k.
    k
        Smallest count listed; by default what the settings say. 0 lists everything.
    """
    least = settings().k_inside if k is None else k
    if least == 0:
        return table
    made = table.copy()
    gone = few.reindex(table.index, fill_value=False).to_numpy(bool)
    for column in columns:
        small = (table[column].abs() > 0) & (table[column].abs() < least)
        made[column] = table[column].mask(gone | small.to_numpy(bool))
    return made


def joined(ask: Ask, work: Work, actor: Actor) -> People:
    """Give the people a reader may see, joined into blocks over the whole city so that all readers see the same."""
    return work("people.joined", lambda: _joined(ask, actor))  # type: ignore[no-any-return]


def _joined(ask: Ask, actor: Actor) -> People:
    if actor.wide:
        found, tree, houses = (ask(one, _EVERYTHING) for one in (residents.by_band, grids.find, buildings.find))
    else:
        with reading(_POST) as session:
            found, tree, houses = (one(session, _EVERYTHING) for one in (residents.by_band, grids.find, buildings.find))
    places, few = _blocks(found, tree, houses["households"])
    if not actor.wide:
        places = places[places.index.isin(ask(residents.by_band, _EVERYTHING)["place"])]
    return People(places=places, few=few)


def _blocks(
    found: gpd.GeoDataFrame, tree: pd.DataFrame, households: pd.Series
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Join counts below k, and say where nodes have few."""
    k = settings().k_inside
    lineage = {code: [*path[::-1], _CITY] for code, path in lineages(tree).items()}
    made, sparse = [], []
    for measure, rows in found.groupby("measure", sort=False):
        one = rows.set_index("place")
        paths = [lineage.get(code, [_OUTSIDE, _CITY]) for code in one["grid"]]
        at = one.geometry.x.to_numpy(), one.geometry.y.to_numpy()
        counts = one[list(BANDS)].astype(float).fillna(0.0).clip(lower=0.0).round()
        shown = blocks.blocks(counts, *at, paths, k=k)
        ages_known = one[[band for band in BANDS if band != "all"]].notna().any(axis=1).to_numpy()
        for name, bands in GROUPS.items():
            shown[name] = shown[list(bands)].sum(axis=1).where(ages_known | (name == "everyone"))
            counts[name] = counts[list(bands)].sum(axis=1)
        told = households.reindex(one.index) if measure == "people" else counts["all"] * np.nan
        homes = told.astype(float).fillna(0.0)
        counts[HOUSEHOLDS] = homes
        joined_up = blocks.blocks(homes.to_frame(), *at, paths, k=k).iloc[:, 0]
        shown[HOUSEHOLDS] = joined_up.where(told.notna() | (joined_up > 0))
        made.append(one[["place_kind", "measure", "grid", "geometry"]].join(shown))
        sparse.append(_with_parts(blocks.few(counts, paths, k=k)))
    if not made:
        return _nobody(found)
    return gpd.GeoDataFrame(pd.concat(made), crs=found.crs), pd.concat(sparse).groupby(level=0).any()


def _with_parts(few: pd.DataFrame) -> pd.DataFrame:
    """Keep back, with an age group of which there are few, every narrower group and band: none of them is nobody."""
    made = few.copy()
    for name, bands in GROUPS.items():
        parts = [*bands, *(other for other, narrower in GROUPS.items() if set(narrower) < set(bands))]
        for part in parts:
            made[part] |= few[name]
    return made


def _nobody(found: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    columns = [*BANDS, *GROUPS, HOUSEHOLDS]
    empty = found.set_index("place").reindex(columns=["place_kind", "measure", "grid", *columns, "geometry"])
    return gpd.GeoDataFrame(empty, crs=found.crs), pd.DataFrame(columns=columns, dtype=bool)
