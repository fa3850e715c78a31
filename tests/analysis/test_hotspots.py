"""Hot spots: the published formula by hand, an independent library, and maps on which nothing is going on."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from shapely.geometry import box

from geo.analysis import hotspots


def squares(side: int) -> gpd.GeoDataFrame:
    cells = [box(x * 100, y * 100, x * 100 + 100, y * 100 + 100) for y in range(side) for x in range(side)]
    codes = [f"g{i:03d}" for i in range(side * side)]
    return gpd.GeoDataFrame({"name": codes}, index=codes, geometry=cells, crs="EPSG:4549")


def by_hand(values, weights):
    """Gi* written out sum by sum, as Ord and Getis print it."""
    n = len(values)
    mean = sum(values) / n
    s = (sum(v * v for v in values) / n - mean**2) ** 0.5
    out = []
    for row in weights.toarray():
        wx = sum(w * v for w, v in zip(row, values, strict=True))
        w1, w2 = sum(row), sum(w * w for w in row)
        out.append((wx - mean * w1) / (s * ((n * w2 - w1**2) / (n - 1)) ** 0.5))
    return out


class TestGiStar:
    def test_is_the_published_formula(self):
        values = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3])
        weights = hotspots.neighbours(squares(4))
        np.testing.assert_allclose(hotspots.gi_star(values, weights), by_hand(values, weights), rtol=0, atol=1e-9)

    def test_counts_each_area_among_its_own_neighbours(self):
        weights = hotspots.neighbours(squares(3))
        assert weights.toarray()[4].tolist() == [1] * 9
        assert weights.toarray()[0].tolist() == [1, 1, 0, 1, 1, 0, 0, 0, 0]

    def test_agrees_with_esda(self):
        esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
        values = np.random.default_rng(5).gamma(2, 3, 49)
        matrix = hotspots.neighbours(squares(7))
        others = sparse.csr_array(matrix - sparse.eye_array(49))
        around = libpysal.weights.WSP(sparse.csr_matrix(others)).to_W(silence_warnings=True)
        around.transform = "B"
        theirs = esda.G_Local(values, around, transform="B", permutations=0, star=True)
        np.testing.assert_allclose(hotspots.gi_star(values, matrix), theirs.Zs, atol=1e-9)


class TestSmoothing:
    def test_agrees_with_esda(self):
        smoothing = pytest.importorskip("esda.smoothing")
        draw = np.random.default_rng(6)
        base = draw.integers(50, 5000, 60)
        counts = draw.poisson(base * draw.gamma(4, 0.01, 60))
        theirs = smoothing.Empirical_Bayes(counts, base)
        np.testing.assert_allclose(hotspots.smoothed(counts, base), theirs.r.ravel(), rtol=1e-9)

    def test_trusts_a_large_base_and_not_a_small_one(self):
        counts, base = np.array([2, 100, 100, 300, 20]), np.array([4, 1000, 1000, 1000, 1000])
        rates = hotspots.smoothed(counts, base)
        assert abs(rates[0] - counts.sum() / base.sum()) < abs(rates[0] - 0.5)
        assert abs(rates[3] - 0.3) < 0.02


class TestAMapWithOneTroubledCorner:
    def found(self, counts=None):
        grids = squares(10)
        everywhere = pd.Series(np.random.default_rng(2).poisson(20, 100), index=grids.index)
        if counts is not None:
            everywhere.iloc[counts] += 60
        return hotspots.find(grids, everywhere, pd.Series(1000.0, index=grids.index))

    def test_is_hot_there_and_nowhere_far_away(self):
        found = self.found([0, 1, 10, 11])
        assert (found["spot"].iloc[[0, 1, 10, 11]] == "hot").all()
        assert (found["spot"].iloc[50:] != "hot").all()

    def test_is_called_new_growing_and_fading(self):
        quiet, loud = self.found(), self.found([0, 1, 10, 11])
        assert hotspots.against(loud, quiet)["course"].iloc[0] == "new"
        assert hotspots.against(quiet, loud)["course"].iloc[0] == "fading"
        assert hotspots.against(loud, loud)["course"].iloc[0] == "steady"


class TestMapsOfChance:
    def test_keep_few_grids_after_the_false_discovery_rate(self):
        grids = squares(12)
        base = pd.Series(np.random.default_rng(1).integers(300, 3000, 144).astype(float), index=grids.index)
        significant = 0
        for seed in range(20):
            counts = pd.Series(np.random.default_rng(seed).poisson(base * 0.02), index=grids.index)
            significant += int((hotspots.find(grids, counts, base)["spot"] != "none").sum())
        assert significant <= 0.05 * 20 * 144

    def test_with_nothing_on_them_have_no_spots(self):
        grids = squares(6)
        nothing = pd.Series(0, index=grids.index)
        assert (hotspots.find(grids, nothing, pd.Series(10.0, index=grids.index))["spot"] == "none").all()


class TestEmergingClasses:
    def test_are_those_that_grew_beyond_chance(self):
        table = hotspots.emerging(pd.Series({"lamp": 90, "noise": 52}), pd.Series({"lamp": 30, "noise": 48}))
        assert table["emerging"].to_dict() == {"lamp": True, "noise": False}
