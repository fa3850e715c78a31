"""The grid tree in the database."""

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.crs import to_metric
from geo.errors import BadInputError
from geo.filters import Filters
from geo.models import Grid
from geo.store import bulk, city, questions
from geo.store.bulk import Written
from geo.store.frames import columns, how_many, located, plain
from geo.tree import SEPARATOR


def find(session: Session, asked: Filters) -> gpd.GeoDataFrame:
    """Give the nodes of the asked subtree, as the treaty GRIDS."""
    path = func.array_to_string(Grid.path, SEPARATOR).label("path")
    query = select(*columns(Grid, but=frozenset({"path"})), path).where(questions.grids(asked))
    return located(session, query.order_by(Grid.path), Grid.geom)


def tree(session: Session) -> pd.DataFrame:
    """Give the whole tree the actor may see, without geometry: index code; name, level, type, parent, path, depth."""
    depth = func.array_length(Grid.path, 1).label("depth")
    path = func.array_to_string(Grid.path, SEPARATOR).label("path")
    query = select(Grid.code, Grid.name, Grid.level, Grid.type, Grid.parent, path, depth).order_by(Grid.path)
    return plain(session, query, index="code")


def count(session: Session, asked: Filters) -> int:
    """Count the nodes of the asked subtree."""
    return how_many(session, Grid, questions.grids(asked))


def upsert(session: Session, frame: gpd.GeoDataFrame, import_id: int | None) -> Written:
    """Write nodes; their paths follow from the parents in the frame and in the database.

    Raises
    ------
    BadInputError
        If a parent is nowhere, or a node is its own ancestor.
    """
    ready = frame.copy()
    ready["path"] = paths(frame["parent"], dict(session.execute(select(Grid.code, Grid.parent)).all()))
    ready["area_m2"] = to_metric(frame, city.get(session).metric_crs).area.round(1)
    return bulk.upsert(session, Grid, ready, import_id)


def paths(parents: "pd.Series[str]", known: dict[str, str | None]) -> "pd.Series[list[str]]":
    """Give each node's codes from the root down.

    Raises
    ------
    BadInputError
        If a parent is nowhere, or a node is its own ancestor.
    """
    above = {**known, **{str(code): None if pd.isna(one) else str(one) for code, one in parents.items()}}

    def path(code: str) -> list[str]:
        found: list[str] = []
        here: str | None = code
        while here is not None:
            if here in found:
                raise BadInputError("grids.errors.circle", code=code)
            if here not in above:
                raise BadInputError("grids.errors.no_parent", code=found[-1], parent=here)
            found.append(here)
            here = above[here]
        return found[::-1]

    return pd.Series([path(str(code)) for code in parents.index], index=parents.index, dtype=object)
