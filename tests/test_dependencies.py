"""Every package that is imported is asked for by name, and every one asked for stands in the lock files by hash."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from geo.settings import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {"geo", "tests", "pages", "app"}


def named(requirements):
    return {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in requirements}


RUNTIME = named(PROJECT["dependencies"])
BUILD = named(PROJECT["optional-dependencies"]["build"])
DEV = named(PROJECT["optional-dependencies"]["dev"])


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def unasked(paths, asked):
    """Give each import of a package that none of the asked-for distributions brings."""
    brings = packages_distributions()
    beside = {path.stem for path in paths} | {path.name for path in (ROOT / "tests").rglob("*") if path.is_dir()}
    return sorted(
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in set(imported(path))
        if name not in sys.stdlib_module_names | OURS | beside
        and not {one.lower().replace("_", "-") for one in brings.get(name, [])} & asked
    )


class TestImports:
    def test_of_the_app_are_dependencies(self):
        build_hook = ROOT / "geo" / "web" / "assets" / "build.py"
        paths = [ROOT / "app.py", *(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").glob("*.py")]

        assert unasked([path for path in paths if path != build_hook], RUNTIME) == []
        assert unasked([build_hook], BUILD) == []

    def test_of_the_tests_are_dependencies(self):
        paths = [path for path in (ROOT / "tests").rglob("*.py") if "bench" not in path.parts]

        assert unasked(paths, RUNTIME | DEV) == []


class TestTheLockFiles:
    def locked(self, name):
        lines = (ROOT / name).read_text(encoding="utf-8")
        return {one.lower() for one in re.findall(r"^([\w.-]+)==", lines, re.MULTILINE)}

    def test_hold_every_dependency(self):
        assert self.locked("requirements.lock") >= RUNTIME | BUILD
        assert self.locked("requirements-dev.lock") >= RUNTIME | BUILD | DEV

    def test_agree_with_each_other(self):
        def pins(name):
            return set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

        assert pins("requirements.lock") <= pins("requirements-dev.lock")

    def test_pin_everything_by_hash(self):
        for name in ("requirements.lock", "requirements-dev.lock"):
            pinned = re.split(r"\n(?=[\w.-]+==)", (ROOT / name).read_text(encoding="utf-8"))

            assert [one.split()[0] for one in pinned if "--hash=sha256:" not in one] == []
