"""The city that tests live in: a throw-away data folder, one server for the run, one fresh database a module."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from geo import i18n
from geo.errors import ServerError
from geo.settings import settings
from geo.store import server as private
from geo.store.migrations import update
from geo.store.session import disconnect

hypothesis.settings.register_profile("house", deadline=None)  # nothing here times the clock
hypothesis.settings.load_profile("house")

TEMPLATE = "migrated"
_PREFIX = "govmap-tests-"
_numbers = count(1)


def pytest_runtest_setup() -> None:
    """Speak the first language again: a command or an answer under test may have spoken another."""
    i18n.speak("zh")


@pytest.fixture(scope="session", autouse=True)
def data() -> Iterator[Path]:
    """Give a data folder of this run's own, so that no test can reach a real one, and no server outlives the run."""
    _sweep()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GOVMAP_")]:
            patch.delenv(name)
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        folder.chmod(0o755)  # the server's own user has to get in
        patch.setenv("GOVMAP_DATA", str(folder / "data"))
        settings.cache_clear()
        yield folder / "data"
        disconnect()
        private.stop()
    settings.cache_clear()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(data: Path) -> ModuleType:
    """Give `geo.store.server`, running, with a migrated database to copy from."""
    private.start(durable=False)
    private.create(TEMPLATE)
    update(TEMPLATE)
    return private


@pytest.fixture(scope="module")
def database(server: ModuleType) -> Iterator[str]:
    """Give the name of a fresh migrated database, which this module's sessions, commands and pages use."""
    name = f"test_{next(_numbers)}"
    server.create(name, template=TEMPLATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVMAP_DATABASE", name)
        settings.cache_clear()
        yield name
        disconnect()
    settings.cache_clear()
    server.drop(name)


def _sweep() -> None:
    """Stop and remove what a run that was killed has left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = folder.name.removeprefix(_PREFIX).split("-")[0]
        if process.isdigit() and not _alive(int(process)):
            with suppress(ServerError):  # a killed run may leave half a server
                private.Private(folder / "data").stop()
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
