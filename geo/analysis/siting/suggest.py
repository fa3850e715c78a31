"""The best sites with a proof: mixed-integer programmes for HiGHS, a greedy start, and the gap that is left."""

import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_matrix

from geo.analysis.arrays import Floats, Ints
from geo.analysis.siting.bound import narrow
from geo.analysis.siting.bound_kernel import bought
from geo.analysis.siting.greedy import greedy
from geo.analysis.siting.problem import Problem
from geo.analysis.siting.programme import covering, worst_first
from geo.errors import BadInputError


@dataclass(frozen=True, eq=False, kw_only=True)
class Suggestion:
    """Which sites, what they bring, and how sure that is."""

    sites: pd.Index
    """Candidates chosen, the one that adds most first."""
    gains: tuple[float, ...]
    """People each adds when built in this order."""
    before: float
    """People served today."""
    after: float
    bound: float
    """No choice of sites serves more (for `fewest`: needs fewer)."""
    gap: float
    """Proven: how far the answer can be from the best, as a share of the bound."""
    cost: float
    seconds: float
    greedy_after: float
    """People the greedy choice serves."""
    greedy_gap: float


def most(
    problem: Problem,
    *,
    sites: int | None = None,
    budget: float | None = None,
    locked: tuple[str, ...] = (),
    fair: bool = False,
    time_limit_s: float = 20.0,
    gap: float = 0.01,
) -> Suggestion:
    """Serve the most people with so many sites or so much money (maximal covering, Church & ReVelle 1974).

    Parameters
    ----------
    locked
        Candidates that must be built.
    fair
        Lift the worst communities first: a person counts 8 times while under a quarter of the community is served,
        4 times under a half, 2 times under three quarters. ``bound`` and ``gap`` are then about that score.
    time_limit_s, gap
        Stop when the time is up or the proven gap is this small.

    Raises
    ------
    BadInputError
        If neither a number of sites nor a budget is given, or the locked sites already break it.
    """
    began = time.monotonic()
    forced = _forced(problem, locked, sites, budget)
    start, start_share = greedy(problem, sites=sites, budget=budget, locked=forced, fair=fair)
    one_limit = (sites is None) != (budget is None)
    if fair or problem.capacity is not None or not one_limit:
        found, most_served = _solved(problem, sites, budget, forced, time_limit_s, gap, fair=fair)
    else:
        found, most_served = _narrowed(problem, start, sites, budget, forced, time_limit_s, gap)
    chosen = _better(problem, start, found, fair=fair)
    after = _served(problem, chosen)
    score = problem.fairness(_share(problem, chosen)) if fair else after
    bounds = [most_served, _most_possible(problem, fair=fair)]
    if not fair:
        bounds.append(_one_by_one(problem, sites, budget))
    bound = max(min(bounds), score)
    order, gains = _in_order(problem, chosen)
    first = problem.fairness(start_share) if fair else float((problem.people * start_share).sum())
    return Suggestion(
        sites=problem.codes[order], gains=gains, before=problem.already, after=after, bound=bound,
        gap=(bound - score) / bound if bound > 0 else 0.0, cost=float(problem.cost[chosen].sum()),
        seconds=time.monotonic() - began, greedy_after=float((problem.people * start_share).sum()),
        greedy_gap=(bound - first) / bound if bound > 0 else 0.0,
    )  # fmt: skip


def _solved(
    problem: Problem,
    sites: int | None,
    budget: float | None,
    forced: Ints,
    time_limit_s: float,
    gap: float,
    *,
    fair: bool,
) -> tuple[list[int] | None, float]:
    """Hand the whole question to the solver."""
    small = problem.merged()
    programme = covering(small, sites=sites, budget=budget, forced=forced)
    if fair:
        programme = worst_first(problem, small, programme)
    found = programme.solve(time_limit_s, gap)
    return found.chosen, (0.0 if fair else problem.already) - found.bound


def _narrowed(
    problem: Problem,
    start: list[int],
    sites: int | None,
    budget: float | None,
    forced: Ints,
    time_limit_s: float,
    gap: float,
) -> tuple[list[int], float]:
    """Bound and narrow first; the solver gets what is left to decide, if the gap is still too wide."""
    began = time.monotonic()
    small = problem.merged()
    if budget is None:
        small = replace(small, cost=np.ones(len(problem.codes)))
    limit = float(sites or 0) if budget is None else budget
    left = narrow(small, start=start, budget=limit, forced=forced, time_limit_s=time_limit_s, gap=gap)
    already = problem.already
    if (left.bound - left.value) <= gap * (already + left.bound):
        return left.chosen, already + left.bound
    maybe = np.flatnonzero(left.maybe)
    part = replace(small, codes=small.codes[maybe], reaches=small.reaches[:, maybe], cost=small.cost[maybe]).merged()
    surely = np.flatnonzero(left.surely[maybe])
    found = covering(part, sites=sites, budget=budget, forced=surely).solve(
        max(time_limit_s - (time.monotonic() - began), 0.1), gap
    )
    bound = already + max(left.value, min(left.bound, -found.bound))
    if found.chosen is None:
        return left.chosen, bound
    chosen = maybe[found.chosen].tolist()
    return (chosen if _served(problem, chosen) > already + left.value else left.chosen), bound


