"""What was set aside, by name and number: faults of time, doubles, and tickets parked on default points."""

import numpy as np
import pandas as pd

from geo.analysis.asking import chosen, wanted_of
from geo.analysis.response import WHOLE
from geo.filters import Filters
from geo.packed import DEAD, PLACE_FAULT, TIME_FAULTS, PackedIncidents, named


def report(
    packed: PackedIncidents, asked: Filters, *, as_of: pd.Timestamp, within: frozenset[str] | None = None
) -> pd.DataFrame:
    """Count the matters asked for that do not count, fault by fault (one may have several).

    Returns
    -------
    DataFrame
        Index fault; ``count``, ``share`` of all asked for, ``times`` (whether the times are set aside) and
        ``place`` (whether the place is). The last row, ``any_time``, counts each matter once.
    """
    wanted = wanted_of(packed, asked, as_of=as_of, span=WHOLE, within=within)
    counts = dict.fromkeys((*TIME_FAULTS, PLACE_FAULT, "any_time"), 0)
    everything = 0
    for part in packed.parts:
        rows = chosen(part, wanted)
        bits = part["aside"][rows]
        everything += len(bits)
        for fault, count in named(bits).items():
            counts[fault] += count
        counts[PLACE_FAULT] += int(np.count_nonzero(part.segment_of_row[rows] % 2))
        counts["any_time"] += int(np.count_nonzero(bits & ~np.uint8(DEAD)))
    table = pd.DataFrame({"count": pd.Series(counts, dtype="int64")}).rename_axis("fault")
    table["share"] = table["count"] / everything if everything else np.nan
    table["times"] = table.index != PLACE_FAULT
    table["place"] = True
    return table
