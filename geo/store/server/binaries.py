"""Where PostgreSQL with PostGIS is on this machine, and whether it is new enough."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ServerError
from geo.store.server.packages import command

OLDEST_POSTGRESQL = 15
OLDEST_POSTGIS = (3, 3)
PROGRAMS = ("initdb", "pg_ctl", "postgres")
_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PGDG packages on Fedora, RHEL
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True, order=True)
class Binaries:
    """One installed PostgreSQL."""

    postgresql: int
    """Major version."""
    postgis: tuple[int, int]
    """Version of its PostGIS; (0, 0) where it has none."""
    folder: Path

    @property
    def fit(self) -> bool:
        """Whether both are new enough."""
        return self.postgresql >= OLDEST_POSTGRESQL and self.postgis >= OLDEST_POSTGIS


def find(*, at_least: int = OLDEST_POSTGRESQL, only: int | None = None) -> Binaries:
    """Find the newest fit PostgreSQL; ``only`` asks for one major version (that of a cluster already made).

    Raises
    ------
    ServerError
        If none is installed or none is new enough: names what there is, and the command that installs one.
    """
    there = sorted(installed(), reverse=True)
    for one in there:
        if one.fit and one.postgresql >= at_least and only in (None, one.postgresql):
            return one
    if only is not None:
        raise ServerError("server.errors.version_gone", version=only, command=command(only))
    found = ", ".join(f"PostgreSQL {one.postgresql} + PostGIS {_dotted(one.postgis)} ({one.folder})" for one in there)
    raise ServerError("server.errors.not_installed", found=found or "—", command=command())


def installed() -> list[Binaries]:
    """List every PostgreSQL server on this machine, fit or not."""
    return [one for folder in dict.fromkeys(_folders()) if (one := _look(folder))]


def _folders() -> Iterator[Path]:
    for pattern in _FOLDERS:
        yield from Path("/").glob(pattern.lstrip("/"))
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _look(folder: Path) -> Binaries | None:
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\b(\d+)[.\w]*", said)
    if not version:
        return None
    major = int(version[1])
    return Binaries(major, _postgis(folder, major), folder)


def _postgis(folder: Path, major: int) -> tuple[int, int]:
    for shared in _shared_folders(folder, major):
        control = shared / "extension" / "postgis.control"
        if control.is_file():
            version = re.search(r"default_version\s*=\s*'(\d+)\.(\d+)", control.read_text(encoding="utf-8"))
            if version:
                return int(version[1]), int(version[2])
    return 0, 0


def _shared_folders(folder: Path, major: int) -> Iterator[Path]:
    config = folder / "pg_config"
    if config.is_file():
        said = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=False).stdout.strip()
        if said:
            yield Path(said)
    yield Path(f"/usr/share/postgresql/{major}")
    yield Path("/usr/share/pgsql")
    yield folder.parent / "share"
    yield folder.parent / "share" / "postgresql"


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version)) if any(version) else "—"
