"""``govmap response|set-aside|repeats``: how long help takes and how often it comes in time, cut in any way."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import pandas as pd

from geo.access import Actor, require
from geo.analysis import response
from geo.analysis.asking import SPANS
from geo.analysis.partitions import WAYS
from geo.answers.response import ABOVE, Responses
from geo.answers.walking import at_once
from geo.cli.asked import asks, require_node
from geo.exports.answer import answer
from geo.filters import Filters
from geo.i18n import t
from geo.store.session import reading

ASKED = ("classes", "subclasses", "stages", "channels", "departments", "hours")
_BY = (*(way for way in WAYS if way not in ("node", "level", "recorded_grid")), *ABOVE, "level")
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
_DEFINED = {*_SHOWN, "count", "share", "times", "where"}
_WORTH_A_BAR = 500_000


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(times)
    main.add_command(set_aside)
    main.add_command(repeated)


@contextmanager
def answering(actor: Actor, asked: Filters) -> Iterator[Responses]:
    """Give what the actor can ask about response, if the role may and the node is there."""
    require(actor, "analyse")
    with reading(actor) as session:
        require_node(session, asked)
        yield Responses(lambda find, *given, **more: find(session, *given, **more), at_once, actor, say=_say)


def show(mine: Responses, rows: pd.DataFrame, asked: Filters, *, as_json: bool, **defined: str) -> None:
    """Print rows with what their figures mean, and which years have no table of holidays."""
    definitions = {name: t(f"response.definitions.{name}") for name in rows.columns if name in _DEFINED} | defined
    years = mine.unknown_years()
    if years:
        definitions["years"] = t("response.unknown_years", years=", ".join(str(year) for year in years))
    click.echo(answer(rows, asked=asked, as_of=mine.as_of().to_pydatetime(), definitions=definitions, as_json=as_json))


@click.command("response", help=t("response.commands.response"))
@click.option("--by", type=click.Choice(_BY), default="grid", show_default=True, help=t("response.options.by"))
@click.option("--span", type=click.Choice(list(_SPANS)), default=str(response.WHOLE), help=t("response.options.span"))
@asks(*ASKED)
def times(by: str, span: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Give the figures of response, one row a key."""
    with answering(actor, asked) as mine:
        show(mine, mine.figures(asked, by, _SPANS[span]).reset_index()[_SHOWN], asked, as_json=as_json)


@click.command("set-aside", help=t("response.commands.set_aside"))
@asks(*ASKED)
def set_aside(asked: Filters, actor: Actor, as_json: bool) -> None:
    """Count what does not count, fault by fault, and what imports refused."""
    with answering(actor, asked) as mine:
        show(mine, mine.set_aside(asked), asked, as_json=as_json)


@click.command("repeats", help=t("response.commands.repeats"))
@asks(*ASKED)
def repeated(asked: Filters, actor: Actor, as_json: bool) -> None:
    """List the root causes."""
    with answering(actor, asked) as mine:
        show(mine, mine.causes(asked), asked, as_json=as_json)


def _say(done: int, total: int) -> None:
    if total >= _WORTH_A_BAR:
        click.echo(t("response.making", done=f"{done:,}", total=f"{total:,}"), err=True)
