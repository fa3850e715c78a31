"""Real cities load whole: counts equal the files' rows, and every row set aside has its reason."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from geo.access import Actor
from geo.filters import Filters
from geo.i18n import LANGUAGES, speaking
from geo.intake import loading, manifest
from geo.intake.report import Report, reason
from geo.settings import ROOT
from geo.store import imports, incidents, residents
from geo.store.session import reading

DATA = ROOT.parent / "shared" / "data"
ADMIN = Actor(role="admin")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real cities' folder ../shared/data is not here"),
]


@pytest.fixture(scope="module")
def reports(database: str) -> dict[tuple[str, str | None], Report]:
    found = loading.load(ADMIN, manifest.read(ROOT / "data/cities/cambridge_boston.toml", DATA))
    return {(one.file, one.layer): one for one in found}


def lines(file: Path) -> int:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        return len(pd.read_csv(rows, dtype=str))


class TestCambridgeAndBoston:
    def test_lose_no_row(self, reports):
        assert all(one.adds_up for one in reports.values())
        assert reports["boston_311_2015_downtown.csv.gz", None].read == lines(
            DATA / "boston-311/boston_311_2015_downtown.csv.gz"
        )
        assert reports["police_crash_reports_2010_2016.csv.gz", None].read == 10_335
        assert reports["assessing_units_fy2014.csv.gz", None].read == 27_528
        assert reports["cambridge_governance.gpkg", "grid_response_districts"].kept == 117
        assert reports["cambridge_governance.gpkg", "street_centerlines"].kept == 2_643

    def test_have_a_reason_in_both_languages_for_every_row_set_aside(self, reports):
        for one in reports.values():
            if one.quarantined:
                with reading(ADMIN) as session:
                    aside = imports.find_quarantined(session, one.import_id)
                assert len(aside) == one.quarantined
                assert (aside["reasons"].map(len) > 0).all()
                for language in LANGUAGES:
                    with speaking(language):
                        assert all(reason(said) for said in aside["reasons"].iloc[0])

    def test_keep_the_tickets_deadlines_as_the_file_has_them(self, reports):
        raw = pd.read_csv(DATA / "boston-311/boston_311_2015_downtown.csv.gz", dtype=str)
        times = {
            name: pd.to_datetime(raw[name], format="%m/%d/%Y %I:%M:%S %p").dt.tz_localize(
                "America/New_York", ambiguous=[True] * len(raw)
            )
            for name in ("OPEN_DT", "TARGET_DT", "CLOSED_DT")
        }
        sound = ~(times["CLOSED_DT"] < times["OPEN_DT"])
        with reading(ADMIN) as session:
            kept = incidents.find(session, Filters())
        kept = kept.loc[("311-" + raw["CASE_ENQUIRY_ID"][sound]).tolist()]

        assert (kept["due_at"].to_numpy() == times["TARGET_DT"][sound].dt.tz_convert("UTC").to_numpy())[
            kept["due_at"].notna()
        ].all()
        assert kept["due_at"].notna().sum() == times["TARGET_DT"][sound].notna().sum()
        assert kept["verified_at"].notna().sum() == times["CLOSED_DT"][sound].notna().sum()

    def test_leave_telephones_at_the_door(self, reports):
        assert reports["cambridge_governance.gpkg", "hospitals"].personal == ["PHONE"]

    def test_count_dwellings_as_a_plain_sum_over_the_assessors_rows_does(self, reports):
        units = pd.read_csv(DATA / "cambridge-ma/assessing_units_fy2014.csv.gz", dtype=str)
        houses = {
            "101": 1,
            "1014": 2,
            "102": 1,
            "1021": 1,
            "1029": 1,
            "104": 2,
            "105": 3,
            "1091": 1,
            "1094": 2,
            "1095": 3,
        }
        houses |= {f"0{code}": houses[code] for code in ("101", "102", "104", "105")}
        blocks = ["1098", "111", "0111", "112", "0112", "113", "970"]
        flats = pd.to_numeric(units["Occupancy"], errors="coerce").where(units["UseCode"].isin(blocks))
        counted = units["UseCode"].map(houses).fillna(flats)
        with reading(ADMIN) as session:
            stored = residents.totals(session, Filters())["everyone"]
            aside = imports.find_quarantined(session, reports["assessing_units_fy2014.csv.gz", None].import_id)

        assert stored == counted.sum() - counted.iloc[aside.index - 1].sum()
        assert 40_000 < stored < 50_000

    def test_load_again_without_a_change(self, reports):
        again = loading.load(ADMIN, manifest.read(ROOT / "data/cities/cambridge_boston.toml", DATA))

        assert sum(one.kept for one in again) == 0


class TestOtherCities:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("nanjing", {"nanjing_gulou_xuanwu_2021-06-12.gpkg/buildings": (1277, 1277)}),
            (
                "helsinki",
                {"helsinki_centre_2019.gpkg/cameras": (221, 221), "helsinki_centre_2019.gpkg/buildings": (446, 446)},
            ),
        ],
    )
    def test_load_whole(self, server, monkeypatch, name, expected):
        from geo.settings import settings
        from geo.store.session import disconnect

        server.create(f"real_{name}", template="migrated")
        monkeypatch.setenv("GOVMAP_DATABASE", f"real_{name}")
        settings.cache_clear()
        try:
            found = loading.load(ADMIN, manifest.read(ROOT / f"data/cities/{name}.toml", DATA))
        finally:
            disconnect()
            settings.cache_clear()

        by_name = {f"{one.file}/{one.layer}": (one.read, one.kept) for one in found}
        assert all(one.adds_up for one in found)
        assert expected.items() <= by_name.items()
