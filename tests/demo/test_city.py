"""The demo city is whole, plausible and the same every time."""

import hashlib
import os
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import demo
from geo.demo import crossings, streets
from geo.demo.incidents import DAYS, FIRST_DAY
from geo.demo.loop import AS_OF
from geo.demo.residents import AGED
from geo.demo.town import ZONE
from geo.frames import (
    CHANNELS,
    FACILITY_KINDS,
    FACILITY_LEVELS,
    INCIDENT_CLASSES,
    LEVELS,
    STAGE_TIMES,
    STAGES,
    STREET_CLASSES,
    TREATIES,
    require,
)
from geo.settings import ROOT

SMALL = 0.02


def digest() -> str:
    """Hash every cell and every corner of a small demo city."""
    told = hashlib.sha256()
    for noun, frame in sorted(demo.city(scale=SMALL).items()):
        flat = pd.DataFrame(frame)
        if "geometry" in flat:
            flat["geometry"] = shapely.to_wkb(frame.geometry.to_numpy())
        told.update(noun.encode() + pd.util.hash_pandas_object(flat).to_numpy().tobytes())
    return told.hexdigest()


@pytest.fixture(scope="module")
def city() -> dict[str, pd.DataFrame]:
    return demo.city()


@pytest.fixture(scope="module")
def leaves(city: dict[str, pd.DataFrame]) -> gpd.GeoDataFrame:
    return city["grids"][city["grids"]["level"] == "grid"]


class TestASeed:
    def test_gives_the_same_bytes_in_another_process(self) -> None:
        there = subprocess.run(
            [sys.executable, "-c", "from tests.demo.test_city import digest; print(digest())"],
            env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )

        assert there.stdout.strip() == digest()

    def test_changes_the_city(self) -> None:
        one, other = demo.city(scale=SMALL), demo.city(scale=SMALL, seed=6)

        assert one["streets"]["length_m"].sum() != other["streets"]["length_m"].sum()


class TestTheTables:
    def test_keep_the_treaty(self, city: dict[str, pd.DataFrame]) -> None:
        for noun in set(city) - {"residents", "patrol_tracks"}:
            require(city[noun], TREATIES[noun])
        require(city["patrol_tracks"], TREATIES["patrol_tracks"], TREATIES["patrol_tracks"].names[:-1])
        assert set(city) == set(TREATIES)

    def test_speak_its_vocabularies(self, city: dict[str, pd.DataFrame]) -> None:
        assert set(city["grids"]["level"]) <= set(LEVELS)
        assert set(city["streets"]["street_class"]) <= set(STREET_CLASSES)
        assert set(city["facilities"]["kind"]) <= set(FACILITY_KINDS)
        assert set(city["facilities"]["level"]) <= set(FACILITY_LEVELS)
        assert set(city["incidents"]["incident_class"]) == set(INCIDENT_CLASSES)
        assert set(city["incidents"]["channel"]) == set(CHANNELS)
        assert set(city["incidents"]["stage"]) == set(STAGES)

    def test_have_codes_of_their_own(self, city: dict[str, pd.DataFrame]) -> None:
        for noun in set(city) - {"residents"}:
            assert city[noun].index.is_unique, noun

    def test_hold_sound_shapes_in_the_metric_crs(self, city: dict[str, pd.DataFrame]) -> None:
        for noun in set(city) - {"patrol_tracks"}:
            assert city[noun].crs.to_epsg() == 4549, noun
            assert shapely.is_valid(city[noun].geometry.to_numpy()).all(), noun
            assert not (city[noun].geom_type == "GeometryCollection").any(), noun

    def test_are_as_many_as_was_asked_for(self, city: dict[str, pd.DataFrame]) -> None:
        levels = city["grids"]["level"].value_counts()

        assert (levels["district"], levels["street"], levels["area"]) == (1, 5, 3)
        assert 115 <= levels["grid"] <= 125
        assert len(city["buildings"]) == 8_000
        assert len(city["cameras"]) == 400
        assert len(city["patrol_routes"]) == 68
        assert len(city["incidents"]) == 100_000
        assert (city["facilities"]["kind"] == "elderly_care").sum() == 25
        assert len(city["facilities"]) == 125


