"""``govmap …``: every page's deed without a browser, one room a noun (a package: a noun's commands stand together)."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import ProgrammingError

from geo.errors import GeoError, NotFoundError
from geo.i18n import speak, t
from geo.settings import settings

try:
    speak(settings().language)  # before the rooms register: their help is in the reader's language too
except GeoError as _wrong:
    raise SystemExit(str(_wrong)) from None


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


@click.group(cls=Spoken, context_settings={"help_option_names": ["-h", "--help"]}, help=t("server.commands.main"))
def main() -> None:
    """治理一张图 · Govmap."""


for _room in iter_modules(__path__):
    if _room.name != "asked":  # what the rooms share
        import_module(f"{__name__}.{_room.name}").register(main)
