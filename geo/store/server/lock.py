"""Locks between processes: one for making, starting and stopping the server, one that counts who uses it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.store.server import passwords

_joined: dict[Path, int] = {}
"""Data folder → open descriptor whose shared lock says "this process uses the server"."""


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold the one lock under which the server is made, started or stopped; waits for its turn."""
    descriptor = _open(data, "server.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def join(data: Path) -> bool:
    """Say to other processes that this one uses the server, until it ends; return False if it had said so before."""
    if data in _joined:
        return False
    descriptor = _open(data, "users.lock")
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _joined[data] = descriptor
    return True


def joined(data: Path) -> bool:
    """Say whether this process has joined."""
    return data in _joined


def leave(data: Path) -> None:
    """Take this process off the users of the server."""
    descriptor = _joined.pop(data, None)
    if descriptor is not None:
        os.close(descriptor)


def used(data: Path) -> bool:
    """Say whether any process, this one included, still uses the server."""
    descriptor = _open(data, "users.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open(data: Path, name: str) -> int:
    return os.open(passwords.folder(data) / name, os.O_RDWR | os.O_CREAT, 0o600)


def _forget_in_child() -> None:
    for descriptor in _joined.values():
        os.close(descriptor)
    _joined.clear()


os.register_at_fork(after_in_child=_forget_in_child)
