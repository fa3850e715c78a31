"""Coverage: ring, network and capacity side by side, and what could not be used."""

import numpy as np
import pandas as pd
import pytest
import shapely
from access import Access
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import coverage, gaps, network, sketch, walking
from geo.analysis.supply import Decay, shared_out


def reach(streets, facilities, residents, *, landscape=None, minutes=15, pace=0.8, need=None, ages="age_65", **options):
    doors = network.Doorways(network.build(streets), landscape, streets)
    return coverage.reach(
        doors, facilities, residents, ages=ages, minutes=minutes, metres_per_second=pace, need=need, **options
    )


def town(seed, *, homes=60, sites=4):
    """Give a lattice town with random homes in four grids of two communities."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 500, (homes, 2))
    grid = np.where(spots[:, 0] < 250, "a", "b") + pd.Series(np.where(spots[:, 1] < 250, "1", "2"))
    people = sketch.residents(*spots, people=rng.integers(0, 30, homes).tolist(), grid=grid.tolist())
    places = sketch.facilities(*rng.uniform(0, 500, (sites, 2)), capacity=rng.integers(0, 40, sites).tolist())
    tree = sketch.tree({"T": None, "a": "T", "b": "T", "a1": "a", "a2": "a", "b1": "b", "b2": "b"})
    return sketch.lattice(12, seed=seed, kept=0.75), places, people, tree


class TestRingAndNetwork:
    def test_part_where_the_river_runs(self):
        people = sketch.residents((500, 0), (500, 100), people=[10, 30])
        found = reach(sketch.river_town(), sketch.facilities((450, 0)), people, landscape=sketch.river()).places
        assert found["ring"].tolist() == [10, 30]
        assert found["network"].tolist() == [10, 0]

    def test_meet_again_over_a_bridge(self):
        people = sketch.residents((500, 0), (500, 100), people=[10, 30])
        found = reach(sketch.river_town(bridges=[480]), sketch.facilities((450, 0)), people).places
        assert found["network"].tolist() == [10, 30]

    def test_end_at_the_same_metre_on_a_straight_road(self):
        people = sketch.residents((720, 0), (721, 0), people=[1, 1])
        found = reach(sketch.straight_road(metres=2000), sketch.facilities((0, 0)), people).places
        assert found[["ring", "network"]].to_numpy().tolist() == [[1, 1], [0, 0]]

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 9_999), minutes=st.integers(1, 15), pace=st.sampled_from([0.65, 0.8, 1.0, 1.2]))
    def test_never_cross_anywhere(self, seed, minutes, pace):
        streets, places, people, tree = town(seed)
        found = reach(streets, places, people, minutes=minutes, pace=pace, need=0.3)
        for table in (found.places, gaps.by_node(found, tree)):
            capacity = table["capacity"].fillna(0)
            assert (capacity <= table["network"] + 1e-9).all()
            assert (table["network"] <= table["ring"]).all()
            assert (table["ring"] <= table["people"]).all()


class TestFigures:
    def test_add_up_at_every_level(self):
        streets, places, people, tree = town(7)
        table = gaps.by_node(reach(streets, places, people, need=0.3, minutes=5), tree)
        for figure in coverage.FIGURES:
            for node in ("T", "a", "b"):
                assert table.loc[table["parent"] == node, figure].sum() == pytest.approx(table.at[node, figure])
        assert table.at["T", "people"] == people["age_65"].sum()

    def test_keep_people_outside_every_grid(self):
        people = sketch.residents((0, 0), (9, 0), people=[3, 4], grid=["a1", "nowhere"])
        table = gaps.by_node(
            reach(sketch.straight_road(metres=100), sketch.facilities((0, 0)), people),
            sketch.tree({"T": None, "a": "T", "a1": "a"}),
        )
        assert table["people"].to_dict() == {"T": 3, "a": 3, "a1": 3, "": 4}

    def test_an_empty_grid_has_noughts_and_no_minutes(self):
        people = sketch.residents((0, 0), people=[3], grid=["a1"])
        table = gaps.by_node(
            reach(sketch.straight_road(metres=100), sketch.facilities((0, 0)), people),
            sketch.tree({"T": None, "a1": "T", "a2": "T"}),
        )
        assert table.loc["a2", ["people", "network"]].tolist() == [0, 0]
        assert np.isnan(table.at["a2", "p50_min"])

    def test_half_the_people_live_within_p50(self):
        people = sketch.residents((60, 0), (120, 0), (600, 0), people=[4, 2, 4], grid=["a1"] * 3)
        table = gaps.by_node(
            reach(sketch.straight_road(metres=900), sketch.facilities((0, 0)), people, pace=1.0),
            sketch.tree({"T": None, "a1": "T"}),
        )
        assert table.loc["a1", ["p50_min", "p90_min", "nearest_m"]].tolist() == [2, 10, 60]

    def test_gaps_come_by_people_not_served(self):
        people = sketch.residents((0, 0), (1900, 0), (1800, 0), people=[9, 3, 5], grid=["a1", "a2", "a3"])
        table = gaps.by_node(
            reach(sketch.straight_road(metres=2000), sketch.facilities((0, 0)), people),
            sketch.tree({"T": None, "a1": "T", "a2": "T", "a3": "T"}),
        )
        assert gaps.ranked(table)["unserved"].to_dict() == {"a3": 5, "a2": 3, "a1": 0}


class TestCapacity:
    def test_of_one_facility_serves_as_many_as_the_norm_says(self):
        people = sketch.residents((0, 0), (10, 0), people=[100, 100])
        places = sketch.facilities((0, 0), capacity=[4])
        found = reach(sketch.straight_road(metres=100), places, people, need=0.04).places
        assert found["capacity"].tolist() == pytest.approx([50, 50])

    def test_is_unknown_without_a_norm_or_without_any_capacity(self):
        streets, people = sketch.straight_road(metres=100), sketch.residents((0, 0), people=[10])
        assert not reach(streets, sketch.facilities((0, 0), capacity=[4]), people, need=None).capacity_known
        assert not reach(streets, sketch.facilities((0, 0)), people, need=0.04).capacity_known

    @settings(max_examples=25, deadline=None)
    @given(seed=st.integers(0, 9_999))
    def test_conserves_supply_and_agrees_with_pysal_access(self, seed):
        streets, places, people, _ = town(seed)
        doors = network.Doorways(network.build(streets))
        homes, sites = doors.snap(people), doors.snap(places)
        pairs = walking.Places(doors.network, homes, metres_per_second=0.8).reached(sites, limit_s=600)
        demand, supply = people["age_65"].to_numpy(float), places["capacity"].to_numpy(float)
        weight = Decay()(pairs.seconds, 600)
        _, mine = shared_out(pairs, capacity=supply, people=demand, weight=weight)
        asked = np.bincount(pairs.source, weight * demand[pairs.place], minlength=len(supply)) > 0
        assert (demand * mine).sum() == pytest.approx(supply[asked].sum(), abs=1e-9)
        if asked.any():
            theirs = self.by_pysal(pairs, demand, supply, len(people))
            assert mine == pytest.approx(theirs, abs=1e-9)

    @staticmethod
    def by_pysal(pairs, demand, supply, homes):
        costs = pd.DataFrame({"origin": pairs.place, "dest": pairs.source, "cost": pairs.seconds})
        model = Access(
            demand_df=pd.DataFrame({"id": range(homes), "value": demand}), demand_index="id", demand_value="value",
            supply_df=pd.DataFrame({"id": range(len(supply)), "value": supply}), supply_index="id",
            supply_value=["value"], cost_df=costs, cost_origin="origin", cost_dest="dest", cost_name="cost",
            neighbor_cost_df=costs, neighbor_cost_origin="origin", neighbor_cost_dest="dest", neighbor_cost_name="cost",
        )  # fmt: skip

        def steps(seconds):
            return 1 if seconds <= 200 else 0.68 if seconds <= 400 else 0.22 if seconds <= 600 else 0

        found = model.two_stage_fca(name="e", max_cost=600, weight_fn=steps)
        return found["e_value"].reindex(range(homes)).fillna(0).to_numpy()


class TestBadInput:
    def notes(self, streets, places, people, **options):
        return reach(streets, places, people, **options).notes.set_index("code")["note"].to_dict()

    def test_a_facility_off_the_network_is_named_and_the_rest_computed(self):
        people = sketch.residents((0, 0), people=[10])
        found = reach(sketch.straight_road(metres=100), sketch.facilities((0, 9_000), (50, 0)), people)
        assert found.notes[["noun", "code", "note"]].to_numpy().tolist() == [["facilities", "F1", "off_far"]]
        assert found.places["network"].tolist() == [10]

    def test_a_facility_on_a_motorway_is_named(self):
        roads = sketch.streets([(0, 0), (500, 0)], [(0, 600), (500, 600)], street_class=["residential", "motorway"])
        assert self.notes(roads, sketch.facilities((0, 590), (0, 0)), sketch.residents((0, 0), people=[1])) == {
            "F1": "off_closed_street"
        }

    def test_capacities_that_cannot_be_used_are_named(self):
        places = sketch.facilities((0, 0), (10, 0), (20, 0), (30, 0), capacity=[0, None, -3, 8])
        found = self.notes(sketch.straight_road(metres=100), places, sketch.residents((0, 0), people=[1]), need=0.1)
        assert found == {"F1": "capacity_zero", "F2": "capacity_unknown", "F3": "capacity_negative"}

    def test_a_negative_count_is_named_and_taken_as_none(self):
        people = sketch.residents((0, 0), (9, 0), people=[-4, 6])
        found = reach(sketch.straight_road(metres=100), sketch.facilities((0, 0)), people)
        assert found.places["people"].tolist() == [0, 6]
        assert found.notes[["code", "note"]].to_numpy().tolist() == [["R1", "count_negative"]]

    def test_an_island_is_unknown_and_not_uncovered(self):
        roads = sketch.streets([(0, 0), (500, 0)], [(0, 600), (500, 600)])
        people = sketch.residents((0, 0), (0, 600), people=[5, 7])
        found = reach(roads, sketch.facilities((0, 0)), people)
        assert found.places["unknown"].tolist() == [0, 7]
        assert found.notes[["code", "note"]].to_numpy().tolist() == [["R2", "island"]]

    def test_a_home_without_a_place_is_unknown(self):
        people = sketch.residents((0, 0), (5, 0), people=[5, 7])
        people.loc["R2", "geometry"] = shapely.Point()
        found = reach(sketch.straight_road(metres=100), sketch.facilities((0, 0)), people)
        assert found.places["unknown"].tolist() == [0, 7]
        assert found.notes[["code", "note"]].to_numpy().tolist() == [["R2", "off_no_place"]]

    def test_no_facility_at_all_leaves_everybody_unserved(self):
        people = sketch.residents((0, 0), people=[5])
        found = reach(sketch.straight_road(metres=100), sketch.facilities((0, 0)).iloc[:0], people).places
        assert found[["ring", "network"]].to_numpy().tolist() == [[0, 0]]


class TestWhomItCounts:
    def test_dwellings_are_never_called_people(self):
        homes = sketch.residents((0, 0), people=[5]).assign(measure="dwellings", age_65=np.nan)
        weight = coverage.weigh(homes, "age_65")
        assert (weight.measure, weight.ages, weight.counts.tolist()) == ("dwellings", "everyone", [5])

    def test_people_come_before_dwellings(self):
        homes = sketch.residents((0, 0), (9, 0), people=[5, 7])
        homes["measure"] = ["people", "dwellings"]
        assert coverage.weigh(homes, "age_65").counts.to_dict() == {"R1": 5}
