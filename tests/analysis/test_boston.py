"""Boston's tickets of 2015: the figures equal an independent count with pandas and lifelines; the faults come out."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.analysis import response, setaside
from geo.analysis.asking import looked_at
from geo.filters import Filters
from geo.frames import INCIDENTS
from geo.packed import PackedIncidents, from_frame
from tests.analysis import boston

NOW = pd.Timestamp("2026-01-01", tz="UTC")

pytestmark = [pytest.mark.real, pytest.mark.skipif(not boston.TICKETS.exists(), reason="needs ../shared/data")]


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    return boston.read()


@pytest.fixture(scope="module")
def packed(tickets: pd.DataFrame) -> PackedIncidents:
    frame = pd.DataFrame(index=tickets.index)
    frame["incident_class"], frame["subclass"], frame["department"] = "appeal", tickets["TYPE"], tickets["SUBJECT"]
    frame["channel"], frame["priority"], frame["grid"], frame["level"] = "12345", "normal", tickets["ward"], "grid"
    for stage in ("called", "responded", "handled", "evaluated"):
        frame[f"{stage}_at"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns, UTC]")
    frame["collected_at"], frame["verified_at"] = tickets["OPEN_DT"], tickets["CLOSED_DT"]
    frame["due_at"] = tickets["TARGET_DT"]
    frame["stage"] = np.where(frame["verified_at"].notna(), "verified", "collected")
    frame["reopened"] = frame["handovers"] = 0
    frame["satisfaction"] = np.nan
    points = gpd.points_from_xy(tickets["LONGITUDE"].astype(float), tickets["LATITUDE"].astype(float), crs=4326)
    return from_frame(gpd.GeoDataFrame(frame, geometry=points)[list(INCIDENTS.names)], zone=boston.ZONE)


@pytest.fixture(scope="module")
def at(packed: PackedIncidents) -> pd.Timestamp:
    return looked_at(packed, NOW)


@pytest.fixture(scope="module")
def counted(tickets: pd.DataFrame, at: pd.Timestamp) -> pd.DataFrame:
    """Which tickets count, and how long each took, found the slow way."""
    return boston.counted(tickets, at)


class TestBostonTickets:
    def test_are_looked_at_when_they_end_not_ten_years_later(self, tickets: pd.DataFrame, at: pd.Timestamp) -> None:
        assert at == tickets["CLOSED_DT"].max()

    def test_have_their_faults_named(self, packed: PackedIncidents, at: pd.Timestamp) -> None:
        table = setaside.report(packed, Filters(), as_of=at)["count"]
        assert (table["negative"], table["zero"]) == (58, 354)
        assert table["default_point"] > 16_000
        assert len(packed.usual.piles) >= 1

    @pytest.mark.parametrize(("by", "column"), [("department", "SUBJECT"), ("subclass", "TYPE")])
    def test_give_the_same_figures_to_pandas_and_lifelines(
        self, packed: PackedIncidents, counted: pd.DataFrame, at: pd.Timestamp, by: str, column: str
    ) -> None:
        lifelines = pytest.importorskip("lifelines")
        figures = response.figures(packed, Filters(), by=by, as_of=at)
        assert figures["n"].sum() == len(counted)
        for key, rows in counted.groupby(column):
            row = figures.loc[str(key)]
            fitted = lifelines.KaplanMeierFitter().fit(rows["seconds"], event_observed=~rows["open"])
            for name, survives in (("p50_minutes", 0.5), ("p90_minutes", 0.1)):
                reached = fitted.survival_function_.index[fitted.survival_function_.iloc[:, 0] <= survives + 1e-9]
                expected = reached[0] / 60 if len(reached) else np.nan
                found = figures.loc[str(key), name]
                assert (np.isnan(found) and np.isnan(expected)) or found == pytest.approx(expected), (key, name)
            hits, judged = boston.on_time(rows, at)
            assert (row["n"], row["open"], row["judged"]) == (len(rows), rows["open"].sum(), judged)
            if judged:
                assert figures.loc[str(key), "on_time"] == pytest.approx(hits / judged)

    def test_add_up_by_area_and_by_department(self, packed: PackedIncidents, at: pd.Timestamp) -> None:
        names = ["n", "open", "set_aside", "overdue"]
        ways = ("grid", "department", "hour", "month")
        sums = [response.figures(packed, Filters(), by=by, as_of=at)[names].sum().tolist() for by in ways]
        assert all(one == sums[0] for one in sums)
        assert sums[0][0] + sums[0][2] == 45_541
