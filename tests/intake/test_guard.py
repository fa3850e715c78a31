"""A worker's life: it ends when its time is over or nobody waits for it, and what a killed program left is swept."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from geo.errors import BadInputError
from geo.intake import guard

SECRET = "王某,13912345678"


def rows_of(path: Path) -> list[dict[str, object]]:
    with guard.opened(path, "incidents") as stream:
        return [row for batch in stream.batches for row in batch.to_pylist()]


def _becomes(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()


def _opened_by_its_reader(pipe: Path) -> int:
    """Open the writing end of a pipe as soon as somebody reads it."""
    held: list[int] = []

    def opened() -> bool:
        with suppress(OSError):
            held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(held)

    assert _becomes(opened)
    return held[0]


class TestAWorker:
    def test_is_stopped_when_its_time_is_over_and_that_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guard, "_LEAST_S", 1)
        monkeypatch.setattr(guard, "_S_A_MB", 0)
        (tmp_path / "a.csv").write_bytes(b"a,b,c\n" * 5_000_000)

        with pytest.raises(BadInputError) as caught:
            rows_of(tmp_path / "a.csv")

        assert caught.value.key == "intake.errors.slow"

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux tells a process that its parent died")
    def test_dies_with_the_program_that_waits_for_it(self, tmp_path: Path) -> None:
        pipe = tmp_path / "a.csv"
        os.mkfifo(pipe)  # whoever opens it waits for ever
        code = (
            "import sys; from pathlib import Path; from geo.intake import guard\n"
            "job = guard.Job(path=sys.argv[1], format='csv', noun='incidents')\n"
            "with guard._running(job, guard.formats.BY_NAME['csv'], Path(sys.argv[1]).parent) as (process, _):\n"
            "    print(process.pid, flush=True); process.stdout.read(1)"
        )
        program = subprocess.Popen([sys.executable, "-c", code, str(pipe)], stdout=subprocess.PIPE, text=True)
        assert program.stdout is not None
        worker = Path(f"/proc/{program.stdout.readline().strip()}")
        held = _opened_by_its_reader(pipe)

        program.kill()
        program.wait()
        program.stdout.close()

        assert _becomes(lambda: not worker.exists())
        os.close(held)

    def test_sweeps_what_a_killed_program_has_left(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        left, alive = tmp_path / f"govmap-intake-{gone.pid}-x", tmp_path / f"govmap-intake-{os.getpid()}-x"
        for folder in (left, alive):
            folder.mkdir()
            (folder / "住户.csv").write_text(SECRET)

        (tmp_path / "a.csv").write_text("code\n1\n")
        rows_of(tmp_path / "a.csv")

        assert (left.exists(), alive.exists()) == (False, True)
