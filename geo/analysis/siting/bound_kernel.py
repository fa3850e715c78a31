"""The Lagrangian bound of maximal covering, by machine."""

import numpy as np

from geo.analysis.arrays import Flags, Floats, Ints, compiled


@compiled
def descend(
    first: Ints,
    place: Ints,
    people: Floats,
    cost: Floats,
    budget: float,
    forced: Flags,
    target: float,
    rounds: int,
    price: Floats,
    step: float,
) -> tuple[float, Floats, Floats, Flags, float]:
    """Lower the bound by subgradient steps: bound, each candidate's worth at it, prices, best choice met, next step.

    Every place pays a price of at most its people; a candidate is worth the prices of the places it reaches. The
    bound is the worth of the best candidates the budget buys (the last one in part) plus what places do not pay.
    ``target`` is a value known to be reached: steps aim at it.
    """
    candidates, places = first.size - 1, people.size
    best_bound = 2.0 * people.sum() + 1.0
    best_worth = np.zeros(candidates)
    best_price = price.copy()
    best_value = -1.0
    best_chosen = np.zeros(candidates, np.bool_)
    idle = 0
    for _ in range(rounds):
        worth = np.zeros(candidates)
        for candidate in range(candidates):
            for at in range(first[candidate], first[candidate + 1]):
                worth[candidate] += price[place[at]]
        bound, taken = bought(worth, cost, budget, forced)
        bound += np.maximum(people - price, 0.0).sum()
        count = np.zeros(places)
        chosen = taken >= 1.0
        for candidate in range(candidates):
            if taken[candidate] > 0.0:
                for at in range(first[candidate], first[candidate + 1]):
                    count[place[at]] += taken[candidate]
        value = 0.0
        for one in range(places):
            if count[one] >= 1.0:
                value += people[one]
        if value > best_value and (taken[~chosen] == 0.0).all():
            best_value = value
            best_chosen = chosen.copy()
        if bound < best_bound - 1e-9 * abs(best_bound):
            best_bound, best_worth, best_price, idle = bound, worth, price.copy(), 0
        else:
            idle += 1
            if idle == 20:
                step, idle, price = step * 0.6, 0, best_price.copy()
        aim = max(target, best_value)
        if best_bound - aim <= 1e-7 * aim or step < 1e-4:
            break
        slope = count - np.where(price < people, 1.0, 0.0)
        norm = (slope * slope * (people > 0)).sum()
        if norm == 0.0:
            break
        price = np.minimum(np.maximum(price - step * (bound - aim) / norm * slope, 0.0), people)
    return best_bound, best_worth, best_price, best_chosen, step


@compiled
def bought(worth: Floats, cost: Floats, budget: float, forced: Flags) -> tuple[float, Floats]:
    """Buy the candidates worth most for their cost, the last one in part; forced ones first."""
    taken = np.zeros(worth.size)
    left = budget
    total = 0.0
    for candidate in range(worth.size):
        if forced[candidate]:
            taken[candidate] = 1.0
            left -= cost[candidate]
            total += worth[candidate]
    order = np.argsort(-worth / np.maximum(cost, 1e-9))
    for candidate in order:
        if forced[candidate]:
            continue
        if left <= 1e-9:
            break
        part = min(1.0, left / max(cost[candidate], 1e-9))
        taken[candidate] = part
        total += part * worth[candidate]
        left -= part * cost[candidate]
    return total, taken


@compiled
def swap(first: Ints, place: Ints, people: Floats, cost: Floats, budget: float, chosen: Flags, forced: Flags) -> float:
    """Swap one chosen site for another while that serves more; change ``chosen`` in place and give what is served."""
    candidates = first.size - 1
    count = np.zeros(people.size, np.int32)
    spent = 0.0
    for candidate in range(candidates):
        if chosen[candidate]:
            spent += cost[candidate]
            for at in range(first[candidate], first[candidate + 1]):
                count[place[at]] += 1
    better = True
    while better:
        better = False
        for out in range(candidates):
            if not chosen[out] or forced[out]:
                continue
            lost = 0.0
            for at in range(first[out], first[out + 1]):
                count[place[at]] -= 1
                if count[place[at]] == 0:
                    lost += people[place[at]]
            best, into = lost * (1 + 1e-9), out
            for candidate in range(candidates):
                if chosen[candidate] or spent - cost[out] + cost[candidate] > budget + 1e-9:
                    continue
                gain = 0.0
                for at in range(first[candidate], first[candidate + 1]):
                    if count[place[at]] == 0:
                        gain += people[place[at]]
                if gain > best:
                    best, into = gain, candidate
            for at in range(first[into], first[into + 1]):
                count[place[at]] += 1
            if into != out:
                chosen[out], chosen[into] = False, True
                spent += cost[into] - cost[out]
                better = True
    return float(people[count > 0].sum())
