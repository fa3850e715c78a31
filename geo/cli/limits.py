"""``govmap limits``: how long matters may take, which kinds there are, how areas are graded, which days are worked."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import click
import pandas as pd
from sqlalchemy.orm import Session

from geo.access import ROLES, Actor
from geo.clock import CLOCKS, now
from geo.exports.answer import answer
from geo.frames import INCIDENT_CLASSES, PRIORITIES
from geo.i18n import t
from geo.models.loop import GRADES
from geo.settings import settings
from geo.store import limits
from geo.store.session import reading, writing


def register(main: click.Group) -> None:
    """Add the commands."""
    main.add_command(group)


def _acts(command: Any) -> Any:
    for option in (
        click.option("--json", "as_json", is_flag=True, help=t("server.options.json")),
        click.option("--role", type=click.Choice(ROLES), default=settings().role, help=t("asked.options.role")),
    ):
        command = option(command)
    return command


@click.group("limits", help=t("loop.commands.limits"))
def group() -> None:
    """Limits and calendar."""


@group.command("show", help=t("loop.commands.limits_show"))
@click.argument("table", type=click.Choice(list(limits.TABLES)), default="limits")
@_acts
def show(role: str, as_json: bool, table: str) -> None:
    """List every limit, or another table of the working calendar."""
    with reading(Actor(role=role)) as session:
        _print(limits.rows(session, table), as_json=as_json)


@group.command("set", help=t("loop.commands.limit"))
@click.argument("incident_class", type=click.Choice(INCIDENT_CLASSES))
@click.argument("amount", type=click.FloatRange(min=0, min_open=True))
@click.argument("clock", type=click.Choice(CLOCKS))
@click.option("--subclass", default="", help=t("loop.options.subclass"))
@click.option("--priority", type=click.Choice(PRIORITIES), default="normal", help=t("loop.options.priority"))
@click.option("--grade", type=click.Choice(["", *GRADES]), default="", help=t("loop.options.grade"))
@_acts
def set_limit(role: str, as_json: bool, incident_class: str, **given: Any) -> None:
    """Set how long matters of a kind may take."""
    _edit(role, lambda session: limits.set_limit(session, incident_class, **given), "limits", as_json=as_json)


@group.command("kind", help=t("loop.commands.kind"))
@click.argument("code")
@click.argument("incident_class", type=click.Choice(INCIDENT_CLASSES))
@click.option("--zh", "name_zh", required=True, help=t("loop.options.name_zh"))
@click.option("--en", "name_en", required=True, help=t("loop.options.name_en"))
@click.option("--department", help=t("loop.options.first_called"))
@_acts
def set_kind(role: str, as_json: bool, code: str, **given: Any) -> None:
    """Add a sub-class, or change it."""
    _edit(role, lambda session: limits.set_kind(session, code, **given), "kinds", as_json=as_json)


@group.command("grade", help=t("loop.commands.grade"))
@click.argument("node")
@click.argument("grade", type=click.Choice(GRADES))
@_acts
def set_grade(role: str, as_json: bool, node: str, grade: str) -> None:
    """Grade an area."""
    _edit(role, lambda session: limits.set_grade(session, node, grade), "grades", as_json=as_json)


@group.command("day", help=t("loop.commands.day"))
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--works/--rest", required=True, help=t("loop.options.works"))
@_acts
def set_day(role: str, as_json: bool, day: Any, works: bool) -> None:
    """Set a day of the working calendar by hand."""
    chosen: date = day.date()
    _edit(role, lambda session: limits.set_day(session, chosen, works=works), "days", as_json=as_json)


@group.command("year", help=t("loop.commands.year"))
@click.argument("year", type=click.IntRange(1990, 2099))
@click.option("--rest", "holidays", multiple=True, help=t("loop.options.rest"))
@click.option("--works", "worked", multiple=True, help=t("loop.options.make_up"))
@_acts
def set_year(role: str, as_json: bool, year: int, holidays: tuple[str, ...], worked: tuple[str, ...]) -> None:
    """Enter a year's holidays and make-up workdays, and hold the year for known."""
    given = {"holidays": _days(holidays), "worked": _days(worked)}
    _edit(role, lambda session: limits.set_year(session, year, **given), "days", as_json=as_json)


@group.command("office", help=t("loop.commands.office"))
@click.argument("spans", nargs=-1, required=True, metavar="HH:MM-HH:MM...")
@_acts
def set_office(role: str, as_json: bool, spans: tuple[str, ...]) -> None:
    """Set the office hours of a working day."""
    given = [_span(one) for one in spans]
    _edit(role, lambda session: limits.set_office(session, given), "office", as_json=as_json)


def _days(given: tuple[str, ...]) -> list[date]:
    """Read days, each ``YYYY-MM-DD`` or a span of them ``YYYY-MM-DD..YYYY-MM-DD``, both ends included."""
    found: list[date] = []
    for one in given:
        first, _, last = one.partition("..")
        try:
            ends = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            raise click.BadParameter(t("loop.options.day_form", given=one)) from None
        found += [day.date() for day in pd.date_range(*ends)]
    return found


def _span(given: str) -> tuple[time, time]:
    """Read ``09:00-12:00``."""
    opens, _, closes = given.partition("-")
    try:
        return time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        raise click.BadParameter(t("loop.options.span_form", given=given)) from None


def _edit(
    role: str,
    change: Callable[[Session], None],
    table: str,
    *,
    as_json: bool,
) -> None:
    with writing(Actor(role=role), "standards.edit", object="limits") as session:
        change(session)
        found = limits.rows(session, table)
    _print(found, as_json=as_json)


def _print(rows: pd.DataFrame, *, as_json: bool) -> None:
    definitions = {name: t(f"loop.options.{name}") for name in ("clock", "grade", "works", "amount")}
    known = {name: words for name, words in definitions.items() if name in rows.columns}
    click.echo(answer(rows, asked={}, as_of=now(), definitions=known, as_json=as_json))
