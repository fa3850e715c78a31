"""Every planted fault can be found by somebody who was not told where it is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from geo import demo
from geo.analysis.cctv import privacy
from geo.analysis.cctv.town import look
from geo.crs.china import from_gcj02
from geo.demo.faults import FAULTS
from geo.demo.loop import AS_OF
from geo.frames import STAGE_TIMES
from geo.i18n import speaking, t
from geo.standards import default

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def city() -> Tables:
    return demo.city()


@pytest.fixture(scope="module")
def planted() -> dict[str, set[str]]:
    return {key: set(rows) for key, rows in demo.planted().items()}


@pytest.fixture(scope="module")
def leaves(city: Tables) -> gpd.GeoDataFrame:
    return city["grids"][city["grids"]["level"] == "grid"]


class TestTheList:
    def test_names_eleven_faults_each_with_rows(self, planted: dict[str, set[str]], city: Tables) -> None:
        assert [one.key for one in FAULTS] == list(planted)
        assert len(FAULTS) == 11
        for one in FAULTS:
            assert planted[one.key] <= set(city[one.noun].index)

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_says_each_in_words(self, language: str) -> None:
        with speaking(language):
            assert all(t(f"demo.faults.{one.key}") for one in FAULTS)


class TestGrids:
    def test_two_overlap(self, leaves: gpd.GeoDataFrame, planted: dict[str, set[str]]) -> None:
        shapes = leaves.geometry.to_numpy()
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        over = shapely.area(shapely.intersection(shapes[one], shapes[other])) * (one < other)

        assert (over > 1).sum() == 1
        assert set(leaves.index[[one[over.argmax()], other[over.argmax()]]]) == planted["overlapping_grids"]

    def test_leave_a_hole(self, city: Tables, leaves: gpd.GeoDataFrame, planted: dict[str, set[str]]) -> None:
        district = city["grids"].query("level == 'district'").geometry.iloc[0]
        holes = shapely.get_parts(shapely.difference(district, leaves.geometry.union_all()))
        holes = holes[shapely.area(holes) > 50]

        assert len(holes) == 1
        assert (
            set(leaves.index[shapely.dwithin(leaves.geometry.to_numpy(), holes[0], 0.1)])
            == planted["hole_between_grids"]
        )


class TestFacilities:
    def test_of_one_kind_lie_in_gcj_02(self, city: Tables, planted: dict[str, set[str]]) -> None:
        sites = city["facilities"]
        houses = shapely.union_all(city["buildings"].geometry.to_numpy())
        off = pd.Series(shapely.distance(sites.geometry.to_numpy(), houses), sites.index)
        worst = off.groupby(sites["kind"]).median().idxmax()
        own = sites[sites["kind"] == worst]
        out, back = (Transformer.from_crs(*pair, always_xy=True) for pair in ((4549, 4490), (4490, 4549)))
        undone = shapely.points(*back.transform(*from_gcj02(*out.transform(own.geometry.x, own.geometry.y))))

        assert set(own.index) == planted["shifted_layer"]
        assert off[own.index].median() > 20
        assert (shapely.distance(undone, houses) < 0.05).all()

    def test_one_lies_on_the_water_off_the_network(self, city: Tables, planted: dict[str, set[str]]) -> None:
        sites = city["facilities"].drop(list(planted["shifted_layer"])).geometry
        streets, land = city["streets"], city["landscape"]
        walkable = shapely.union_all(streets.geometry[streets["walkable"]].to_numpy())
        water = shapely.union_all(land.geometry[land["kind"] == "water"].to_numpy())
        on_it = sites.index[shapely.intersects(sites.to_numpy(), water)]

        assert set(on_it) == planted["facility_off_network"]
        assert sites[on_it[0]].distance(walkable) > default("walk.snap_m")

    def test_one_care_centre_is_hopelessly_small(self, city: Tables, planted: dict[str, set[str]]) -> None:
        older = city["residents"][city["residents"]["band"].isin(("65-79", "80+"))]
        care = city["facilities"].query("kind == 'elderly_care'")
        tree = shapely.STRtree(older.geometry.to_numpy())
        near = care.geometry.map(lambda place: older["count"].iloc[tree.query(place, "dwithin", 500)].sum())
        load = (near / care["capacity"].astype(float)).sort_values(ascending=False)

        assert {load.index[0]} == planted["overfull_centre"]
        assert load.iloc[0] > 2 * load.iloc[1]


class TestCameras:
    def test_all_look_away_from_the_corner_with_most_thefts(self, city: Tables, planted: dict[str, set[str]]) -> None:
        thefts = city["incidents"].query("subclass in ('电动车被盗', '车内财物被盗')").geometry
        at = np.column_stack([thefts.x, thefts.y])
        cells, count = np.unique(at // 40, axis=0, return_counts=True)
        corner = (cells[count.argmax()] + 0.5) * 40
        corner = at[np.hypot(*(at - corner).T) < 60].mean(axis=0)
        eyes = city["cameras"]
        to_corner = corner - np.column_stack([eyes.geometry.x, eyes.geometry.y])
        bearing = np.degrees(np.arctan2(to_corner[:, 0], to_corner[:, 1]))
        turn = np.abs((bearing - eyes["azimuth_deg"].fillna(0) + 180) % 360 - 180)
        looks = eyes["azimuth_deg"].isna() | (turn <= eyes["hfov_deg"].fillna(90) / 2)
        reach = np.hypot(*to_corner.T) <= eyes["range_m"].fillna(80)
        near = set(eyes.index[np.hypot(*to_corner.T) < 150])

        assert not (looks & reach).any()
        assert near
        assert near <= planted["blind_corner"]

    def test_one_looks_into_a_bath(self, city: Tables, planted: dict[str, set[str]]) -> None:
        leaves = city["grids"].query("level == 'grid'")
        town = look(city["cameras"], city["buildings"], city["streets"], leaves, city["landscape"])
        found = privacy.entered(town.views, town.scene).query("kind == 'forbidden' and name.str.contains('浴')")

        assert set(found["camera"]) == planted["looks_into_a_bath"]
        assert found["area_m2"].iloc[0] > 50
        assert found["px_per_m"].iloc[0] > 125


class TestIncidents:
    def test_of_one_department_have_been_overdue_since_spring(self, city: Tables, planted: dict[str, set[str]]) -> None:
        rows = city["incidents"]
        overdue = rows[rows["verified_at"].isna() & (rows["due_at"] < AS_OF - pd.Timedelta(days=120))]
        overdue = overdue[overdue["stage"] == "responded"]
        by_department = overdue["department"].value_counts()
        worst = overdue[overdue["department"] == by_department.index[0]]

        assert by_department.iloc[0] > 3 * by_department.iloc[1]
        assert planted["overdue_matters"] <= set(worst.index)
        assert len(worst) < 1.3 * len(planted["overdue_matters"])

    def test_thousands_lie_on_one_point(self, city: Tables, planted: dict[str, set[str]]) -> None:
        places = city["incidents"].geometry.to_wkb()
        most = places.value_counts()

        assert most.iloc[0] == 3_000
        assert most.iloc[1] < 5
        assert set(places.index[places == most.index[0]]) == planted["default_point_pile"]

    def test_some_were_closed_before_they_were_filed(self, city: Tables, planted: dict[str, set[str]]) -> None:
        times = city["incidents"][list(STAGE_TIMES)]
        seconds = np.column_stack([times[name].dt.as_unit("s").astype("int64") for name in STAGE_TIMES])
        running = np.maximum.accumulate(seconds, axis=1)
        backwards = ((seconds < running) & times.notna().to_numpy()).any(axis=1)

        assert set(times.index[backwards]) == planted["negative_durations"]

    def test_some_were_filed_twice(self, city: Tables, planted: dict[str, set[str]]) -> None:
        rows = city["incidents"].sort_values("collected_at")
        keys = [rows["subclass"], rows["department"], rows.geometry.to_wkb()]
        soon = rows.groupby(keys)["collected_at"].diff() < pd.Timedelta(minutes=10)
        parked = rows.index.isin(list(planted["default_point_pile"]))

        assert set(rows.index[soon & ~parked]) == planted["doubled_tickets"]
