"""Two real cities: Cambridge's own centrelines and dwellings, and Nanjing's fragmented map, both give coverage."""

import gzip
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.analysis import circles, coverage, gaps, network, sketch

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CAMBRIDGE, NANJING = DATA / "cambridge-ma", DATA / "nanjing-osm"
pytestmark = pytest.mark.real


def layer(file, name, crs):
    return pyogrio.read_dataframe(file, layer=name).to_crs(crs)


@pytest.fixture(scope="module")
def cambridge():
    """Give streets, elderly facilities, dwellings by parcel (weights, no head-count), and the district's grids."""
    if not CAMBRIDGE.is_dir():
        pytest.skip(f"the real city is not here: {CAMBRIDGE}")
    file, crs = CAMBRIDGE / "cambridge_governance.gpkg", 26986
    lines = layer(file, "street_centerlines", crs).explode(ignore_index=True)
    flat = {"stairs": False, "bridge": False, "tunnel": False, "layer": 0, "walkable": True}
    streets = lines[["geometry"]].assign(
        name=lines["Street"], street_class="residential", length_m=lines.length, **flat
    )
    places = layer(file, "elderly_facilities", crs)
    sites = places[["geometry"]].assign(name=places["SITE_NAME"], kind="elderly_care", capacity=np.nan)
    sites.index = [f"E{number}" for number in range(len(sites))]
    with gzip.open(CAMBRIDGE / "assessing_units_fy2014.csv.gz", "rt", encoding="utf-8") as units:
        use = pd.read_csv(units, dtype={"LOT": str, "UseCode": str})
    homes = use[use["UseCode"].str.startswith("1", na=False)].groupby("LOT").size()
    parcels = layer(CAMBRIDGE / "cambridge_parcels_fy2014.gpkg", "parcels", crs).set_index("ML")
    parcels = parcels[~parcels.index.duplicated()].join(homes.rename("everyone"), how="inner")
    grids = layer(file, "grid_response_districts", crs)
    grids["code"] = [f"G{number}" for number in range(len(grids))]
    where = gpd.sjoin(parcels.set_geometry(parcels.representative_point())[["geometry"]], grids[["code", "geometry"]])
    parcels["grid"] = where["code"][~where.index.duplicated()].reindex(parcels.index)
    nothing = dict.fromkeys(("age_0_2", "age_60", "age_65", "age_80"), np.nan)
    residents = parcels[["geometry", "everyone", "grid"]].assign(place_kind="building", measure="dwellings", **nothing)
    tree = sketch.tree({"C": None, **dict.fromkeys(grids["code"], "C")})
    return streets, sites, residents, tree


class TestCambridge:
    def test_is_nearly_one_piece(self, cambridge):
        net = network.build(cambridge[0])
        assert (net.component == 0).mean() > 0.99
        assert net.length_m.sum() == pytest.approx(251_600, rel=0.02)

    def test_gives_a_coverage_table_in_dwellings(self, cambridge):
        streets, sites, residents, tree = cambridge
        doors = network.Doorways(network.build(streets))
        found = coverage.reach(doors, sites, residents, ages="age_65", minutes=15, metres_per_second=0.8, need=0.04)
        table = gaps.by_node(found, tree)
        whole = table.drop(index=[node for node in table.index if node != "C"]).iloc[0]
        assert (found.weight.measure, found.weight.ages, found.capacity_known) == ("dwellings", "everyone", False)
        assert len(residents) > 10_000
        assert 0.2 < whole["network"] / whole["people"] < whole["ring"] / whole["people"] < 1
        leaves = table[table["level"] == "grid"]
        assert leaves["network"].sum() == pytest.approx(whole["network"])
        assert (leaves["network"] <= leaves["ring"]).all()
        assert whole["unknown"] / whole["people"] < 0.02


@pytest.fixture(scope="module")
def nanjing():
    """Give streets and buildings of the centre, one dwelling a building for want of better, one grid."""
    if not NANJING.is_dir():
        pytest.skip(f"the real city is not here: {NANJING}")
    file, crs = NANJING / "nanjing_gulou_xuanwu_2021-06-12.gpkg", 4549
    lines = layer(file, "roads", crs)
    yes = {"yes", "viaduct", "building_passage", "culvert"}
    streets = lines[["geometry", "name"]].assign(
        street_class=lines["highway"].where(lines["highway"].isin(["motorway", "footway", "steps", "path"]), "other"),
        walkable=~lines["highway"].isin(["motorway", "trunk"]) & (lines["foot"] != "no"),
        stairs=lines["highway"] == "steps",
        bridge=lines["bridge"].isin(yes),
        tunnel=lines["tunnel"].isin(yes),
        layer=pd.to_numeric(lines["layer"], errors="coerce").fillna(0).astype(int),
        length_m=lines.length,
    )
    houses = layer(file, "buildings", crs)
    residents = houses[["geometry"]].assign(
        everyone=1, grid="N", place_kind="building", measure="dwellings",
        **dict.fromkeys(("age_0_2", "age_60", "age_65", "age_80"), np.nan),
    )  # fmt: skip
    residents.index = [f"B{number}" for number in range(len(residents))]
    spots = layer(file, "pois", crs)
    care = spots[spots["amenity"].isin(["clinic", "hospital", "doctors", "pharmacy"])]
    sites = care[["geometry"]].assign(kind="health", capacity=np.nan)
    sites.index = [f"H{number}" for number in range(len(sites))]
    return streets, sites, residents


class TestNanjing:
    def test_falls_into_pieces_that_are_told(self, nanjing):
        net = network.build(nanjing[0])
        assert 20 < net.component.max() + 1 < 80
        assert 0.7 < (net.component == 0).mean() < 0.95

    def test_gives_a_coverage_table_and_does_not_count_islands_as_uncovered(self, nanjing):
        streets, sites, residents = nanjing
        doors = network.Doorways(network.build(streets), streets=streets)
        found = coverage.reach(doors, sites, residents, ages="age_65", minutes=15, metres_per_second=0.8, need=None)
        places = found.places
        assert len(places) == 1277
        assert places["network"].sum() > 100
        assert (places["network"] <= places["ring"]).all()
        lost = places["unknown"] > 0
        assert (np.isinf(places["seconds"]) == lost).all()
        assert set(found.notes.loc[found.notes["noun"] == "residents", "code"]) == set(places.index[lost])

    def test_gives_a_map_of_streets_reached(self, nanjing):
        streets, sites, _ = nanjing
        net = network.build(streets)
        reached = circles.streets_reached(
            net, network.Doorways(net).snap(sites), minutes=15, metres_per_second=0.8, together=True
        )
        assert 10_000 < reached["metres"].iloc[0] < streets.length.sum()
        assert shapely.distance(reached.geometry.iloc[0], sites.geometry.iloc[0]) < 150
