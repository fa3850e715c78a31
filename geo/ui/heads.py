"""Head-counts on cards, ledgers and maps: all from the one table of `geo.answers.people`, small counts joined."""

import pandas as pd

from geo.answers.people import HOUSEHOLDS, sign
from geo.filters import Filters
from geo.frames import BANDS
from geo.i18n import t
from geo.layers.paint import GREY, TEAL
from geo.settings import settings
from geo.store import grids
from geo.ui import data, walks

_TONES = {"65-79": TEAL, "80+": TEAL, "60-64": TEAL}
_EVERYTHING = Filters()


def count(value: float | None) -> str:
    """Write a head-count; the sign for a small one where it is not listed."""
    return sign() if value is None or pd.isna(value) else f"{value:,.0f}"


def by_node(measure: str = "people") -> pd.DataFrame:
    """Give bands, age groups and households of every node; missing where few, no row where nobody is counted."""
    return data.work("heads.by_node", lambda: _by_node(measure), measure)  # type: ignore[no-any-return]


def of_node(node: str) -> "pd.Series[float] | None":
    """Give a node's counts of people; None where the source counts no people there."""
    table = by_node()
    return None if node not in table.index else table.loc[[node]].iloc[0]


def dwellings(node: str) -> float | None:
    """Give how many dwellings a node has, where dwellings are counted; not a number where they are few."""
    table = by_node("dwellings")
    return None if node not in table.index else float(table["everyone"].loc[node])


def elders(asked: Filters) -> pd.Series:
    """Count people of 65 and older by grid of the asked node; missing where few, empty where no ages are known."""
    tree = data.ask(grids.find, _EVERYTHING)
    leaves = tree.index[(tree["level"] == "grid") & walks.mine().of_node(tree.index.to_series(), asked.node)]
    old = by_node()["age_65"]
    return old.reindex(leaves, fill_value=0.0) if old.notna().any() else old.iloc[:0]


def elders_together(asked: Filters) -> float | None:
    """Count people of 65 and older of the asked node, grids with few of them included; None where no ages are known."""
    places = walks.mine().people().places
    heads = places[walks.mine().of_node(places["grid"], asked.node) & (places["measure"] == "people").to_numpy()]
    together = heads["age_65"].sum(min_count=1)
    return None if pd.isna(together) else float(together)


def at(place: str) -> "pd.Series[float] | None":
    """Give the counts of one place; None where nobody is counted there."""
    places = walks.mine().people().places
    heads = places[places["measure"] == "people"]
    return heads.loc[[place]].iloc[0] if place in heads.index else None


def everyone_at(place: "pd.Series[float]") -> str:
    """Write how many people a place has; nobody and few look alike, for few are counted next door."""
    return count(place["everyone"] if place["everyone"] > 0 else None)


def households_at(place: "pd.Series[float] | None", told: float | None) -> str:
    """Write how many households a place has: as joined where people are counted, else as the source tells."""
    known = told if place is None else place[HOUSEHOLDS]
    if told is None or pd.isna(told):
        return "—"
    return count(None if pd.isna(known) or known == 0 < told or 0 < told < settings().k_inside else known)


def bands(counts: "pd.Series[float]") -> list[tuple[str, float | None, str, str]]:
    """Give a bar for each age band; what is not listed has no length either."""
    known = [band for band in BANDS if band in counts.index and band != "all"]
    most = counts.reindex(known).max()
    return [
        (
            t("cards.band", band=band),
            None if pd.isna(counts[band]) or not most > 0 else float(counts[band] / most),
            count(counts[band]),
            _TONES.get(band, GREY),
        )
        for band in known
    ]


def _by_node(measure: str) -> pd.DataFrame:
    mine = walks.mine()
    return mine.people().by_node(mine.tree(), measure=measure)
