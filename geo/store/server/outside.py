"""An outside PostGIS, named by ``GOVMAP_DATABASE_URL``: reached and checked, never started or stopped."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from geo.errors import ServerError
from geo.store.server import passwords
from geo.store.server.binaries import OLDEST_POSTGIS, OLDEST_POSTGRESQL
from geo.store.server.cluster import ADMIN, Status


@dataclass(frozen=True)
class Outside:
    """The server behind an address; passwords of the login roles are kept in the data folder."""

    given: str
    data: Path

    @property
    def base(self) -> URL:
        """The address as SQLAlchemy reads it.

        Raises
        ------
        ServerError
            If it is no PostgreSQL address with a database in it.
        """
        try:
            url = make_url(self.given)
        except ArgumentError as problem:
            raise ServerError("server.errors.bad_url") from problem
        if url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
            raise ServerError("server.errors.bad_url")
        return url.set(drivername="postgresql+psycopg")

    @property
    def database(self) -> str:
        """The database it names."""
        return str(self.base.database)

    def start(self) -> Status:
        """Check that it answers, and that its PostgreSQL and PostGIS are new enough.

        Raises
        ------
        ServerError
            If it does not answer or is too old.
        """
        target = self.base.set(drivername="postgresql")
        try:
            with psycopg.connect(target.render_as_string(hide_password=False), connect_timeout=10) as connection:
                postgresql = connection.info.server_version // 10_000
                found = connection.execute(
                    "SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'"
                ).fetchone()
        except psycopg.OperationalError as problem:
            raise self.unreached(problem) from problem
        postgis = str(found[0]) if found else "—"
        version = tuple(int(part) for part in postgis.split(".")[:2]) if found else (0, 0)
        if postgresql < OLDEST_POSTGRESQL or version < OLDEST_POSTGIS:
            raise ServerError("server.errors.too_old", address=self._shown, postgresql=postgresql, postgis=postgis)
        return self.status(running=True)

    def unreached(self, problem: psycopg.Error) -> ServerError:
        """Give the error that says it does not answer."""
        return ServerError("server.errors.unreached", address=self._shown, problem=_first_line(problem))

    def status(self, *, running: bool | None = None) -> Status:
        """Say where it is and whether it answers."""
        if running is None:
            try:
                return self.start()
            except ServerError:
                running = False
        return Status(running=running, kind="outside", host=self.base.host or str(self.base.query.get("host", "")))

    def url(self, role: str, *, database: str) -> URL:
        """Give the address of a database for a role: same server, the role's own password."""
        if role == ADMIN:
            return self.base.set(database=database)
        return self.base.set(username=role, password=passwords.secret(self.data, role), database=database)

    @property
    def _shown(self) -> str:
        return self.base.render_as_string(hide_password=True)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0]
