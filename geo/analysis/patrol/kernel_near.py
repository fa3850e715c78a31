"""Compiled looks at what is near: the streets within reach of a step, and how far a fix lies from its street."""

from typing import Any

import numpy as np

from geo.analysis.arrays import Floats, compiled
from geo.analysis.patrol.arrays import Places

FAR = np.inf
LEAST_HEADING_M = 6.0
"""A step that moved less has no bearing."""
HEADING_WEIGHT = 4.0
"""Price of moving straight across a street instead of along it."""
MOST = 8
"""Candidates kept for one step."""


@compiled
def candidates(
    x: Floats,
    y: Floats,
    hx: Floats,
    hy: Floats,
    net: tuple[Any, ...],
    reach_m: float,
    noise_m: float,
    edge: Places,
    offset: Floats,
    cost: Floats,
) -> None:
    """Find the streets within reach of every step, with their emission cost; unused places hold edge −1."""
    for i in range(x.size):
        _of_step(x[i], y[i], hx[i], hy[i], net, reach_m, noise_m, edge[i], offset[i], cost[i])


@compiled
def _of_step(
    px: float,
    py: float,
    hx: float,
    hy: float,
    net: tuple[Any, ...],
    reach_m: float,
    noise_m: float,
    edge: Places,
    offset: Floats,
    cost: Floats,
) -> None:
    x0, y0, x1, y1, piece_edge, piece_from = net[0], net[1], net[2], net[3], net[4], net[5]
    cells, in_cell, left, bottom, size, wide, high = net[6], net[7], net[8], net[9], net[10], net[11], net[12]
    edge[:] = -1
    cost[:] = FAR
    column_low = max(0, int((px - reach_m - left) // size))
    column_high = min(wide - 1, int((px + reach_m - left) // size))
    row_low = max(0, int((py - reach_m - bottom) // size))
    row_high = min(high - 1, int((py + reach_m - bottom) // size))
    for row in range(row_low, row_high + 1):
        for column in range(column_low, column_high + 1):
            cell = row * wide + column
            for place in range(cells[cell], cells[cell + 1]):
                p = in_cell[place]
                dx, dy = x1[p] - x0[p], y1[p] - y0[p]
                squared = dx * dx + dy * dy
                along = 0.0 if squared == 0 else ((px - x0[p]) * dx + (py - y0[p]) * dy) / squared
                along = min(1.0, max(0.0, along))
                away = np.hypot(px - x0[p] - along * dx, py - y0[p] - along * dy)
                if away > reach_m:
                    continue
                length = np.sqrt(squared)
                price = 0.5 * (away / noise_m) ** 2
                if length > 0 and (hx != 0.0 or hy != 0.0):
                    across = (hx * dy - hy * dx) / length
                    price += HEADING_WEIGHT * across * across
                _keep(piece_edge[p], piece_from[p] + along * length, price, edge, offset, cost)


@compiled
def _keep(this: int, at: float, price: float, edge: Places, offset: Floats, cost: Floats) -> None:
    """Put a candidate among the best; one place an edge."""
    worst, worst_price = 0, -1.0
    for k in range(edge.size):
        if edge[k] == this:
            if price < cost[k]:
                offset[k], cost[k] = at, price
            return
        if cost[k] > worst_price:
            worst, worst_price = k, cost[k]
    if price < worst_price:
        edge[worst], offset[worst], cost[worst] = this, at, price


@compiled
def offsets(
    x: Floats,
    y: Floats,
    step_of: Places,
    edge: Places,
    chosen: Places,
    net: tuple[Any, ...],
    of_edge: Places,
    away: Floats,
) -> None:
    """Measure how far each fix lies from the street its step or a neighbouring step was matched to; NaN if none."""
    for fix in range(x.size):
        step = step_of[fix]
        away[fix] = np.nan
        if chosen[step] < 0:
            continue
        least = FAR
        for near in range(max(0, step - 1), min(chosen.size, step + 2)):
            if chosen[near] >= 0:
                least = min(least, _away(x[fix], y[fix], edge[near, chosen[near]], net, of_edge))
        away[fix] = least


@compiled
def _away(px: float, py: float, e: int, net: tuple[Any, ...], of_edge: Places) -> float:
    least = FAR
    for p in range(of_edge[e], of_edge[e + 1]):
        dx, dy = net[2][p] - net[0][p], net[3][p] - net[1][p]
        squared = dx * dx + dy * dy
        along = 0.0 if squared == 0 else ((px - net[0][p]) * dx + (py - net[1][p]) * dy) / squared
        along = min(1.0, max(0.0, along))
        least = min(least, np.hypot(px - net[0][p] - along * dx, py - net[1][p] - along * dy))
    return least
