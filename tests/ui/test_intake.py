"""A file that went up is on disk only while something is done with it."""

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from geo.settings import settings
from geo.ui import intake
from geo.ui.intake.upload import remembered


class Session(dict[str, Any]):
    """What Streamlit keeps for a session: items that are attributes too."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


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

    def test_is_remembered_without_its_content_and_for_one_reader_and_file_at_a_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        state = Session(reader_role="admin", reader_scope=())
        monkeypatch.setattr(st, "session_state", state)
        one, other = (intake.Upload(name=name, sha256=name, content=b"bytes") for name in ("a.csv", "b.csv"))

        remembered("kept", one)["answers"] = "report"
        assert remembered("kept", one) == {"answers": "report"}
        assert "bytes" not in repr(state)
        assert not any(isinstance(part, intake.Upload) for part in state["kept"][0])

        state["reader_role"] = "leader"
        assert remembered("kept", one) == {}
        remembered("kept", one)["answers"] = "report"
        assert remembered("kept", other) == {}
        assert remembered("kept", one) == {}