def fewest(problem: Problem, *, target: float, time_limit_s: float = 20.0, gap: float = 0.01) -> Suggestion:
    """Find the cheapest sites (the fewest, where each costs 1) that serve a target share of the people (set covering).

    Raises
    ------
    BadInputError
        If all candidates together do not reach the target: says how far they get.
    """
    began = time.monotonic()
    total = float(problem.people.sum())
    everything = _served(problem, list(range(len(problem.codes))))
    if everything < target * total - 1e-6:
        raise BadInputError(
            "siting.errors.target", target=round(100 * target), reachable=round(100 * everything / max(total, 1e-9), 1)
        )
    small = replace(problem.merged(), capacity=problem.capacity)
    programme = covering(small, sites=None, budget=None, forced=np.empty(0, np.int64))
    goal = csr_matrix(-programme.objective[None, :])
    cost = np.zeros(programme.objective.size)
    cost[: len(problem.codes)] = problem.cost
    needed = LinearConstraint(goal, lb=target * total - problem.already - 1e-6)
    found = replace(programme, objective=cost, constraints=(*programme.constraints, needed)).solve(time_limit_s, gap)
    start = _until(problem, target * total)
    price = float(problem.cost[start].sum())
    chosen = start if found.chosen is None or problem.cost[found.chosen].sum() >= price else found.chosen
    order, gains = _in_order(problem, chosen)
    least, paid = max(found.bound, 0.0), float(problem.cost[chosen].sum())
    if np.allclose(problem.cost, 1.0):
        least = float(np.ceil(least - 1e-6))
    return Suggestion(
        sites=problem.codes[order], gains=gains, before=problem.already, after=_served(problem, chosen), bound=least,
        gap=(paid - least) / paid if paid > 0 else 0.0, cost=paid, seconds=time.monotonic() - began,
        greedy_after=_served(problem, start), greedy_gap=(price - least) / price if price > 0 else 0.0,
    )  # fmt: skip


def _forced(problem: Problem, locked: tuple[str, ...], sites: int | None, budget: float | None) -> Ints:
    if sites is None and budget is None:
        raise BadInputError("siting.errors.no_limit")
    forced = problem.codes.get_indexer(pd.Index(list(locked), dtype=object))
    if (forced < 0).any():
        missing = [code for code, at in zip(locked, forced, strict=True) if at < 0]
        raise BadInputError("siting.errors.locked_unknown", sites=", ".join(missing))
    price = float(problem.cost[forced].sum())
    if (sites is not None and forced.size > sites) or (budget is not None and price > budget + 1e-9):
        raise BadInputError("siting.errors.locked_too_many", count=forced.size, cost=price)
    return np.asarray(forced, np.int64)


def _share(problem: Problem, chosen: list[int]) -> Floats:
    return greedy(problem, sites=len(chosen), budget=None, locked=np.asarray(chosen, np.int64))[1]


def _served(problem: Problem, chosen: list[int]) -> float:
    if problem.capacity is None:
        return problem.worth(np.asarray(problem.reaches[:, chosen].sum(axis=1)).ravel() > 0)
    only = replace(
        problem, codes=problem.codes[chosen], reaches=problem.reaches[:, chosen], cost=problem.cost[chosen],
        capacity=problem.capacity[chosen],
    ).merged()  # fmt: skip
    if not only.people.size:
        return problem.already
    programme = covering(only, sites=None, budget=None, forced=np.arange(len(chosen)))
    return problem.already - programme.solve(60.0, 0.0).bound


def _better(problem: Problem, start: list[int], found: list[int] | None, *, fair: bool) -> list[int]:
    """Give the better of the greedy and the solver's choice."""
    if found is None:
        return start

    def score(chosen: list[int]) -> float:
        return problem.fairness(_share(problem, chosen)) if fair else _served(problem, chosen)

    return found if score(found) >= score(start) else start


def _most_possible(problem: Problem, *, fair: bool) -> float:
    everyone = np.ones(problem.people.size)
    return problem.fairness(everyone) if fair else float(problem.people.sum())


def _one_by_one(problem: Problem, sites: int | None, budget: float | None) -> float:
    """Bound what can be served by what the best sites would each serve alone: together they serve no more."""
    alone: Floats = np.asarray(problem.reaches.T @ problem.open).ravel()
    if problem.capacity is not None:
        alone = np.minimum(alone, problem.capacity)
    bounds = [float(alone.sum())]
    if sites is not None:
        bounds.append(float(np.sort(alone)[::-1][:sites].sum()))
    if budget is not None:
        bounds.append(float(bought(alone, problem.cost, budget, np.zeros(alone.size, bool))[0]))
    return problem.already + min(bounds)


def _in_order(problem: Problem, chosen: list[int]) -> tuple[list[int], tuple[float, ...]]:
    """Put sites in the order in which each adds most, with what it adds."""
    part = replace(
        problem, codes=problem.codes[chosen], reaches=problem.reaches[:, chosen], cost=np.ones(len(chosen)),
        capacity=None if problem.capacity is None else problem.capacity[chosen],
    )  # fmt: skip
    order, _ = greedy(part, sites=len(chosen), budget=None, locked=np.empty(0, np.int64))
    order += [at for at in range(len(chosen)) if at not in order]
    total, gains = problem.already, []
    for count in range(1, len(order) + 1):
        now = _served(problem, [chosen[at] for at in order[:count]])
        gains.append(now - total)
        total = now
    return [chosen[at] for at in order], tuple(gains)


def _until(problem: Problem, goal: float) -> list[int]:
    """Choose greedily until the goal is met."""
    everything, _ = greedy(problem, sites=None, budget=None, locked=np.empty(0, np.int64))
    for count in range(len(everything) + 1):
        if _served(problem, everything[:count]) >= goal - 1e-6:
            return everything[:count]
    return list(range(len(problem.codes)))
