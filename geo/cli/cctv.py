"""Commands that ask what cameras see: ``cctv --by grid``, ``cctv suggest``."""

from collections.abc import Callable

import click
import pandas as pd
from sqlalchemy.orm import Session

from geo.access import Actor, require
from geo.analysis.cctv import register as law
from geo.answers.asking import once
from geo.answers.cctv import Cameras
from geo.cli.asked import asks, require_node, tell
from geo.crs import DISPLAY
from geo.errors import BadInputError
from geo.filters import Filters
from geo.i18n import lookup, t
from geo.store.session import reading

_KINDS = ("cameras", "buildings", "landscape", "streets")
"""What the answer's date is taken from."""


_BY: dict[str, Callable[[Cameras, Filters], pd.DataFrame]] = {
    "grid": lambda mine, asked: mine.rows(asked),
    "detail": lambda mine, asked: mine.details(asked),
    "blindspot": lambda mine, asked: pd.DataFrame(mine.blind(asked).drop(columns="geometry")),
    "register": lambda mine, asked: law.unmet(mine.states(asked)).rename_axis("camera"),
    "privacy": lambda mine, asked: mine.entered(asked),
    "attribute": lambda mine, asked: mine.assumed(asked),
    "case": lambda mine, asked: mine.cases(asked),
}
BY = tuple(_BY)


@click.group(invoke_without_command=True, help=t("cctv.commands.cctv"))
@click.option("--by", type=click.Choice(BY), default="grid", help=t("cctv.options.by"))
@asks("camera_kinds")
def cctv(by: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell what cameras see."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    with reading(actor) as session:
        require_node(session, asked)
        mine = _mine(session, actor)
        if by != "grid":
            require(actor, "cameras.points")
        elif asked.camera_kinds and not mine.exact:
            raise BadInputError("cctv.errors.kinds", role=actor.role)
        _tell(session, _BY[by](mine, asked), asked, as_json=as_json)


@cctv.command(help=t("cctv.commands.suggest"))
@click.option("--count", type=click.IntRange(1, 20), default=3, help=t("cctv.options.count"))
@click.option("--turn", is_flag=True, help=t("cctv.options.turn"))
@asks("camera_kinds", "classes")
def suggest(count: int, turn: bool, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Suggest new cameras, or cameras to turn."""
    require(actor, "cameras.points")
    with reading(actor) as session:
        require_node(session, asked)
        found = _mine(session, actor).advised(asked, "turned" if turn else "new", count)
        ranks = pd.RangeIndex(1, len(found.cameras) + 1, name="rank")
        index = found.cameras.index.rename("camera") if turn else ranks
        rows = found.cameras.set_axis(index).drop(columns="geometry")
        rows = rows.assign(together_m=found.gain_m, gap=found.choice.gap)
        places = found.cameras.to_crs(DISPLAY).geometry
        rows = rows.assign(longitude=places.x.round(6).to_numpy(), latitude=places.y.round(6).to_numpy())
        _tell(session, pd.DataFrame(rows), asked, as_json=as_json)


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(cctv)


def _mine(session: Session, actor: Actor) -> Cameras:
    return Cameras(*once(session), actor)


def _tell(session: Session, rows: pd.DataFrame, asked: Filters, *, as_json: bool) -> None:
    known = lookup("cctv.definitions")
    definitions = {str(name): known[name] for name in (rows.index.name, *rows.columns) if name in known}
    tell(session, rows, asked=asked, kinds=_KINDS, definitions=definitions, as_json=as_json)
