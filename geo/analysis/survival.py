"""Quantiles of how long things take when some are still going on: Kaplan–Meier, exact, for one group or for thousands.

A matter still open is censored: it has taken at least so long. Leaving it out would make whoever leaves matters
lying look quick (Kaplan & Meier 1958). A duration is coded as ``2 * seconds + open``, so that one plain sort puts
what ended before what was still open at the same second, as the estimator wants it.
"""

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def quantiles(seconds: Array, still_open: Array, survivals: tuple[float, ...] = (0.5, 0.1)) -> list[float]:
    """Give the first instants at which the share still open is down to each survival; NaN if it never gets there.

    With nothing open these are the plain quantiles (the smallest value not exceeded by that share).

    Examples
    --------
    >>> quantiles(np.array([10, 20, 30, 40]), np.array([False, False, False, False]))
    [20.0, 40.0]
    >>> quantiles(np.array([10, 20, 30, 40]), np.array([False, True, True, True]))
    [nan, nan]
    """
    codes = np.sort(np.asarray(seconds, dtype="int64") * 2 + np.asarray(still_open, dtype="int64"))
    return [float(value) for value in of_sorted(codes, np.array(survivals))]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def of_sorted(codes: Array, survivals: Array) -> Array:
    """Give the quantiles of durations coded and sorted already."""
    found: Array = merged(codes, len(codes), codes[:0], 0, survivals)
    return found


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def merged(closed: Array, closed_count: int, rest: Array, rest_count: int, survivals: Array) -> Array:
    """Give the quantiles of two sorted runs of codes, without putting them together first.

    The survivor share is kept as ``before * at_risk / at_risk_then``: as long as nothing was censored it is the
    exact share of whole numbers.
    """
    found = np.full(len(survivals), np.nan)
    at_risk = closed_count + rest_count
    before, at_risk_then = 1.0, at_risk
    i = j = wanted = 0
    while at_risk > 0 and wanted < len(survivals):
        if j >= rest_count or (i < closed_count and closed[i] <= rest[j]):
            code = closed[i]
            i += 1
        else:
            code = rest[j]
            j += 1
        if code & 1:
            before = before * at_risk / at_risk_then
            at_risk -= 1
            at_risk_then = at_risk
            continue
        at_risk -= 1
        while wanted < len(survivals) and before * at_risk <= survivals[wanted] * at_risk_then * (1 + 1e-12) + 1e-12:
            found[wanted] = code >> 1
            wanted += 1
    return found
