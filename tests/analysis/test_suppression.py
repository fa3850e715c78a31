"""Small counts: hidden, and not to be worked out from what is shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.analysis import suppression

K = 5


def tree_of(seed):
    """Grow a random tree of three levels with random counts: the counts, and the node above each."""
    rng = np.random.default_rng(seed)
    parents, leaves = {"root": None}, []
    for number in range(rng.integers(1, 5)):
        parents[f"c{number}"] = "root"
        for leaf in range(rng.integers(1, 6)):
            parents[f"c{number}g{leaf}"] = f"c{number}"
            leaves.append(f"c{number}g{leaf}")
    counts = pd.Series(0.0, index=list(parents))
    counts[leaves] = rng.choice([0, 1, 3, 6, 12, 40, 120], len(leaves))
    for code in reversed(list(parents)):
        children = [child for child, parent in parents.items() if parent == code]
        if children:
            counts[code] = counts[children].sum()
    return counts.to_frame("n"), pd.Series(parents)


class Attacker:
    """Works out, by linear programming, what a hidden count can be, from all that is shown."""

    def __init__(self, seen, parents):
        self.leaves = [code for code in seen.index if code not in set(parents.dropna())]
        shown = seen["n"].dropna()
        self.equal = np.array([self.row(code) for code in shown.index]).reshape(-1, len(self.leaves)), shown.to_numpy()

    def row(self, code):
        below = [one == code or one.startswith(f"{code}g") or code == "root" for one in self.leaves]
        return np.array(below, float)

    def range(self, code):
        ends = []
        for sense in (1, -1):
            found = linprog(sense * self.row(code), A_eq=self.equal[0], b_eq=self.equal[1])
            ends.append(np.inf if found.status == 3 else sense * found.fun)
        return ends[0], abs(ends[1]) if np.isinf(ends[1]) else ends[1]


class TestSmallCounts:
    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 100_000))
    def test_cannot_be_worked_out_from_what_is_shown(self, seed):
        counts, parents = tree_of(seed)
        hidden = suppression.hidden_rows(counts, parents, k=K)
        attacker = Attacker(suppression.shown(counts, hidden), parents)
        for code in counts.index[(counts["n"] > 0) & (counts["n"] < K)]:
            low, high = attacker.range(code)
            assert high - low >= K - 1e-6, f"{code}: {counts.at[code, 'n']} lies between {low} and {high}"

    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 100_000))
    def test_are_never_shown(self, seed):
        counts, parents = tree_of(seed)
        seen = suppression.shown(counts, suppression.hidden_rows(counts, parents, k=K))["n"].dropna()
        assert not ((seen > 0) & (seen < K)).any()

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
