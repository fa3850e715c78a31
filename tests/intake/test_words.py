"""Every reason, question, skip and error the intake can give has its sentence, and no sentence lies idle."""

import ast
import re

import pytest

from geo.i18n import LANGUAGES, dictionary
from geo.settings import ROOT

ROOMS = [*(ROOT / "geo/intake").rglob("*.py"), ROOT / "geo/cli/intake.py"]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in ROOMS)
PASSED_ON = {
    *("ragged", "cell_too_long", "geometry_unreadable", "geometry_huge", "geometry_beyond_repair"),
    *("no_node", "no_route", "moved_here"),
}
"""Reasons that one function hands to another: the readers' faults, and what a code is not known in."""


def told(method: str) -> set[str]:
    """Give the keys with which a method of the draft is called."""
    found = set()
    for path in (ROOT / "geo/intake").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
                found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


class TestSentences:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_stand_for_every_key_and_no_other(self, language):
        words = dictionary(language)["intake"]

        assert set(words["errors"]) == set(re.findall(r'"intake\.errors\.([a-z_]+)"', SOURCE))
        assert set(words["questions"]) == set(re.findall(r'questions\.append\(\("([a-z_]+)"', SOURCE))
        assert set(words["skips"]) == told("leave") | set(re.findall(r'skips\["([a-z_]+)"\]', SOURCE))
        assert set(words["reasons"]) == told("blame") | PASSED_ON
