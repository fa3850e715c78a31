"""Words to values: what cannot be read is said so, never guessed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.intake import values
from geo.intake.values import Manner

NANJING, BOSTON = Manner("Asia/Shanghai"), Manner("America/New_York")


def texts(*words: str | None) -> np.ndarray:
    return np.array(words, dtype=object)


def instants(*words: str | None, manner: Manner = NANJING) -> list[str | None]:
    taken, bad = values.instant(texts(*words), manner)
    assert (bad == [word is not None and pd.isna(one) for word, one in zip(words, taken, strict=True)]).all()
    return [None if pd.isna(one) else one.isoformat() for one in taken]


class TestAnInstant:
    @pytest.mark.parametrize(
        "word",
        [
            "2024-03-04 08:05",
            "2024-03-04T08:05:00",
            "2024/3/4 8:05",
            "2024年3月4日 8时5分",
            "2024-03-04T00:05Z",
            "2024-03-04 08:05:00+08:00",
        ],
    )
    def test_is_read_in_the_citys_time_unless_it_says_its_zone(self, word):
        assert instants(word) == ["2024-03-04T00:05:00+00:00"]

    def test_in_an_hour_the_clock_skips_cannot_be(self):
        assert instants("2024-03-10 02:30", manner=BOSTON) == [None]

    def test_in_an_hour_that_comes_twice_is_the_first(self):
        assert instants("2024-11-03 01:30", manner=BOSTON) == ["2024-11-03T05:30:00+00:00"]

    @pytest.mark.parametrize(
        "word", ["03/04/2024", "4.3.2024", "2024-02-30", "soon", "1650-01-01", "99999999", "2024-01-01 25:00"]
    )
    def test_that_may_be_two_days_or_none_is_not_guessed(self, word):
        assert instants(word) == [None]

    def test_is_read_as_the_reader_says_it_is_written(self):
        manner = Manner("America/New_York", "%m/%d/%Y %I:%M:%S %p")

        assert instants("01/02/2015 09:08:42 AM", "2015-01-02", manner=manner) == ["2015-01-02T14:08:42+00:00", None]

    def test_may_be_missing(self):
        assert instants(None) == [None]


class TestANumber:
    @pytest.mark.parametrize(
        ("word", "number"), [("12.13 m", 12.13), ("1,234", 1234), (" 7 ", 7), ("12", 12), ("80米", 80)]
    )
    def test_is_read_with_its_unit_let_go(self, word, number):
        assert values.number(texts(word), NANJING)[0].tolist() == [number]

    @pytest.mark.parametrize("word", ["3,5", "nan", "inf", "1e999", "0x10", "1_000", "=1+1", "twelve"])
    def test_that_is_none_or_two_is_not_guessed(self, word):
        assert values.number(texts(word), NANJING)[1].tolist() == [True]


class TestACount:
    @pytest.mark.parametrize("word", ["-1", "2.5", "99999999999"])
    def test_is_whole_and_never_negative(self, word):
        taken, bad = values.count(texts(word, "3", None), NANJING)

        assert bad.tolist() == [True, False, False]
        assert taken[1] == 3


class TestACode:
    @pytest.mark.parametrize("word", ["a,b", "<b>", "x'", "a;b", "x" * 201, "a\nb"])
    def test_that_would_break_a_link_is_refused(self, word):
        assert values.code(texts(word), NANJING)[1].tolist() == [True]


class TestWords:
    def test_yes_and_no_are_read_in_both_languages(self):
        assert values.boolean(texts("是", "No", "T", "0"), NANJING)[0].tolist() == [True, False, True, False]

    def test_a_day_is_read(self):
        assert values.day(texts("2024/3/4", "2024年3月4日"), NANJING)[0].tolist() == [date(2024, 3, 4)] * 2

    def test_a_clock_time_is_read(self):
        assert values.clock(texts("8:05", "24:00:00", "7"), NANJING)[0].tolist() == ["08:05", "24:00", None]
