"""Completeness: a facility for the wide circle does not excuse a missing near one."""

import pandas as pd

from geo.analysis import completeness, network, sketch


def table(*sites, target=0.5):
    """Two communities at both ends of a road of 700 m; 10 people at each; sites are (easting, level)."""
    doors = network.Doorways(network.build(sketch.straight_road(metres=700)))
    homes = sketch.residents((0, 0), (700, 0), people=[10, 10])
    places = sketch.facilities(*[(x, 0) for x, _ in sites]).assign(level=[level for _, level in sites])
    return completeness.by_node(
        doors.network, places, doors.snap(places), doors.snap(homes), homes["age_65"].astype(float),
        pd.Series(["west", "east"], homes.index), minutes={"near": 5, "far": 15}, metres_per_second=0.8, target=target,
    )  # fmt: skip


class TestALevel:
    def test_is_judged_by_its_own_circle(self):
        found = table((0, "community"), (0, "street"))
        assert found.loc["west"].tolist() == ["all", "all"]
        assert found.loc["east"].tolist() == ["none", "all"]

    def test_is_not_made_up_for_by_another(self):
        found = table((0, "street"), (700, "community"))
        assert found.loc["west", ("near", "elderly_care")] == "none"
        assert found.loc["west", ("far", "elderly_care")] == "all"

    def test_without_any_facility_has_no_column(self):
        assert list(table((0, "street")).columns) == [("far", "elderly_care")]

    def test_that_is_unknown_is_taken_from_the_kind(self):
        places = sketch.facilities((0, 0), (0, 0), (0, 0)).assign(
            level=[None, None, "street"], kind=["elderly_care", "health", "elderly_care"]
        )
        assert completeness.circles(places).tolist() == ["near", "far", "far"]
