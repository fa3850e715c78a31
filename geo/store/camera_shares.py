"""Metres of street that cameras see, by grid, in the database: for those who may not see where cameras stand."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.filters import Filters
from geo.models import CameraShare
from geo.store import buildings, bulk, cameras, grids, landscape, questions, standards, streets


def find(session: Session, asked: Filters) -> pd.DataFrame:
    """Give the asked grids with a column for each measure, in metres; index ``key``, the grid's code."""
    within = questions.by_place(session, CameraShare.grid, asked)
    rows = session.execute(select(CameraShare.grid, CameraShare.measure, CameraShare.metres).where(within)).all()
    tall = pd.DataFrame(rows, columns=["key", "measure", "metres"]).astype({"metres": "float64"})
    wide = tall.pivot(index="key", columns="measure", values="metres").rename_axis(columns=None)
    return wide.sort_index()


def town(session: Session, asked: Filters) -> dict[str, Any]:
    """Give all that views are worked out from, as `geo.analysis.cctv.town.look` takes it.

    Parameters
    ----------
    asked
        Only its kinds of camera count: a camera beyond the border looks into the asked node as well.
    """
    everywhere = Filters()
    return {
        "cameras": cameras.find(session, Filters(camera_kinds=asked.camera_kinds)),
        "buildings": buildings.find(session, everywhere),
        "streets": streets.find(session, everywhere),
        "grids": grids.find(session, everywhere),
        "private": landscape.find(session, everywhere),
        "values": standards.values(session),
    }


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
