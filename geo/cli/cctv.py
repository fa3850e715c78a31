"""Command that asks what cameras see: ``cctv --by grid``."""

from collections.abc import Callable
from typing import Any

import click
import pandas as pd
from sqlalchemy.orm import Session

from geo.access import Actor, may, require
from geo.analysis.cctv import blindspots, optics, privacy, shares, town
from geo.analysis.cctv import register as law
from geo.cli.asked import asks, require_node, tell
from geo.clock import now, to_city
from geo.errors import BadInputError
from geo.filters import Filters
from geo.i18n import lookup, t
from geo.store import camera_shares, cameras, city, grids, incidents
from geo.store.session import reading

BY = ("grid", "detail", "blindspot", "register", "privacy", "attribute", "case")
_KINDS = ("cameras", "buildings", "streets")
"""What the answer's date is taken from."""


@click.command(help=t("cctv.commands.cctv"))
@click.option("--by", type=click.Choice(BY), default="grid", help=t("cctv.options.by"))
@asks("camera_kinds")
def cctv(by: str, asked: Filters, actor: Actor, as_json: bool) -> None:
    """Tell what cameras see."""
    with reading(actor) as session:
        require_node(session, asked)
        if by != "grid":
            require(actor, "cameras.points")
        rows = _BY[by](session, asked, actor)
        known = lookup("cctv.definitions")
        definitions = {name: known[name] for name in (rows.index.name, *rows.columns) if name in known}
        tell(session, rows, asked=asked, kinds=_KINDS, definitions=definitions, as_json=as_json)


def register(main: click.Group) -> None:
    """Add the command."""
    main.add_command(cctv)


def _grids(session: Session, asked: Filters, actor: Actor) -> pd.DataFrame:
    if not may(actor, "cameras.points"):
        if asked.camera_kinds:
            raise BadInputError("cctv.errors.kinds", role=actor.role)
        return camera_shares.find(session, asked).reindex(columns=list(town.MEASURES))
    asked_grids = grids.find(session, asked)
    leaves = asked_grids.index[asked_grids["level"] == "grid"]
    return town.rows(_town(session, asked).pieces, leaves)


def _details(session: Session, asked: Filters, actor: Actor) -> pd.DataFrame:
    rows = _grids(session, asked, actor)
    seen = [rows[shares.column(name)].sum() for name in optics.classes()]
    known = optics.classes()
    table = pd.DataFrame({"px_per_m": known.values(), "seen_m": seen}, index=pd.Index(known, name="class"))
    return table.assign(share=table["seen_m"] / rows["street_m"].sum())


def _blind(session: Session, asked: Filters, _: Actor) -> pd.DataFrame:
    looked = _town(session, asked)
    happened = incidents.places(session, asked.but(node=None))  # those across the border are near as well
    nodes = grids.find(session, asked).index
    unseen = shares.unseen(looked.views, looked.scene)
    found = blindspots.blind_spots(unseen, looked.scene, happened)
    kept = found if asked.node is None else found[found["grid"].isin(nodes)]
    return pd.DataFrame(kept.drop(columns="geometry"))


def _register(session: Session, asked: Filters, _: Actor) -> pd.DataFrame:
    today = to_city(now(), city.get(session).zone).date()
    values = camera_shares.values(session)
    states = law.states(cameras.find(session, asked), today=today, values=values)
    return law.unmet(states).rename_axis("camera")


def _privacy(session: Session, asked: Filters, _: Actor) -> pd.DataFrame:
    looked = _town(session, asked)
    found = privacy.entered(looked.views, looked.scene)
    return found[found["camera"].isin(cameras.find(session, asked).index)]


def _assumed(session: Session, asked: Filters, _: Actor) -> pd.DataFrame:
    return optics.assumptions(optics.completed(cameras.find(session, asked), values=camera_shares.values(session)))


def _cases(session: Session, asked: Filters, _: Actor) -> pd.DataFrame:
    tables = camera_shares.town(session, asked)
    asked_grids = grids.find(session, asked)
    leaves = asked_grids.index[asked_grids["level"] == "grid"]
    sums = {case: town.rows(town.look(**tables, case=case).pieces, leaves).sum() for case in optics.CASES}
    table = pd.DataFrame(sums).T[["street_m", "seen_m"]].rename_axis("case")
    return table.assign(share=table["seen_m"] / table["street_m"])


def _town(session: Session, asked: Filters) -> town.Town:
    return town.look(**camera_shares.town(session, asked))


_ANSWERS: tuple[Callable[[Session, Filters, Actor], Any], ...] = (
    _grids,
    _details,
    _blind,
    _register,
    _privacy,
    _assumed,
    _cases,
)
_BY = dict(zip(BY, _ANSWERS, strict=True))
