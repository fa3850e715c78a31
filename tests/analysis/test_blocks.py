"""Blocks: no question, and no pair of questions, tells of fewer than k people; totals stay."""

from collections import defaultdict
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.blocks import CHAIN, blocks, few

K = 5
BANDS = ("0-2", "18-59", "60-64", "65-79", "80+")
GROUPS = {"everyone": BANDS, "60": CHAIN, "65": CHAIN[:2], "80": CHAIN[:1], "0-2": ("0-2",)}


def town(seed, *, people=(0, 0, 1, 2, 3, 4, 9, 40)):
    """Give a town of three communities of up to four grids, with few people in most bands of most places."""
    rng = np.random.default_rng(seed)
    homes = int(rng.integers(1, 40))
    counts = pd.DataFrame(rng.choice(people, (homes, len(BANDS))), columns=BANDS)
    x, y = rng.uniform(0, 400, (2, homes))
    grid = rng.integers(0, int(rng.integers(1, 12)), homes)
    return counts, x, y, [[f"g{one}", f"c{one % 3}", "city"] for one in grid]


class TestBlocks:
    @given(seed=st.integers(0, 100_000))
    def test_are_nothing_or_at_least_k_and_keep_the_total(self, seed):
        counts, x, y, lineage = town(seed)
        made = blocks(counts, x, y, lineage, k=K)

        assert not ((made > 0) & (made < K)).any(axis=None)
        lost = counts.to_numpy().sum() - made.to_numpy().sum()
        assert 0 <= lost < K * len(BANDS)
        if counts.to_numpy().sum() >= K * len(BANDS) * K:
            assert lost <= K * (len(BANDS) - 1)

    @given(seed=st.integers(0, 100_000), asked=st.data())
    def test_leave_no_difference_between_two_nested_questions_that_is_small(self, seed, asked):
        """Ask any age group of any circle, then a wider group of a wider circle, and subtract."""
        counts, x, y, lineage = town(seed)
        made = blocks(counts, x, y, lineage, k=K)
        away = np.hypot(x - asked.draw(st.floats(0, 400)), y - asked.draw(st.floats(0, 400)))
        near, far = sorted(asked.draw(st.tuples(st.floats(0, 600), st.floats(0, 600))))
        inner, outer = asked.draw(st.sampled_from([("80", "65"), ("65", "60"), ("60", "everyone"), ("0-2", "everyone"),
                                                   ("65", "65"), ("everyone", "everyone")]))  # fmt: skip
        small = made.loc[away <= near, list(GROUPS[inner])].to_numpy().sum()
        large = made.loc[away <= far, list(GROUPS[outer])].to_numpy().sum()

        assert large - small == 0 or large - small >= K

    @given(seed=st.integers(0, 100_000))
    def test_look_the_same_for_another_town_with_other_small_counts(self, seed):
        """Whatever is asked, an attacker cannot tell a small count: a town with another count there answers alike."""
        counts, x, y, lineage = town(seed, people=(0, 2, 3, 40))
        made, flags = blocks(counts, x, y, lineage, k=K), few(counts, lineage, k=K)
        small = [(row, band) for row, band in zip(*np.nonzero((counts.to_numpy() > 0) & (counts.to_numpy() < K)),
                                                   strict=True)]  # fmt: skip
        grid = np.array([path[0] for path in lineage])
        for row, band in small:
            mates = [one for one, other in small if other == band and one != row and grid[one] == grid[row]]
            whole = counts.loc[grid == grid[row], BANDS[band]]
            if whole[whole < K].sum() < K or not mates:
                continue  # what a grid has too little of is not listed there at all
            assert any(self.alike(counts, x, y, lineage, made, flags, row, mate, band) for mate in mates)

    @staticmethod
    def alike(counts, x, y, lineage, made, flags, row, mate, band):
        other = counts.copy()
        step = 1 if counts.iat[row, band] < K - 1 and counts.iat[mate, band] > 1 else -1
        if counts.iat[row, band] + step == 0:
            return False
        other.iat[row, band] += step
        other.iat[mate, band] -= step
        return made.equals(blocks(other, x, y, lineage, k=K)) and flags.equals(few(other, lineage, k=K))

    def test_leave_every_small_count_open_whatever_town_it_is(self):
        """Look at every town of four grids there is: no small count is the same in all towns that look alike."""
        lineage = [["a", "A", "city"], ["b", "A", "city"], ["c", "B", "city"], ["d", "B", "city"]]
        x, y = np.array([0.0, 1, 10, 11]), np.zeros(4)
        towns = defaultdict(list)
        for numbers in product(range(10), repeat=4):
            if sum(numbers) > 9:
                continue  # with more people there are only more towns that look alike
            counts = pd.DataFrame({"80+": numbers})
            made, hidden = blocks(counts, x, y, lineage, k=3)["80+"], few(counts, lineage, k=3)["80+"]
            nodes = {node: [at for at, path in enumerate(lineage) if node in path] for node in hidden.index}
            looks = tuple("few" if hidden[node] else int(made[at].sum()) for node, at in sorted(nodes.items()))
            towns[looks].append(numbers)
        for alike in towns.values():
            for at in range(4):
                told = {numbers[at] for numbers in alike}
                assert len(told) > 1 or not told <= {1, 2}, f"{at} of {alike}"

    def test_keep_what_is_large_where_it_is(self):
        counts = pd.DataFrame({"65-79": [12, 5, 0], "80+": [0, 7, 9]})
        assert blocks(counts, np.arange(3.0), np.zeros(3), [["g"]] * 3, k=K).equals(counts)

    def test_stand_in_the_middle_of_those_who_are_joined(self):
        counts = pd.DataFrame({"80+": [1, 2, 2]})
        found = blocks(counts, np.array([0.0, 10.0, 20.0]), np.zeros(3), [["g"]] * 3, k=K)
        assert found["80+"].tolist() == [0, 5, 0]

    def test_take_few_people_of_a_grid_to_its_neighbour(self):
        counts = pd.DataFrame({"80+": [3, 9]})
        found = blocks(counts, np.array([0.0, 10.0]), np.zeros(2), [["a", "c"], ["b", "c"]], k=K)
        assert found["80+"].tolist() == [0, 12]
        assert few(counts, [["a", "c"], ["b", "c"]], k=K)["80+"].to_dict() == {"a": True, "c": False, "b": False}

    def test_never_say_nobody_where_there_are_k_of_an_age_group(self):
        counts = pd.DataFrame({"65-79": [3], "80+": [3]})
        found = blocks(counts, np.zeros(1), np.zeros(1), [["g", "city"]], k=K)
        assert found.iloc[0].to_dict() == {"65-79": 6, "80+": 0}

    @pytest.mark.parametrize("column", BANDS)
    def test_change_no_total_of_a_grid_that_has_k_of_a_band(self, column):
        counts, x, y, lineage = town(7, people=(0, 1, 2, 3))
        grid = [path[0] for path in lineage]
        before, after = (table[column].groupby(grid).sum() for table in (counts, blocks(counts, x, y, lineage, k=K)))
        assert (after[before >= K] >= before[before >= K]).all()
