"""Small counts: hidden, and not to be worked out from what is shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.analysis import gaps, suppression

K = 5


def tree_of(seed):
    """Grow a random tree of three levels with random coverage counts."""
    rng = np.random.default_rng(seed)
    parents, leaves = {"root": None}, []
    for number in range(rng.integers(1, 5)):
        parents[f"c{number}"] = "root"
        for leaf in range(rng.integers(1, 6)):
            parents[f"c{number}g{leaf}"] = f"c{number}"
            leaves.append(f"c{number}g{leaf}")
    people = rng.choice([0, 1, 3, 6, 12, 40, 120], len(leaves))
    ring = rng.binomial(people, rng.choice([0.1, 0.8, 0.98]))
    network = rng.binomial(ring, rng.choice([0.1, 0.8, 0.98]))
    unknown = rng.binomial(people - ring, 0.05)
    capacity = network * rng.random(len(leaves))
    table = pd.DataFrame(
        {"people": people, "ring": ring, "network": network, "capacity": capacity, "unknown": unknown},
        index=leaves, dtype=float,
    )  # fmt: skip
    for code in reversed(list(parents)):
        children = [child for child, parent in parents.items() if parent == code]
        if children:
            table.loc[code] = table.loc[children].sum()
    table = table.loc[list(parents)]
    levels = ["district" if p is None else "community" if p == "root" else "grid" for p in parents.values()]
    return table.assign(level=levels, parent=pd.Series(parents), p50_min=1.0, p90_min=2.0)


class Attacker:
    """Works out, by linear programming, what a hidden figure can be, from all that is shown."""

    figures = ("people", "ring", "network", "capacity", "unknown")

    def __init__(self, seen):
        self.seen = seen
        inner = set(seen["parent"].dropna())
        self.leaves = [code for code in seen.index if code not in inner]
        self.size = len(self.leaves) * len(self.figures)
        rows, values = [], []
        for code in seen.index:
            for figure in self.figures:
                if pd.notna(seen.at[code, figure]):
                    rows.append(self.row(code, {figure: 1.0}))
                    values.append(seen.at[code, figure])
        self.equal = np.array(rows).reshape(-1, self.size), np.array(values)
        chain = [("capacity", "network"), ("network", "ring"), ("ring", "people")]
        less = [self.row(code, {low: 1.0, high: -1.0}) for code in self.leaves for low, high in chain]
        less += [self.row(code, {"network": 1.0, "unknown": 1.0, "people": -1.0}) for code in self.leaves]
        self.less = np.array(less)

    def below(self, code):
        return [one for one in self.leaves if one == code or one.startswith(f"{code}g") or code == "root"]

    def row(self, code, parts):
        made = np.zeros(self.size)
        for leaf in self.below(code):
            for figure, factor in parts.items():
                made[self.leaves.index(leaf) * len(self.figures) + self.figures.index(figure)] += factor
        return made

    def range(self, code, parts):
        aim = self.row(code, parts)
        ends = []
        for sense in (1, -1):
            found = linprog(
                sense * aim, A_ub=self.less, b_ub=np.zeros(len(self.less)), A_eq=self.equal[0], b_eq=self.equal[1]
            )
            ends.append(np.inf if found.status == 3 else sense * found.fun)
        return ends[0], abs(ends[1]) if np.isinf(ends[1]) else ends[1]


ATOMS = {
    "people": {"people": 1.0},
    "network": {"network": 1.0},
    "not reached": {"people": 1.0, "network": -1.0},
    "unknown": {"unknown": 1.0},
    "beyond": {"people": 1.0, "network": -1.0, "unknown": -1.0},
    "ring more": {"ring": 1.0, "network": -1.0},
    "outside": {"people": 1.0, "ring": -1.0},
}


class TestSmallCounts:
    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 100_000))
    def test_cannot_be_worked_out_from_what_is_shown(self, seed):
        table = tree_of(seed)
        attacker = Attacker(gaps.shown(table, k=K))
        for code in table.index:
            for name, parts in ATOMS.items():
                true = sum(table.at[code, figure] * factor for figure, factor in parts.items())
                if 0 < true < K:
                    low, high = attacker.range(code, parts)
                    assert high - low >= K - 1e-6, f"{name} of {code}: {true} lies between {low} and {high}"

    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 100_000))
    def test_of_places_cannot_be_worked_out_from_totals_of_places(self, seed):
        table = tree_of(seed)
        attacker = Attacker(gaps.shown(table, k=K).assign(people=np.nan, ring=np.nan, network=np.nan, unknown=np.nan))
        for code in table.index[(table["capacity"] > 0) & (table["capacity"] < K)]:
            low, high = attacker.range(code, {"capacity": 1.0})
            assert high - low >= K - 1e-6

    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 100_000))
    def test_are_never_shown(self, seed):
        seen = gaps.shown(tree_of(seed), k=K)
        for figure in Attacker.figures:
            shown = seen[figure].dropna()
            assert not ((shown > 0) & (shown < K)).any()

    def test_hide_nothing_where_all_are_large(self):
        parents = pd.Series({"all": None, "a": "all", "b": "all"})
        counts = pd.DataFrame({"n": {"all": 30, "a": 10, "b": 20}})
        assert not suppression.hidden_rows(counts, parents, k=K).any()

    def test_take_the_smallest_neighbour_with_them(self):
        parents = pd.Series({"all": None, "a": "all", "b": "all", "c": "all"})
        counts = pd.DataFrame({"n": {"all": 33, "a": 3, "b": 20, "c": 10}})
        hidden = suppression.hidden_rows(counts, parents, k=K)
        assert hidden[hidden].index.tolist() == ["a", "c"]

    def test_take_the_total_with_them_where_nothing_else_is_left(self):
        parents = pd.Series({"all": None, "a": "all", "b": "all"})
        counts = pd.DataFrame({"n": {"all": 4, "a": 3, "b": 1}})
        assert suppression.hidden_rows(counts, parents, k=K).all()

    def test_zero_is_shown(self):
        parents = pd.Series({"all": None, "a": "all", "b": "all"})
        counts = pd.DataFrame({"n": {"all": 9, "a": 0, "b": 9}})
        assert not suppression.hidden_rows(counts, parents, k=K).any()

    def test_totals_that_do_not_add_up_are_refused(self):
        with pytest.raises(ValueError, match="add up"):
            suppression.hidden_rows(pd.DataFrame({"n": {"all": 9, "a": 1}}), pd.Series({"all": None, "a": "all"}), k=K)
