"""Tables as readers see them: columns in words, one row a grid, incident, facility …"""

import geopandas as gpd
import pandas as pd

from geo import tree
from geo.clock import to_city
from geo.filters import Filters
from geo.frames import INCIDENT_CLASSES, STAGES
from geo.i18n import t, word
from geo.store import incidents as matters_store
from geo.store import tallies
from geo.ui import data, heads, picks
from geo.ui.response import asking

_ORDERS = {"stage": STAGES, "incident_class": INCIDENT_CLASSES}


def here(asked: Filters) -> Filters:
    """Narrow the question to the selected grid, so that chart and table follow the card."""
    chosen = picks.picked()
    return asked.but(node=chosen.code) if chosen is not None and chosen.noun == "grids" else asked


def grids(leaves: gpd.GeoDataFrame, asked: Filters) -> pd.DataFrame:
    """List grids with their counts, the most open matters first.

    Parameters
    ----------
    leaves
        Grids to list (treaty GRIDS).
    asked
        The question the counts answer; a node narrows the list to its subtree.
    """
    within = leaves if asked.node is None else leaves.loc[tree.below(leaves, asked.node)]
    matters = asking.mine().tally(asked, "recorded_grid").reindex(within.index, fill_value=0)
    old = heads.elders(asked)
    elders = old.reindex(within.index) if len(old) else "—"
    rows = pd.DataFrame(
        {
            t("ledgers.name"): within["name"],
            t("ledgers.type"): [word("words.grid_types", one) for one in within["type"]],
            t("ledgers.open"): matters["open"],
            t("ledgers.overdue"): matters["overdue"],
            t("ledgers.n"): matters["n"],
            t("ledgers.elders"): elders,
            t("ledgers.cameras"): data.ask(tallies.by_grid, asked, "cameras").reindex(within.index, fill_value=0),
            t("ledgers.facilities"): data.ask(tallies.by_grid, asked, "facilities").reindex(within.index, fill_value=0),
        }
    )
    return rows.sort_values(t("ledgers.open"), ascending=False)


def incidents(asked: Filters, *, size: int = 200) -> pd.DataFrame:
    """List the newest of the asked incidents; times are on the city's clock."""
    rows, city = data.ask(matters_store.page, asked, size=size), data.city()
    zone = city.zone if city else "UTC"
    return pd.DataFrame(
        {
            t("ledgers.collected"): [f"{to_city(at, zone):%Y-%m-%d %H:%M}" for at in rows["collected_at"]],
            t("ledgers.class"): [word("words.classes", one) for one in rows["incident_class"]],
            t("ledgers.stage"): [word("words.stages", one) for one in rows["stage"]],
            t("ledgers.channel"): [word("words.channels", one) for one in rows["channel"]],
            t("ledgers.department"): rows["department"],
            t("ledgers.grid"): rows["grid"],
        },
        index=rows.index,
    )


def counted(asked: Filters, *, by: str, words: str | None = None) -> list[tuple[str, int]]:
    """Count the asked incidents by something, as rows for a chart."""
    tally = data.ask(matters_store.tally, asked, by=by)["n"]
    if by in _ORDERS:
        tally = tally.reindex([value for value in _ORDERS[by] if value in tally.index])
    return [(word(words, str(value)) if words else _label(value), int(n)) for value, n in tally.items()]


def _label(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def routes(found: gpd.GeoDataFrame, tracks: pd.DataFrame) -> pd.DataFrame:
    """List patrol routes and beats with the shifts walked on them."""
    walked = tracks.groupby("route").size().reindex(found.index, fill_value=0)
    return pd.DataFrame(
        {
            t("ledgers.name"): found["name"],
            t("ledgers.kind"): [word("words.patrol_kinds", one) for one in found["kind"]],
            t("ledgers.team"): [word("words.teams", one) for one in found["team"]],
            t("ledgers.unit"): found["unit"],
            t("ledgers.starts"): found["starts"],
            t("ledgers.shifts"): walked,
        }
    ).sort_values(t("ledgers.shifts"))


def cameras(found: gpd.GeoDataFrame) -> pd.DataFrame:
    """List cameras with what is known of them."""
    return pd.DataFrame(
        {
            t("ledgers.kind"): [word("words.camera_kinds", one) for one in found["kind"]],
            t("ledgers.grid"): found["grid"],
            t("ledgers.azimuth"): found["azimuth_deg"],
            t("ledgers.range"): found["range_m"],
            t("ledgers.purpose"): found["purpose"],
            t("ledgers.owner"): found["owner_unit"],
        },
        index=found.index,
    )


def facilities(found: gpd.GeoDataFrame) -> pd.DataFrame:
    """List facilities with their capacity and hours."""
    return pd.DataFrame(
        {
            t("ledgers.name"): found["name"],
            t("ledgers.kind"): [word("words.facility_kinds", one) for one in found["kind"]],
            t("ledgers.capacity"): found["capacity"],
            t("ledgers.hours"): found["hours"],
            t("ledgers.grid"): found["grid"],
        }
    )


def most(values: pd.Series, *, count: int = 8) -> list[tuple[str, int]]:
    """Count the most frequent values, as rows for a chart."""
    return [(str(value), int(n)) for value, n in values.dropna().value_counts().head(count).items()]


def percent(part: float, of: float) -> str:
    """Write a share in per cent; a dash where there is nothing to share."""
    return f"{100 * part / of:.1f} %" if of else "—"


def whole(number: float | None) -> str:
    """Write a whole number; a dash where it is unknown."""
    return "—" if number is None or pd.isna(number) else f"{number:,.0f}"
