"""A file that went up is on disk only while something is done with it."""

from pathlib import Path

import pytest

from geo.settings import settings
from geo.ui import intake


class TestAnUpload:
    def test_is_laid_down_for_its_deed_and_taken_away_even_if_that_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GOVMAP_DATA", str(tmp_path))
        settings.cache_clear()
        given = intake.Upload(name="住户.csv", sha256="0", content="姓名,电话\n".encode())

        with pytest.raises(RuntimeError), intake.laid(given) as path:
            assert path.is_relative_to(tmp_path)
            assert path.name == "住户.csv"
            assert path.read_bytes() == given.content
            assert path.parent.stat().st_mode & 0o077 == 0
            raise RuntimeError

        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
        settings.cache_clear()

    def test_is_known_again_by_name_and_fingerprint(self) -> None:
        one, again = (intake.Upload(name="a.csv", sha256="1", content=b"x" * n) for n in (1, 1))

        assert {one: 1}[again] == 1
