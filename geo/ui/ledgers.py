"""Tables as readers see them: columns in words, one row a grid, incident, facility …"""

import geopandas as gpd
import pandas as pd

from geo.filters import Filters
from geo.i18n import t, word
from geo.settings import settings
from geo.store import incidents, tallies
from geo.ui import data, picks

_OLD = ("65-79", "80+")


def here(asked: Filters) -> Filters:
    """Narrow the question to the selected grid, so that chart and table follow the card."""
    chosen = picks.picked()
    return asked.but(node=chosen.code) if chosen is not None and chosen.noun == "grids" else asked


def elders(asked: Filters) -> pd.Series:
    """Count people of 65 and older by grid; empty where the source has no ages."""
    counted = data.ask(tallies.people_by_grid, asked)
    old = counted[(counted["measure"] == "people") & counted["band"].isin(_OLD)]
    return old.groupby("grid")["n"].sum()


def grids(leaves: gpd.GeoDataFrame, asked: Filters) -> pd.DataFrame:
    """List grids with their counts, the most open matters first.

    Parameters
    ----------
    leaves
        Grids to list (treaty GRIDS).
    asked
        The question the counts answer; a node narrows the list to its subtree.
    """
    within = leaves if asked.node is None else leaves[[asked.node in path.split(".") for path in leaves["path"]]]
    matters = data.ask(incidents.tally, asked, by="grid").reindex(within.index, fill_value=0)
    old = elders(asked).reindex(within.index, fill_value=0)
    least = settings().k_inside
    rows = pd.DataFrame(
        {
            t("ledgers.name"): within["name"],
            t("ledgers.type"): [word("words.grid_types", one) for one in within["type"]],
            t("ledgers.open"): matters["open"],
            t("ledgers.overdue"): matters["overdue"],
            t("ledgers.n"): matters["n"],
            t("ledgers.elders"): old.mask((old > 0) & (old < least)),
            t("ledgers.cameras"): data.ask(tallies.by_grid, asked, "cameras").reindex(within.index, fill_value=0),
            t("ledgers.facilities"): data.ask(tallies.by_grid, asked, "facilities").reindex(within.index, fill_value=0),
        }
    )
    return rows.sort_values(t("ledgers.open"), ascending=False)
