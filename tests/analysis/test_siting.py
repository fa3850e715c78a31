"""Siting: the best sites against brute force, the gap proven, and the worst-first mode."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_matrix

from geo.analysis import coverage, network, siting, sketch, walking
from geo.analysis.siting import Problem
from geo.analysis.supply import Decay
from geo.errors import BadInputError


def problem(seed, *, places=25, sites=8, capacity=False, group=False):
    rng = np.random.default_rng(seed)
    reaches = csc_matrix((rng.random((places, sites)) < 0.2).astype(float))
    return Problem(
        codes=pd.Index([f"C{number}" for number in range(sites)]),
        reaches=reaches,
        people=rng.integers(0, 40, places).astype(float),
        served=rng.random(places) < 0.2,
        cost=rng.integers(1, 6, sites).astype(float),
        capacity=rng.integers(5, 60, sites).astype(float) if capacity else None,
        group=rng.integers(0, 4, places) if group else None,
    )


def served(asked, chosen):
    covered = np.asarray(asked.reaches[:, list(chosen)].sum(axis=1)).ravel() > 0
    return asked.people[covered | asked.served].sum()


def choices(asked):
    numbers = range(len(asked.codes))
    return [chosen for count in range(len(asked.codes) + 1) for chosen in combinations(numbers, count)]


class TestTheMostPeople:
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 9_999), sites=st.integers(1, 4))
    def test_are_those_of_brute_force(self, seed, sites):
        asked = problem(seed)
        answer = siting.most(asked, sites=sites, gap=0.0)
        best = max(served(asked, chosen) for chosen in choices(asked) if len(chosen) <= sites)
        assert answer.after == pytest.approx(best)
        assert answer.bound == pytest.approx(best)
        assert answer.gap == pytest.approx(0, abs=1e-6)
        assert answer.before + sum(answer.gains) == pytest.approx(answer.after)

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 9_999), budget=st.integers(1, 12))
    def test_within_a_budget_are_those_of_brute_force(self, seed, budget):
        asked = problem(seed)
        answer = siting.most(asked, budget=budget, gap=0.0)
        best = max(served(asked, chosen) for chosen in choices(asked) if asked.cost[list(chosen)].sum() <= budget)
        assert answer.after == pytest.approx(best)
        assert answer.cost <= budget

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 9_999))
    def test_the_greedy_answer_is_at_least_63_per_cent_of_the_best(self, seed):
        asked = problem(seed)
        answer = siting.most(asked, sites=3, gap=0.0)
        assert answer.greedy_after - answer.before >= (1 - 1 / np.e) * (answer.after - answer.before) - 1e-6

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 9_999), sites=st.integers(1, 3), budget=st.one_of(st.none(), st.integers(1, 12)))
    def test_are_bounded_even_where_there_is_no_time(self, seed, sites, budget):
        asked = problem(seed, capacity=True)
        best = siting.most(asked, sites=sites, budget=budget, gap=0.0).after
        hasty = siting.most(asked, sites=sites, budget=budget, time_limit_s=1e-3)
        alone = np.minimum(asked.reaches.T @ asked.open, asked.capacity)
        assert best - 1e-6 <= hasty.bound <= asked.already + np.sort(alone)[::-1][:sites].sum() + 1e-6

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 9_999), sites=st.integers(1, 3))
    def test_with_capacities_are_the_largest_flow(self, seed, sites):
        import networkx as nx

        asked = problem(seed, capacity=True)

        def flow(chosen):
            graph = nx.DiGraph()
            graph.add_nodes_from(["all", "out"])
            for site in chosen:
                graph.add_edge(("site", site), "out", capacity=asked.capacity[site])
                for place in asked.reaches[:, site].indices:
                    if not asked.served[place]:
                        graph.add_edge("all", ("place", place), capacity=asked.people[place])
                        graph.add_edge(("place", place), ("site", site))
            return nx.maximum_flow_value(graph, "all", "out")

        best = max(flow(chosen) for chosen in choices(asked) if len(chosen) <= sites)
        answer = siting.most(asked, sites=sites, gap=0.0)
        assert answer.after == pytest.approx(asked.already + best)

    def test_keep_a_locked_site_even_if_it_is_poor(self):
        asked = problem(3)
        poor = asked.codes[int(np.argmin(asked.reaches.T @ asked.open))]
        assert poor in siting.most(asked, sites=2, locked=(poor,)).sites

    def test_are_found_by_the_greedy_start_when_no_time_is_left(self):
        answer = siting.most(problem(5, places=60, sites=30), sites=4, time_limit_s=0.0)
        assert answer.after > answer.before
        assert answer.bound >= answer.after
        assert answer.gap == pytest.approx((answer.bound - answer.after) / answer.bound)


class TestTheFewestSites:
    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 9_999), target=st.floats(0.3, 0.95))
    def test_cost_what_brute_force_says(self, seed, target):
        asked = problem(seed)
        goal = target * asked.people.sum() - 1e-6
        costs = [asked.cost[list(chosen)].sum() for chosen in choices(asked) if served(asked, chosen) >= goal]
        if not costs:
            with pytest.raises(BadInputError):
                siting.fewest(asked, target=target)
            return
        answer = siting.fewest(asked, target=target, gap=0.0)
        assert answer.cost == pytest.approx(min(costs))
        assert answer.after >= goal


class TestTheWorstFirst:
    def two_communities(self):
        """Candidate A adds 100 people to a place served at 80 %, B adds 30 to one served at nothing."""
        return Problem(
            codes=pd.Index(["A", "B"]),
            reaches=csc_matrix(np.array([[0, 0], [1, 0], [0, 1], [0, 0]], float)),
            people=np.array([400.0, 100.0, 30.0, 90.0]),
            served=np.array([True, False, False, False]),
            cost=np.ones(2),
            group=np.array([0, 0, 1, 1]),
        )

    def test_are_lifted_before_the_many(self):
        asked = self.two_communities()
        assert siting.most(asked, sites=1).sites.tolist() == ["A"]
        assert siting.most(asked, sites=1, fair=True).sites.tolist() == ["B"]

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 9_999))
    def test_score_is_that_of_brute_force(self, seed):
        asked = problem(seed, group=True)

        def score(chosen):
            return asked.fairness(np.asarray(asked.reaches[:, list(chosen)].sum(axis=1)).ravel() > 0)

        best = max(score(chosen) for chosen in choices(asked) if len(chosen) <= 2)
        answer = siting.most(asked, sites=2, fair=True, gap=0.0)
        assert answer.bound == pytest.approx(best)
        assert score(asked.codes.get_indexer(answer.sites)) == pytest.approx(best)


class TestBadInput:
    def test_no_limit_is_asked_for(self):
        with pytest.raises(BadInputError):
            siting.most(problem(1))

    def test_locked_sites_must_exist_and_fit(self):
        for locked, sites in ((("nowhere",), 2), (("C0", "C1"), 1)):
            with pytest.raises(BadInputError):
                siting.most(problem(1), sites=sites, locked=locked)

    def test_no_candidate_stands_in_a_forbidden_area(self):
        places = sketch.facilities((10, 10), (50, 50))
        forbidden = sketch.landscape(("green", shapely.box(0, 0, 20, 20)))
        assert siting.candidates(places, forbidden=forbidden).index.tolist() == ["F2"]


class TestWhatStands:
    """The quick way for a page that follows a finger, against a whole new computation."""

    @given(seed=st.integers(0, 9_999))
    def test_serves_exactly_whom_a_new_computation_says(self, seed):
        rng = np.random.default_rng(seed)
        net = network.build(sketch.lattice(16, seed=seed, kept=0.8))
        doors = network.Doorways(net)
        homes = sketch.residents(*rng.uniform(0, 700, (200, 2)), people=rng.integers(0, 9, 200).tolist())
        sites = sketch.facilities(*rng.uniform(0, 700, (5, 2)), capacity=rng.integers(0, 9, 5).tolist())
        standing = self.standing(doors, homes, need=0.1)
        for some in (sites, sites.iloc[[0, 3]], sites.iloc[:0], sites):
            ask = {"ages": "age_65", "minutes": 5, "metres_per_second": 0.8, "need": 0.1}
            new, quick = coverage.reach(doors, some, homes, **ask), standing.served(some)
            assert quick.network.tolist() == new.places["network"].tolist()
            assert (quick.capacity is not None) == new.capacity_known
            if quick.capacity is not None:
                assert quick.capacity == pytest.approx(new.places["capacity"].to_numpy(), abs=1e-9)

    def test_off_the_network_serves_nobody(self):
        doors = network.Doorways(network.build(sketch.straight_road(metres=900)))
        standing = self.standing(doors, sketch.residents((0, 0), people=[5]), need=None)
        assert standing.served(sketch.facilities((0, 5_000))).network.tolist() == [0]

    @staticmethod
    def standing(doors, homes, *, need):
        places = walking.Places(doors.network, doors.snap(homes), metres_per_second=0.8)
        people = homes["age_65"].to_numpy(float)
        return siting.Standing(places, people, doors.snap, minutes=5, need=need, decay=Decay())
