"""``govmap …``: every page's deed without a browser, one room a noun (a package, not one file: a noun's commands stand together)."""

from importlib import import_module
from pkgutil import iter_modules

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """治理一张图 · Govmap: set up, start, load, count, ask."""


for _room in iter_modules(__path__):
    import_module(f"{__name__}.{_room.name}").register(main)
