"""Rows in = kept + quarantined + skipped, every reason said, nothing guessed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInputError
from geo.i18n import LANGUAGES, speaking
from geo.intake.checking import Checker
from geo.intake.readers.tables import read_csv
from geo.intake.report import reason
from geo.intake.source import Source
from tests.intake.city import SOUTH, STEP, WEST, check, ground, incident, write


class TestASoundRow:
    def test_is_kept_in_its_grid_with_its_instant_in_utc(self, tmp_path):
        report, kept, aside = check(write(tmp_path / "a.csv", incident()), "incidents")

        row = kept.loc["A1"]
        assert (report.read, len(kept), aside) == (1, 1, [])
        assert row["grid"] == "G1"
        assert row["collected_at"] == pd.Timestamp("2024-03-04T00:05Z")
        assert row["channel"] == "other"

    def test_outside_every_grid_has_none(self, tmp_path):
        _, kept, _ = check(write(tmp_path / "a.csv", incident(lat=SOUTH - 0.1)), "incidents")

        assert kept.loc["A1", "grid"] is None

    def test_on_the_line_between_two_grids_goes_to_the_first(self, tmp_path):
        _, kept, _ = check(write(tmp_path / "a.csv", incident(lon=WEST + STEP)), "incidents")

        assert kept.loc["A1", "grid"] == "G1"


class TestColumns:
    def test_are_found_by_their_chinese_names_and_words(self, tmp_path):
        row = {
            "事件编号": "1",
            "事件大类": "安全隐患排查",
            "上报时间": "2024年3月4日 8时5分",
            "来源": "巡逻发现",
            "经度": 118.785,
            "纬度": 32.045,
        }

        _, kept, _ = check(write(tmp_path / "a.csv", row, encoding="gb18030"), "incidents")

        assert kept.loc["1", ["incident_class", "channel"]].tolist() == ["hazard", "patrol"]

    def test_that_are_needed_and_missing_are_named(self, tmp_path):
        with pytest.raises(BadInputError) as caught:
            check(write(tmp_path / "a.csv", {"code": 1, "lon": 118.785, "lat": 32.045}), "incidents")

        assert caught.value.params["fields"] == "事件大类 (incident_class), 问题收集时间 (collected_at)"

    def test_named_by_the_reader_must_be_there(self, tmp_path):
        with pytest.raises(BadInputError) as caught:
            check(write(tmp_path / "a.csv", incident()), "incidents", fields={"code": "nr"})

        assert caught.value.key == "intake.errors.column"

    def test_of_another_treaty_are_refused(self, tmp_path):
        with pytest.raises(BadInputError) as caught:
            check(write(tmp_path / "a.csv", incident()), "incidents", constants={"colour": "red"})

        assert caught.value.key == "intake.errors.field"

    def test_may_be_put_together_from_several(self, tmp_path):
        path = write(tmp_path / "a.csv", incident(area="N"), incident(code="", area="S"))

        _, kept, aside = check(path, "incidents", fields={"code": "{area}-{code}"})

        assert list(kept.index) == ["N-A1"]
        assert [one["key"] for one in aside[0].reasons] == ["missing"]


class TestAPersonalColumn:
    def test_is_left_at_the_door_and_named(self, tmp_path):
        row = incident(来电人="王某", 联系电话="13912345678", Owner="x", lat="?")

        report, _, aside = check(write(tmp_path / "a.csv", row), "incidents")

        assert report.personal == ["来电人", "联系电话", "Owner"]
        assert not {"来电人", "联系电话", "Owner"} & aside[0].raw.keys()

    def test_cannot_be_asked_for(self, tmp_path):
        with pytest.raises(BadInputError) as caught:
            check(write(tmp_path / "a.csv", incident(phone="1")), "incidents", fields={"department": "phone"})

        assert caught.value.key == "intake.errors.personal_column"

    def test_in_a_residents_file_means_persons_and_the_file_is_refused(self, tmp_path):
        row = {"code": "B1", "姓名": "王某", "人口": 1, "lon": 118.785, "lat": 32.045}

        with pytest.raises(BadInputError) as caught:
            check(write(tmp_path / "a.csv", row), "residents", constants={"place_kind": "building"})

        assert caught.value.key == "intake.errors.persons"

    @pytest.mark.parametrize(
        "text", ["请回电13912345678", "身份证 32010219900307451X", "苏A·12345 停车", "me@example.org", "025-84401234"]
    )
    def test_number_in_free_text_sets_the_row_aside_blanked(self, tmp_path, text):
        _, kept, aside = check(write(tmp_path / "a.csv", incident(department=text)), "incidents")

        assert len(kept) == 0
        assert [one["key"] for one in aside[0].reasons] == ["personal"]
        assert "█████" in aside[0].raw["department"]
        assert not any(part in str(aside) for part in ("13912345678", "19900307", "12345 ", "example", "84401234"))


class TestABadRow:
    def test_is_told_every_reason(self, tmp_path):
        row = incident(**{"class": "fire"}, collected_at="yesterday", lon="east", lat=0, satisfaction=9)

        _, _, aside = check(write(tmp_path / "a.csv", row), "incidents")

        assert sorted(one["key"] for one in aside[0].reasons) == ["bounds", "unknown_code", "value", "value"]

    def test_keeps_its_words(self, tmp_path):
        _, _, aside = check(write(tmp_path / "a.csv", incident(), incident(code="A2", lon="")), "incidents")

        assert aside[0].row == 2
        assert aside[0].raw == {"code": "A2", "class": "hazard", "collected_at": "2024-03-04 08:05", "lat": "32.045"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_its_reason_in_both_languages(self, tmp_path, language):
        _, _, aside = check(write(tmp_path / "a.csv", incident(verified_at="2024-03-03")), "incidents")

        with speaking(language):
            sentence = reason(aside[0].reasons[0])

        assert "verified_at" in sentence
        assert "collected_at" in sentence

    def test_with_another_number_of_cells_than_the_header_is_set_aside(self, tmp_path):
        (tmp_path / "a.csv").write_text("code,class,time,lon,lat\n1,hazard,2024-01-01,118.785,32.045,x\n2,hazard\n")

        report, _, _ = check(tmp_path / "a.csv", "incidents")

        assert report.reasons["ragged"] == 2


class TestARowThatComesTwice:
    def test_word_for_word_is_skipped(self, tmp_path):
        report, kept, _ = check(write(tmp_path / "a.csv", incident(), incident()), "incidents")

        assert (len(kept), report.skipped, report.skips["twice"]) == (1, 1, 1)

    def test_under_a_code_that_is_taken_is_set_aside(self, tmp_path):
        path = write(tmp_path / "a.csv", incident(), incident(collected_at="2024-03-05"))

        _, kept, aside = check(path, "incidents")

        assert (len(kept), [one["key"] for one in aside[0].reasons]) == (1, ["key_taken"])

    def test_is_found_across_batches(self, tmp_path, monkeypatch):
        monkeypatch.setattr("geo.intake.readers.tables.BATCH", 1)
        path = write(tmp_path / "a.csv", incident(), incident(), incident(collected_at="2024-03-05"))
        sheet = read_csv(path)
        checker = Checker(Source(path=path, kind="incidents", crs="4490"), ground(), sheet.columns, said_crs=None)

        kept = [len(one.rows.frame) for one in checker.check(sheet.batches)]

        assert kept == [1, 0, 0]
        assert (checker.report.skips["twice"], checker.report.reasons["key_taken"]) == (1, 1)


class TestCodesOfAFileWithoutCodes:
    def test_are_made_of_the_row_and_so_the_same_again(self, tmp_path):
        row = {key: value for key, value in incident().items() if key != "code"}

        _, once, _ = check(write(tmp_path / "a.csv", row), "incidents")
        report, again, _ = check(write(tmp_path / "b.csv", row), "incidents")

        assert list(once.index) == list(again.index)
        assert report.questions[0][0] == "no_key"


hostile = st.text(
    st.one_of(
        st.sampled_from([*',;"\n\r\t0123456789.-', "\x00", "\ufeff", "é", "网", "😀", "=", "'"]), st.characters()
    ),
    max_size=12,
)


class TestNoRowIsLost:
    @settings(max_examples=60, deadline=None)
    @given(rows=st.lists(st.lists(hostile, min_size=1, max_size=7), max_size=12), separator=st.sampled_from(",;\t"))
    def test_of_any_csv_of_incidents(self, tmp_path_factory, rows, separator):
        path = tmp_path_factory.mktemp("hostile") / "a.csv"
        lines = ["code,class,time,lon,lat", *(separator.join(row) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass", newline="")
        try:
            sheet = read_csv(path)
            checker = Checker(Source(path=path, kind="incidents", crs="4490"), ground(), sheet.columns, said_crs=None)
            every = list(checker.check(sheet.batches))
        except BadInputError as error:
            assert str(error)
            return

        kept = sum(len(one.rows.frame) for one in every)
        report = checker.report
        assert report.read == kept + report.quarantined + report.skipped
        assert sum(len(one.quarantined) for one in every) == report.quarantined
        assert all(row.reasons for one in every for row in one.quarantined)

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "code": st.sampled_from(["1", "2", "", "a,b", "x" * 300]),
                    "class": st.sampled_from(["hazard", "纠纷", "矛盾纠纷化解", "", "?"]),
                    "time": st.sampled_from(["2024-01-01", "2024-13-01", "", "2024-01-01T00:00:00Z", "1e9"]),
                    "lon": st.sampled_from(["118.785", "181", "nan", "", "-1e400", "32.045"]),
                    "lat": st.sampled_from(["32.045", "91", "", "inf", "118.785"]),
                    "dept": st.sampled_from(["", "城管", "13912345678", "\x07"]),
                }
            ),
            min_size=1,
            max_size=20,
        )
    )
    def test_of_rows_that_are_nearly_right(self, tmp_path_factory, rows):
        path = write(tmp_path_factory.mktemp("near") / "a.csv", *rows)
        sheet = read_csv(path)
        checker = Checker(Source(path=path, kind="incidents", crs="4490"), ground(), sheet.columns, said_crs=None)
        try:
            every = list(checker.check(sheet.batches))
        except BadInputError as error:
            assert error.key in {"intake.errors.swapped", "intake.errors.metres"}
            return

        kept = pd.concat([one.rows.frame for one in every])
        assert checker.report.read == len(rows) == len(kept) + checker.report.quarantined + checker.report.skipped
        assert kept.index.is_unique
        assert kept["incident_class"].isin(["hazard", "dispute"]).all()
