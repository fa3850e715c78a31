"""Compiled ahead: after that no loop that cameras or patrol call waits for the compiler."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from numba.core.dispatcher import Dispatcher

from geo.analysis import ready

HERE = Path(ready.__file__).parent
ROOMS = [
    import_module(f"geo.analysis.{noun}.{path.stem}")
    for noun in ("cctv", "patrol")
    for path in sorted((HERE / noun).glob("[!_]*.py"))
    if not path.stem.startswith("kernel_")
]


def called(room: ModuleType) -> list[Dispatcher]:
    """Give the loops that a room calls: those it imports by name, and those it names behind their own room."""
    text = Path(str(room.__file__)).read_text(encoding="utf-8")
    loops = [one for one in vars(room).values() if isinstance(one, Dispatcher)]
    for name, kernel in vars(room).items():
        if isinstance(kernel, ModuleType) and name.startswith("kernel_"):
            loops += [one for key, one in vars(kernel).items() if f"{name}.{key}(" in text]
    return [one for one in loops if isinstance(one, Dispatcher)]


@pytest.fixture(scope="module", autouse=True)
def made(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_CACHE_DIR", str(tmp_path_factory.mktemp("kernels") / "state"))
        assert not ready.stamp().exists()
        ready.make()
        assert ready.stamp().exists()


class TestMadeReady:
    def test_leaves_no_loop_that_is_called_to_the_compiler(self) -> None:
        loops = {f"{room.__name__}: {one.py_func.__name__}": one for room in ROOMS for one in called(room)}

        assert len(loops) > 8
        assert [name for name, one in loops.items() if not one.signatures] == []
