"""The map of coverage: grids by who is left out, the streets really reached, the dashed ring beside them."""

import geopandas as gpd
import pandas as pd

from geo.analysis import circles
from geo.answers import planning
from geo.answers.people import sign
from geo.filters import Filters
from geo.i18n import t
from geo.layers import drawing
from geo.layers.drawing import Drawing
from geo.layers.paint import TEAL, Key, Legend
from geo.ui import data, walks
from geo.ui.coverage import words

_FEW = 40
_RING = "#46525e"


def drawings(asked: Filters, table: pd.DataFrame, kind: str) -> list[Drawing]:
    """Colour grids by who is not served, and draw the streets reached beside the dashed ring."""
    leaves = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    share = (100 * (1 - leaves[kind] / leaves["people"])).where(leaves["people"] > 0)
    reached = data.work(
        "coverage.streets", lambda: _streets(asked), walks.mine().kinds(asked), asked.minutes, asked.pace
    )
    title = t(f"coverage.map_{kind}", who=words.who(asked))
    coloured = drawing.coloured_grids(
        share, title=title, ends=("0", "100 %"), limits=(20, 40, 60, 80), note=words.note(asked),
        not_listed=(leaves.index[leaves[kind].isna()].tolist(), sign()),
    )  # fmt: skip
    keys = [Key(shape="line", colour=TEAL, label=t("coverage.streets", minutes=asked.minutes))]
    found = walks.mine().facilities(asked)
    drawn = [coloured, drawing.lines(reached, colour=TEAL, width=2.5, opacity=0.85)]
    if len(found) <= _FEW:
        metres = asked.minutes * 60 * walks.pace(asked)
        drawn.append(drawing.rings(found, metres=metres))
        keys.append(Key(shape="dashed", colour=_RING, label=t("circles.ring", metres=f"{metres:,.0f}")))
    return [*drawn, drawing.shown("facilities", "buildings", legend=Legend(keys=tuple(keys)))]


def _streets(asked: Filters) -> gpd.GeoDataFrame:
    mine = walks.mine()
    spots = mine.doors().snap(mine.facilities(asked), most_m=mine.norm("walk.snap_m"))
    return circles.streets_reached(
        mine.network(), spots, minutes=asked.minutes, metres_per_second=mine.pace(asked), together=True
    )
