"""Passwords of the database's login roles: random, one file a role, readable by the user of the app alone."""

import os
import re
import secrets
from pathlib import Path

from geo.errors import ServerError

_ROLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


def folder(data: Path) -> Path:
    """Give the folder of private things under a data folder, made if missing, closed to everybody else.

    Raises
    ------
    ServerError
        If it cannot be made, read or closed by this user.
    """
    place = data / "secrets"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.stat().st_mode & 0o077:
            place.chmod(0o700)
        if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError
    except OSError as problem:
        raise ServerError("server.errors.data_folder", folder=place, problem=problem.strerror or "EACCES") from problem
    return place


def known(data: Path, role: str) -> bool:
    """Say whether a password has been made for a role."""
    return (data / "secrets" / _name(role)).is_file()


def secret(data: Path, role: str) -> str:
    """Give a role's password; two processes asking at once for a new one get the same."""
    place = folder(data) / _name(role)
    try:
        return place.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    draft = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24))
    try:
        os.link(draft, place)  # fails where another process was first: then its password holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return place.read_text(encoding="ascii")


def _name(role: str) -> str:
    if not _ROLE.fullmatch(role):
        raise ValueError(f"role is a lower-case name, not {role!r}")
    return f"{role}.password"
