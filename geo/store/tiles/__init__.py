"""Vector tiles: what a map shows of each noun inside one tile, under the reader's rights and the reader's question.

The conditions come from `geo.store.questions`, the same as every count and list, so the map cannot say otherwise.
Tile bounds travel as numbers: computed per row they would keep the planner from the spatial index. A reader who sees
every row gets that index; for the others PostgreSQL must test the row's grid first (``&&`` is not leakproof), so their
query names the grids that may lie in the tile and walks the index on ``grid`` instead.
"""

from typing import Any

import pandas as pd
from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo.access import Actor
from geo.errors import NotFoundError
from geo.filters import Filters
from geo.store import city as cities
from geo.store.tiles.packs import EXTENT, PACKS, POINTS_FROM, Asking, dots
from geo.store.tiles.pyramid import CELLS, EARTH, Tile

__all__ = ["ALONE_FROM", "CELLS", "EARTH", "EXTENT", "PACKS", "POINTS_FROM", "Tile", "cells", "tile"]

ALONE_FROM = 12
"""Tile zoom from which a query is done before parallel workers would have started."""


def tile(session: Session, actor: Actor, pack: str, wanted: Tile, asked: Filters) -> bytes:
    """Give one tile of a pack as Mapbox vector tile, empty where nothing lies in it or the actor may see nothing.

    Parameters
    ----------
    session
        Opened by `reading` for the same actor.
    actor
        Who asks; decides only how the query is put, the rights are the database's.
    pack
        A key of `PACKS`.
    wanted
        The tile.
    asked
        The reader's question.
    """
    try:
        zone = cities.get(session).zone
    except NotFoundError:
        return b""
    told = [func.set_config(name, value, True) for name, value in _plan(wanted).items()]
    reach = session.execute(select(*told, func.current_setting("govmap.grids", True))).one()[-1] or ""
    asking = Asking(session, actor, asked, wanted, zone, tuple(filter(None, reach.split(","))))
    return b"".join(_encoded(session, name, query) for name, query in PACKS[pack](asking))


def cells(session: Session, counted: pd.DataFrame) -> bytes:
    """Give the incident tile of a count that was made elsewhere, the same as `tile` gives below `POINTS_FROM`.

    Parameters
    ----------
    session
        Any session: nothing of the database's is read.
    counted
        Columns ``column``, ``row`` and ``count`` of the tile's filled cells.
    """
    if counted.empty:
        return b""
    told = [bindparam(name, counted[name].tolist(), type_=ARRAY(Integer)) for name in ("column", "row", "count")]
    cell = func.unnest(*told).table_valued("column", "row", "count").render_derived(name="cell")
    return _encoded(session, "incidents", dots(cell))


def _plan(at: Tile) -> dict[str, str]:
    """Tell the planner what it cannot know: how small a prepared query's tile is, and that helpers start too late."""
    return {
        "plan_cache_mode": "force_custom_plan",
        "max_parallel_workers_per_gather": "0" if at.z >= ALONE_FROM else "2",
    }


def _encoded(session: Session, layer: str, query: Select[Any]) -> bytes:
    rows = query.subquery("rows")
    found = session.scalar(select(func.st_asmvt(rows.table_valued(), layer, EXTENT, "shape")).select_from(rows))
    return bytes(found) if found else b""
