"""Boston's tickets of 2015: the figures equal an independent count with pandas and lifelines; the faults come out."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.analysis import response, setaside
from geo.analysis.asking import looked_at
from geo.filters import Filters
from geo.frames import INCIDENTS
from geo.packed import PackedIncidents, from_frame

TICKETS = Path(__file__).parents[2].parent / "shared/data/boston-311/boston_311_2015_downtown.csv.gz"
ZONE = "America/New_York"
NOW = pd.Timestamp("2026-01-01", tz="UTC")
MATTER = ["LATITUDE", "LONGITUDE", "TYPE", "SUBJECT"]

pytestmark = [pytest.mark.real, pytest.mark.skipif(not TICKETS.exists(), reason="needs ../shared/data")]


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    read = pd.read_csv(TICKETS, dtype=str).set_index("CASE_ENQUIRY_ID")
    for name in ("OPEN_DT", "TARGET_DT", "CLOSED_DT"):
        local = pd.to_datetime(read[name], format="%m/%d/%Y %I:%M:%S %p")
        read[name] = local.dt.tz_localize(ZONE, ambiguous=False, nonexistent="shift_forward").dt.tz_convert("UTC")
    return read


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
    return from_frame(gpd.GeoDataFrame(frame, geometry=points)[list(INCIDENTS.names)], zone=ZONE)


@pytest.fixture(scope="module")
def at(packed: PackedIncidents) -> pd.Timestamp:
    return looked_at(packed, NOW)


@pytest.fixture(scope="module")
def counted(tickets: pd.DataFrame, at: pd.Timestamp) -> pd.DataFrame:
    """Which tickets count, and how long each took, found the slow way."""
    rows = tickets.sort_values("OPEN_DT", kind="stable").copy()
    took = (rows["CLOSED_DT"] - rows["OPEN_DT"]).dt.total_seconds()
    pile = rows.groupby(["LATITUDE", "LONGITUDE"])["TYPE"].transform("size")
    parked = pile == pile.max()
    double = (rows.groupby(MATTER)["OPEN_DT"].diff() <= pd.Timedelta(minutes=10)) & ~parked
    kept = rows[~(double | (took <= 0))].copy()
    several = kept.duplicated(["LATITUDE", "LONGITUDE", "TYPE", "OPEN_DT"]) & ~parked[kept.index]
    kept = kept[~several]
    kept["open"] = kept["CLOSED_DT"].isna()
    kept["seconds"] = (kept["CLOSED_DT"].fillna(at) - kept["OPEN_DT"]).dt.total_seconds()
    return kept


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
            judged = rows[rows["TARGET_DT"].notna() & (~rows["open"] | (rows["TARGET_DT"] < at))]
            on_time = (judged["CLOSED_DT"] <= judged["TARGET_DT"]).sum()
            assert (row["n"], row["open"], row["judged"]) == (len(rows), rows["open"].sum(), len(judged))
            if len(judged):
                assert figures.loc[str(key), "on_time"] == pytest.approx(on_time / len(judged))

    def test_add_up_by_area_and_by_department(self, packed: PackedIncidents, at: pd.Timestamp) -> None:
        names = ["n", "open", "set_aside", "overdue"]
        ways = ("grid", "department", "hour", "month")
        sums = [response.figures(packed, Filters(), by=by, as_of=at)[names].sum().tolist() for by in ways]
        assert all(one == sums[0] for one in sums)
        assert sums[0][0] + sums[0][2] == 45_541
