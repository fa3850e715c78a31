"""The four figures of siting over the map, and the comparison behind them."""

import pandas as pd

from geo.answers import planning
from geo.filters import Filters
from geo.i18n import t
from geo.ui import data, show, walks
from geo.ui.coverage import words
from geo.ui.siting import plan


def compared(asked: Filters) -> pd.DataFrame:
    """Say who gains and who loses in every node, small counts not listed."""
    made, base, closed = plan.made(), plan.base(), plan.closed()
    key = (walks.mine().kinds(asked), asked.minutes, asked.pace, asked.ages, made, base, closed)

    def work() -> pd.DataFrame:
        return planning.compared(walks.mine(), asked, made, base=base, closed=closed)

    return data.work("siting.compared", work, *key)  # type: ignore[no-any-return]


def figures(asked: Filters, table: pd.DataFrame) -> list[show.Figure]:
    """Give who is served before and after, who gains, who loses."""
    row, unit = words.total(asked, table, list(planning.FIGURES)), words.unit(asked)
    shares = [
        show.Figure(key=one, label=t(f"siting.{one}"), value=words.percent(row[one], row["people"]))
        for one in ("before", "after")
    ]
    changed = [
        show.Figure(key=one, label=t(f"siting.{one}"), value=words.count(row[one]), unit=unit, colours=True)
        for one in ("gained", "lost")
    ]
    return [*shares, *changed]
