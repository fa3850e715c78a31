"""The packed copy of the incidents: PostGIS stays the store of record, the copy answers a changed filter at once.

Measured before choosing: DuckDB on bare columns needs a sort or a hash of all rows for every exact quantile; columns
sorted once by grid and length need one pass (see tests/bench/bench_response.py). The copy is asked for inside a
reader's transaction and holds for narrow readers only what row-level security would show them.
"""

import threading

import numpy as np
from sqlalchemy import cast, func, literal, select, text
from sqlalchemy.orm import Session

from geo.access import Actor
from geo.models import IncidentGone
from geo.models.base import Xid8
from geo.packed import Baseline, Books, PackedIncidents, Part, baseline, cut, kin, pack, replace_rows, unpack
from geo.store import city, default_points, revision
from geo.store.packed import fetch, folder
from geo.store.packed.fetch import Say
from geo.store.packed.folder import Origin
from geo.store.session import reading, writing

__all__ = ["at_hand", "find", "renew"]

_KEEPER = Actor(role="admin", post="packed")
"""Who reads for the copy: it has to hold every row."""
_SETTLE_ROWS = 20_000
_SETTLE_SHARE = 0.02
"""The latest changes are settled among the others when they are so many, and such a share."""
_CUTS = 16
"""So many narrow readers' rows are kept ready."""

_lock = threading.Lock()
_cuts_lock = threading.Lock()
"""Not the copy's own lock: who asks `at_hand` must not wait until the copy is remade."""
_kept: dict[str, tuple[int, PackedIncidents, Origin]] = {}
_cuts: dict[tuple[str, frozenset[str]], tuple[int, PackedIncidents | None]] = {}


def find(session: Session, say: Say | None = None) -> PackedIncidents:
    """Give all incidents the session's actor may see, as packed, as of the last commit.

    Parameters
    ----------
    session
        From `geo.store.session.reading`.
    say
        Told of the progress when the copy has to be made (ten million rows take about a minute and a half).
    """
    name, number, whole = _current(say)
    return _reached(session, name, number, whole)


def at_hand(session: Session) -> PackedIncidents | None:
    """Give what `find` gives where it is in memory and current; None for who cannot wait until it is."""
    name = _identity(session)
    number, whole, _ = _kept.get(name, (-1, None, None))
    if whole is None or number != revision.current(session):
        return None
    return _reached(session, name, number, whole)


def _reached(session: Session, name: str, number: int, whole: PackedIncidents) -> PackedIncidents:
    """Give the rows in the reach of the session's actor."""
    wide, told = session.execute(
        select(func.current_setting("govmap.wide"), func.current_setting("govmap.grids", True))
    ).one()
    if wide == "on":
        return whole
    return _narrow(name, number, whole, frozenset((told or "").split(",")) - {""})


def renew(say: Say | None = None) -> int:
    """Bring the copy up to date now, after an import for example; give how many rows it holds."""
    return len(_current(say)[2])


def _current(say: Say | None) -> tuple[str, int, PackedIncidents]:
    with _lock, reading(_KEEPER) as session:
        name = _identity(session)
        number = revision.current(session)
        if name in _kept and _kept[name][0] == number:
            return name, number, _kept[name][1]
        with folder.alone(name):
            packed, origin = _mended(session, name, say)
        _kept[name] = (number, packed, origin)
        return name, number, packed


def _narrow(name: str, number: int, whole: PackedIncidents, grids: frozenset[str]) -> PackedIncidents:
    """Copy out a narrow reader's rows, once a revision."""
    with _cuts_lock:
        kept, packed = _cuts.pop((name, grids), (-1, None))
        if packed is None or kept != number:
            packed = cut(whole, grids)
        _cuts[name, grids] = (number, packed)
        while len(_cuts) > _CUTS:
            del _cuts[next(iter(_cuts))]
    return packed


def _mended(session: Session, name: str, say: Say | None) -> tuple[PackedIncidents, Origin]:
    zone = city.get(session).zone
    loaded = folder.load(name)
    if loaded is None or loaded[1].zone != zone:
        return _made(session, name, zone, say)
    settled, origin = loaded
    books = fetch.books_of(session, settled.books, since=origin.since)
    raw = fetch.rows(session, books, zone=zone, since=origin.since)
    deleted = session.scalars(
        select(IncidentGone.key).where(IncidentGone.changed >= cast(literal(origin.since), Xid8))
    ).all()
    part = settled.parts[0]
    gone = part.rows_of(np.concatenate([raw["key"], np.array(deleted, dtype="int64")]))
    packed = PackedIncidents(books, settled.parts, zone, settled.usual)
    if len(raw["key"]) > max(_SETTLE_ROWS, _SETTLE_SHARE * origin.rows):
        return _settled(session, replace_rows(packed, gone=gone, latest=None), raw, origin)
    packed = replace_rows(packed, gone=gone, latest=None)
    related = kin(packed.parts[0], raw)
    judged = {field: np.concatenate([values, unpack(part, related)[field]]) for field, values in raw.items()}
    latest = pack(judged, usual=settled.usual) if len(judged["key"]) else None
    return replace_rows(packed, gone=related, latest=latest), origin


def _made(session: Session, name: str, zone: str, say: Say | None) -> tuple[PackedIncidents, Origin]:
    since = str(session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")))
    books = fetch.books_of(session, Books())
    raw = fetch.rows(session, books, zone=zone, say=say)
    return _written(raw, books, Origin(database=name, zone=zone, since=since, rows=len(raw["key"])))


def _settled(
    session: Session, packed: PackedIncidents, raw: dict[str, np.ndarray], origin: Origin
) -> tuple[PackedIncidents, Origin]:
    """Put many changes among the settled rows, from memory."""
    since = str(session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")))
    living = unpack(packed.parts[0])
    merged = {name: np.concatenate([living[name], values]) for name, values in raw.items()}
    renewed = Origin(database=origin.database, zone=origin.zone, since=since, rows=len(merged["key"]))
    return _written(merged, packed.books, renewed)


def _written(raw: dict[str, np.ndarray], books: Books, origin: Origin) -> tuple[PackedIncidents, Origin]:
    usual: Baseline = baseline(raw)
    part: Part = pack(raw, usual=usual)
    _tell(usual)
    packed = PackedIncidents(books, (part,), origin.zone, usual)
    folder.save(packed, origin)
    return folder.load(origin.database) or (packed, origin)


def _tell(usual: Baseline) -> None:
    """Let maps know the default points; nothing is written where they are the same as before."""
    with reading(_KEEPER) as session:
        known = default_points.find(session)
    if known != usual.piles:
        with writing(_KEEPER, "import", object="default points") as session:
            default_points.put(session, usual.piles)


def _identity(session: Session) -> str:
    """Name the database so that no other one, however alike, is taken for it."""
    query = text(
        "SELECT (SELECT system_identifier FROM pg_control_system())::text || '-' ||"
        " (SELECT oid FROM pg_database WHERE datname = current_database())::text"
    )
    return str(session.scalar(query))
