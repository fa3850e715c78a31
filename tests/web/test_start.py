"""The app starts on this machine only, and says so in one line."""

import os
import subprocess
import sys

import pytest

from geo.settings import ROOT


class TestAStart:
    @pytest.mark.parametrize(("language", "words"), [("zh", "登录功能尚未上线"), ("en", "there is no sign-in yet")])
    def test_for_others_to_reach_is_refused_in_one_line(self, language: str, words: str) -> None:
        told = {**os.environ, "GOVMAP_HOST": "0.0.0.0", "GOVMAP_LANGUAGE": language, "GOVMAP_PORT": "8599"}

        ended = subprocess.run(
            [sys.executable, str(ROOT / "app.py")], env=told, capture_output=True, timeout=120, check=False
        )

        said = ended.stderr.decode().strip().splitlines()
        assert ended.returncode == 1
        assert len(said) == 1
        assert "0.0.0.0" in said[0]
        assert words in said[0]
