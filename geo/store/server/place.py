"""Where the private server lives, and as whom: its folder, its Unix user, its socket."""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.errors import ServerError

SOCKET = ".s.PGSQL.5432"
"""The socket's name in its folder, PostgreSQL's default."""
LONGEST_SOCKET_FOLDER = 103 - len(f"/{SOCKET}")
"""Bytes: a socket's whole path may have 107 on Linux and 103 on macOS."""
ELSEWHERE = Path("/var/lib/govmap")
"""Where root puts a cluster whose data folder the server's user cannot enter."""
_USERS = ("postgres", "govmap")


@dataclass(frozen=True)
class Place:
    """A home for one cluster, and the Unix user who runs it."""

    home: Path
    user: str
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder; it stands under this name only once it is finished."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.home / "server.log"

    def run(self, *command: str | Path, feed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as the server's user, in the server's folder, with a clean environment."""
        as_user: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.home), "TZ": "UTC"}
        return subprocess.run(
            [str(part) for part in command],
            input=feed,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=environment,
            umask=0o077,
            **as_user,
        )

    def write(self, path: Path, content: str) -> None:
        """Write a file as the server's user: root writing in a folder of another user follows that user's links."""
        said = self.run("/bin/sh", "-c", 'cat > "$1"', "sh", path, feed=content)
        if said.returncode:
            raise ServerError("server.errors.data_folder", folder=path, problem=said.stderr.strip())


def settled(data: Path) -> Place | None:
    """Give the place of a data folder's cluster; None if none was made yet.

    Raises
    ------
    ServerError
        If the place is named but gone, belongs to root or to somebody else.
    """
    pointer = data / "postgres"
    home = pointer
    if pointer.is_file():
        home = Path(pointer.read_text(encoding="utf-8").strip())
        if not home.is_dir():
            raise ServerError("server.errors.home_gone", pointer=pointer, home=home)
    elif not pointer.is_dir():
        return None
    owner = home.stat()
    ours = os.geteuid()
    if owner.st_uid == 0:
        raise ServerError("server.errors.home_root", home=home)
    if ours not in (0, owner.st_uid):
        raise ServerError("server.errors.home_owner", home=home, owner=_name(owner.st_uid), me=_name(ours))
    return Place(home, _name(owner.st_uid), owner.st_uid, owner.st_gid)


def settle(data: Path) -> Place:
    """Make the place for a data folder's cluster, or give the one that was made.

    Raises
    ------
    ServerError
        If there is no unprivileged user to run it, or the folder cannot be made.
    """
    found = settled(data)
    if found:
        return found
    user = pwd.getpwuid(os.geteuid()) if os.geteuid() else _unprivileged()
    try:
        draft = Path(tempfile.mkdtemp(prefix=".postgres-", dir=data))
        inside = _enters(data, user)
        home = data / "postgres" if inside else _elsewhere(data)
        made = Place(draft if inside else home, user.pw_name, user.pw_uid, user.pw_gid)
        _hand_over(made.home, user.pw_uid, user.pw_gid)
        if inside:
            draft.rename(home)
        else:
            (draft / "pointer").write_text(f"{home}\n", encoding="utf-8")
            (draft / "pointer").rename(data / "postgres")
            draft.rmdir()
    except OSError as problem:
        raise ServerError("server.errors.data_folder", folder=data, problem=problem.strerror) from problem
    return replace(made, home=home)


def socket_folder(place: Place) -> Path:
    """Give the folder for the server's socket, made and checked: inside its home, or a short one elsewhere.

    Raises
    ------
    ServerError
        If the short folder is there already and is not a folder that belongs to the server's user alone.
    """
    inside = place.home / "socket"
    if fits(inside):
        place.run("mkdir", "-p", inside)
        return inside
    short = _short_root() / f"govmap-{place.uid}-{_short(place.home)}"
    try:
        short.mkdir(mode=0o700)
        _hand_over(short, place.uid, place.gid)
    except FileExistsError:
        there = short.lstat()
        if not short.is_dir() or short.is_symlink() or there.st_uid != place.uid or there.st_mode & 0o077:
            owner = _name(there.st_uid)
            raise ServerError("server.errors.socket_folder", folder=short, owner=owner, user=place.user) from None
    return short


def fits(folder: Path) -> bool:
    """Say whether a socket in this folder has an address that fits, in signs that no configuration mistakes."""
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and bool(re.fullmatch(r"[\w./-]+", str(folder)))


def _short_root() -> Path:
    if os.geteuid() == 0:
        return Path("/run") if Path("/run").is_dir() else Path("/tmp")  # noqa: S108  # owner and mode are checked
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    good = runtime.is_absolute() and runtime.is_dir() and len(os.fsencode(runtime)) < LONGEST_SOCKET_FOLDER // 2
    return runtime if good else Path("/tmp")  # noqa: S108  # owner and mode are checked


def _enters(data: Path, user: pwd.struct_passwd) -> bool:
    if os.geteuid() != 0:
        return True
    entered = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && test -x .', "sh", str(data)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return entered.returncode == 0


def _unprivileged() -> pwd.struct_passwd:
    """Find the system user that the server runs as under root, or make one."""
    for name in _USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if user.pw_uid != 0:
            return user
    program = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [program, "--system", "--user-group", "--home-dir", str(ELSEWHERE), "--shell", "/bin/false", "govmap"]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam("govmap")
    except (OSError, subprocess.CalledProcessError, KeyError) as problem:
        raise ServerError("server.errors.no_user", command=" ".join(command)) from problem


def _elsewhere(data: Path) -> Path:
    """Make a new folder where the server's user can enter; one that an earlier data folder left is never touched."""
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    return Path(tempfile.mkdtemp(prefix=f"{_short(data)}-", dir=ELSEWHERE))


def _hand_over(folder: Path, uid: int, gid: int) -> None:
    if os.geteuid() == 0:
        os.chown(folder, uid, gid, follow_symlinks=False)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
