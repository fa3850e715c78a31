"""The words of one batch: which text each field takes from which column, after the reader's value maps."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from geo.i18n import LANGUAGES, dictionary
from geo.intake.matching import Field, Matching, plain, template_columns
from geo.intake.values import Texts

EVERYTHING_ELSE = "*"


def of_field(
    field: Field, matching: Matching, columns: Mapping[str, Texts], length: int, values: Mapping[str, Mapping[str, str]]
) -> Texts:
    """Give a field's texts: from its column, template or constant, through its value map, with its default."""
    name = field.name
    if name in matching.constants:
        texts = np.full(length, matching.constants[name], dtype=object)
    elif name in matching.templates:
        texts = filled(matching.templates[name], columns, length)
    elif name in matching.columns:
        texts = columns[matching.columns[name]].copy()
    else:
        texts = np.full(length, None, dtype=object)
    if name in values:
        texts = _mapped(texts, values[name], columns)
    if field.codes:
        texts = _coded(texts, field)
    if field.default is not None:
        texts[pd.isna(texts)] = field.default
    return texts


def filled(template: str, columns: Mapping[str, Texts], length: int) -> Texts:
    """Fill ``{column}`` in for every row; a row with an empty one has nothing.

    Examples
    --------
    >>> filled("S{SECTOR}", {"SECTOR": np.array(["5", None], dtype=object)}, 2).tolist()
    ['S5', None]
    """
    texts = np.full(length, template, dtype=object)
    for name in template_columns(template):
        column = columns[name]
        empty = pd.isna(column) | pd.isna(texts)
        texts = np.array(
            [
                None if gone else text.replace("{" + name + "}", str(one))
                for text, one, gone in zip(texts, column, empty, strict=True)
            ],
            dtype=object,
        )
    return texts


def _mapped(texts: Texts, values: Mapping[str, str], columns: Mapping[str, Texts]) -> Texts:
    """Say the treaty's word for the file's; a value may itself be a template over columns."""
    rest = values.get(EVERYTHING_ELSE)
    codes, uniques = pd.factorize(texts)
    said = np.array(
        [*(values.get(str(one), rest if rest is not None else one) for one in uniques), values.get("")], dtype=object
    )
    mapped: Texts = said[codes]
    for template in {one for one in said if isinstance(one, str) and "{" in one}:
        which = mapped == template
        mapped[which] = filled(template, columns, len(texts))[which]
    mapped[mapped == ""] = None
    return mapped


def _coded(texts: Texts, field: Field) -> Texts:
    """Turn words of either language, in any writing, into the codes they stand for."""
    known = _codes(field.words, field.codes)
    codes, uniques = pd.factorize(texts)
    said = np.array([*(known.get(plain(str(one)), one) for one in uniques), None], dtype=object)
    coded: Texts = said[codes]
    return coded


@cache
def _codes(words: str | None, codes: tuple[str, ...]) -> dict[str, str]:
    known = {plain(code): code for code in codes}
    if words is not None:
        noun, table = words.split(".")
        for language in LANGUAGES:
            for code, word in dictionary(language)[noun][table].items():
                if code in codes:
                    known.setdefault(plain(word), code)
    return known