class TestTheTree:
    def test_joins_children_into_parents(self, city: dict[str, pd.DataFrame]) -> None:
        grids = city["grids"]
        for code, children in grids[grids["parent"].notna()].groupby("parent"):
            assert grids.loc[code, "households"] == children["households"].sum()
            outside = shapely.difference(children.geometry.union_all(), grids.geometry[code].buffer(0.02))
            assert outside.area < 1

    def test_writes_every_path_from_the_root(self, city: dict[str, pd.DataFrame]) -> None:
        grids = city["grids"]
        below = grids[grids["parent"].notna()]

        assert (below["path"] == grids["path"].reindex(below["parent"]).to_numpy() + "." + below.index).all()

    def test_has_a_type_for_grids_only(self, city: dict[str, pd.DataFrame]) -> None:
        grids = city["grids"]

        assert (grids["type"].notna() == (grids["level"] == "grid")).all()
        assert grids["type"].nunique() == 6

    def test_follows_the_blocks_not_a_chessboard(self, leaves: gpd.GeoDataFrame) -> None:
        boxy = leaves.area / leaves.geometry.minimum_rotated_rectangle().area

        assert boxy.median() < 0.93


class TestTheNetwork:
    def test_is_planar_and_meets_at_corners_only(self, city: dict[str, pd.DataFrame]) -> None:
        for _, storey in city["streets"].groupby("layer"):
            lines = storey.geometry.to_numpy()
            one, other = shapely.STRtree(lines).query(lines, predicate="crosses")

            assert not len(one), storey.index[one[:3]].tolist() + storey.index[other[:3]].tolist()

    def test_hangs_together_for_walkers(self, city: dict[str, pd.DataFrame]) -> None:
        walkable = city["streets"][city["streets"]["walkable"]]

        assert len(crossings.without_stubs(walkable)) >= len(walkable) - 12
        assert 230 <= walkable["length_m"].sum() / 1000 <= 275

    def test_crosses_the_river_and_the_railway_in_few_places(self, city: dict[str, pd.DataFrame]) -> None:
        walkable = city["streets"][city["streets"]["walkable"]]
        land = city["landscape"].set_index("name").geometry
        bridges = walkable[walkable.crosses(land["云江"])]

        assert bridges["bridge"].all()
        assert 3 <= bridges["name"].nunique() <= 6
        assert 5 <= walkable.crosses(land["云澜铁路"]).sum() <= 10

    def test_lets_nobody_walk_on_the_motorway(self, city: dict[str, pd.DataFrame]) -> None:
        motorway = city["streets"]["street_class"] == "motorway"

        assert motorway.any()
        assert not city["streets"].loc[motorway, "walkable"].any()

    def test_has_stairs_at_both_ends_of_every_footbridge(self, city: dict[str, pd.DataFrame]) -> None:
        steps = city["streets"][city["streets"]["stairs"]]

        assert (steps.groupby("name").size() == 2).all()
        assert len(steps) == 8


class TestTheBuildings:
    def test_stand_off_streets_water_and_each_other(self, city: dict[str, pd.DataFrame]) -> None:
        houses = city["buildings"].geometry.to_numpy()
        ground = city["streets"]
        water = city["landscape"].query("kind == 'water'").geometry.to_numpy()
        near = shapely.STRtree(ground.geometry.to_numpy()).query(houses, predicate="dwithin", distance=4.0)
        one, other = shapely.STRtree(houses).query(houses, predicate="intersects")

        assert not near.size
        assert (one == other).all()
        assert not shapely.STRtree(water).query(houses, predicate="intersects").size
        assert min(streets.HALF_WIDTH_M.values()) + 2.5 >= 4.0

    def test_stand_in_the_grid_they_name(self, city: dict[str, pd.DataFrame], leaves: gpd.GeoDataFrame) -> None:
        middles = city["buildings"].representative_point()
        named = leaves.geometry.reindex(city["buildings"]["grid"])

        assert (shapely.distance(middles.to_numpy(), named.to_numpy()) < 80).all()


