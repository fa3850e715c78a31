"""Real towns: Cambridge's beats hold its streets, and walks on Boston's streets are found again."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analysis.patrol import areas, coverage
from geo.analysis.patrol.matching import match
from geo.analysis.patrol.stretches import common_metres, lines, metres, union
from tests.analysis.patrol_truth import BEGIN, fixes_of, laid_out, random_walk, street_table, true_stretches

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CAMBRIDGE = DATA / "cambridge-ma" / "cambridge_governance.gpkg"
BOSTON = DATA / "boston-311" / "boston_cambridge_somerville_streets.gpkg"
METRIC = 32619
NOT_WALKED = ("motorway", "motorway_link", "construction", "proposed")

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def cambridge():
    """Give Cambridge's street centre lines, 251.6 km by its own account."""
    if not CAMBRIDGE.is_file():
        pytest.skip("shared/data is not beside this checkout")
    lines = gpd.read_file(CAMBRIDGE, layer="street_centerlines").to_crs(METRIC).explode(index_parts=False)
    return street_table(list(lines.geometry)).set_crs(METRIC, allow_override=True)


@pytest.fixture(scope="module")
def beats():
    if not CAMBRIDGE.is_file():
        pytest.skip("shared/data is not beside this checkout")
    found = gpd.read_file(CAMBRIDGE, layer="beat_walking_routes").to_crs(METRIC)
    return found.set_index(found["WALK_RTE"].fillna("no route").astype(str)).dissolve(level=0)


def nothing_walked():
    columns = {"street": object, "area": object, "from_m": float, "to_m": float}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})


class TestCambridge:
    def test_streets_fall_into_its_walking_beats(self, cambridge, beats):
        pieces = areas.cut(cambridge, beats)
        by_beat = coverage.by_area(pieces, nothing_walked())

        assert by_beat["street_m"].sum() == pytest.approx(251_600, rel=0.01)
        assert by_beat["street_m"].sum() == pytest.approx(cambridge.geometry.length.sum(), rel=1e-9)
        assert (by_beat["street_m"].drop("", errors="ignore") > 0).all()
        assert by_beat["street_m"].get("", 0) / by_beat["street_m"].sum() < 0.06

    def test_street_length_of_each_beat_is_what_shapely_cuts_out(self, cambridge, beats):
        by_beat = coverage.by_area(areas.each(cambridge, beats), nothing_walked())["street_m"]
        tree = cambridge.sindex
        for code, beat in beats.geometry.items():
            near = cambridge.geometry.iloc[tree.query(beat, predicate="intersects")]
            cut = near.intersection(beat).length.sum()
            along = near.intersection(beat.boundary).length.sum()
            assert by_beat[str(code)] == pytest.approx(cut, abs=along + 0.05 * len(near) + 1)


class TestBoston:
    """OSM streets with dual carriageways and footways beside roads: nearer to each other than the noise of a fix."""

    @pytest.mark.parametrize(
        ("noise_m", "every_s", "drift_s", "exactly"),
        [(5, 5, 20, 0.97), (10, 5, 0, 0.97), (10, 5, 20, 0.95), (15, 5, 0, 0.93), (15, 10, 20, 0.92)],
    )
    def test_walks_on_its_streets_are_right_on_97_per_cent_but_for_twins(self, noise_m, every_s, drift_s, exactly):
        if not BOSTON.is_file():
            pytest.skip("shared/data is not beside this checkout")
        roads = gpd.read_file(BOSTON, layer="roads").to_crs(METRIC)
        roads = roads[~roads["highway"].isin(NOT_WALKED)]
        streets = street_table(list(roads.geometry)).set_crs(METRIC, allow_override=True)
        network, ground = laid_out(streets)
        rng = np.random.default_rng(noise_m * 100 + every_s)
        walks = {f"t{n}": random_walk(network, metres=3_000, rng=rng) for n in range(30)}
        made = {"every_s": every_s, "noise_m": noise_m, "drift_s": drift_s, "rng": rng}
        fixes = pd.concat([fixes_of(one, track=track, **made) for track, one in walks.items()])
        found = match(fixes.set_crs(METRIC, allow_override=True), ground, as_of=BEGIN + pd.Timedelta(days=1))
        common = true = missed = 0.0
        for track, one in walks.items():
            truth, visits = true_stretches(one, ground), found.visits[found.visits["track"] == track]
            near = shapely.union_all(lines(union(visits), streets).to_numpy()).buffer(20)
            missed += shapely.union_all([one.line]).difference(near).length
            common, true = common + common_metres(truth, visits), true + metres(union(truth))

        assert 1 - missed / true >= 0.97
        assert common / true >= exactly
