"""What stands in a file or an address is shown as it is: Markdown would fetch a picture named in it from outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.layers.escape import plain
from geo.settings import ROOT

_READ_AS_MARKDOWN = {"toast", "error", "warning", "info", "success", "markdown", "write", "popover"}
_ROOMS = [*sorted((ROOT / "geo" / "ui").glob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]


def unguarded(source: str) -> Iterator[int]:
    """Name the lines where something other than our own bare words is read as Markdown."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        said = node.args[0]
        if node.func.attr not in _READ_AS_MARKDOWN or getattr(node.func.value, "id", "") != "st":
            continue
        by = getattr(said.func, "id", "") if isinstance(said, ast.Call) else ""
        ours = by == "plain" or (by in {"t", "word"} and isinstance(said, ast.Call) and not said.keywords)
        if not ours and not isinstance(said, ast.Constant):
            yield node.lineno


class TestANotice:
    @pytest.mark.parametrize("room", _ROOMS, ids=lambda room: room.name)
    def test_says_names_and_values_as_they_are(self, room: Path) -> None:
        assert list(unguarded(room.read_text(encoding="utf-8"))) == []

    def test_would_be_found_if_it_did_not(self) -> None:
        assert list(unguarded('st.toast(str(wrong))\nst.info(t("a.b", name=name))\nst.info(t("a.b"))')) == [1, 2]

    @pytest.mark.parametrize("sign", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    def test_takes_every_sign_of_markdown_for_itself(self, sign: str) -> None:
        assert plain(f"街{sign}a") == f"街\\{sign}a"
