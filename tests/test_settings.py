"""Settings from the environment: what cannot be is refused by name, and no setting lowers the guard of people."""

import pytest

from geo.errors import BadInputError
from geo.settings import Settings


def read(**given: str) -> Settings:
    return Settings.from_environment({f"GOVMAP_{name.upper()}": value for name, value in given.items()})


class TestASetting:
    def test_is_taken_from_its_variable(self) -> None:
        assert (read(port="8600").port, read(k_inside="7").k_inside, read().port) == (8600, 7, 8501)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("port", "x"),
            ("port", "0"),
            ("upload_mb", "-1"),
            ("raw_fix_days", "-1"),
            ("k_inside", "4"),
            ("language", "fr"),
        ],
    )
    def test_that_cannot_be_is_refused_by_name(self, name: str, value: str) -> None:
        with pytest.raises(BadInputError) as caught:
            read(**{name: value})

        assert caught.value.params["variable"] == f"GOVMAP_{name.upper()}"
        assert str(caught.value.params["value"]) == value
