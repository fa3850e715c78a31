"""Maximum covering with a budget: a good choice at once, then HiGHS for a better one and a bound on the best."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.analysis.cctv.scene import Floats, Whole


@dataclass(frozen=True)
class Question:
    """What may be chosen, and what each choice covers."""

    covers: sparse.csr_matrix
    """Options (rows) by things to cover (columns), 1 where covered."""
    weights: Floats
    """Worth of each thing."""
    group: Whole
    """Options of one group exclude each other: directions of one camera."""
    current: npt.NDArray[np.bool_]
    """Options that stand already and cost nothing."""
    budget: int
    """How many options may be chosen that do not stand already."""


@dataclass(frozen=True)
class Choice:
    """What to choose, and how far it can be from the best."""

    options: Whole
    """Rows chosen, those that stand and are kept among them."""
    worth: float
    """Worth covered."""
    bound: float
    """No choice covers more."""

    @property
    def gap(self) -> float:
        """How much worth the best choice might have more, as a share of the bound; 0 is proven best."""
        return max(0.0, (self.bound - self.worth) / self.bound) if self.bound > 0 else 0.0


def choose(question: Question, *, seconds: float = 10.0) -> Choice:
    """Choose the options that cover most worth within the budget.

    Church and ReVelle's maximum covering problem with exclusive groups. A greedy exchange finds a choice and a bound
    from its last gains; HiGHS then has ``seconds`` to improve both.
    """
    question = _merged(question)
    good = _greedy(question)
    if good.gap <= 1e-9 or question.covers.shape[1] == 0:
        return good
    better = _solved(question, seconds)
    best = max((good, better), key=lambda choice: choice.worth)
    return Choice(options=best.options, worth=best.worth, bound=max(best.worth, min(good.bound, better.bound)))


def _merged(question: Question) -> Question:
    """Count things that the same options cover as one; leave out what none covers."""
    columns = question.covers.tocsc()
    columns.sort_indices()
    alike: dict[bytes, int] = {}
    worth: list[float] = []
    kept: list[int] = []
    for j in range(columns.shape[1]):
        rows = columns.indices[columns.indptr[j] : columns.indptr[j + 1]]
        if not rows.size:
            continue
        number = alike.setdefault(rows.tobytes(), len(kept))
        if number == len(kept):
            kept.append(j)
            worth.append(0.0)
        worth[number] += float(question.weights[j])
    return Question(
        covers=columns[:, kept].tocsr(),
        weights=np.array(worth),
        group=question.group,
        current=question.current,
        budget=question.budget,
    )


def _greedy(question: Question) -> Choice:
    held = {int(question.group[i]): int(i) for i in np.flatnonzero(question.current)}
    times = _times(question, held)
    moved: set[int] = set()
    for _ in range(question.budget):
        option, gain = _best_exchange(question, held, times, moved)
        if gain <= 1e-12:
            break
        held[int(question.group[option])] = option
        moved.add(int(question.group[option]))
        times = _times(question, held)
    worth = float(question.weights[times > 0].sum())
    options = np.array(sorted(held.values()), np.int64)
    return Choice(options=options, worth=worth, bound=worth + _room(question, times, moved))


def _times(question: Question, held: dict[int, int]) -> Floats:
    found: Floats = np.asarray(question.covers[sorted(held.values())].sum(axis=0)).ravel()
    return found


def _best_exchange(question: Question, held: dict[int, int], times: Floats, moved: set[int]) -> tuple[int, float]:
    """Give the option that gains most when it takes the place of its group's present one."""
    if not question.group.size:
        return 0, 0.0
    standing = np.array(sorted(held.values()), np.int64)
    mine = question.covers[standing].tocoo()
    owner = np.full(times.size, -1, np.int64)
    owner[mine.col] = question.group[standing][mine.row]
    owner[times != 1] = -1  # only what one option alone covers is lost with it
    alone = owner >= 0
    lost = np.bincount(owner[alone], question.weights[alone], minlength=int(question.group.max()) + 1)
    every = question.covers.tocoo()
    back = alone[every.col] & (owner[every.col] == question.group[every.row])
    kept = np.bincount(every.row[back], question.weights[every.col[back]], minlength=question.group.size)
    gains = question.covers @ (question.weights * (times == 0)) + kept - lost[question.group]
    gains[np.isin(question.group, list(moved)) | question.current] = -np.inf
    best = int(np.argmax(gains))
    return best, float(gains[best])


def _room(question: Question, times: Floats, moved: set[int]) -> float:
    """Bound what any other choice covers beyond this one: coverage has diminishing returns."""
    gains = question.covers @ (question.weights * (times == 0))
    fresh = gains[~question.current]
    best = np.zeros(int(question.group.max(initial=-1)) + 1)
    np.maximum.at(best, question.group[~question.current], fresh)
    returned = question.current & np.isin(question.group, list(moved))
    return float(np.sort(best)[::-1][: question.budget].sum() + gains[returned].sum())


def _solved(question: Question, seconds: float) -> Choice:
    options, things = question.covers.shape
    cover = sparse.hstack([-question.covers.T, sparse.identity(things)])
    fresh = sparse.hstack([sparse.csr_matrix((~question.current).astype(float)), sparse.csr_matrix((1, things))])
    groups = sparse.csr_matrix((np.ones(options), (question.group, np.arange(options))))
    once = sparse.hstack([groups, sparse.csr_matrix((groups.shape[0], things))])
    answer = milp(
        np.concatenate((np.zeros(options), -question.weights)),
        constraints=[
            LinearConstraint(cover, -np.inf, 0),
            LinearConstraint(fresh, -np.inf, question.budget),
            LinearConstraint(once, -np.inf, 1),
        ],
        integrality=np.concatenate((np.ones(options), np.zeros(things))),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    bound = -answer.mip_dual_bound if answer.mip_dual_bound is not None else float("inf")
    if answer.x is None:
        return Choice(options=np.empty(0, np.int64), worth=-1.0, bound=bound)
    chosen = np.flatnonzero(answer.x[:options] > 0.5)
    seen = np.asarray(question.covers[chosen].sum(axis=0)).ravel() > 0
    return Choice(options=chosen, worth=float(question.weights[seen].sum()), bound=bound)
