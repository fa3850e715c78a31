"""README tells the truth: its two lines, its commands, its tree, its settings, its words."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import click

from geo.cli import main
from geo.i18n import dictionary
from geo.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^```bash\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
TREE = re.findall(r"^```\n(app\.py.*?)\n```$", README, re.MULTILINE | re.DOTALL)[0].splitlines()
NOT_TOLD = {".gitignore", "README.md"}


def table(heading):
    lines = README.split(heading, 1)[1].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not re.match(r"\|[ -]+\|", line)]


def commands(group, above):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{above} {name}"


class TestTheTwoLines:
    def test_are_two_and_each_is_one_line(self):
        assert [line.count("\n") for line in LINES] == [0, 0]

    def test_start_with_files_that_are_here(self):
        for script in re.findall(r"bash (\S+)", "\n".join(LINES)):
            subprocess.run(["bash", "-n", ROOT / script], check=True)

    def test_for_tests_is_what_ci_runs(self):
        assert LINES[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    def test_name_commands_there_are(self):
        for name in re.findall(r"govmap (\w+)", "\n".join(LINES)):
            assert name in main.commands


class TestTheCommands:
    def test_are_all_told_and_no_others(self):
        told = [row[0].strip("`") for row in table("| command | what it does |\n")]

        assert sorted(told) == sorted(commands(main, "govmap"))


class TestTheTree:
    def paths(self):
        return [line.split()[0] for line in TREE]

    def test_shows_only_what_is_there(self):
        assert [path for path in self.paths() if not (ROOT / path).exists()] == []

    def test_shows_every_room_of_the_house(self):
        ours = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        top = {Path(path).parts[0] for path in ours}
        geo = {"/".join(Path(path).parts[:2]) for path in ours if path.startswith("geo/")} - {"geo/__init__.py"}
        told = {path.rstrip("/") for path in self.paths()}

        assert sorted((top - {"geo"} - NOT_TOLD | geo) - told) == []


class TestTheSettings:
    def test_are_told_with_their_default_and_meaning(self):
        def shown(default):
            if isinstance(default, Path):
                default = default.relative_to(ROOT)
            return f"`{default}`" if str(default) else "–"

        wanted = [
            [f"`GOVMAP_{one.name.upper()}`", shown(one.default), one.metadata["description"]]
            for one in fields(Settings)
        ]

        assert table("| variable | default | meaning |\n") == wanted


class TestTheWords:
    def test_are_those_of_the_pages(self):
        words = {code: dictionary(code)["words"] for code in ("zh", "en")}
        told = table("| zh | en | code |\n")

        assert told
        for chinese, english, code in told:
            name, key = code.strip("`").split(".")
            assert (chinese, english) == (words["zh"][name][key], words["en"][name][key])
