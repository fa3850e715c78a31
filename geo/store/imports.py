"""Imports in the database: what came in, and the rows set aside with every reason."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import func, insert, select, true, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from geo.models import FollowedImport, Import, QuarantinedRow
from geo.models.base import Base
from geo.store.frames import plain


def begin(
    session: Session,
    *,
    sha256: str,
    kind: str,
    file: str,
    layer: str | None,
    data_date: date | None,
    credit: str,
    licence: str,
    post: str,
) -> int:
    """Open an import in this transaction and give its id; `finish` sets the counts."""
    row = {"sha256": sha256, "kind": kind, "file": file, "layer": layer, "data_date": data_date, "credit": credit}
    nothing = {"read": 0, "kept": 0, "quarantined": 0, "skipped": 0}
    query = insert(Import).values(**row, **nothing, licence=licence, post=post).returning(Import.id)
    return int(session.scalars(query).one())


def finish(session: Session, import_id: int, *, read: int, kept: int, quarantined: int, skipped: int) -> None:
    """Set the counts; the database refuses counts that do not add up."""
    counts = {"read": read, "kept": kept, "quarantined": quarantined, "skipped": skipped}
    session.execute(update(Import).where(Import.id == import_id).values(**counts))


def quarantine(session: Session, import_id: int, rows: list[dict[str, Any]]) -> None:
    """Keep rows that could not be taken: each with ``row``, ``raw`` values and ``reasons``."""
    if rows:
        session.execute(insert(QuarantinedRow), [{"import_id": import_id, **row} for row in rows])


def find(session: Session) -> pd.DataFrame:
    """Give every import, newest first: index id."""
    return plain(session, select(*Import.__table__.columns).order_by(Import.id.desc()), index="id")


def find_quarantined(session: Session, import_id: int) -> pd.DataFrame:
    """Give the rows one import set aside: index row; raw, reasons."""
    query = select(QuarantinedRow.row, QuarantinedRow.raw, QuarantinedRow.reasons)
    return plain(session, query.where(QuarantinedRow.import_id == import_id).order_by(QuarantinedRow.row), index="row")


def sums(session: Session, kind: str) -> dict[str, int]:
    """Add up what every import of a kind read, kept, refused and skipped."""
    names = ("read", "kept", "quarantined", "skipped")
    totals = (func.coalesce(func.sum(getattr(Import, name)), 0) for name in names)
    row = session.execute(select(*totals).where(Import.kind == kind)).one()
    return {name: int(total) for name, total in zip(names, row, strict=True)}


def refused(session: Session, kind: str) -> "pd.Series[int]":
    """Count the refused rows of a kind by reason, the most frequent first: a row that came twice counts once."""
    each = func.jsonb_array_elements(QuarantinedRow.reasons).table_valued("value").lateral()
    reason = each.c.value.op("->>")("key")
    times = func.count(QuarantinedRow.raw.distinct())
    query = select(reason, times).join(Import, Import.id == QuarantinedRow.import_id).join(each, true())
    rows = session.execute(query.where(Import.kind == kind).group_by(reason).order_by(times.desc(), reason)).all()
    return pd.Series({str(key): int(count) for key, count in rows}, name="count", dtype="int64")


def unfollowed(session: Session, post: str, kinds: Collection[str]) -> dict[int, str]:
    """Give the imports that brought rows of some kinds and that a post has not followed yet: id and kind.

    One by one, not by time or the highest id: a long import is committed after later ones that are followed already.
    """
    done = select(FollowedImport.import_id).where(FollowedImport.post == post)
    query = select(Import.id, Import.kind).where(Import.kept > 0, Import.kind.in_(kinds), Import.id.not_in(done))
    return {int(number): kind for number, kind in session.execute(query)}


def follow(session: Session, post: str, numbers: Collection[int]) -> None:
    """Keep that a post has worked out anew what depends on some imports."""
    rows = [{"post": post, "import_id": number} for number in numbers]
    if rows:
        session.execute(postgresql.insert(FollowedImport).on_conflict_do_nothing(), rows)


def newer_codes(session: Session, kind: str, than: date) -> frozenset[str]:
    """Give the codes of a kind's rows that came in with data of a later date."""
    target = Base.metadata.tables[kind]
    if "code" not in target.c:
        return frozenset()
    later = select(Import.id).where(Import.kind == kind, Import.data_date > than)
    return frozenset(session.scalars(select(target.c.code).where(target.c.import_id.in_(later))))


def touched(session: Session, kind: str, import_id: int) -> set[tuple[str, ...]]:
    """Give the natural keys of the rows that one import has written: new or changed, not those it found the same."""
    target = Base.metadata.tables[kind]
    keys = session.execute(select(*target.primary_key.columns).where(target.c.import_id == import_id))
    return {tuple(row) for row in keys}
