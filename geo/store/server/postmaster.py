"""The running server as its own ``postmaster.pid`` tells it, held against the processes that really run."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ServerError
from geo.store.server.place import Place

_PROCESSES = Path("/proc")
PATIENCE_SECONDS = 60
"""How long a server may take to start or stop, or the children of a killed one to notice and end."""


@dataclass(frozen=True)
class Postmaster:
    """A server that runs on a cluster."""

    process: int
    socket: Path
    state: str
    """starting, ready, stopping, as PostgreSQL writes it."""


def running(here: Place) -> Postmaster | None:
    """Give the server that runs on this place's cluster; None also where a stale file names a process of others."""
    try:
        lines = (here.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    lines += [""] * 8  # a server that is just beginning has not written them all
    return Postmaster(process, Path(lines[4]), lines[7].strip()) if _serves(process, here.cluster) else None


def settled(here: Place) -> Postmaster | None:
    """Give the running server once it has finished starting; None once it has finished stopping.

    Raises
    ------
    ServerError
        If it does neither in time.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while (found := running(here)) and found.state != "ready":
        if time.monotonic() > until:
            raise ServerError("server.errors.undecided", process=found.process, log=here.log)
        time.sleep(0.05)
    return found


def await_orphans(here: Place) -> None:
    """Wait until no process of a killed server is left on the cluster, then clear its stale ``postmaster.pid``.

    PostgreSQL itself refuses to start while the number in a stale file belongs to anybody's living process.
    The file also guards against a second server beside orphans of the first, so it goes only when none is left.

    Raises
    ------
    ServerError
        If processes of the killed server do not end.
    """
    if not _PROCESSES.is_dir():
        return
    until = time.monotonic() + PATIENCE_SECONDS
    while left := list(_processes_in(here.cluster)):
        if time.monotonic() > until:
            raise ServerError("server.errors.orphans", processes=", ".join(map(str, left)), folder=here.cluster)
        time.sleep(0.1)
    (here.cluster / "postmaster.pid").unlink(missing_ok=True)


def _serves(process: int, cluster: Path) -> bool:
    if _PROCESSES.is_dir():
        return _works_in(process, cluster)
    said = subprocess.run(["ps", "-o", "args=", "-p", str(process)], capture_output=True, text=True, check=False)
    return str(cluster) in said.stdout


def _processes_in(cluster: Path) -> Iterator[int]:
    for entry in _PROCESSES.iterdir():
        if entry.name.isdigit() and _works_in(int(entry.name), cluster):
            yield int(entry.name)


def _works_in(process: int, cluster: Path) -> bool:
    """Say whether a living process works in the cluster's folder, as every process of its server does."""
    try:
        return (_PROCESSES / str(process) / "cwd").readlink() == cluster.resolve()
    except OSError:
        return False
