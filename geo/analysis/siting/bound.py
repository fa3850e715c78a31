"""Before the solver: a better start by swapping, a bound by Lagrangian descent, and candidates that cannot matter.

The bound is that of Galvao & ReVelle (1996) for maximal covering. A candidate whose worth at the bound cannot lift it
above what is reached already is left out for good; one without which the bound falls below it is in for good.
"""

import time
from dataclasses import dataclass

import numpy as np

from geo.analysis.arrays import Flags, Floats, Ints
from geo.analysis.siting import bound_kernel
from geo.analysis.siting.problem import Problem

_ROUNDS = 150
"""Steps between two looks at the clock."""
_PART = 0.4
"""Share of the time spent on the bound before the solver gets the rest."""
_LEAST_STEP = 1e-3


@dataclass(frozen=True, eq=False, kw_only=True)
class Narrowed:
    """What is left to decide."""

    chosen: list[int]
    """The best choice met."""
    value: float
    """People it serves, beyond those served already."""
    bound: float
    """No choice serves more."""
    maybe: Flags
    """Candidates that may still be part of a better choice."""
    surely: Flags
    """Candidates that are part of every better choice."""


def narrow(
    problem: Problem, *, start: list[int], budget: float, forced: Ints, time_limit_s: float, gap: float
) -> Narrowed:
    """Better a start and bound what any choice within the budget can serve.

    Parameters
    ----------
    problem
        Merged (see `Problem.merged`), without capacities; ``cost`` is in the unit of ``budget``.
    """
    first, place = problem.reaches.indptr.astype(np.int32), problem.reaches.indices.astype(np.int32)
    locked, chosen = np.zeros(len(problem.codes), bool), np.zeros(len(problem.codes), bool)
    locked[forced] = True
    chosen[start] = True
    people, cost = problem.people, problem.cost
    value = bound_kernel.swap(first, place, people, cost, budget, chosen, locked)
    price = people / np.maximum(1, np.bincount(place, minlength=people.size))
    bound, worth, step, began = np.inf, np.zeros(len(problem.codes)), 1.0, time.monotonic()
    while True:
        before = bound, value, step
        now, worth_now, price, met, step = bound_kernel.descend(
            first, place, people, cost, budget, locked, value, _ROUNDS, price, step
        )
        if now < bound:
            bound, worth, best_price = now, worth_now, price
        other = bound_kernel.swap(first, place, people, cost, budget, met, locked) if met.any() else 0.0
        if other > value:
            value, chosen = other, met
        over = time.monotonic() - began > _PART * time_limit_s
        near = bound - value <= max(0.1 * gap, 1e-6) * bound
        if over or near or step < _LEAST_STEP or before == (bound, value, step):
            break
    price = best_price
    unpaid = float(np.maximum(people - price, 0.0).sum())
    maybe, surely = locked.copy(), locked.copy()
    for candidate in np.flatnonzero(~locked).tolist():
        maybe[candidate] = _best(worth, cost, budget, locked, candidate, taken=True) + unpaid > value + 1e-6
        surely[candidate] = _best(worth, cost, budget, locked, candidate, taken=False) + unpaid <= value + 1e-6
    return Narrowed(
        chosen=np.flatnonzero(chosen).tolist(), value=float(value), bound=max(float(bound), float(value)),
        maybe=maybe | chosen, surely=surely & maybe,
    )  # fmt: skip


def _best(worth: Floats, cost: Floats, budget: float, locked: Flags, candidate: int, *, taken: bool) -> float:
    """Give the most worth the budget buys with one candidate taken, or without it."""
    if taken:
        held = locked.copy()
        held[candidate] = True
        return (
            float(bound_kernel.bought(worth, cost, budget, held)[0]) if cost[held].sum() <= budget + 1e-9 else -np.inf
        )
    without = worth.copy()
    without[candidate] = 0.0
    return float(bound_kernel.bought(without, cost, budget, locked)[0])
