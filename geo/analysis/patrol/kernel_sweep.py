"""Compiled sweeps over stretches of streets: unions, and who passed when over the same metres."""

import numpy as np

from geo.analysis.arrays import Floats, compiled
from geo.analysis.patrol.arrays import Places


@compiled
def union(street: Places, low: Floats, high: Floats, out_street: Places, out_low: Floats, out_high: Floats) -> int:
    """Merge stretches sorted by street and beginning; gives how many are left."""
    count = 0
    for i in range(street.size):
        if count > 0 and out_street[count - 1] == street[i] and low[i] <= out_high[count - 1]:
            out_high[count - 1] = max(out_high[count - 1], high[i])
        else:
            out_street[count], out_low[count], out_high[count] = street[i], low[i], high[i]
            count += 1
    return count


@compiled
def passes(
    starts: Places,
    length: Floats,
    low: Floats,
    high: Floats,
    at: Floats,
    track: Places,
    out_place: Places,
    out_since: Floats,
    out_metres: Floats,
    last_place: Places,
    last_at: Floats,
    last_metres: Floats,
) -> tuple[int, int]:
    """Replay the visits of every place (a stretch of street) in time order over a map of who passed last.

    ``starts`` bounds each place's visits, sorted by time; a place is ``length`` long and its visits are measured from
    its beginning. Each time another track passes over metres walked before, the time since then and those metres
    are put out; at the end, when each metre was last passed (NaN for never). Gives how many of both.

    A place's map holds few stretches whatever its visits: each visit wipes out the stretches it covers.
    """
    count, lasts = 0, 0
    most = 8
    for place in range(starts.size - 1):
        most = max(most, 2 * (starts[place + 1] - starts[place]) + 2)
    edges, when, who = np.empty(most + 1), np.empty(most), np.empty(most, np.int64)
    new_edges, new_when, new_who = np.empty(most + 1), np.empty(most), np.empty(most, np.int64)
    for place in range(starts.size - 1):
        edges[0], edges[1], when[0], who[0], parts = 0.0, length[place], np.nan, -1, 1
        for visit in range(starts[place], starts[place + 1]):
            a, b = max(0.0, low[visit]), min(length[place], high[visit])
            if b <= a:
                continue
            filled, laid = 0, False
            for part in range(parts):
                since, until = edges[part], edges[part + 1]
                common = min(until, b) - max(since, a)
                if common > 0 and who[part] >= 0 and who[part] != track[visit]:
                    out_place[count], out_since[count], out_metres[count] = place, at[visit] - when[part], common
                    count += 1
                if since < a:
                    new_edges[filled], new_when[filled], new_who[filled] = since, when[part], who[part]
                    filled += 1
                if not laid and until >= b:
                    new_edges[filled], new_when[filled], new_who[filled] = a, at[visit], track[visit]
                    filled, laid = filled + 1, True
                if until > b:
                    new_edges[filled], new_when[filled], new_who[filled] = max(since, b), when[part], who[part]
                    filled += 1
            new_edges[filled] = length[place]
            edges, new_edges = new_edges, edges
            when, new_when = new_when, when
            who, new_who = new_who, who
            parts = filled
        for part in range(parts):
            last_place[lasts], last_at[lasts], last_metres[lasts] = place, when[part], edges[part + 1] - edges[part]
            lasts += 1
    return count, lasts
