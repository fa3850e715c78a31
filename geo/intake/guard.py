"""Start the disposable worker, listen to it, and end it: the only way in which this program opens a stranger's file."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.errors import BadInputError
from geo.intake import formats
from geo.intake.readers.sheet import RESERVED
from geo.intake.worker import LONGEST_REFUSAL, REFUSED, Job
from geo.settings import ROOT, settings

_UNPACKED_TIMES = 8
"""How many times the largest upload a file may grow to when it is unpacked."""
_LEAST_S, _S_A_MB = 120, 10
"""Processor time of a worker, in seconds: so much for any file, and so much more for each MB of it."""
_WALL_S = 3_600
_PREFIX = "govmap-intake-"
_LONGEST_NAME = 80
_KEY = re.compile(r"^intake\.errors\.[a-z_]+$")


@dataclass
class Stream:
    """What comes out of the worker: the header at once, the rows as they are asked for."""

    columns: list[str]
    batches: Iterator[pa.RecordBatch]
    crs: str | None
    layer: str | None
    rows: int | None
    """How many rows there seem to be; null where only reading can tell."""
    alone: bool
    """Whether the worker could give up the network altogether."""


def environment(form: formats.Format) -> dict[str, str]:
    """Give the worker's whole environment: every GDAL driver but the format's is skipped, nothing is inherited."""
    skipped = ",".join(name for name in _drivers() if name != form.driver)
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OGR_SKIP": skipped,
        "GDAL_SKIP": skipped,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_HTTP_TIMEOUT": "1",
        "CPL_TMPDIR": tempfile.gettempdir(),
        "OGR_SQLITE_LIST_ALL_TABLES": "NO",
        "PROJ_NETWORK": "OFF",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


@contextmanager
def opened(path: Path, noun: str, *, layer: str | None = None, memory_mb: int = 3072) -> Iterator[Stream]:
    """Open a file in a worker of its own, which dies when the block ends.

    Raises
    ------
    BadInputError
        If the file is too large, is not what its name declares, or cannot be read within the limits.
    """
    form = formats.declared(path)
    size = _size_mb(path)
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        copy = Path(folder) / f"{_plain(path.name)[-_LONGEST_NAME:]}"
        shutil.copyfile(path, copy)
        job = Job(
            path=str(copy),
            format=form.name,
            noun=noun,
            layer=layer,
            memory_mb=memory_mb,
            processor_s=_LEAST_S + _S_A_MB * size,
            unpacked_mb=settings().upload_mb * _UNPACKED_TIMES,
        )
        with _running(job, form, Path(folder)) as (process, complaints):
            yield _listen(process, complaints, path.name)


def _size_mb(path: Path) -> int:
    """Give a file's size, if it is not too large."""
    if not path.is_file():
        raise BadInputError("intake.errors.missing", file=str(path))
    size = path.stat().st_size // 2**20
    if size > settings().upload_mb:
        raise BadInputError("intake.errors.too_large", file=path.name, mb=size, most=settings().upload_mb)
    return size


def _plain(name: str) -> str:
    return re.sub(r"[^\w.\-]", "_", name)


def _sweep() -> None:
    """Take away what programs that were killed have left of strangers' files."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = folder.name.removeprefix(_PREFIX).split("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(job: Job, form: formats.Format, folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    complaints = folder / "complaints"
    with complaints.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "geo.intake.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(form) | {"CPL_TMPDIR": str(folder), "TMPDIR": str(folder), "HOME": str(folder)},
            cwd=folder,
            start_new_session=True,
        )
    clock = threading.Timer(_WALL_S, process.kill)
    clock.start()
    try:
        with suppress(BrokenPipeError):
            _pipe(process.stdin).write(job.to_text().encode() + b"\n")
            _pipe(process.stdin).close()
        yield process, complaints
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        _pipe(process.stdout).close()


def _listen(process: "subprocess.Popen[bytes]", complaints: Path, file: str) -> Stream:
    try:
        reader = pa.ipc.open_stream(_pipe(process.stdout))
    except (pa.ArrowInvalid, OSError):
        raise _why(process, complaints, file) from None
    known = json.loads((reader.schema.metadata or {}).get(b"govmap", b"{}"))
    columns = [name for name in reader.schema.names if name not in RESERVED]

    def batches() -> Iterator[pa.RecordBatch]:
        while True:
            try:
                one = reader.read_next_batch()
                one.validate(full=True)
            except StopIteration:
                break
            except (pa.ArrowInvalid, OSError):
                raise _why(process, complaints, file) from None
            yield one
        if process.wait() != 0:
            raise _why(process, complaints, file)

    rows = known.get("rows")
    return Stream(
        columns=columns,
        batches=batches(),
        crs=_short(known.get("crs")),
        layer=_short(known.get("layer")),
        rows=rows if isinstance(rows, int) else None,
        alone=known.get("alone") is True,
    )


def _why(process: "subprocess.Popen[bytes]", complaints: Path, file: str) -> BadInputError:
    """Say why a worker stopped: in its own words where it refused, else by how it died."""
    code = process.wait()
    said = complaints.read_bytes()[-LONGEST_REFUSAL:].decode("utf-8", errors="replace").strip().rsplit("\n", 1)[-1]
    if code == REFUSED:
        with suppress(ValueError, KeyError, TypeError):
            refusal: dict[str, Any] = json.loads(said)
            if _KEY.match(refusal["key"]):
                return BadInputError(refusal["key"], **{"file": file, **refusal["params"]})
    if code == -signal.SIGXCPU:
        return BadInputError("intake.errors.slow", file=file)
    return BadInputError("intake.errors.died", file=file, code=code)


def _short(value: Any) -> str | None:
    return value[:20_000] if isinstance(value, str) else None


def _pipe(pipe: Any) -> Any:
    """Give a pipe that was asked for when the process was started."""
    if pipe is None:
        raise TypeError("the worker was started without its pipes")
    return pipe


@cache
def _drivers() -> tuple[str, ...]:
    import pyogrio

    return tuple(pyogrio.list_drivers())
