"""Commands speak the reader's language to the last word, and say in a sentence that the database is away."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from geo.i18n import dictionary, speaking
from geo.settings import settings
from geo.store.session import disconnect


def run(*words: str, language: str = "zh") -> Result:
    with speaking(language):
        return CliRunner().invoke(main, list(words))


class TestClicksOwnWords:
    @pytest.mark.parametrize(
        ("words", "chinese", "english"),
        [
            (("nonsense",), "没有命令", "No such command"),
            (("import", "nonsense", "a.csv"), "不在可选之列", "is not one of"),
            (("load", "a.toml"), "缺少选项", "Missing option"),
            (("circles", "--minutes", "0"), "不在 1<=x<=120 范围内", "is not in the range"),
        ],
    )
    def test_are_in_the_readers_language(self, words: tuple[str, ...], chinese: str, english: str) -> None:
        assert chinese in run(*words).output
        assert english in run(*words, language="en").output

    def test_are_those_click_says(self) -> None:
        said = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))

        unknown = [
            word
            for word in dictionary("en")["command"]["words"]
            if word.replace("\n", "\\n").replace("\t", "\\t") not in said
        ]

        assert unknown == []


class TestADatabase:
    @pytest.fixture
    def elsewhere(self, database: str, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
        """Give the settings to bend; everything is as before afterwards."""
        yield monkeypatch
        monkeypatch.undo()
        disconnect()
        settings.cache_clear()

    def test_outside_that_does_not_answer_is_named_without_its_password(self, elsewhere: pytest.MonkeyPatch) -> None:
        elsewhere.setenv("GOVMAP_DATABASE_URL", "postgresql://somebody:hush@127.0.0.1:1/none")
        settings.cache_clear()

        result = run("grids")

        assert result.exit_code == 1
        assert "127.0.0.1:1" in result.output
        assert "hush" not in result.output
        assert isinstance(result.exception, SystemExit)

    def test_that_was_never_made_says_how_it_is_made(self, elsewhere: pytest.MonkeyPatch) -> None:
        elsewhere.setenv("GOVMAP_DATABASE", "never_made")
        settings.cache_clear()

        result = run("grids")

        assert result.exit_code == 1
        assert "govmap start" in result.output
        assert isinstance(result.exception, SystemExit)
