"""Plans: what changes, who gains and loses, and nothing else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import coverage, network, plans, siting, sketch, walking
from geo.analysis.lifting import Lifting
from geo.analysis.plans import Change
from geo.analysis.supply import Decay
from geo.errors import BadInputError

TREE = sketch.tree({"T": None, "west": "T", "east": "T"})


def town():
    """Two ends of a road of 2 km, 40 people in the west, 60 in the east, one facility with 4 places in the west."""
    homes = sketch.residents((0, 0), (2000, 0), people=[40, 60], grid=["west", "east"])
    return (
        network.Doorways(network.build(sketch.straight_road(metres=2000))),
        sketch.facilities((0, 0), capacity=[4]),
        homes,
    )


def reach(doors, facilities, homes):
    return coverage.reach(doors, facilities, homes, ages="age_65", minutes=15, metres_per_second=0.8, need=0.05)


def served(doors, facilities, homes):
    places = walking.Places(doors.network, doors.snap(homes), metres_per_second=0.8)
    standing = siting.Standing(
        places, homes["age_65"].to_numpy(float), doors.snap, minutes=15, need=0.05, decay=Decay()
    )
    return standing.served(facilities)


def against(before, after, homes, households=None):
    people = homes["age_65"].to_numpy(float)
    known = np.full(len(homes), np.nan) if households is None else np.asarray(households, float)
    return plans.compared(before, after, people, known, Lifting(TREE, homes["grid"]))


def compare(*changes, households=None):
    doors, sites, homes = town()
    before, after = (served(doors, plans.applied(sites, made), homes) for made in ([], changes))
    return against(before, after, homes, households)


class TestAPlan:
    def test_that_adds_serves_more(self):
        table = compare(Change(deed="add", code="N1", x=2000, y=0, capacity=3, cost=80))
        assert table.loc["T", ["before", "after", "gained", "lost"]].tolist() == [40, 100, 60, 0]
        assert table.loc["east", "placed_after"] == pytest.approx(60)

    def test_that_moves_says_who_loses(self):
        table = compare(Change(deed="move", code="F1", x=2000, y=0))
        assert table.loc["T", ["gained", "lost"]].tolist() == [60, 40]
        assert table.loc["west", ["gained", "lost"]].tolist() == [0, 40]

    def test_that_closes_leaves_nobody_served(self):
        assert compare(Change(deed="close", code="F1")).loc["T", "after"] == 0

    def test_that_resizes_changes_places_and_no_walk(self):
        table = compare(Change(deed="resize", code="F1", capacity=1))
        assert table.loc["west", ["before", "after"]].tolist() == [40, 40]
        assert table.loc["west", ["placed_before", "placed_after"]].tolist() == pytest.approx([40, 20])

    def test_tells_the_households_of_those_who_gain_and_lose(self):
        table = compare(Change(deed="move", code="F1", x=2000, y=0), households=[21, 34])
        assert table.loc["T", ["households_gained", "households_lost"]].tolist() == [34, 21]
        assert np.isnan(compare(Change(deed="close", code="F1")).at["T", "households_lost"])

    def test_costs_what_its_changes_cost(self):
        assert plans.cost([Change(deed="close", code="F1", cost=5), Change(deed="close", code="F2", cost=7.5)]) == 12.5

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 9_999))
    def test_that_closes_and_adds_again_is_exactly_the_baseline(self, seed):
        rng = np.random.default_rng(seed)
        doors = network.Doorways(network.build(sketch.lattice(10, seed=seed)))
        sites = sketch.facilities(*rng.uniform(0, 400, (5, 2)), capacity=rng.integers(1, 9, 5).tolist())
        homes = sketch.residents(*rng.uniform(0, 400, (40, 2)), people=rng.integers(0, 9, 40).tolist())
        gone = str(rng.choice(sites.index))
        point, size = sites.geometry[gone], float(sites.at[gone, "capacity"])
        changes = [Change(deed="close", code=gone), Change(deed="add", code="new", x=point.x, y=point.y, capacity=size)]
        baseline = reach(doors, plans.applied(sites, []), homes).places
        again = reach(doors, plans.applied(sites, changes), homes).places
        pd.testing.assert_frame_equal(
            again.drop(columns="facility"), baseline.drop(columns="facility"), check_exact=True
        )

    def test_leaves_the_facilities_as_they_were(self):
        sites = sketch.facilities((0, 0), capacity=[4])
        plans.applied(sites, [Change(deed="resize", code="F1", capacity=9)])
        assert sites.at["F1", "capacity"] == 4


class TestAPlanThatCannotBe:
    @pytest.mark.parametrize(
        ("change", "key"),
        [
            (Change(deed="close", code="F9"), "not_there"),
            (Change(deed="add", code="F1", x=0, y=0), "taken"),
            (Change(deed="add", code="N1"), "no_place"),
            (Change(deed="resize", code="F1"), "no_capacity"),
            (Change(deed="resize", code="F1", capacity=-1), "capacity"),
            (Change(deed="burn", code="F1"), "deed"),
            (Change(deed="add", code="N1", x=0, y=0, kind="palace"), "kind"),
        ],
    )
    def test_is_refused_by_name(self, change, key):
        with pytest.raises(BadInputError) as refused:
            plans.applied(sketch.facilities((0, 0)), [change])
        assert refused.value.key == f"siting.errors.{key}"
        assert change.code in str(refused.value)


class TestAnOutage:
    def test_of_the_bridge_takes_the_other_bank_away(self):
        roads = sketch.river_town(bridges=[500, 900])
        homes = sketch.residents((500, 100), people=[7], grid=["east"])
        net, sites = network.build(roads), sketch.facilities((450, 0))
        whole = served(network.Doorways(net), sites, homes)
        one_gone = served(network.Doorways(net.without(["S3"])), sites, homes)
        both_gone = reach(network.Doorways(net.without(["S3", "S4"])), sites, homes)
        assert whole.network.tolist() == [7]
        assert one_gone.network.tolist() == [0]
        assert against(whole, one_gone, homes).loc["east", "lost"] == 7
        assert both_gone.places["unknown"].tolist() == [7]
