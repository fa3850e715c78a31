"""A quick good answer: the site that adds most, again and again (at least 63 % of the best, Nemhauser et al. 1978)."""

import numpy as np

from geo.analysis.arrays import Floats, Ints
from geo.analysis.siting.problem import Problem


def greedy(
    problem: Problem, *, sites: int | None, budget: float | None, locked: Ints, fair: bool = False
) -> tuple[list[int], Floats]:
    """Choose candidates one by one by what they add for their cost; give them and the share of each place served."""
    share = np.where(problem.served, 1.0, 0.0)
    chosen: list[int] = []
    for candidate in locked.tolist():
        share = _with(problem, share, candidate)
        chosen.append(candidate)
    spent = float(problem.cost[chosen].sum())
    while sites is None or len(chosen) < sites:
        gains = _gains(problem, share, fair=fair)
        gains[chosen] = 0.0
        if budget is not None:
            gains[spent + problem.cost > budget + 1e-9] = 0.0
            gains = gains / np.maximum(problem.cost, 1e-9)
        best = int(np.argmax(gains)) if gains.size else 0
        if not gains.size or gains[best] <= 0:
            break
        share = _with(problem, share, best)
        chosen.append(best)
        spent += float(problem.cost[best])
    return chosen, share


def _with(problem: Problem, share: Floats, candidate: int) -> Floats:
    """Serve what a candidate reaches, as far as its capacity goes, place after place."""
    reached = problem.reaches.indices[problem.reaches.indptr[candidate] : problem.reaches.indptr[candidate + 1]]
    after = share.copy()
    if problem.capacity is None:
        after[reached] = 1.0
        return after
    missing = problem.people[reached] * (1.0 - share[reached])
    taken = np.clip(problem.capacity[candidate] - (np.cumsum(missing) - missing), 0.0, missing)
    people = problem.people[reached]
    after[reached] += np.divide(taken, people, out=np.zeros_like(taken), where=people > 0)
    return after


def _gains(problem: Problem, share: Floats, *, fair: bool) -> Floats:
    """Give what each candidate would add: people, or people weighted worst-first."""
    missing = problem.people * (1.0 - share)
    if fair:
        now = problem.fairness(share)
        tries = range(problem.reaches.shape[1])
        return np.array([problem.fairness(_with(problem, share, candidate)) - now for candidate in tries])
    gains: Floats = np.asarray(problem.reaches.T @ missing).ravel()
    return gains if problem.capacity is None else np.minimum(gains, problem.capacity)
