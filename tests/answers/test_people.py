"""Head-counts as everybody sees them: whatever is asked, and however often, nothing tells of fewer than k people."""

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analysis.plans import Change
from geo.answers import circles, people, planning
from geo.answers.walking import Walks
from geo.filters import Filters
from geo.store import residents
from geo.store.session import reading, writing
from tests import toytown

K = 5
NESTED = ("age_80", "age_65", "age_60", "everyone")
MINUTES = (1, 3, 5, 6, 7, 8, 10, 14, 15)
FIGURES = ("people", "ring", "network", "unknown")


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    """Put 60 homes along the street, most of them with one to four people of a band; three people in all of C."""
    toytown.settle()
    rng = np.random.default_rng(1)
    east = np.linspace(120.0015, 120.0185, 60)
    rows = [
        (f"K{at}", band, int(rng.choice([1, 2, 3, 4, 9])), x)
        for at, x in enumerate(east)
        for band in ("0-2", "18-59", "60-64", "65-79", "80+")
        if rng.random() < 0.7
    ]
    frame = gpd.GeoDataFrame(
        {
            "place_kind": "cell",
            "place": [row[0] for row in rows],
            "measure": "people",
            "band": [row[1] for row in rows],
            "count": [row[2] for row in rows],
            "grid": ["A" if row[3] < 120.01 else "B" for row in rows],
        },
        geometry=[shapely.Point(row[3], 31.0052) for row in rows],
        crs=4490,
    )
    few = frame.iloc[:1].assign(place="far", band="80+", count=3, grid=None)
    with writing(toytown.ADMIN, "import", object="small counts") as session:
        residents.upsert(session, pd.concat([frame, few]), None)


@pytest.fixture
def walks():
    with reading(toytown.ADMIN) as session:
        yield Walks.once(session, toytown.ADMIN)


class TestAnAttacker:
    """Asks every question there is and subtracts one answer from another."""

    def test_who_widens_age_and_time_step_by_step_isolates_nobody(self, walks: Walks) -> None:
        tables = {
            (ages, minutes): walks.table(Filters(ages=ages, minutes=minutes))
            for ages, minutes in product(NESTED, MINUTES)
        }
        for figure in ("ring", "network"):
            for narrow, wide in product(tables, tables):
                if NESTED.index(narrow[0]) <= NESTED.index(wide[0]) and narrow[1] <= wide[1]:
                    self.apart(tables[wide][figure] - tables[narrow][figure])
        for table in tables.values():
            for figure in FIGURES:
                self.apart(table[figure])
                self.apart(table["people"] - table[figure])

    def test_who_puts_one_candidate_after_the_other_isolates_nobody(self, walks: Walks) -> None:
        net, made = walks.network(), []
        asked = Filters(facility_kinds=("library",), minutes=1, ages="age_80")
        before = planning.compared(walks, asked)["gained"]
        for number, x in enumerate(np.linspace(net.x.min(), net.x.max(), 40)):
            at = {"x": float(x), "y": float(net.y.mean())}
            made.append(Change(deed="add", code=f"N{number}", kind="library", capacity=40.0, **at))
            after = planning.compared(walks, asked, tuple(made))["gained"]
            self.apart(after)
            self.apart(after - before)
            before = after

    def test_who_asks_facility_by_facility_and_minute_by_minute_isolates_nobody(self, walks: Walks) -> None:
        for ages in NESTED:
            start = circles.sources(walks, Filters())
            for code in start.index:
                asked = [Filters(minutes=minutes, ages=ages) for minutes in MINUTES]
                near = pd.Series([circles.together(walks, one, start.loc[[code]]).near for one in asked])
                rows = pd.Series([circles.rows(walks, one, start.loc[[code]])["people"].iloc[0] for one in asked])
                self.apart(near.diff())
                self.apart(rows.diff())

    @staticmethod
    def apart(differences: pd.Series) -> None:
        known = differences.dropna()
        assert not ((known > 1e-9) & (known < K - 1e-9)).any(), known[(known > 0) & (known < K)]


class TestFewPeople:
    def test_of_a_node_are_not_listed_and_hide_no_district(self, walks: Walks) -> None:
        table = walks.table(Filters(ages="age_80", minutes=15))
        assert np.isnan(table.at["", "people"])
        assert table.at["D", "people"] > 0

    def test_keep_every_total(self, walks: Walks) -> None:
        raw = walks.ask(residents.find, Filters())
        shown = walks.people().places
        for column in people.GROUPS:
            assert shown[column].sum() == raw[column].sum()

    def test_are_shown_by_a_sign_and_never_by_nothing(self) -> None:
        assert people.sign() == "<5 未列出"
