"""Words: both languages say the same things, with the same blanks, and no key is asked for that is not there."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from geo.i18n import LANGUAGES, dictionary
from geo.settings import ROOT

SOURCES = sorted([ROOT / "app.py", *(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").glob("*.py")])
SPEAKING = ("t", "text", "lookup", "word")


def flat(table, above=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def blanks(words):
    """Give the names to fill in; a name in capitals is meant for the reader, as in GRID={COLUMN}."""
    return {
        name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(words) if name and not name.isupper()
    }


def spoken(path):
    """Give every key that a file asks for in plain words, with the parameters it hands over (None: not known)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        given = {one.arg for one in node.keywords}
        told = None if None in given else given
        where = f"{path.relative_to(ROOT)}:{node.lineno}"
        if name in SPEAKING and re.fullmatch(r"[a-z_]+(\.[\w+-]+)*", first.value):
            yield where, first.value, told if name in ("t", "text") else None
        elif re.search(r"(Error|Fault)$", name) and ".errors." in first.value:
            yield where, f"{first.value}.fact", told
            yield where, f"{first.value}.remedy", told


CHINESE, ENGLISH = (dict(flat(dictionary(code))) for code in LANGUAGES)
ASKED = [one for path in SOURCES for one in spoken(path)]


def found(key):
    return key in CHINESE or any(name.startswith(f"{key}.") for name in CHINESE)


class TestBothLanguages:
    def test_have_the_same_words(self):
        assert sorted(set(CHINESE) ^ set(ENGLISH)) == []

    def test_leave_the_same_blanks(self):
        uneven = {
            key: (blanks(words), blanks(ENGLISH[key]))
            for key, words in CHINESE.items()
            if isinstance(words, str) and blanks(words) != blanks(ENGLISH[key])
        }

        assert uneven == {}

    def test_leave_no_word_empty(self):
        assert [key for table in (CHINESE, ENGLISH) for key, words in table.items() if words == ""] == []

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_end_facts_and_remedies_as_sentences(self, code):
        table = dict(flat(dictionary(code)))
        facts = {key: words for key, words in table.items() if re.search(r"\.errors\..*\.fact$", key)}

        assert [words for words in facts.values() if not re.search(r"[.。!?！？…)）]$", words)] == []
        assert [key for key in facts if key.removesuffix("fact") + "remedy" not in table] == []


class TestEveryKeyAskedFor:
    def test_is_there(self):
        assert ASKED
        assert [(where, key) for where, key, _ in ASKED if not found(key)] == []

    def test_is_given_what_its_blanks_need(self):
        missing = [
            (where, key, blanks(CHINESE[key]) - given)
            for where, key, given in ASKED
            if given is not None and isinstance(CHINESE.get(key), str) and blanks(CHINESE[key]) - given
        ]

        assert missing == []


def test_english_has_no_chinese_signs():
    allowed = re.compile(r"网格化治理|治理一张图|[条块市区街道片社网格]+|\([一-鿿]+\)|^EN / 中文$")
    mixed = {key: words for key, words in ENGLISH.items() if isinstance(words, str) and re.search(r"[一-鿿]", words)}

    assert {key: words for key, words in mixed.items() if re.search(r"[一-鿿]", allowed.sub("", words))} == {}


def test_locale_files_are_one_a_noun():
    names = [sorted(path.name for path in (Path(ROOT) / "geo" / "locale" / code).glob("*.toml")) for code in LANGUAGES]

    assert names[0] == names[1]


def test_chinese_is_set_with_chinese_signs():
    narrow = re.compile(r"[一-鿿”》）][,;:?!(]|[,;:)][一-鿿“《（]")

    assert {key: words for key, words in CHINESE.items() if isinstance(words, str) and narrow.search(words)} == {}
