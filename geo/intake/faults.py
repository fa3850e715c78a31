"""What is wrong with the rows of a batch: every reason for every row, as a locale key and the values it names."""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Reason = dict[str, Any]
"""``{"key": "value", "params": {…}}``; the sentence stands under ``intake.reasons``."""


class Faults:
    """The reasons against each row of one batch.

    Examples
    --------
    >>> faults = Faults(3)
    >>> faults.blame(np.array([False, True, False]), "no_place")
    >>> faults.bad.tolist(), faults.of(1)
    ([False, True, False], [{'key': 'no_place', 'params': {}}])
    """

    def __init__(self, length: int) -> None:
        self._reasons: dict[int, list[Reason]] = defaultdict(list)
        self.bad: Mask = np.zeros(length, dtype=bool)

    def blame(self, where: Mask, key: str, **params: Any) -> None:
        """Hold a reason against rows; a parameter is one value for all, or an array with one a row."""
        for place in np.flatnonzero(where):
            said = {name: _plain(one[place] if isinstance(one, np.ndarray) else one) for name, one in params.items()}
            self._reasons[int(place)].append({"key": key, "params": said})
        self.bad |= where

    def of(self, place: int) -> list[Reason]:
        """Give every reason against one row."""
        return self._reasons[place]


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, np.generic):
        return value.item()
    return str(value)[:200]
