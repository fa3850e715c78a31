"""Siting questions written as mixed-integer programmes and handed to HiGHS."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_matrix, csr_matrix, diags_array

from geo.analysis.arrays import Floats, Ints
from geo.analysis.siting.problem import BANDS, Problem


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """What the solver came back with."""

    chosen: list[int] | None
    bound: float
    """Proven lower bound of the minimised objective."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Programme:
    """Minimise; the first ``sites`` variables are yes or no, the rest are amounts."""

    objective: Floats
    sites: int
    upper: Floats
    lower: Floats
    constraints: tuple[LinearConstraint, ...]

    def solve(self, time_limit_s: float, gap: float) -> Found:
        """Solve until the gap or the time is used up."""
        if not self.objective.size:
            return Found(chosen=[], bound=0.0)
        whole = np.zeros(self.objective.size)
        whole[: self.sites] = 1
        answer = milp(
            self.objective,
            integrality=whole,
            bounds=Bounds(self.lower, self.upper),
            constraints=self.constraints,
            options={"time_limit": time_limit_s, "mip_rel_gap": gap},
        )
        chosen = None if answer.x is None else np.flatnonzero(answer.x[: self.sites] > 0.5).tolist()
        bound = answer.get("mip_dual_bound")
        return Found(chosen=chosen, bound=-np.inf if bound is None else float(bound))


def covering(problem: Problem, *, sites: int | None, budget: float | None, forced: Ints) -> Programme:
    """Write maximal covering (with capacities: as flows of people to sites) as a programme."""
    count = len(problem.codes)
    yes = np.zeros(count)
    yes[forced] = 1.0
    flows = problem.reaches.tocsr() if problem.capacity is None else problem.reaches.tocoo()
    if problem.capacity is None:
        amounts = problem.people.size
        objective = np.concatenate([np.zeros(count), -problem.people])
        upper = np.ones(count + amounts)
        rules = [LinearConstraint(block_array([[-flows, diags_array(np.ones(amounts))]], format="csr"), ub=0.0)]
    else:
        amounts = flows.nnz
        objective = np.concatenate([np.zeros(count), -np.ones(amounts)])
        upper = np.concatenate([np.ones(count), problem.people[flows.row]])
        pair = np.arange(amounts)
        one = np.ones(amounts)
        leave = coo_matrix((one, (flows.row, pair)), shape=(problem.people.size, amounts))
        enter = coo_matrix((one, (flows.col, pair)), shape=(count, amounts))
        most_here = np.minimum(problem.people[flows.row], problem.capacity[flows.col])
        tight = coo_matrix((-most_here, (pair, flows.col)), shape=(amounts, count))
        none = csr_matrix((problem.people.size, count))
        rules = [
            LinearConstraint(block_array([[none, leave]], format="csr"), ub=problem.people),
            LinearConstraint(block_array([[-diags_array(problem.capacity), enter]], format="csr"), ub=0.0),
            LinearConstraint(block_array([[tight, diags_array(one)]], format="csr"), ub=0.0),
        ]
    for given, row in ((sites, np.ones(count)), (budget, problem.cost)):
        if given is not None:
            rules.append(LinearConstraint(csr_matrix(np.concatenate([row, np.zeros(amounts)])[None, :]), ub=given))
    return Programme(
        objective=objective, sites=count, upper=upper, lower=np.concatenate([yes, np.zeros(amounts)]),
        constraints=tuple(rules),
    )  # fmt: skip


def worst_first(problem: Problem, small: Problem, programme: Programme) -> Programme:
    """Turn people served into bands of their community's share, the lowest band worth most."""
    if problem.group is None or small.group is None:
        raise ValueError("the worst-first mode needs the community of every place")
    total = np.bincount(problem.group, problem.people)
    already = np.bincount(problem.group, problem.people * problem.served, minlength=total.size)
    where = small.group if small.capacity is None else small.group[small.reaches.tocoo().row]
    amounts = -programme.objective[programme.sites :]
    gather = coo_matrix((amounts, (where, np.arange(amounts.size))), shape=(total.size, amounts.size))
    bands = len(BANDS)
    slots = total.size * bands
    spread = coo_matrix(
        (-np.ones(slots), (np.repeat(np.arange(total.size), bands), np.arange(slots))), shape=(total.size, slots)
    )
    edges = np.diff([0.0, *(high for high, _ in BANDS)])
    widened = [
        LinearConstraint(block_array([[rule.A, csr_matrix((rule.A.shape[0], slots))]], format="csr"), rule.lb, rule.ub)
        for rule in programme.constraints
    ]
    balance = block_array([[csr_matrix((total.size, programme.sites)), -gather, -spread]], format="csr")
    return Programme(
        objective=np.concatenate(
            [np.zeros(programme.objective.size), -np.tile([weight for _, weight in BANDS], total.size)]
        ),
        sites=programme.sites,
        upper=np.concatenate([programme.upper, (total[:, None] * edges[None, :]).ravel()]),
        lower=np.concatenate([programme.lower, np.zeros(slots)]),
        constraints=(*widened, LinearConstraint(balance, ub=already)),
    )
