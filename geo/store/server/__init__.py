"""The database server: one private PostGIS a data folder, or an outside one; app, commands and tests take this door.

Whoever wants the database asks for its `url`: that starts the private server where it does not run. The last process
to leave stops it again, unless ``govmap db start`` asked for it to stay; once ``govmap db stop`` stopped it, only
`start` starts it. All functions follow ``settings()`` at the moment of the call: `data`, `database`, `database_url`.
"""

from contextlib import suppress

import psycopg
from psycopg import sql
from sqlalchemy import URL

from geo.errors import NotFoundError, ServerError
from geo.settings import settings
from geo.store.server import passwords
from geo.store.server.binaries import Binaries, find
from geo.store.server.cluster import ADMIN, Private, Status
from geo.store.server.outside import Outside

__all__ = [
    "ADMIN",
    "Binaries",
    "Outside",
    "Private",
    "Status",
    "address",
    "create",
    "drop",
    "exists",
    "find",
    "leave",
    "refuse_if_gone",
    "secret",
    "start",
    "status",
    "stop",
    "url",
]


def address() -> Private | Outside:
    """Give the server that the settings point to."""
    given = settings()
    return Outside(given.database_url, given.data) if given.database_url else Private(given.data)


def start(*, keep: bool = False, durable: bool = True) -> Status:
    """Start the server if it does not run, make the application's database if it is not there, and stay joined.

    Calling it again costs a few milliseconds. The server stops when the last joined process ends.

    Parameters
    ----------
    keep
        Leave the server running after this process, until `stop`.
    durable
        False gives up safety against power cuts for speed; for throw-away test data only.

    Raises
    ------
    ServerError
        If PostgreSQL with PostGIS is missing or too old, or the server cannot be made, started or reached.
    """
    server = address()
    if isinstance(server, Outside):
        return server.start()
    state = server.start(keep=keep, durable=durable)
    create(settings().database)
    return state


def stop() -> bool:
    """Stop the private server; say whether it was running. An outside server is left alone."""
    server = address()
    return server.stop() if isinstance(server, Private) else False


def leave() -> None:
    """Take this process off the users of the private server, which stops if it was the last; done at exit anyway."""
    server = address()
    if isinstance(server, Private):
        server.release()


def status() -> Status:
    """Say where the server is and whether it answers, without starting it."""
    return address().status()


def url(role: str = ADMIN, *, database: str | None = None) -> URL:
    """Give the SQLAlchemy address for a login role, on a server that runs.

    Parameters
    ----------
    role
        A login role; by default the superuser (outside server: the login of ``GOVMAP_DATABASE_URL``), which
        migrations use and nothing else.
    database
        Another database than ``settings().database`` (outside server: than the one its address names).

    Raises
    ------
    ServerError
        If the server was stopped on purpose, or cannot be started.
    """
    server = address()
    if isinstance(server, Private) and not server.ready:
        server.refuse_if_stopped()
        start()
    return server.url(role, database=database or _database())


def secret(role: str) -> str:
    """Give a login role's password, made at first asking and kept in the data folder for this user only."""
    return passwords.secret(settings().data, role)


def refuse_if_gone(problem: psycopg.Error) -> None:
    """Say in a reader's words that the server does not answer, or does not know our roles and database yet.

    Raises
    ------
    NotFoundError
        If the database was never made.
    ServerError
        If the server is away, or went away in the middle.
    """
    if problem.sqlstate in _NOT_MADE or any(words in str(problem) for words in _NOT_MADE_WORDS):
        raise NotFoundError("server.errors.no_tables") from problem
    if problem.sqlstate is not None and not problem.sqlstate.startswith(("08", "57P")):
        return
    server = address()
    if isinstance(server, Outside):
        raise server.unreached(problem) from problem
    raise ServerError("server.errors.not_running", folder=settings().data) from problem


_NOT_MADE = frozenset({"28P01", "28000", "3D000"})
_NOT_MADE_WORDS = ("password authentication failed", "does not exist")
"""At the connection libpq gives no code, only these words of the server's."""


def exists(database: str) -> bool:
    """Say whether a database of that name is on the server."""
    with _maintenance() as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    return found is not None


def create(database: str, *, template: str = "template0") -> None:
    """Make a database, empty or as a copy of a template; one that is there already is left alone."""
    if exists(database):
        return
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
    with _maintenance() as connection, suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))


def drop(database: str) -> None:
    """Delete a database and end the connections to it.

    Raises
    ------
    ServerError
        If it is the application's own database.
    """
    if database == _database():
        raise ServerError("server.errors.own_database", database=database)
    with _maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _database() -> str:
    server = address()
    return server.database if isinstance(server, Outside) else settings().database


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    """Connect where databases can be made; the superuser on the private server, the owner's login outside."""
    server = address()
    where = server.database if isinstance(server, Outside) else "postgres"
    target = server.url(ADMIN, database=where).set(drivername="postgresql")
    return psycopg.connect(target.render_as_string(hide_password=False), autocommit=True)
