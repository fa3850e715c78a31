"""The only two doors to the database: `reading` and `writing`, each one transaction that first says who asks."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo import access
from geo.access import Actor
from geo.errors import StaleError
from geo.models import AuditEntry
from geo.store import revision, server
from geo.store.policies import NARROW, WIDE, WRITER

_LEAVES_DATA = frozenset({"export"})
"""Deeds that only read: the audit knows of them, but no cache has to ask again."""


class AlreadyDoneError(StaleError):
    """The deed with this idempotency key is done; a retry changes nothing."""


@contextmanager
def reading(actor: Actor) -> Iterator[Session]:
    """Open a read-only transaction on one snapshot, in which the database shows what the actor may see."""
    with Session(_engine(WIDE if actor.wide else NARROW), expire_on_commit=False) as session, session.begin():
        _introduce(session, actor)
        yield session


@contextmanager
def writing(actor: Actor, deed: str, *, object: str, key: str | None = None) -> Iterator[Session]:
    """Open a transaction for one deed: it happens whole, with its audit entry, or not at all.

    Parameters
    ----------
    actor
        Who does it; needs the right to the deed.
    deed
        A key of `geo.access.RIGHTS`.
    object
        What it is done to, as the audit should name it.
    key
        Idempotency key for deeds without a natural key.

    Raises
    ------
    NotAllowedError
        If the actor's role has no right to the deed.
    AlreadyDoneError
        If a deed with this key was done before.
    """
    access.require(actor, deed)
    with Session(_engine(WRITER), expire_on_commit=False) as session, session.begin():
        _introduce(session, actor, deed)
        entry = {"post": actor.post, "role": actor.role, "deed": deed, "object": object, "key": key}
        written = session.execute(insert(AuditEntry).values(entry).on_conflict_do_nothing().returning(AuditEntry.seq))
        if written.first() is None:
            raise AlreadyDoneError("access.errors.already_done", deed=deed, object=object)
        yield session
        session.flush()
        if deed not in _LEAVES_DATA:
            revision.count_up(session)


def disconnect() -> None:
    """Close every pooled connection; the next question opens a new one (before a database is dropped)."""
    for engine in _opened:
        engine.dispose()


def _introduce(session: Session, actor: Actor, deed: str = "") -> None:
    """Tell the transaction – and only it: pools forget who asked – the actor's role, post and reach, and the deed."""
    told = {
        "govmap.deed": deed,
        "govmap.role": actor.role,
        "govmap.post": actor.post,
        "govmap.wide": "on" if actor.wide else "off",
        "govmap.scope": ",".join(actor.scope),
    }
    session.execute(select(*(func.set_config(name, value, True) for name, value in told.items())))
    if not actor.wide:
        session.execute(_REACH)


_REACH = text(
    """
    SELECT set_config('govmap.grids', coalesce(string_agg(code, ','), ''), true),
           set_config('govmap.above', coalesce((
               SELECT string_agg(DISTINCT node, ',')
               FROM grids AS own, unnest(own.path) AS node
               WHERE own.code = ANY (string_to_array(current_setting('govmap.scope'), ','))), ''), true)
    FROM grids
    WHERE path && string_to_array(current_setting('govmap.scope'), ',')
    """
)


_opened: list[Engine] = []


def _engine(role: str) -> Engine:
    return _engine_at(server.url(role).render_as_string(hide_password=False), role)


@cache
def _engine_at(url: str, role: str) -> Engine:
    writes = role == WRITER
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=8,
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        connect_args={"application_name": f"govmap {role}"},
        execution_options={} if writes else {"postgresql_readonly": True},
    )
    atexit.register(engine.dispose)
    _opened.append(engine)
    return engine
