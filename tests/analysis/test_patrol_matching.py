"""Tracks on streets whose way is known: what is right, what is set aside, what adds nothing."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analysis.patrol.matching import match
from geo.analysis.patrol.rules import Rules
from geo.analysis.patrol.stretches import common_metres, lines, metres, union
from geo.errors import BadInputError, NotMetricError
from tests.analysis.patrol_truth import (
    BEGIN,
    METRIC,
    as_fixes,
    fixes_of,
    laid_out,
    random_walk,
    street_table,
    town,
    true_stretches,
)

AS_OF = BEGIN + pd.Timedelta(days=1)


def straight(metres=1_000, *, y=0.0):
    return shapely.LineString([(0, y), (metres, y)])


def walk(track, waypoints, *, every_s=5, pace=1.0, begin=0):
    """Walk exactly along waypoints."""
    line = shapely.LineString(waypoints)
    at = np.arange(0, line.length / pace + every_s / 2, every_s)
    return as_fixes(track, begin + at, shapely.get_coordinates(shapely.line_interpolate_point(line, at * pace)))


def on(streets, fixes, **rules):
    _, ground = laid_out(streets)
    return match(fixes, ground, as_of=AS_OF, rules=Rules(**rules))


@pytest.fixture(scope="module")
def crooked():
    return laid_out(town(14, 14, seed=3))


class TestATrackOnAStreet:
    def test_covers_the_metres_between_its_first_and_last_fix(self):
        found = on(street_table([straight()]), walk("a", [(200, 3), (700, 3)]))

        assert len(found.visits) == 1
        one = found.visits.iloc[0]
        assert (one["street"], one["from_m"], one["to_m"]) == (
            "s0",
            pytest.approx(200, abs=5),
            pytest.approx(700, abs=5),
        )

    def test_says_when_the_street_was_entered_and_left(self):
        found = on(
            street_table([straight(), shapely.LineString([(1_000, 0), (1_000, 500)])]),
            walk("a", [(0, 0), (1_000, 0), (1_000, 500)]),
        )

        assert found.visits["street"].tolist() == ["s0", "s1"]
        turned = (found.visits["left_at"].iloc[0] - BEGIN).total_seconds()
        assert turned == pytest.approx(1_000, abs=8)
        assert found.visits["entered_at"].iloc[1] == found.visits["left_at"].iloc[0]

    def test_reports_match_rate_and_mean_offset(self):
        found = on(street_table([straight()]), walk("a", [(0, 6), (900, 6)]))

        assert found.tracks.loc["a", "match_rate"] == 1
        assert found.tracks.loc["a", "mean_offset_m"] == pytest.approx(6, abs=0.01)
        assert found.tracks.loc["a", "fixes"] == 181
        assert found.tracks.loc["a", "walked_m"] == pytest.approx(900, abs=10)

    def test_far_from_every_street_adds_nothing_and_is_drawn_dotted(self):
        streets = street_table([straight(2_000)])
        found = on(streets, walk("a", [(0, 0), (500, 0), (700, 300), (1_300, 300), (1_500, 0), (2_000, 0)]))

        assert metres(union(found.visits)) == pytest.approx(1_000, abs=140)
        assert found.tracks.loc["a", "match_rate"] < 0.75
        assert set(found.gaps["reason"]) == {"off_street"}
        assert found.gaps.geometry.length.sum() > 1_000

    def test_takes_the_street_it_moves_along_not_the_one_it_crosses(self):
        streets = [
            shapely.LineString([(0, 0), (500, 0)]),
            shapely.LineString([(500, 0), (1_000, 0)]),
            shapely.LineString([(500, -300), (500, 0)]),
            shapely.LineString([(500, 0), (500, 300)]),
        ]
        found = on(street_table(streets), walk("a", [(0, 4), (1_000, -4)]))

        assert found.visits["street"].tolist() == ["s0", "s1"]

    def test_stays_on_its_own_level_under_a_bridge(self):
        streets = street_table([straight(), shapely.LineString([(500, -300), (500, 300)])])
        streets.loc["s1", ["bridge", "layer"]] = [True, 1]
        found = on(streets, walk("a", [(0, 0), (1_000, 0)]))

        assert found.visits["street"].tolist() == ["s0"]

    def test_walked_both_ways_is_covered_once(self):
        found = on(street_table([straight()]), walk("a", [(0, 0), (800, 0), (0, 0)]))

        assert metres(union(found.visits)) == pytest.approx(800, abs=8)


class TestAGap:
    def test_of_ten_minutes_adds_nothing(self):
        before, after = walk("a", [(0, 0), (300, 0)]), walk("a", [(900, 0), (1_200, 0)], begin=900)
        found = on(street_table([straight(1_500)]), pd.concat([before, after]))

        assert metres(union(found.visits)) == pytest.approx(600, abs=16)
        assert found.gaps[["track", "reason"]].to_numpy().tolist() == [["a", "time"]]
        assert list(found.gaps.geometry.iloc[0].coords) == [(300, 0), (900, 0)]

    def test_by_distance_adds_nothing_even_if_short_in_time(self):
        before, after = walk("a", [(0, 0), (300, 0)]), walk("a", [(700, 0), (1_000, 0)], begin=360)
        found = on(street_table([straight()]), pd.concat([before, after]))

        assert metres(union(found.visits)) == pytest.approx(600, abs=16)
        assert found.gaps["reason"].tolist() == ["distance"]

    @pytest.mark.parametrize(("gap_s", "expected"), [(60, 600), (1_000, 1_200)])
    def test_is_what_the_settings_say(self, gap_s, expected):
        before, after = walk("a", [(0, 0), (300, 0)]), walk("a", [(900, 0), (1_200, 0)], begin=900)
        found = on(street_table([straight(1_500)]), pd.concat([before, after]), gap_s=gap_s, gap_m=700)

        assert metres(union(found.visits)) == pytest.approx(expected, abs=16)

    def test_between_two_streets_that_do_not_meet_is_no_way(self):
        streets = street_table([straight(500), shapely.LineString([(560, 0), (1_000, 0)])])
        found = on(streets, walk("a", [(0, 0), (1_000, 0)]))

        assert "no_way" in set(found.gaps["reason"])
        assert metres(union(found.visits)) <= 940


class TestStandingStill:
    def test_adds_nothing(self):
        rng = np.random.default_rng(0)
        places = np.array([500, 0]) + rng.normal(0, 8, (600, 2))
        found = on(street_table([straight()]), as_fixes("a", np.arange(600) * 5, places))

        assert metres(found.visits) == 0
        assert found.tracks.loc["a", "match_rate"] == 1

    def test_in_mid_walk_adds_nothing(self):
        rng = np.random.default_rng(0)
        way = walk("a", [(0, 0), (400, 0)])
        wait = as_fixes("a", 405 + np.arange(360) * 5, np.array([400, 0]) + rng.normal(0, 6, (360, 2)))
        on_again = walk("a", [(400, 0), (800, 0)], begin=2_300)
        found = on(street_table([straight()]), pd.concat([way, wait, on_again]))

        assert metres(found.visits) == pytest.approx(800, abs=16)
        assert len(found.visits) == 1


class TestAFixIsSetAside:
    def of(self, fixes, **rules):
        return on(street_table([straight()]), fixes, **rules).aside["reason"].to_dict()

    def test_where_nobody_could_have_been(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-50", "geometry"] = shapely.Point(250, 40_000)

        assert self.of(fixes) == {"a-50": "speed"}

    def test_even_if_it_is_the_first(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-0", "geometry"] = shapely.Point(0, 9_000)

        assert self.of(fixes) == {"a-0": "speed"}

    def test_with_a_clock_of_another_age(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-3", "at"] -= pd.Timedelta(weeks=1024)
        fixes.loc["a-7", "at"] = pd.Timestamp("2031-01-01", tz="UTC")
        fixes.loc["a-9", "at"] = pd.NaT

        assert self.of(fixes) == {"a-3": "clock", "a-7": "clock", "a-9": "clock"}

    def test_out_of_order_and_only_that(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-40", "at"] += pd.Timedelta(minutes=3)
        fixes.loc["a-60", "at"] -= pd.Timedelta(minutes=2)

        assert self.of(fixes) == {"a-40": "order", "a-60": "order"}

    def test_said_twice(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-21", "at"] = fixes.loc["a-20", "at"]

        assert self.of(fixes) == {"a-21": "duplicate"}

    def test_without_a_place(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-8", "geometry"] = shapely.Point()

        assert self.of(fixes) == {"a-8": "place"}

    def test_and_the_rest_of_the_track_still_counts(self):
        fixes = walk("a", [(0, 0), (500, 0)])
        fixes.loc["a-50", "geometry"] = shapely.Point(250, 40_000)
        found = on(street_table([straight()]), fixes)

        assert metres(found.visits) == pytest.approx(500, abs=8)
        assert found.tracks.loc["a", "set_aside"] == 1


class TestManyTracks:
    def test_do_not_mix_however_their_rows_are(self):
        one, two = walk("a", [(0, 0), (300, 0)]), walk("b", [(600, 0), (900, 0)])
        mixed = pd.concat([one, two]).iloc[np.random.default_rng(1).permutation(len(one) + len(two))]
        mixed = mixed.sort_values("at", kind="stable")
        found = on(street_table([straight()]), mixed)

        assert found.visits.groupby("track")["from_m"].min().round(-1).to_dict() == {"a": 0, "b": 600}
        assert len(found.aside) == 0

    @pytest.mark.parametrize(
        ("noise_m", "every_s", "drift_s"), [(5, 5, 0), (10, 5, 20), (15, 1, 0), (15, 5, 20), (15, 10, 20)]
    )
    def test_are_right_on_97_per_cent_of_street_length(self, crooked, noise_m, every_s, drift_s):
        network, ground = crooked
        rng = np.random.default_rng(noise_m + every_s)
        walks = {f"t{n}": random_walk(network, metres=3_000, rng=rng) for n in range(12)}
        made = {"every_s": every_s, "noise_m": noise_m, "drift_s": drift_s, "rng": rng}
        found = match(
            pd.concat([fixes_of(one, track=track, **made) for track, one in walks.items()]), ground, as_of=AS_OF
        )
        common = true = seen = 0.0
        for track, one in walks.items():
            truth, visits = true_stretches(one, ground), found.visits[found.visits["track"] == track]
            common += common_metres(truth, visits)
            true, seen = true + metres(union(truth)), seen + metres(union(visits))

        assert common / true >= 0.97
        assert common / seen >= 0.97

    def test_agree_with_shapely_on_what_lies_near_the_true_way(self, crooked):
        network, ground = crooked
        streets = town(14, 14, seed=3)
        rng = np.random.default_rng(8)
        way = random_walk(network, metres=3_000, rng=rng)
        found = match(fixes_of(way, track="t", every_s=5, noise_m=6, rng=rng), ground, as_of=AS_OF)

        drawn = shapely.union_all(lines(union(found.visits), streets).to_numpy())
        assert drawn.intersection(way.line.buffer(0.5)).length / drawn.length >= 0.97
        true = shapely.union_all([way.line])
        assert true.intersection(drawn.buffer(0.5)).length / true.length >= 0.97


class TestTheDoor:
    def test_refuses_degrees(self):
        fixes = walk("a", [(0, 0), (50, 0)]).set_crs(4326, allow_override=True)
        with pytest.raises(NotMetricError):
            on(street_table([straight()]), fixes)

    def test_names_a_missing_column(self):
        fixes = walk("a", [(0, 0), (50, 0)]).drop(columns="track")
        with pytest.raises(BadInputError):
            on(street_table([straight()]), fixes)

    def test_takes_no_fixes_at_all(self):
        none = gpd.GeoDataFrame(
            {"track": pd.Series([], dtype=object), "at": pd.Series([], dtype="datetime64[ns, UTC]")},
            geometry=gpd.GeoSeries([], crs=METRIC),
        )
        found = on(street_table([straight()]), none)

        assert len(found.visits) == len(found.gaps) == len(found.tracks) == 0

    def test_leaves_its_input_alone(self):
        fixes = walk("a", [(0, 0), (300, 0)])
        before = fixes.copy()
        on(street_table([straight()]), fixes)

        pd.testing.assert_frame_equal(fixes, before)
