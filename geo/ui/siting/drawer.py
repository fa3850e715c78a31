"""The drawer of a plan: who gains and who loses, grid by grid."""

import pandas as pd

from geo.answers import planning
from geo.filters import Filters
from geo.i18n import t
from geo.store import grids
from geo.ui import data, walks
from geo.ui.coverage import shown as coverage

_FIGURES = ("people", "before", "after", "gained", "lost", "placed_before", "placed_after")


def gains(asked: Filters, table: pd.DataFrame) -> pd.DataFrame:
    """List grids by the change they see, the largest first, in words."""
    rows = planning.within(walks.mine(), table[table["level"] == "grid"], asked.node)
    order = (rows["gained"] + rows["lost"]).sort_values(ascending=False, kind="stable").index
    named = {t("coverage.columns.name"): data.ask(grids.tree)["name"].reindex(order)}
    told = {t(f"siting.columns.{name}", who=coverage.who(asked)): rows.loc[order, name].round(0) for name in _FIGURES}
    return pd.DataFrame({**named, **told}, index=order)
