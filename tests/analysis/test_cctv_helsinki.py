"""The centre of Helsinki: 221 mapped cameras of which almost nothing but the place is on record."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.analysis.cctv import optics, shares
from geo.analysis.cctv.scene import build
from geo.analysis.cctv.views import views

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "helsinki-cctv" / "helsinki_centre_2019.gpkg"
CRS = 3879

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SOURCE.exists(), reason=f"{SOURCE} is not on this machine"),
]


def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(SOURCE, layer=name).to_crs(CRS).set_index("osm_id")


@pytest.fixture(scope="module")
def cameras() -> gpd.GeoDataFrame:
    found = layer("cameras")
    found["kind"] = found["camera:type"].map({"dome": "dome", "fixed": "bullet"}).fillna("unknown")
    found["mount_m"] = pd.to_numeric(found["height"])
    return found.assign(**dict.fromkeys(("azimuth_deg", "hfov_deg", "tilt_deg", "range_m", "width_px"), np.nan))


@pytest.fixture(scope="module")
def scenes() -> dict[str, object]:
    houses = layer("buildings")
    houses = houses.assign(
        use=houses["building"],
        height_m=pd.to_numeric(houses["height"].str.removesuffix(" m")),
        levels=pd.to_numeric(houses["building:levels"]),
    )
    streets = layer("roads")
    streets = streets.assign(street_class="other", tunnel=streets["tunnel"].notna())
    return {case: build(houses, streets, case=case) for case in optics.CASES}


class TestTheCentreOfHelsinki:
    def test_has_a_street_share_between_its_worst_and_its_best_case(self, cameras, scenes):
        share = {}
        for case in optics.CASES:
            pieces = shares.by_piece(views(cameras, scenes[case], case=case), scenes[case])
            share[case] = shares.overall(pieces)["share"]

        assert 0 < share["worst"] < share["usual"] < share["best"] < 1

    def test_says_for_how_many_cameras_it_assumed_what(self, cameras):
        assumed = optics.assumptions(optics.completed(cameras))

        assert (assumed["cameras"] == 221).all()
        assert assumed.loc["mount_m", "assumed"] == 218
        assert assumed.loc["azimuth_deg", "assumed"] > 200

    def test_counts_the_buildings_without_a_height(self, scenes):
        buildings = scenes["usual"].buildings

        assert len(buildings) == 446
        assert 250 < buildings["assumed"].sum() < 320

    def test_adds_up_over_any_grid(self, cameras, scenes):
        houses = layer("buildings").assign(use=None, height_m=12.0, levels=np.nan)
        streets = layer("roads").assign(street_class="other", tunnel=False)
        west, south, east, north = streets.total_bounds
        middle = (west + east) / 2
        quarters = gpd.GeoDataFrame(
            index=["W", "E"],
            geometry=gpd.GeoSeries.from_wkt(
                [_box(west, south, middle, north - 300), _box(middle, south, east - 200, north)]
            ).to_numpy(),
            crs=CRS,
        )
        whole, cut = build(houses, streets), build(houses, streets, grids=quarters)
        one, other = (shares.by_piece(views(cameras, scene), scene) for scene in (whole, cut))

        sums = shares.by_grid(other).drop(columns="share").sum()
        assert sums.to_dict() == pytest.approx(shares.overall(one).drop("share").to_dict())
        assert sums["street_m"] == pytest.approx(streets.length.sum())


def _box(west, south, east, north) -> str:
    return f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"
