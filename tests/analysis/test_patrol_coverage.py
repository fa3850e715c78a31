"""Coverage in metres: toy towns a child can check, properties, and the same figures again with shapely."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import substring

from geo.analysis.patrol import areas, coverage, gaps, revisits
from geo.analysis.patrol.matching import match
from geo.analysis.patrol.stretches import lines, metres, union
from tests.analysis.patrol_truth import BEGIN, METRIC, as_fixes, laid_out, street_table

ZONE = "Asia/Shanghai"
AS_OF = BEGIN + pd.Timedelta(days=10)
SQUARES = gpd.GeoDataFrame(
    {"level": "grid", "path": ["c.w", "c.e"]},
    index=["w", "e"],
    geometry=[shapely.box(0, 0, 500, 1_000), shapely.box(500, 0, 1_000, 1_000)],
    crs=METRIC,
)


def ten_equal_streets():
    return street_table([shapely.LineString([(0, 100 * n), (400, 100 * n)]) for n in range(10)])


def visit(street="s0", low=0.0, high=100.0, *, hours=0.0, track="a", team="official", area="w"):
    at = BEGIN + pd.Timedelta(hours=hours)
    return {
        "track": track, "street": street, "from_m": low, "to_m": high, "entered_at": at,
        "left_at": at + pd.Timedelta(minutes=2), "team": team, "area": area,
    }  # fmt: skip


def table(*visits):
    columns = list(visit())
    frame = pd.DataFrame(list(visits), columns=columns)
    return frame.astype({"from_m": float, "to_m": float, "entered_at": "datetime64[ns, Asia/Shanghai]"})


def whole(streets, area="w"):
    """Every street in one area."""
    return pd.DataFrame(
        {"street": streets.index, "area": area, "from_m": 0.0, "to_m": streets.geometry.length.to_numpy()}
    )


class TestThreeOfTenEqualStreets:
    def test_are_thirty_per_cent(self):
        streets = ten_equal_streets()
        walked = []
        for n in (2, 5, 6):
            places = [(x, 100 * n + 1) for x in range(0, 401, 5)]
            walked.append(as_fixes(f"t{n}", np.arange(len(places)) * 5, places))
        _, ground = laid_out(streets)
        found = match(pd.concat(walked), ground, as_of=AS_OF)

        shared = areas.share_out(found.visits, whole(streets))
        assert coverage.overall(whole(streets), shared)["share"] == pytest.approx(0.30, abs=0.005)

    def test_are_thirty_per_cent_exactly_when_walked_end_to_end(self):
        streets = ten_equal_streets()
        visits = table(*(visit(f"s{n}", 0, 400) for n in (2, 5, 6)))

        assert coverage.overall(whole(streets), visits)["share"] == pytest.approx(0.3, rel=1e-12)


class TestTwoWalksOfOneStreet:
    def test_count_once_for_coverage_and_twice_for_visits(self):
        visits = table(visit(low=0, high=80), visit(low=40, high=100, hours=5))
        row = coverage.by_area(whole(street_table([shapely.LineString([(0, 0), (200, 0)])])), visits).loc["w"]

        assert row.to_dict() == {"street_m": 200, "walked_m": 100, "share": 0.5, "visits": 2, "visited_m": 140}


class TestCuttingAtGridBorders:
    def test_is_exact(self):
        pieces = areas.cut(street_table([shapely.LineString([(200, 10), (900, 10)])]), SQUARES)

        assert pieces.to_numpy().tolist() == [["s0", "w", 0.0, 300.0], ["s0", "e", 300.0, 700.0]]

    def test_gives_a_street_on_the_border_to_one_grid_only(self):
        pieces = areas.cut(street_table([shapely.LineString([(500, 0), (500, 1_000)])]), SQUARES)

        assert pieces[["area", "from_m", "to_m"]].to_numpy().tolist() == [["e", 0.0, 1_000.0]]

    def test_keeps_what_lies_outside(self):
        pieces = areas.cut(street_table([shapely.LineString([(-300, 10), (100, 10)])]), SQUARES)

        assert pieces["area"].tolist() == ["", "w"]
        assert pieces["to_m"].tolist() == [300, 400]

    def test_follows_a_street_that_crosses_the_border_again_and_again(self):
        zigzag = shapely.LineString([(450, 0), (550, 100), (450, 200), (550, 300), (450, 400)])
        pieces = areas.cut(street_table([zigzag]), SQUARES)

        assert pieces["area"].tolist() == ["w", "e", "w", "e", "w"]
        assert (pieces["to_m"] - pieces["from_m"]).sum() == pytest.approx(zigzag.length)

    @given(st.lists(st.tuples(st.floats(-200, 1_200), st.floats(-200, 1_200)), min_size=2, max_size=8, unique=True))
    def test_adds_up_and_agrees_with_shapely(self, places):
        line = shapely.LineString(places)
        pieces = areas.cut(street_table([line]), SQUARES)
        found = (pieces["to_m"] - pieces["from_m"]).groupby(pieces["area"]).sum()

        assert found.sum() == pytest.approx(line.length)
        for code, square in SQUARES.geometry.items():
            parts = [shapely.LineString(pair) for pair in itertools.pairwise(places)]
            inside = sum(part.intersection(square).length for part in parts)
            on_border = sum(part.intersection(square.boundary).length for part in parts)
            assert found.get(code, 0.0) == pytest.approx(inside, abs=on_border + 0.011 * len(places) * 3)

    def test_makes_grids_add_up_to_the_city(self):
        grids = gpd.GeoDataFrame(
            pd.concat([SQUARES, gpd.GeoDataFrame({"level": "city", "path": "c"}, index=["c"], geometry=[None])])
        )
        streets = street_table([shapely.LineString([(200, 10), (900, 10)]), shapely.LineString([(-50, 90), (50, 90)])])
        pieces = areas.cut(streets, SQUARES)
        visits = areas.share_out(table(visit("s0", 250, 600), visit("s1", 0, 100)).drop(columns="area"), pieces)
        by_grid = coverage.by_area(pieces, visits)
        city = coverage.by_area(coverage.lifted(pieces, grids, "city"), coverage.lifted(visits, grids, "city"))

        assert by_grid.index.tolist() == ["e", "w", ""]
        assert by_grid["walked_m"].to_dict() == {"w": 100, "e": 300, "": 50}
        assert city["walked_m"].to_dict() == {"c": 400, "": 50}
        assert coverage.overall(pieces, visits)["street_m"] == pytest.approx(800)


class TestByHourWeekdayAndTeam:
    def test_uses_the_citys_clock(self):
        streets = ten_equal_streets()
        visits = table(visit("s0", 0, 400, hours=-1), visit("s0", 0, 400, hours=5), visit("s1", 0, 200, hours=24))
        hours = coverage.by_hour(whole(streets), visits, zone=ZONE, band_h=4)
        days = coverage.by_weekday(whole(streets), visits, zone=ZONE)

        assert hours["walked_m"].to_dict() == {
            "00-04": 0,
            "04-08": 400,
            "08-12": 200,
            "12-16": 400,
            "16-20": 0,
            "20-24": 0,
        }
        assert days["visits"].to_dict() == {"1": 2, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0}

    def test_shows_teams_apart_and_together(self):
        streets = ten_equal_streets()
        visits = table(visit("s0", 0, 300), visit("s0", 200, 400, team="volunteer"))
        teams = coverage.by_team(whole(streets), visits, teams=("official", "volunteer"))

        assert teams["walked_m"].to_dict() == {"official": 300, "volunteer": 200, "together": 400}


class TestRevisits:
    def test_are_the_hours_between_two_shifts_metre_by_metre(self):
        streets = street_table([shapely.LineString([(0, 0), (400, 0)])])
        visits = table(
            visit(low=0, high=400),
            visit(low=0, high=100, hours=10, track="b"),
            visit(low=0, high=400, hours=30, track="c"),
        )
        waits, last = revisits.replay(whole(streets), visits)
        row = revisits.by_area(waits, last, as_of=BEGIN + pd.Timedelta(hours=54)).loc["w"]

        assert waits[["wait_h", "metres"]].to_numpy().tolist() == [[10, 100], [20, 100], [30, 300]]
        assert row.to_dict() == {
            "revisit_p50_h": 30,
            "revisit_max_h": 30,
            "since_p50_h": 24,
            "since_max_h": 24,
            "never_m": 0,
        }

    def test_do_not_count_one_shift_that_turns_round(self):
        streets = street_table([shapely.LineString([(0, 0), (400, 0)])])
        waits, _ = revisits.replay(whole(streets), table(visit(), visit(hours=0.1)))

        assert waits.empty

    def test_name_the_metres_never_walked(self):
        streets = street_table([shapely.LineString([(0, 0), (400, 0)])])
        _, last = revisits.replay(whole(streets), table(visit(low=100, high=150)))

        assert last[["from_m", "to_m"]].to_numpy().tolist() == [[0, 100], [100, 150], [150, 400]]
        assert last["last_at"].notna().tolist() == [False, True, False]

    @given(st.data())
    def test_agree_with_a_replay_metre_by_metre(self, data):
        many = data.draw(st.integers(1, 12))
        spans = [sorted(data.draw(st.tuples(st.integers(0, 40), st.integers(0, 40)))) for _ in range(many)]
        tracks = [data.draw(st.sampled_from("abc")) for _ in range(many)]
        visits = table(
            *(
                visit(low=a, high=b, hours=n, track=track)
                for n, ((a, b), track) in enumerate(zip(spans, tracks, strict=True))
            )
        )
        streets = street_table([shapely.LineString([(0, 0), (40, 0)])])
        waits, last = revisits.replay(whole(streets), visits)
        expected, seen = [], {}
        for n, ((a, b), track) in enumerate(zip(spans, tracks, strict=True)):
            for metre in range(a, b):
                if metre in seen and seen[metre][1] != track:
                    expected.append(n - seen[metre][0])
                seen[metre] = (n, track)

        found = np.repeat(waits["wait_h"].to_numpy(), waits["metres"].round().astype(int))
        assert sorted(found.tolist()) == pytest.approx(sorted(expected))
        assert metres(last[last["last_at"].notna()]) == pytest.approx(len(seen))


SPANS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400), st.integers(0, 400)), max_size=12)


class TestWhateverIsWalked:
    @given(SPANS)
    def test_the_union_is_no_more_than_the_sum_and_agrees_with_shapely(self, spans):
        visits = table(*(visit(f"s{n}", min(a, b), max(a, b)) for n, a, b in spans))
        row = coverage.overall(whole(ten_equal_streets()), visits)
        drawn = [substring(ten_equal_streets().geometry[f"s{n}"], min(a, b), max(a, b)) for n, a, b in spans if a != b]

        assert row["walked_m"] <= row["visited_m"] + 1e-9
        assert row["walked_m"] == pytest.approx(shapely.union_all(drawn).length if drawn else 0.0, abs=1e-6)

    @given(SPANS, SPANS)
    def test_another_track_never_shrinks_coverage(self, spans, more):
        def walked(all_spans):
            visits = table(*(visit(f"s{n}", min(a, b), max(a, b)) for n, a, b in all_spans))
            return coverage.overall(whole(ten_equal_streets()), visits)["walked_m"]

        assert walked(spans + more) >= walked(spans) - 1e-9


class TestTheGapList:
    def last(self, *visits):
        streets = ten_equal_streets()
        return streets, revisits.replay(whole(streets), table(*visits))[1]

    def test_names_streets_nobody_walked_for_so_many_days(self):
        streets, last = self.last(*(visit(f"s{n}", 0, 400, hours=24 * n) for n in range(1, 10)))
        found = gaps.find(last, streets, as_of=AS_OF, days=7)

        assert set(found["street"]) == {"s0", "s1", "s2"}
        assert found.set_index("street")["days"].round(3).to_dict() == pytest.approx(
            {"s0": np.nan, "s1": 9, "s2": 8}, nan_ok=True
        )

    def test_draws_only_the_part_not_walked(self):
        streets, last = self.last(
            *(visit(f"s{n}", 0, 400, hours=200) for n in range(1, 10)), visit("s0", 0, 150, hours=200)
        )
        found = gaps.find(last, streets, as_of=AS_OF, days=7)

        assert found[["street", "from_m", "to_m", "length_m"]].to_numpy().tolist() == [["s0", 150, 400, 250]]
        assert list(found.geometry.iloc[0].coords) == [(150, 0), (400, 0)]

    def test_puts_streets_with_incidents_nearby_first(self):
        streets, last = self.last()
        near_s4 = gpd.GeoDataFrame(geometry=gpd.points_from_xy([100, 200], [420, 380]), crs=METRIC)
        found = gaps.find(last, streets, as_of=AS_OF, days=7, incidents=near_s4, near_m=30)

        assert found["street"].iloc[0] == "s4"
        assert found["weight"].iloc[0] == 1_200
        assert found["incidents"].sum() == 2

    def test_together_with_what_was_walked_makes_all_streets(self):
        streets, last = self.last(visit("s3", 20, 380, hours=230), visit("s4", 0, 100, hours=230))
        found = gaps.find(last, streets, as_of=AS_OF, days=7, least_m=0)

        assert metres(found) == pytest.approx(10 * 400 - 360 - 100)


class TestStretches:
    def test_are_drawn_along_their_street(self):
        streets = street_table([shapely.LineString([(0, 0), (100, 0), (100, 100)])])
        drawn = lines(pd.DataFrame({"street": ["s0"], "from_m": [50.0], "to_m": [150.0]}), streets)

        assert list(drawn.iloc[0].coords) == [(50, 0), (100, 0), (100, 50)]

    def test_of_two_streets_stay_apart_when_merged(self):
        both = pd.DataFrame({"street": ["s1", "s0"], "from_m": [0.0, 5.0], "to_m": [10.0, 20.0]})

        assert len(union(both)) == 2
