"""Migrations: the database's shape, one numbered step after the other (Alembic)."""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from geo.store import policies, revision, server, standards

_HERE = Path(__file__).parent
_LOCK = 7203001


def upgrade(url: str, passwords: Mapping[str, str], *, to: str = "head") -> None:
    """Bring a database to a revision, with its roles and norms, in one transaction.

    Two starters at once are fine: the second waits for an advisory lock and then finds nothing to do.

    Parameters
    ----------
    url
        Address with a superuser's login (or one that may make roles and extensions).
    passwords
        Password of each login role of `geo.store.policies.LOGINS`.
    to
        Revision to stop at.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        policies.prepare(connection, passwords)
        connection.exec_driver_sql(f"SET LOCAL ROLE {policies.OWNER}")
        command.upgrade(_config(connection), to)
        connection.exec_driver_sql("RESET ROLE")
        standards.seed(connection)
        revision.seed(connection)


def update(database: str | None = None) -> None:
    """Bring the application's database – or another on its server – to the newest revision; starts the server for it."""
    target = server.url(database=database).render_as_string(hide_password=False)
    upgrade(target, {role: server.secret(role) for role in policies.LOGINS})


def head() -> str:
    """Give the newest revision there is."""
    found = ScriptDirectory.from_config(_config(None)).get_current_head()
    if found is None:
        raise RuntimeError("there is no migration")
    return found


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config
