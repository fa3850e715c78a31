"""Working one batch ahead changes nothing but the time it takes."""

import threading
from collections.abc import Iterator

import pytest

from geo.i18n import language, speaking
from geo.intake.ahead import ahead


class TestWorkingAhead:
    def test_passes_an_error_on_after_the_items_before_it(self):
        def items() -> Iterator[int]:
            yield 1
            raise ValueError("broken off")

        worked = ahead(items())

        assert next(worked) == 1
        with pytest.raises(ValueError, match="broken off"):
            next(worked)

    def test_ends_its_thread_when_nobody_asks_any_more(self):
        worked = ahead(iter(range(1000)))
        next(worked)

        worked.close()

        assert not [one for one in threading.enumerate() if one.name == "intake-ahead"]

    def test_speaks_the_callers_language(self):
        def items() -> Iterator[str]:
            yield language()

        with speaking("en"):
            assert list(ahead(items())) == ["en"]
