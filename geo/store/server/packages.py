"""What to install where the database server is missing: done on Debian and Ubuntu, told elsewhere."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from geo.errors import ServerError

TESTS = ("chromium", "fonts-noto-cjk", "libatomic1")
"""What the browser tests need: a browser, signs for Chinese, and a library that Playwright's own program loads."""
_POSTGIS = re.compile(r"^postgresql-(\d+)-postgis-3\b", re.MULTILINE)
_NO_SERVER_OF_ITS_OWN = Path("/etc/postgresql-common/createcluster.conf")


def command(version: int | None = None, *, tests: bool = False) -> str:
    """Give the command that installs PostgreSQL with PostGIS on this platform."""
    wanted = version or 15
    if platform.system() == "Darwin":
        return "brew install postgis" + (" && brew install --cask chromium font-noto-sans-cjk" if tests else "")
    if shutil.which("apt-get"):
        more = f" {' '.join(TESTS)}" if tests else ""
        return f"sudo apt-get update && sudo apt-get install -y postgresql-{wanted}-postgis-3{more}"
    if shutil.which("dnf"):
        more = " chromium google-noto-sans-cjk-fonts libatomic" if tests else ""
        return f"sudo dnf install -y postgresql-server postgresql-contrib postgis{more}"
    return (
        f"docker run -d -p 127.0.0.1:5432:5432 -e POSTGRES_PASSWORD=… postgis/postgis:{wanted}-3.4 && "
        f"export GOVMAP_DATABASE_URL=postgresql://postgres:…@127.0.0.1/postgres"
    )


def missing_for_tests() -> list[str]:
    """List the packages of the browser tests that are not here."""
    browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    fonts = any(Path("/usr/share/fonts").glob("**/NotoSansCJK*")) or platform.system() == "Darwin"
    library = any(Path("/usr").glob("lib*/**/libatomic.so.1")) or platform.system() == "Darwin"
    return [package for package, there in zip(TESTS, (browser, fonts, library), strict=True) if not there]


def install(packages: list[str], *, say: Callable[[str], None]) -> None:
    """Install Debian packages, naming every command before it runs; ``postgis`` stands for the newest fit server.

    Raises
    ------
    ServerError
        If this is not Debian or Ubuntu, there is neither root nor a password-free sudo, or apt fails.
    """
    become = _become_root()
    if become is None:
        raise ServerError("server.errors.may_not_install", command=command(tests=bool(set(packages) & set(TESTS))))
    _apt(become, "update", say=say)
    if "postgis" in packages:
        packages = [_newest_postgis() if package == "postgis" else package for package in packages]
        _without_server_of_its_own(become, say=say)
    _apt(become, "install", "-y", "--no-install-recommends", *packages, say=say)


def _become_root() -> list[str] | None:
    """Give what to put before a command to run it as root; None where that cannot be done here."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    able = shutil.which("sudo") and not subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode
    return sudo if able else None


def _newest_postgis() -> str:
    listed = subprocess.run(
        ["apt-cache", "search", "--names-only", "^postgresql-[0-9]+-postgis-3$"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    versions = sorted(int(found) for found in _POSTGIS.findall(listed))
    if not versions or versions[-1] < 15:
        raise ServerError("server.errors.old_distribution", found=", ".join(map(str, versions)) or "—")
    return f"postgresql-{versions[-1]}-postgis-3"


def _without_server_of_its_own(become: list[str], *, say: Callable[[str], None]) -> None:
    """Keep Debian from making and starting a server on TCP 5432, which nobody asked for, on a machine with none."""
    if _NO_SERVER_OF_ITS_OWN.exists():
        return
    _apt(become, "install", "-y", "--no-install-recommends", "postgresql-common", say=say)
    wish = "s/^#?create_main_cluster.*/create_main_cluster = false/"
    _run([*become, "sed", "-i", "-E", wish, str(_NO_SERVER_OF_ITS_OWN)], say=say)


def _apt(become: list[str], *words: str, say: Callable[[str], None]) -> None:
    _run([*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *words], say=say)


def _run(line: list[str], *, say: Callable[[str], None]) -> None:
    say(" ".join(line))
    done = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise ServerError("server.errors.not_installed_now", command=" ".join(line), said=said)
