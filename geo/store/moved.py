"""Matters that were moved here: what was done by hand stands, whatever a later import says.

A matter with any step of a reader's belongs to this system from then on. An import may know less (what it leaves empty
stays as it is here) or say the same; where it says otherwise, its row is set aside and told. The clock's own steps are
no hand: such a matter follows its source, but never down the ladder again.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.frames import LEVELS, STAGE_TIMES
from geo.models import Incident, IncidentStep
from geo.store.frames import plain

_SAID = (*STAGE_TIMES, "department", "satisfaction")
"""What a source may leave empty; a different value contradicts what was done here."""
_OURS = ("level", "reopened", "handovers")
"""What only this system counts once it has moved a matter."""


def contradictions(session: Session, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the rows of an import that say otherwise than what was done here.

    Returns
    -------
    DataFrame
        Columns ``code``, ``field``, ``here`` and ``said`` (texts): the first contradiction of each matter.
    """
    ours = _moved(session, frame)
    ours = ours[ours["by_hand"]]
    told: list[dict[str, Any]] = []
    for code, row in ours.iterrows():
        said = frame.loc[code]
        for name in _SAID:
            if name in frame.columns and pd.notna(said[name]) and not _same(said[name], row[name]):
                told.append({"code": code, "field": name, "here": _text(row[name]), "said": _text(said[name])})
                break
    return pd.DataFrame(told, columns=["code", "field", "here", "said"])


def kept(session: Session, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give an import's rows with what was done here in place of what the source does not know."""
    ours = _moved(session, frame)
    if ours.empty:
        return frame
    rows = frame.copy()
    hand = ours[ours["by_hand"]]
    for name in _SAID:
        if name in rows.columns:
            rows[name] = rows[name].where(rows[name].notna(), hand[name].reindex(rows.index))
    for name in _OURS:
        if name in rows.columns:
            rows[name] = hand[name].reindex(rows.index).where(rows.index.isin(hand.index), rows[name])
    lifted = ours.index.difference(hand.index)
    if "level" in rows.columns and len(lifted):
        place = {level: number for number, level in enumerate(LEVELS)}
        higher = ours.loc[lifted, "level"].map(place) < rows.loc[lifted, "level"].map(place)
        rows.loc[higher.index[higher], "level"] = ours.loc[higher.index[higher], "level"]
    return rows


def _moved(session: Session, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the frame's matters that have steps in the log, as they stand here."""
    by_hand = func.bool_or(IncidentStep.deed != "escalate").label("by_hand")
    columns = [Incident.__table__.c[name] for name in (*_SAID, *_OURS)]
    codes = np.asarray(frame.index, dtype=str).tolist()
    query = (
        select(Incident.code, by_hand, *columns)
        .join(IncidentStep, IncidentStep.code == Incident.code)
        .where(IncidentStep.code == func.any(codes))
        .group_by(Incident.code)
    )
    return plain(session, query, index="code").astype({"by_hand": bool})


def _same(said: Any, here: Any) -> bool:
    """Say whether two values agree; instants to the second, as files write them."""
    if pd.isna(here):
        return False
    if isinstance(said, pd.Timestamp) and isinstance(here, pd.Timestamp):
        return bool(said.floor("s") == here.floor("s"))
    return bool(said == here)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
