"""Which column of the file is which column of the treaty: by what the reader says, else by its name, zh or en."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from geo.errors import BadInputError
from geo.i18n import word
from geo.intake import values
from geo.intake.values import Manner, Read, Texts

CODE_NAMES = ("code", "id", "编号", "编码", "代码", "uuid", "globalid", "osmid", "objectcode")
LON_NAMES = ("lon", "lng", "long", "longitude", "经度", "x", "xcoord", "pointx")
LAT_NAMES = ("lat", "latitude", "纬度", "y", "ycoord", "pointy")
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_BRACKETS = re.compile(r"[((\[].*?[))\]]")


@dataclass(frozen=True)
class Field:
    """One column that a noun takes from a file."""

    name: str
    read: Callable[[Texts, Manner], Read]
    names: tuple[str, ...] = ()
    """Other names files use for it, written plainly (see `plain`)."""
    words: str | None = None
    """Table of words (``words.stages``) whose words in both languages stand for the codes."""
    codes: tuple[str, ...] = ()
    """The codes that may stand here; empty: any."""
    required: bool = False
    default: str | None = None
    """What stands where the file says nothing; given as the file would write it."""
    free: bool = False
    """Free text, searched for telephone and identity numbers."""

    @property
    def names_rows(self) -> bool:
        """Whether any code may stand here: then it must not be a person's number itself."""
        return self.read is values.code and not self.codes


@dataclass(frozen=True)
class Matching:
    """What was found for each field: a column, a template over columns, or a constant."""

    columns: Mapping[str, str]
    templates: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Say whether the field gets values from somewhere."""
        return name in self.columns or name in self.templates or name in self.constants

    def shown(self) -> dict[str, str]:
        """Give treaty column → what it is taken from, for the report."""
        fixed = {name: f"= {value}" for name, value in self.constants.items()}
        return {**fixed, **self.columns, **self.templates}


def plain(name: str) -> str:
    """Give a column's name without case, width, spaces, signs and bracketed units.

    Examples
    --------
    >>> plain(" Height (m) "), plain("street_class"), plain("采集时间")
    ('height', 'streetclass', '采集时间')
    """
    text = unicodedata.normalize("NFKC", _BRACKETS.sub("", name)).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def match(
    header: Sequence[str],
    fields: Sequence[Field],
    *,
    file: str,
    told: Mapping[str, str],
    constants: Mapping[str, str],
) -> Matching:
    """Find a column for every field.

    Parameters
    ----------
    header
        The file's columns that may be taken (personal ones are gone).
    fields
        What the noun takes.
    file
        Name of the file, for errors.
    told
        What the reader says: treaty column → file column, a template like ``beat {SECTOR}``, or nothing where no column
        is meant, whatever its name.
    constants
        Treaty column → the same value for every row.

    Raises
    ------
    BadInputError
        If the reader names a column that is not there, or a required column is found nowhere.
    """
    known = {one.name: one for one in fields}
    for name in (*told, *constants):
        if name not in known:
            raise BadInputError("intake.errors.field", file=file, field=name, fields=", ".join(known))
    columns: dict[str, str] = {}
    templates: dict[str, str] = {}
    for name, said in told.items():
        if not said:
            continue
        wanted = _TEMPLATE.findall(said) if "{" in said else [said]
        for column in wanted:
            if column not in header:
                raise BadInputError("intake.errors.column", file=file, column=column, columns=", ".join(header))
        (templates if "{" in said else columns)[name] = said
    unsaid = [one for one in fields if one.name not in told and one.name not in constants]
    columns |= by_name(header, unsaid)
    missing = [
        one.name
        for one in fields
        if one.required and one.default is None and one.name not in {*columns, *templates, *constants}
    ]
    if missing:
        named = ", ".join(f"{word('upload.fields', name)} ({name})" for name in missing)
        raise BadInputError("intake.errors.required", file=file, fields=named, columns=", ".join(header))
    return Matching(columns, templates, dict(constants))


def by_name(header: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Find columns by their names: the treaty's own first, then the others files use for it."""
    by_name = {plain(column): column for column in reversed(header)}
    found = {}
    for one in fields:
        column = next((by_name[name] for name in (plain(one.name), *one.names) if name in by_name), None)
        if column is not None:
            found[one.name] = column
    return found


def template_columns(template: str) -> list[str]:
    """Give the columns a template names."""
    return _TEMPLATE.findall(template)


CODE = Field("code", values.code, CODE_NAMES)
LON = Field("lon", values.number, LON_NAMES)
LAT = Field("lat", values.number, LAT_NAMES)