class TestThePeople:
    def test_are_counted_in_every_band_of_every_home(self, city: dict[str, pd.DataFrame]) -> None:
        people = city["residents"]
        homes = city["buildings"].query("households > 0")

        assert (people.groupby("place").size() == len(AGED)).all()
        assert set(people["place"]) == set(homes.index)
        assert 120_000 < people["count"].sum() < 180_000

    def test_are_older_in_some_places_than_in_others(self, city: dict[str, pd.DataFrame]) -> None:
        people = city["residents"].assign(older=lambda rows: rows["band"].isin(("65-79", "80+")) * rows["count"])
        by_grid = people.groupby("grid")[["older", "count"]].sum().query("count > 300")
        share = by_grid["older"] / by_grid["count"]

        assert 0.14 < by_grid["older"].sum() / by_grid["count"].sum() < 0.22
        assert share.quantile(0.9) > 2.5 * share.quantile(0.1)


class TestTheIncidents:
    def test_fill_a_year_on_the_citys_clock(self, city: dict[str, pd.DataFrame]) -> None:
        days = city["incidents"]["collected_at"].dt.tz_convert(ZONE).dt.date

        assert (days.min(), days.max()) == (FIRST_DAY, (AS_OF - pd.Timedelta(days=1)).date())
        assert days.nunique() == DAYS

    def test_have_rush_hours_and_quiet_nights(self, city: dict[str, pd.DataFrame]) -> None:
        hours = city["incidents"]["collected_at"].dt.tz_convert(ZONE).dt.hour.value_counts()

        assert hours[9] > 4 * hours[4]

    def test_reach_a_stage_exactly_by_its_time(self, city: dict[str, pd.DataFrame]) -> None:
        rows = city["incidents"]
        reached = rows[list(STAGE_TIMES)].notna()

        assert (np.array(STAGES)[reached.sum(axis=1) - 1] == rows["stage"]).all()
        assert (reached.astype(int).diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)

    def test_know_nothing_of_the_future(self, city: dict[str, pd.DataFrame]) -> None:
        assert (city["incidents"][list(STAGE_TIMES)].max() < AS_OF + pd.Timedelta(minutes=10)).all()

    def test_are_mostly_on_time_and_not_all_closed(self, city: dict[str, pd.DataFrame]) -> None:
        rows = city["incidents"]
        closed = rows[rows["verified_at"].notna()]

        assert 0.7 < (closed["verified_at"] <= closed["due_at"]).mean() < 0.9
        assert 1_000 < rows["verified_at"].isna().sum() < 5_000
        assert {"grid", "community", "street", "district"} == set(rows["level"])
        assert (rows["reopened"] > 0).any()
        assert (rows["handovers"] > 0).any()


class TestTheTracks:
    def test_follow_their_route_within_the_noise_of_gps(self, city: dict[str, pd.DataFrame]) -> None:
        fixes = city["fixes"]
        route = city["patrol_tracks"]["route"].reindex(fixes["track"])
        lines = city["patrol_routes"].geometry.reindex(route)
        off = pd.Series(shapely.distance(fixes.geometry.to_numpy(), lines.to_numpy()))

        assert 2 < off.median() < 12
        assert off.quantile(0.99) < 30
        assert (off > 200).any()

    def test_have_gaps_and_leave_streets_unwalked(self, city: dict[str, pd.DataFrame]) -> None:
        fixes = city["fixes"]
        pauses = fixes.groupby("track")["at"].diff().dt.total_seconds()
        walkable = city["streets"][city["streets"]["walkable"]]
        walked = shapely.STRtree(fixes.geometry.to_numpy()).query(walkable.geometry.to_numpy(), "dwithin", distance=30)

        assert 100 < (pauses > 200).sum() < 2_000
        assert 0.05 < 1 - len(np.unique(walked[0])) / len(walkable) < 0.6


class TestAScale:
    def test_below_one_keeps_the_place_and_takes_a_share_of_what_happens(self) -> None:
        small = demo.city(scale=SMALL)

        assert len(small["incidents"]) == 2_000
        assert len(small["buildings"]) == 8_000

    def test_above_one_lays_districts_side_by_side(self) -> None:
        large = demo.city(scale=2, incidents=4_000)
        grids = large["grids"]

        assert (grids["level"] == "district").sum() == 2
        assert grids["parent"].isna().sum() == 1
        assert len(large["incidents"]) == 4_000
        assert large["incidents"].index.is_unique
        assert set(large["incidents"]["grid"].dropna()) <= set(grids.index)
