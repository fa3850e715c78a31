"""The disposable process that opens one file: ``python -m geo.intake.worker`` with a job on standard input.

It shuts itself in (no network, memory, time and file limits) before it looks at the file, sends the file's words
and sound geometry out as an Arrow stream, and dies. Nothing it says is run: no pickle, no code, only columns.
"""

import ctypes
import gzip
import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from geo.errors import BadInputError
from geo.intake import formats
from geo.intake.readers.sheet import Sheet, schema

REFUSED = 3
"""Exit code of a worker that says why it will not go on."""
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1
_GRACE_S = 5
"""Between the signal that names the time limit and the one that is not to be withstood."""
_CHUNK = 1 << 20
_MOST_CHOICES, _LONGEST_CHOICE = 500, 200
"""How many layers a refusal names to choose from, and signs of one name."""
LONGEST_REFUSAL = 1 << 20
"""Most bytes of a refusal; a Chinese sign of a name takes six."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the worker is to do, and within which limits."""

    path: str
    """The file, a copy in the worker's own folder."""
    format: str
    noun: str
    layer: str | None = None
    memory_mb: int = 3072
    processor_s: int = 900
    unpacked_mb: int = 4096

    @property
    def folder(self) -> Path:
        """The worker's own folder: the file's copy and whatever it unpacks."""
        return Path(self.path).parent

    def to_text(self) -> str:
        """Write the job as one line."""
        return json.dumps(asdict(self))


def main() -> int:
    """Read a job, do it, and say by the exit code how it went."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job = Job(**json.loads(sys.stdin.readline()))
    alone = shut_in(job)
    try:
        sheet = read(job)
        send(sheet, out, alone=alone)
    except BadInputError as error:
        return _refuse(error.key, error.params)
    except MemoryError:
        return _refuse("intake.errors.memory", {"mb": job.memory_mb})
    except Exception as error:  # noqa: BLE001 - whatever a reader dies of is the file's fault, and is said in one line
        said = str(error).replace(f"{job.folder}/", "").split("; ")[0]
        return _refuse("intake.errors.unreadable", {"detail": f"{type(error).__name__}: {said}"[:200]})
    return 0


def shut_in(job: Job) -> bool:
    """Give up the network and set limits that this process cannot lift; say whether the network is gone."""
    memory, unpacked = job.memory_mb * 2**20, job.unpacked_mb * 2**20
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (job.processor_s, job.processor_s + _GRACE_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (unpacked, unpacked))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # nobody waits for its answer any more
        return bool(libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_USER | _NEW_NET) == 0)
    return False


def read(job: Job) -> Sheet:
    """Open the file with the reader of its declared format, if its content agrees."""
    path = unpack(job)
    form = formats.BY_NAME[job.format]
    formats.agree(path, form)
    unpacked = job.unpacked_mb * 2**20
    if form.driver is not None:
        return _by_gdal(job, path, form)
    if form.name == "gpx":
        from geo.intake.readers.gpx import read_gpx

        return read_gpx(path, job.noun)
    from geo.intake.readers import tables

    if form.name == "csv":
        return tables.read_csv(path)
    return tables.read_excel(path, job.layer, job.noun, unpacked=unpacked)


def _by_gdal(job: Job, path: Path, form: formats.Format) -> Sheet:
    import pyogrio

    from geo.intake.readers import layers
    from geo.intake.readers.geopackage import only_tables
    from geo.intake.readers.whole import require_whole

    require_whole(path, form.name)
    if form.name == "gpkg":
        only_tables(path)
    open_to = set(pyogrio.list_drivers())
    if open_to != {form.driver}:
        raise BadInputError("intake.errors.drivers", count=len(open_to))
    if form.driver == "OSM":
        return layers.read_osm(path, job.noun, folder=job.folder)
    if form.name == "shapefile":
        unpacked = job.unpacked_mb * 2**20
        return layers.read_shapefile(path, job.layer, job.noun, folder=job.folder, unpacked=unpacked)
    return layers.read_layer(path, job.layer, job.noun)


def unpack(job: Job) -> Path:
    """Unpack a gzipped file into the worker's folder, but no further than is allowed."""
    path = Path(job.path)
    if path.suffix.lower() != ".gz":
        return path
    target, size, most = path.with_suffix(""), 0, job.unpacked_mb * 2**20
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise BadInputError("intake.errors.unpacked", file=path.name, mb=job.unpacked_mb)
                plain.write(chunk)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise BadInputError("intake.errors.unreadable", file=path.name, detail=str(error)[:200]) from None
    return target


def send(sheet: Sheet, out: IO[bytes], *, alone: bool) -> None:
    """Send a sheet as an Arrow stream, with what is known about it in the schema's metadata."""
    known = {"crs": sheet.crs, "layer": sheet.layer, "rows": sheet.rows, "alone": alone, **sheet.notes}
    form = schema(sheet.columns).with_metadata({"govmap": json.dumps(known)})
    with pa.ipc.new_stream(out, form) as stream:
        for one in sheet.batches:
            stream.write_batch(one)


def _refuse(key: str, params: dict[str, object]) -> int:
    words = {name: _told(value) for name, value in params.items()}
    sys.stderr.write("\n" + json.dumps({"key": key, "params": words}) + "\n")
    return REFUSED


def _told(value: object) -> int | str | list[str]:
    """Give a value of a refusal as it may leave: names whole, for one is chosen by its name, but not without end."""
    if isinstance(value, list):
        return [str(one) for one in value if len(str(one)) <= _LONGEST_CHOICE][:_MOST_CHOICES]
    return value if isinstance(value, int) else str(value)[:500]


if __name__ == "__main__":
    sys.exit(main())
