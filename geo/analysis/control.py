"""Control charts: whether a figure has changed or only trembles, instead of a bare arrow."""

from typing import Any

import numpy as np
import pandas as pd

RUN = 8
"""So many points on one side of the centre are a shift, however small (Western Electric)."""
_XMR = 2.659574468085106
"""3 / d2 with d2 = 1.128 for moving ranges of two."""


def xmr(values: "pd.Series[Any]") -> pd.DataFrame:
    """Chart single values by their moving range (XmR): centre ± 2.66 mean moving range.

    Examples
    --------
    >>> chart = xmr(pd.Series([10.0, 12, 11, 10, 12, 11, 30]))
    >>> chart["signal"].tolist()[-1]
    'beyond'
    """
    value = values.astype("float64")
    centre = value.mean()
    reach = _XMR * value.diff().abs().mean()
    return _charted(value, centre, centre - reach, centre + reach)


def p_chart(hits: "pd.Series[Any]", of: "pd.Series[Any]") -> pd.DataFrame:
    """Chart shares by the binomial: centre ± 3 √(p(1−p)/n), wider where fewer matters stand behind a point."""
    n = of.astype("float64").where(of > 0)
    centre = float(hits.sum() / of.sum()) if of.sum() else np.nan
    reach = 3 * (centre * (1 - centre) / n) ** 0.5
    return _charted(hits / n, centre, (centre - reach).clip(lower=0), (centre + reach).clip(upper=1))


def _charted(value: "pd.Series[Any]", centre: float, low: Any, high: Any) -> pd.DataFrame:
    chart = pd.DataFrame({"value": value, "centre": centre, "low": low, "high": high})
    side = pd.Series(np.sign(chart["value"] - chart["centre"]), index=chart.index)
    run = side.groupby((side != side.shift()).cumsum()).cumcount() + 1
    chart["signal"] = "none"
    chart.loc[(run >= RUN) & (side != 0), "signal"] = "shift"
    chart.loc[(chart["value"] > chart["high"]) | (chart["value"] < chart["low"]), "signal"] = "beyond"
    return chart
