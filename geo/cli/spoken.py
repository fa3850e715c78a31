"""How commands speak: a sentence instead of a traceback, and click's own words in the reader's language too."""

from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, types
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import ProgrammingError

from geo.errors import GeoError, NotFoundError
from geo.i18n import lookup


class Spoken(click.Group):
    """A group whose commands end in a sentence, not in a traceback, wherever the reader can put it right."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except GeoError as problem:
            raise click.ClickException(str(problem)) from problem
        except ProgrammingError as problem:
            if not isinstance(problem.orig, UndefinedTable):
                raise
            raise click.ClickException(str(NotFoundError("server.errors.no_tables"))) from problem


def teach() -> None:
    """Answer click from the locale files: it asks gettext for its words, and brings no Chinese of its own."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, answer in (("_", _said), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, answer)


def _said(words: str) -> str:
    return str(lookup("command.words").get(words, words))


def _counted(one: str, many: str, count: int) -> str:
    return _said(one if count == 1 else many)
