"""Arrays the patrol kernels speak of, beside those of `geo.analysis.arrays`; instants as seconds."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Places = npt.NDArray[np.int64]
"""Row numbers of fixes, steps, edges, nodes."""
Bytes = npt.NDArray[np.int8]
"""Small codes: verdicts, gaps, places in a row of candidates."""


def seconds(at: pd.Series) -> npt.NDArray[np.float64]:
    """Give instants as seconds since 1970 UTC; NaN where there is none."""
    wall = at.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    found: npt.NDArray[np.float64] = wall.astype(np.int64) / 1e6
    found[np.isnat(wall)] = np.nan
    return found
