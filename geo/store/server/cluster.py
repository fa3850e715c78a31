"""The private cluster of one data folder: made, tuned, started, joined, left, stopped."""

import atexit
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from geo.errors import ServerError
from geo.store.server import lock, passwords, place, tuning
from geo.store.server.binaries import Binaries, find
from geo.store.server.place import Place
from geo.store.server.postmaster import await_orphans, running, settled

ADMIN = "postgres"
"""The private server's superuser: migrations, and nothing else."""
TRIES = 3
"""How often a server is started that ends by itself right after."""
CONNECT_SECONDS = 10
"""How long a server that runs may refuse us."""
PATIENCE_SECONDS = 120
"""How long a start may take, recovery after a crash included."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a server is and whether it answers."""

    running: bool
    kind: str
    """private or outside."""
    home: Path | None = None
    """Folder of the private cluster; None if none was made yet."""
    user: str | None = None
    """Unix user who runs it."""
    socket: Path | None = None
    process: int | None = None
    host: str | None = None
    """Host of an outside server."""


@dataclass(frozen=True)
class Private:
    """The private server of a data folder."""

    data: Path

    @property
    def ready(self) -> bool:
        """Whether the server runs and this process is among its users."""
        here = place.settled(self.data)
        return lock.joined(self.data) and here is not None and running(here) is not None

    def start(self, *, keep: bool = False, durable: bool = True) -> Status:
        """Make the cluster if it is missing, start it if it does not run, and join its users."""
        with lock.exclusive(self.data):
            new = lock.join(self.data)
            try:
                self._mark("stopped").unlink(missing_ok=True)
                here = place.settle(self.data)
                for _ in range(TRIES):
                    if self._answers(here):
                        break
                    self._launch(here, durable=durable)
                else:
                    raise ServerError("server.errors.dies", tries=TRIES, log=here.log)
            except BaseException:
                if new:
                    lock.leave(self.data)
                raise
            if keep:
                self._mark("kept").touch(mode=0o600)
        if new:
            atexit.register(self._leave, os.getpid())
        return self.status()

    def stop(self) -> bool:
        """Stop the server whoever uses it, until the next `start`; say whether it was running."""
        with lock.exclusive(self.data):
            self._mark("kept").unlink(missing_ok=True)
            self._mark("stopped").touch(mode=0o600)
            return self._halt()

    def refuse_if_stopped(self) -> None:
        """Stop a caller who would start a server that was stopped on purpose.

        Raises
        ------
        ServerError
            If it was.
        """
        if self._mark("stopped").exists():
            raise ServerError("server.errors.not_running", folder=self.data)

    def release(self) -> None:
        """Leave the users of the server, and stop it if nobody uses it any more and nobody asked for it to stay."""
        if not lock.joined(self.data):
            return
        lock.leave(self.data)
        with lock.exclusive(self.data):
            if not self._mark("kept").exists() and not lock.used(self.data):
                self._halt()

    def status(self) -> Status:
        """Say where the server is and whether it runs, without starting it."""
        here = place.settled(self.data)
        if not here:
            return Status(running=False, kind="private")
        found = running(here)
        return Status(
            running=found is not None,
            kind="private",
            home=here.home,
            user=here.user,
            socket=found.socket if found else None,
            process=found.process if found else None,
        )

    def url(self, role: str, *, database: str) -> URL:
        """Give the address of a database for a role.

        Raises
        ------
        ServerError
            If the server does not run: its socket is known only then.
        """
        socket = self.status().socket
        if not socket:
            raise ServerError("server.errors.not_running", folder=self.data)
        return URL.create(
            "postgresql+psycopg",
            username=role,
            password=passwords.secret(self.data, role),
            database=database,
            query={"host": str(socket)},
        )

    def _mark(self, name: str) -> Path:
        """Give the file whose being there says that the server is ``kept`` running, or ``stopped`` on purpose."""
        return passwords.folder(self.data) / f"server.{name}"

    def _answers(self, here: Place) -> bool:
        """Say whether the server runs and takes our password; a server just killed still looks alive for a moment."""
        found = settled(here)
        if found and not passwords.known(self.data, ADMIN):
            self._halt()
            return False
        until = time.monotonic() + CONNECT_SECONDS
        while found:
            target = self.url(ADMIN, database="postgres").set(drivername="postgresql")
            try:
                psycopg.connect(target.render_as_string(hide_password=False)).close()
            except psycopg.OperationalError as problem:
                if time.monotonic() > until:
                    said = _last_words(str(problem))
                    raise ServerError(
                        "server.errors.silent", process=found.process, said=said, log=here.log
                    ) from problem
                time.sleep(0.1)
                found = settled(here)
            else:
                return True
        return False

    def _leave(self, process: int) -> None:
        if os.getpid() == process and self.data.is_dir():
            self.release()

    def _launch(self, here: Place, *, durable: bool) -> None:
        binaries = find(only=_version(here))
        if not here.cluster.is_dir():
            _make(here, binaries, passwords.secret(self.data, ADMIN), durable=durable)
        await_orphans(here)
        if not passwords.known(self.data, ADMIN):
            _renew(here, binaries, passwords.secret(self.data, ADMIN))
        socket = place.socket_folder(here)
        here.run("rm", "-f", socket / place.SOCKET, socket / f"{place.SOCKET}.lock")  # nobody's: the orphans are gone
        here.write(here.cluster / tuning.FILE, tuning.lines(socket=socket, durable=durable))
        _start(here, binaries)

    def _halt(self) -> bool:
        here = place.settled(self.data)
        found = running(here) if here else None
        if not here or not found:
            return False
        stop = ("stop", "--wait", "--mode=fast", f"--timeout={PATIENCE_SECONDS}")
        said = here.run(find(only=_version(here)).folder / "pg_ctl", *stop, "-D", here.cluster)
        if said.returncode and running(here):
            raise ServerError("server.errors.not_stopped", process=found.process, said=_last_words(said.stderr))
        if found.socket.parent != here.home:
            with suppress(OSError):
                found.socket.rmdir()
        return True


