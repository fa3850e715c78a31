"""Metres of street that cameras see, by grid, in the database: for those who may not see where cameras stand."""

from datetime import datetime

import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import CameraShare
from geo.store import bulk, questions


def find(session: Session, asked: Filters) -> pd.DataFrame:
    """Give the asked grids with a column for each measure, in metres; index ``key``, the grid's code."""
    within = questions.by_place(session, CameraShare.grid, asked)
    rows = session.execute(select(CameraShare.grid, CameraShare.measure, CameraShare.metres).where(within)).all()
    tall = pd.DataFrame(rows, columns=["key", "measure", "metres"]).astype({"metres": "float64"})
    wide = tall.pivot(index="key", columns="measure", values="metres").rename_axis(columns=None)
    return wide.sort_index()


def worked_out_at(session: Session) -> datetime | None:
    """Say when the shares were worked out; None if never."""
    return session.scalar(select(func.max(CameraShare.at)))


def replace(session: Session, shares: pd.DataFrame) -> None:
    """Put new shares in the place of all that stand.

    Parameters
    ----------
    shares
        Index the grid's code, a column in metres for each measure.
    """
    session.execute(delete(CameraShare))
    tall = shares.rename_axis("grid").reset_index().melt(id_vars="grid", var_name="measure", value_name="metres")
    bulk.upsert(session, CameraShare, tall, None)
