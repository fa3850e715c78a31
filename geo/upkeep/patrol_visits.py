"""After tracks, streets or grids came in: which streets were walked, anew; and old raw fixes are deleted.

Visits are worked out by an own post that sees every track, so that no reader's reach leaves coverage too small.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import geopandas as gpd
import pandas as pd

from geo.access import Actor
from geo.analysis.patrol import areas
from geo.analysis.patrol.ground import Ground, lay_out
from geo.analysis.patrol.matching import Matched, match
from geo.analysis.patrol.rules import Rules
from geo.clock import now
from geo.filters import Filters
from geo.settings import settings
from geo.store import city, grids, patrol_visits, standards, street_pieces, streets
from geo.store.session import reading, writing
from geo.upkeep import walking_network

KINDS = frozenset({"patrol_tracks", "streets", "grids"})
"""What visits depend on."""

POST = Actor(role="admin", post="patrol-visits")
_ALL = Filters()
_BATCH = 2_000
"""Tracks matched in one transaction."""


@dataclass(frozen=True)
class Done:
    """What a refresh did."""

    matched: int
    """Tracks matched."""
    recut: int
    """Tracks whose visits were cut anew at the grids."""
    forgotten: int
    """Tracks whose raw fixes were deleted."""


def after(changed: Collection[str]) -> None:
    """Work visits out anew if rows of a kind that they depend on have changed."""
    if KINDS & set(changed):
        refresh(again="streets" in changed, recut="grids" in changed)


def refresh(*, again: bool = False, recut: bool = False) -> Done:
    """Match tracks that are not matched yet, and delete the raw fixes whose time is over.

    Parameters
    ----------
    again
        Match every track whose fixes are still there: the streets have changed.
    recut
        Cut the visits of the others at the grids anew: the grids have changed.
    """
    with reading(POST) as session:
        waiting = patrol_visits.pending(session, again=again)
        ways, nodes = streets.find(session, _ALL), grids.find(session, _ALL)
        net = walking_network.ready(session) if waiting and len(ways) else None
        cut_before = street_pieces.known(session)
    pieces = areas.cut(ways, nodes[nodes["level"] == "grid"])
    if again or recut or not cut_before:
        with writing(POST, "import", object="streets cut at the grids") as session:
            street_pieces.replace(session, pieces)
    if net is not None:
        ground = lay_out(net, ways)
        for begin in range(0, len(waiting), _BATCH):
            _match(waiting[begin : begin + _BATCH], ground, pieces)
    return Done(len(waiting), _recut(set(waiting), pieces) if recut else 0, forget())


def forget() -> int:
    """Delete the raw fixes of tracks older than the set number of days; made-up ones are nobody's and stay."""
    before = now() - timedelta(days=settings().raw_fix_days)
    with reading(POST) as session:
        if not city.known(session) or city.get(session).made_up or not patrol_visits.old_fixes(session, before):
            return 0
    with writing(POST, "import", object="raw fixes whose time is over") as session:
        return patrol_visits.forget_fixes(session, before)


def _match(codes: list[str], ground: Ground, pieces: pd.DataFrame) -> None:
    with reading(POST) as session:
        fixes, tracks = patrol_visits.fixes_of(session, codes)
        rules = Rules.of(standards.values(session))
    found = match(fixes, ground, as_of=now(), rules=rules)
    visits = found.visits.assign(
        stay=found.visits.groupby("track").cumcount(), team=tracks["team"].reindex(found.visits["track"]).to_numpy()
    )
    with writing(POST, "import", object=f"streets walked on {len(codes)} tracks") as session:
        patrol_visits.replace(session, codes, _cut(visits, pieces), _matches(found, fixes, tracks))


def _recut(fresh: set[str], pieces: pd.DataFrame) -> int:
    """Cut at the grids the visits of all tracks that were not matched just now."""
    with reading(POST) as session:
        visits = patrol_visits.find(session, _ALL)
    old = visits[~visits["track"].isin(fresh)]
    if old.empty:
        return 0
    stays = old.groupby(["track", "stay"], as_index=False).agg(
        {"street": "first", "team": "first", "from_m": "min", "to_m": "max", "entered_at": "min", "left_at": "max"}
    )
    codes = [str(code) for code in stays["track"].unique()]
    with writing(POST, "import", object=f"streets walked on {len(codes)} tracks, cut anew") as session:
        patrol_visits.replace(session, codes, _cut(stays, pieces), None)
    return len(codes)


def _cut(visits: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    shared = areas.share_out(visits, pieces).rename(columns={"area": "grid"})
    return shared.assign(part=shared.groupby(["track", "stay"]).cumcount())


def _matches(found: Matched, fixes: gpd.GeoDataFrame, tracks: pd.DataFrame) -> pd.DataFrame:
    why = found.aside.groupby(["track", "reason"]).size().reset_index(name="n")
    told = (why["reason"] + " " + why["n"].astype(str)).groupby(why["track"]).agg(", ".join)
    rows = found.tracks.reindex(fixes["track"].unique())
    return rows.drop(columns="match_rate").assign(
        reasons=told.reindex(rows.index), fingerprint=tracks["fingerprint"].reindex(rows.index)
    )
