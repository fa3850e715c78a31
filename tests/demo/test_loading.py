"""The demo city goes in by the door that every city takes, and a second time changes nothing."""

import pytest

from geo import demo
from geo.access import Actor
from geo.filters import Filters
from geo.intake.report import Report
from geo.store import buildings, city, facilities, grids, incidents, residents, streets
from geo.store.session import reading

SCALE = 0.02


@pytest.fixture(scope="module")
def reports(database: str) -> list[Report]:
    return demo.load(scale=SCALE)


class TestLoading:
    def test_loses_no_row(self, reports: list[Report]) -> None:
        assert all(one.read == one.kept + one.quarantined + one.skipped for one in reports)

    def test_sets_aside_the_backward_times_and_nothing_else(self, reports: list[Report]) -> None:
        aside = {one.file: one.quarantined for one in reports if one.quarantined}

        assert aside == {"incidents.csv": 40}

    def test_marks_the_place_as_made_up(self, reports: list[Report]) -> None:
        with reading(Actor(role="leader")) as session:
            assert city.get(session).made_up

    def test_brings_in_what_was_made(self, reports: list[Report]) -> None:
        made = demo.city(scale=SCALE)
        everything = Filters()
        with reading(Actor(role="leader")) as session:
            assert grids.count(session, everything) == len(made["grids"])
            assert streets.count(session, everything) == len(made["streets"])
            assert buildings.count(session, everything) == len(made["buildings"])
            assert facilities.count(session, everything) == len(made["facilities"])
            assert incidents.count(session, everything) == len(made["incidents"]) - 40
            people = residents.find(session, everything)
        assert people["everyone"].sum() == made["residents"]["count"].sum()

    def test_again_changes_nothing_and_tells_how_far_it_is(self, reports: list[Report]) -> None:
        told: list[float] = []

        again = demo.load(scale=SCALE, progress=lambda _what, share: told.append(share))

        assert sum(one.kept for one in again) == 0
        assert told == sorted(told)
        assert (told[0], told[-1]) == (0.0, 1.0)
