"""A space-filling curve: places in a row, so that neighbours in the row are neighbours on the ground."""

import numpy as np

from geo.analysis.arrays import Floats, Ints

_CELLS = 65_535
_APART = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that move the bits of a number apart, step by step."""


def curve(places: Floats) -> Ints:
    """Give places (one row each, in metres) their turn on a Morton curve over the square that holds them all.

    Examples
    --------
    >>> curve(np.array([[0.0, 0.0], [9.0, 9.0], [9.0, 0.0]])).argsort().tolist()
    [0, 2, 1]
    """
    if not places.size:
        return np.empty(0, np.int64)
    low = places.min(axis=0)
    span = max(float((places.max(axis=0) - low).max()), 1.0)
    cell = ((places - low) / span * _CELLS).astype(np.int64)
    turn: Ints = _apart(cell[:, 0]) | (_apart(cell[:, 1]) << 1)
    return turn


def _apart(number: Ints) -> Ints:
    for shift, mask in _APART:
        number = (number | (number << shift)) & mask
    return number
