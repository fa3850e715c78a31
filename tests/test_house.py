"""The house keeps its order: short pages that define nothing, rooms of one screen or a few, no door to the outside."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = sorted(ROOT.glob("geo/**/*.py"))
PAGES = sorted(ROOT.glob("pages/*.py"))
HANDMADE = [room for room in ROOMS if "migrations/versions" not in room.as_posix() and "node_modules" not in room.parts]
OUTSIDE = re.compile(
    r"(?:cdn|unpkg|jsdelivr|cloudflare|googleapis|gstatic|bootstrapcdn|registry\.npmjs|pypi\.org|pythonhosted|deb\.debian)"
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=name)
    def test_are_short_and_define_nothing(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        defined = [
            node.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        assert defined == []
        assert len(text.splitlines()) < 80

    def test_are_there(self) -> None:
        assert PAGES


class TestRooms:
    @pytest.mark.parametrize("room", HANDMADE, ids=name)
    def test_say_first_what_is_in_them_and_stay_under_300_lines(self, room: Path) -> None:
        text = room.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text))
        assert len(text.splitlines()) <= 300

    def test_are_named_for_what_is_in_them(self) -> None:
        nameless = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff", "base_utils"}
        assert not [name(room) for room in ROOMS if room.stem in nameless]


class TestEveryFile:
    def test_names_no_host_of_a_registry_or_a_cdn(self) -> None:
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        found = []
        for raw in tracked.split(b"\0"):
            path = ROOT / raw.decode()
            if path == Path(__file__) or not path.is_file() or path.suffix == ".png":
                continue
            found += [
                f"{name(path)}: {line.strip()[:100]}"
                for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
                if OUTSIDE.search(line)
            ]
        assert found == []
