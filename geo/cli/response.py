"""``govmap response``: how long help takes and how often it comes in time, by area, department or any other way."""

import click
import pandas as pd

from geo.access import Actor, require
from geo.analysis import repeats, response, setaside
from geo.analysis.asking import SPANS, looked_at
from geo.analysis.partitions import WAYS, nodes_at, under
from geo.cli.asked import asks, require_node
from geo.clock import now
from geo.exports.answer import answer
from geo.filters import Filters
from geo.frames import LEVELS
from geo.i18n import t
from geo.packed import PackedIncidents
from geo.store import grids, packed
from geo.store.session import reading

_ASKED = ("classes", "subclasses", "stages", "channels", "departments", "hours")
_ABOVE = tuple(level for level in LEVELS if level != "grid")
_BY = (*(way for way in WAYS if way not in ("node", "level")), *_ABOVE, "level")
_SPANS = {str(span): span for span in (response.WHOLE, *SPANS)}
_SHOWN = [
    "key",
    "n",
    "open",
    "set_aside",
    "p50_minutes",
    "p90_minutes",
    "on_time",
    "on_time_low",
    "on_time_high",
    "judged",
    "overdue",
    "closed",
    "reopened",
    "handovers",
    "rank",
]
_WORTH_A_BAR = 500_000


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(times)
    main.add_command(set_aside)
    main.add_command(repeated)


@click.command("response", help=t("response.commands.response"))
@click.option("--by", type=click.Choice(_BY), default="grid", show_default=True, help=t("response.options.by"))
@click.option("--span", type=click.Choice(list(_SPANS)), default=str(response.WHOLE), help=t("response.options.span"))
@asks(*_ASKED)
def times(by: str, span: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Give the figures of response, one row a key."""
    found, tree, within = _read(actor, asked)
    nodes = nodes_at(tree, by) if by in _ABOVE else None
    at = looked_at(found, pd.Timestamp(now()))
    figures = response.figures(
        found, asked, by="node" if nodes is not None else by, nodes=nodes, within=within, as_of=at, span=_SPANS[span]
    )
    _print(figures.reset_index()[_SHOWN], asked, at, as_json=as_json)


@click.command("set-aside", help=t("response.commands.set_aside"))
@asks(*_ASKED)
def set_aside(asked: Filters, actor: Actor, as_json: bool) -> None:
    """Count what does not count, fault by fault."""
    found, _, within = _read(actor, asked)
    at = looked_at(found, pd.Timestamp(now()))
    _print(setaside.report(found, asked, as_of=at, within=within).reset_index(), asked, at, as_json=as_json)


@click.command("repeats", help=t("response.commands.repeats"))
@asks(*_ASKED)
def repeated(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the root causes."""
    found, _, within = _read(actor, asked)
    at = looked_at(found, pd.Timestamp(now()))
    _print(repeats.find(found, asked, as_of=at, within=within), asked, at, as_json=as_json)


def _read(actor: Actor, asked: Filters) -> tuple[PackedIncidents, pd.DataFrame, frozenset[str] | None]:
    """Give the matters the actor may see, the tree, and the grids that are asked for."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        tree = grids.tree(session)
        found = packed.find(session, say=_say)
    return found, tree, None if asked.node is None else under(tree, asked.node)


def _say(done: int, total: int) -> None:
    if total >= _WORTH_A_BAR:
        click.echo(t("response.making", done=f"{done:,}", total=f"{total:,}"), err=True)


def _print(rows: pd.DataFrame, asked: Filters, at: pd.Timestamp, *, as_json: bool) -> None:
    definitions = {name: t(f"response.definitions.{name}") for name in rows.columns if name in _DEFINED}
    click.echo(answer(rows, asked=asked, as_of=at.to_pydatetime(), definitions=definitions, as_json=as_json))


_DEFINED = {*_SHOWN, "count", "share", "times"}
