"""Tracks that came in say which streets were walked; that stays when the raw fixes are deleted."""

from datetime import timedelta

import pandas as pd
import pytest
from sqlalchemy import func, select, update

from geo.clock import now
from geo.filters import Filters
from geo.models import City, Grid, PatrolTrack
from geo.store import patrol, patrol_visits, street_pieces
from geo.store.session import reading, writing
from geo.upkeep import patrol_visits as after
from tests import toytown
from tests.shifts import morning, shift
from tests.toytown import ADMIN, HEAD_B, SUPERVISOR_A, SUPERVISOR_NOWHERE

ALL = Filters()
WHOLE_A, STREET = 859.5, 1719.0


@pytest.fixture(scope="module", autouse=True)
def walked(database: str) -> None:
    """Two shifts over the west, one of which goes on half through the east."""
    toytown.settle()
    with writing(ADMIN, "import", object="shifts") as session:
        for one in (
            shift("T1", 120.001, 120.010, begins=morning(2), route="P0"),
            shift("T2", 120.001, 120.0145, begins=morning(4), team="volunteer", node="D"),
        ):
            patrol.upsert_tracks(session, one, None)
    after.after({"patrol_tracks"})


def visits(actor=ADMIN, asked=ALL) -> pd.DataFrame:
    with reading(actor) as session:
        return patrol_visits.find(session, asked)


class TestAnImportOfTracks:
    def test_leaves_the_streets_walked_cut_at_the_grids(self) -> None:
        found = visits()
        metres = (found["to_m"] - found["from_m"]).groupby([found["track"], found["area"]]).sum()

        assert metres.to_dict() == pytest.approx({("T1", "A"): WHOLE_A, ("T2", "A"): WHOLE_A, ("T2", "B"): 430}, abs=12)

    def test_leaves_streets_cut_once_for_everybody(self) -> None:
        with reading(ADMIN) as session:
            pieces = street_pieces.find(session, ALL)

        assert pieces["area"].tolist() == ["A", "B"]
        assert (pieces["to_m"] - pieces["from_m"]).sum() == pytest.approx(STREET, abs=1)

    def test_says_how_each_track_matched(self) -> None:
        with reading(ADMIN) as session:
            matches = patrol_visits.find_matches(session, ALL)

        assert matches["matched"].tolist() == matches["fixes"].tolist() == [91, 136]
        assert matches["mean_offset_m"].max() < 1
        assert matches["reasons"].isna().all()

    def test_is_matched_once_and_again_only_if_the_fixes_change(self) -> None:
        with reading(ADMIN) as session:
            assert patrol_visits.pending(session) == []
            assert patrol_visits.pending(session, again=True) == ["T1", "T2"]


class TestTheFilter:
    def test_holds_for_period_place_and_team(self) -> None:
        assert set(visits(asked=Filters(since=morning(3).date()))["track"]) == {"T2"}
        assert set(visits(asked=Filters(until=morning(4).date()))["track"]) == {"T1"}
        assert set(visits(asked=Filters(node="B"))["area"]) == {"B"}
        assert set(visits(asked=Filters(teams=("volunteer",)))["track"]) == {"T2"}

    def test_gives_the_instant_the_figures_speak_of(self) -> None:
        with reading(ADMIN) as session:
            assert patrol_visits.as_of(session, ALL) > morning(4)
            assert patrol_visits.as_of(session, Filters(until=morning(3).date())) == morning(3).replace(hour=0)


class TestTheDatabase:
    def test_shows_readers_the_streets_of_their_own_grids(self) -> None:
        assert set(visits(SUPERVISOR_A)["area"]) == {"A"}
        assert set(visits(HEAD_B)["area"]) == {"B"}
        assert visits(SUPERVISOR_NOWHERE).empty

    def test_shows_matches_of_tracks_one_may_see(self) -> None:
        with reading(SUPERVISOR_A) as session:
            assert patrol_visits.find_matches(session, ALL).index.tolist() == ["T1"]


class TestNewGrids:
    def test_cut_visits_anew_without_their_fixes(self) -> None:
        before = visits()
        with writing(ADMIN, "import", object="no fixes") as session:
            session.execute(update(PatrolTrack).where(PatrolTrack.code == "T2").values(geom=None))
            kept = session.scalars(select(Grid.type).where(Grid.code == "B")).one()
            session.execute(update(Grid).where(Grid.code == "B").values(level="community", type=None))
        done = after.refresh(recut=True)
        merged = visits()
        with writing(ADMIN, "import", object="grid again") as session:
            session.execute(update(Grid).where(Grid.code == "B").values(level="grid", type=kept))
        after.refresh(recut=True)

        assert done.recut == 2
        assert merged["area"].tolist() == ["A", "A", ""]
        pd.testing.assert_frame_equal(visits(), before)


class TestRawFixes:
    def kept(self) -> int:
        with reading(ADMIN) as session:
            return int(session.scalar(select(func.count(PatrolTrack.geom))) or 0)

    def test_of_a_made_up_city_stay(self) -> None:
        assert after.forget() == 0
        assert self.kept() > 0

    def test_are_deleted_after_the_set_number_of_days_and_streets_walked_stay(self) -> None:
        fresh = shift("T3", 120.012, 120.014, begins=now() - timedelta(days=2), node="B")
        with writing(ADMIN, "import", object="real") as session:
            patrol.upsert_tracks(session, fresh, None)
            session.execute(update(City).values(made_up=False))
        before = visits()
        done = after.refresh()

        assert done.matched == 1
        assert done.forgotten == 1
        assert self.kept() == 1
        left = visits()
        assert left[left["track"] != "T3"].reset_index(drop=True).equals(before)
        assert after.forget() == 0