def _make(here: Place, binaries: Binaries, password: str, *, durable: bool) -> None:
    """Make the cluster under another name and give it its own only when it is complete: half a one is made anew."""
    draft, word = here.home / "cluster.new", here.home / "password"
    here.write(word, password)
    try:
        for locale in ("C.UTF-8", "C"):
            here.run("rm", "-rf", draft)
            said = here.run(
                binaries.folder / "initdb",
                "--encoding=UTF8",
                f"--locale={locale}",
                f"--username={ADMIN}",
                f"--pwfile={word}",
                "--auth=scram-sha-256",
                *([] if durable else ["--no-sync"]),
                "-D",
                draft,
            )
            if not said.returncode:
                break
        else:
            raise ServerError("server.errors.not_made", home=here.home, said=_last_words(said.stderr))
    finally:
        here.run("rm", "-f", word)
    here.write(draft / "pg_hba.conf", "local all all scram-sha-256\n")
    ours = (draft / "postgresql.conf").read_text(encoding="utf-8") + f"\ninclude_if_exists = '{tuning.FILE}'\n"
    here.write(draft / "postgresql.conf", ours)
    here.run("mv", draft, here.cluster)


def _renew(here: Place, binaries: Binaries, password: str) -> None:
    """Give the superuser a new password where the folder of secrets was lost: only who owns the files can."""
    order = f"ALTER ROLE {ADMIN} PASSWORD '{password}';\n"  # both are ours and of letters, digits, - and _
    said = here.run(binaries.folder / "postgres", "--single", "-D", here.cluster, "postgres", feed=order)
    if said.returncode:
        raise ServerError("server.errors.not_started", log=here.log, said=_last_words(said.stderr))


def _start(here: Place, binaries: Binaries) -> None:
    if here.log.is_file() and here.log.stat().st_size > tuning.LONGEST_LOG_BYTES:
        here.run("mv", here.log, here.log.with_suffix(".old.log"))
    start = ("start", "--wait", f"--timeout={PATIENCE_SECONDS}", "-D", here.cluster, "-l", here.log)
    said = here.run(binaries.folder / "pg_ctl", *start)
    if said.returncode:
        logged = here.run("tail", "-n", "3", here.log).stdout
        raise ServerError("server.errors.not_started", log=here.log, said=_last_words(logged or said.stderr))


def _version(here: Place) -> int | None:
    """Say which major version made the cluster; None if there is none yet."""
    written = here.cluster / "PG_VERSION"
    return int(written.read_text(encoding="ascii")) if written.is_file() else None


def _last_words(said: str) -> str:
    return " / ".join(said.strip().splitlines()[-3:])
