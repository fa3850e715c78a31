"""GCJ-02 and BD-09: known points, and round trips to a millionth of a metre."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs.china import bd09, from_bd09, from_gcj02, gcj02, to_true

METRES_A_DEGREE = 111_320

inside = st.tuples(st.floats(73.5, 135.0), st.floats(3.9, 53.5))


def metres(a: tuple[np.ndarray, np.ndarray], lon: float, lat: float) -> float:
    return float(np.hypot((a[0] - lon) * np.cos(np.radians(lat)), a[1] - lat) * METRES_A_DEGREE)


class TestGCJ02:
    def test_moves_tiananmen_as_amap_draws_it(self):
        # WGS 84 116.391349, 39.907375 is drawn at 116.397...; the published value of the reference implementations
        lon, lat = gcj02(116.391349, 39.907375)

        assert float(lon) == pytest.approx(116.397591, abs=2e-6)
        assert float(lat) == pytest.approx(39.908776, abs=2e-6)

    def test_moves_shanghai_as_the_test_of_eviltransform_has_it(self):
        lon, lat = gcj02(121.5272106, 31.1774276)

        assert float(lon) == pytest.approx(121.531541859215, abs=1e-9)
        assert float(lat) == pytest.approx(31.17530398364597, abs=1e-9)

    def test_moves_a_point_in_nanjing_by_about_half_a_kilometre(self):
        assert 300 < metres(gcj02(118.78, 32.04), 118.78, 32.04) < 700

    @given(inside)
    def test_is_undone_to_a_millionth_of_a_metre(self, point):
        assert metres(from_gcj02(*gcj02(*point)), *point) < 1e-6

    def test_leaves_helsinki_where_it_is(self):
        assert [float(one) for one in gcj02(24.94, 60.17)] == [24.94, 60.17]
        assert [float(one) for one in from_gcj02(24.94, 60.17)] == [24.94, 60.17]


class TestBD09:
    def test_lies_beyond_gcj02_by_baidus_constant_and_ripple(self):
        shifted, twice = gcj02(118.78, 32.04), bd09(118.78, 32.04)

        assert float(twice[0] - shifted[0]) == pytest.approx(0.0065, abs=5e-4)
        assert float(twice[1] - shifted[1]) == pytest.approx(0.006, abs=5e-4)

    @given(inside)
    def test_is_undone_to_a_millionth_of_a_metre(self, point):
        assert metres(from_bd09(*bd09(*point)), *point) < 1e-6


class TestToTrue:
    def test_takes_whole_columns(self):
        lon, lat = np.array([118.78, 116.39]), np.array([32.04, 39.91])

        back = to_true("GCJ-02", *gcj02(lon, lat))

        assert np.allclose(back, [lon, lat], atol=1e-11)
