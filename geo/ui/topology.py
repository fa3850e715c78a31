"""The topology check on the page 网格: what is wrong, drawn where it is wrong, and as rows."""

import geopandas as gpd
import pandas as pd

from geo.analysis import topology
from geo.i18n import t, word
from geo.layers import drawing, paint
from geo.layers.drawing import Drawing
from geo.store import standards
from geo.ui import data

_PLACED = ("overlap", "hole", "sliver", "sticks_out")


def faults(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Check the tree once a revision of the data."""
    low, high = (data.ask(standards.value, f"grid.households_{end}") for end in ("low", "high"))

    def work() -> gpd.GeoDataFrame:
        return topology.faults(places, least_households=low, most_households=high)

    return data.work("topology.faults", work, tuple(places.index), low, high)


def drawn(found: gpd.GeoDataFrame) -> Drawing:
    """Draw the places at fault over the grids."""
    placed = found[found["fault"].isin(_PLACED)].set_index("code")
    placed["name"] = [word("topology.faults", fault) for fault in placed["fault"]]
    key = paint.Key(shape="area", colour=paint.RUST, label=t("topology.drawn"))
    legend = paint.Legend(title=t("topology.title"), keys=(key,), note=t("topology.definitions.fault"))
    return drawing.areas(placed, colour=paint.RUST, opacity=0.55, legend=legend if len(placed) else None)


def table(found: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the faults in words, indexed by the grid at fault."""
    return pd.DataFrame(
        {
            t("topology.columns.fault"): [word("topology.faults", fault) for fault in found["fault"]],
            t("topology.columns.other"): found["other"].to_numpy(),
            t("topology.columns.area"): found["area_m2"].round().to_numpy(),
        },
        index=found["code"],
    )
