"""The only two doors to the database: `reading` and `writing`, each one transaction that first says who asks."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg.errors import QueryCanceled
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from geo import access
from geo.access import Actor
from geo.errors import StaleError, TooLongError
from geo.models import AuditEntry
from geo.store import revision, server
from geo.store.policies import NARROW, WIDE, WRITER

_LEAVES_DATA = frozenset({"export"})
"""Deeds that only read: the audit knows of them, but no cache has to ask again."""


class AlreadyDoneError(StaleError):
    """The deed with this idempotency key is done; a retry changes nothing."""


@contextmanager
def reading(actor: Actor, *, seconds: float | None = None) -> Iterator[Session]:
    """Open a read-only transaction on one snapshot, in which the database shows what the actor may see.

    Parameters
    ----------
    actor
        Who asks.
    seconds
        Longest a single statement may take; None where somebody waits and sees that it is worked on.

    Raises
    ------
    TooLongError
        If a statement took longer.
    """
    engine = _engine(WIDE if actor.wide else NARROW)
    with _stopped(seconds), Session(engine, expire_on_commit=False) as session, session.begin():
        _introduce(session, actor, seconds=seconds)
        yield session


@contextmanager
def writing(
    actor: Actor, deed: str, *, object: str, key: str | None = None, seconds: float | None = None
) -> Iterator[Session]:
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
    seconds
        Longest a single statement may take; None for as long as the deed needs.

    Raises
    ------
    NotAllowedError
        If the actor's role has no right to the deed.
    AlreadyDoneError
        If a deed with this key was done before.
    TooLongError
        If a statement took longer; nothing is done then.
    """
    access.require(actor, deed)
    with _stopped(seconds), Session(_engine(WRITER), expire_on_commit=False) as session, session.begin():
        _introduce(session, actor, deed=deed, seconds=seconds)
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


@contextmanager
def _stopped(seconds: float | None) -> Iterator[None]:
    """Say calmly that the database was stopped at the time that was set, or is not there."""
    try:
        yield
    except OperationalError as stopped:
        if seconds is not None and isinstance(stopped.orig, QueryCanceled):
            raise TooLongError("access.errors.too_long", seconds=f"{seconds:g}") from stopped
        if isinstance(stopped.orig, psycopg.Error):
            server.refuse_if_gone(stopped.orig)
        raise


def _introduce(session: Session, actor: Actor, *, deed: str = "", seconds: float | None = None) -> None:
    """Tell the transaction – and only it: pools forget who asked – who acts, with what reach, what for, how long."""
    told = {
        "govmap.deed": deed,
        "govmap.role": actor.role,
        "govmap.post": actor.post,
        "govmap.wide": "on" if actor.wide else "off",
        "govmap.scope": ",".join(actor.scope),
        **({} if seconds is None else {"statement_timeout": f"{round(seconds * 1000)}"}),
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
