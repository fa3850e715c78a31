"""``govmap …``: every page's deed without a browser, one room a noun (a package: a noun's commands stand together)."""

from importlib import import_module
from pkgutil import iter_modules

import click

from geo.cli.spoken import Spoken, teach
from geo.errors import GeoError
from geo.i18n import speak, t
from geo.settings import settings

try:
    speak(settings().language)  # before the rooms register: their help is in the reader's language too
except GeoError as _wrong:
    raise SystemExit(str(_wrong)) from None
teach()


@click.group(cls=Spoken, context_settings={"help_option_names": ["-h", "--help"]}, help=t("server.commands.main"))
def main() -> None:
    """治理一张图 · Govmap."""


_SHARED = ("asked", "spoken")
for _room in iter_modules(__path__):
    if _room.name not in _SHARED:
        import_module(f"{__name__}.{_room.name}").register(main)
