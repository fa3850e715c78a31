"""Hostile files: what a stranger's file may not do, and what it is told instead."""

import gzip
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo.errors import BadInputError
from geo.intake import formats, guard
from geo.intake.worker import Job, shut_in
from geo.settings import ROOT, Settings

SECRET = "姓名,手机\n王某,13912345678\n"


def rows_of(path: Path, noun: str = "incidents", **told: object) -> list[dict[str, object]]:
    with guard.opened(path, noun, **told) as stream:  # type: ignore[arg-type]
        return [row for batch in stream.batches for row in batch.to_pylist()]


def refusal(path: Path, noun: str = "incidents", **told: object) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        rows_of(path, noun, **told)
    return caught.value


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture
def vrt(secret: Path) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>'
        f"{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


class TestAVrtUnderAnotherName:
    @pytest.mark.parametrize("name", ["evil.csv", "evil.geojson", "evil.gpkg", "evil.gpx", "evil.osm", "evil.xlsx"])
    def test_is_refused_and_reads_nothing(self, tmp_path, vrt, name):
        (tmp_path / name).write_text(vrt, encoding="utf-8")

        error = refusal(tmp_path / name)

        assert error.key == "intake.errors.content"
        assert "王某" not in str(error)

    def test_is_refused_inside_gzip(self, tmp_path, vrt):
        (tmp_path / "evil.csv.gz").write_bytes(gzip.compress(vrt.encode()))

        assert refusal(tmp_path / "evil.csv.gz").key == "intake.errors.content"

    def test_finds_no_driver_even_where_its_content_was_not_looked_at(self, tmp_path, vrt):
        (tmp_path / "evil.geojson").write_text(vrt, encoding="utf-8")

        assert "王某" not in gdal_reads(tmp_path / "evil.geojson", guard.environment(formats.BY_NAME["geojson"]))

    def test_would_be_read_by_gdal_without_the_guard(self, tmp_path, vrt):
        """The control: with the drivers left on, the very same file gives the secret away."""
        (tmp_path / "evil.geojson").write_text(vrt, encoding="utf-8")
        on = {
            name: value for name, value in guard.environment(formats.BY_NAME["geojson"]).items() if "SKIP" not in name
        }

        assert "王某" in gdal_reads(tmp_path / "evil.geojson", on)


def gdal_reads(path: Path, environment: dict[str, str]) -> str:
    code = (
        "import sys; from pyogrio.raw import open_arrow\n"
        "with open_arrow(sys.argv[1], use_pyarrow=True) as (_, reader): print(reader.read_all().to_pylist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout


class TestTheWorkersEnvironment:
    def test_leaves_gdal_the_one_driver_of_the_declared_format(self):
        code = "import pyogrio; print(','.join(pyogrio.list_drivers()))"

        for form in formats.FORMATS:
            if form.driver is not None:
                done = subprocess.run(
                    [sys.executable, "-c", code],
                    env=guard.environment(form),
                    capture_output=True,
                    text=True,
                    check=True,
                )
                assert done.stdout.strip() == form.driver

    def test_inherits_nothing(self, monkeypatch):
        monkeypatch.setenv("PGPASSWORD", "x")
        monkeypatch.setenv("GOVMAP_DATABASE_URL", "x")

        given = guard.environment(formats.BY_NAME["csv"])

        assert not {"PGPASSWORD", "GOVMAP_DATABASE_URL", "HOME"} & given.keys()

    def test_a_worker_with_more_drivers_opens_nothing(self, tmp_path, monkeypatch):
        (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
        full = guard.environment
        monkeypatch.setattr(guard, "environment", lambda form: {**full(form), "OGR_SKIP": "", "GDAL_SKIP": ""})

        assert refusal(tmp_path / "a.geojson").key == "intake.errors.drivers"


class TestAShutInWorker:
    def test_reaches_no_listening_port_of_this_machine(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            code = (
                "import socket, sys; from geo.intake.worker import Job, shut_in\n"
                "alone = shut_in(Job(path='/tmp/x', format='csv', noun='incidents'))\n"
                "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2); print('reached', alone)\n"
                "except OSError: print('shut', alone)"
            )
            done = subprocess.run(
                [sys.executable, "-c", code, str(port)],
                env={"PYTHONPATH": str(ROOT), "PATH": os.defpath},
                capture_output=True,
                text=True,
                check=True,
            )
        if done.stdout.strip() == "reached False":
            pytest.skip("this machine allows no network namespace; only GDAL's own network is off")
        assert done.stdout.strip() == "shut True"

    def test_stops_at_its_memory_limit_and_the_program_goes_on(self, tmp_path):
        (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')

        error = refusal(tmp_path / "a.geojson", memory_mb=100)

        assert error.key in {"intake.errors.memory", "intake.errors.died", "intake.errors.unreadable"}

    def test_sets_limits_it_cannot_lift(self):
        code = (
            "import resource; from geo.intake.worker import Job, shut_in\n"
            "shut_in(Job(path='/tmp/x', format='csv', noun='incidents', memory_mb=900))\n"
            "print(resource.getrlimit(resource.RLIMIT_AS)[1] // 2**20, resource.getrlimit(resource.RLIMIT_CPU)[0])"
        )
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

        assert done.stdout.split() == ["900", "900"]


@pytest.fixture
def small(monkeypatch):
    """Allow uploads of one megabyte, which may unpack to eight."""
    monkeypatch.setattr(guard, "settings", lambda: Settings(upload_mb=1))


@pytest.mark.usefixtures("small")
class TestABomb:
    def test_of_gzip_is_unpacked_no_further_than_allowed(self, tmp_path):
        (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"0" * 20_000_000))

        assert refusal(tmp_path / "bomb.csv.gz").key == "intake.errors.unpacked"

    def test_of_zip_is_not_unpacked(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("a.shp", "a.shx", "a.dbf"):
                archive.writestr(name, b"0" * 20_000_000)

        assert refusal(tmp_path / "bomb.zip").key == "intake.errors.unpacked"

    def test_in_a_workbook_is_not_unpacked(self, tmp_path):
        openpyxl.Workbook().save(tmp_path / "bomb.xlsx")
        with zipfile.ZipFile(tmp_path / "bomb.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/blank.bin", b"0" * 20_000_000)

        assert refusal(tmp_path / "bomb.xlsx").key == "intake.errors.unpacked"

    @pytest.mark.parametrize(("name", "root"), [("bomb.gpx", "gpx"), ("bomb.osm", "osm")])
    def test_of_entities_is_refused_before_it_is_parsed(self, tmp_path, name, root):
        entities = '<!ENTITY a "lol">' + "".join(
            f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12)
        )
        (tmp_path / name).write_text(f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}>&m;</{root}>')

        assert refusal(tmp_path / name).key == "intake.errors.doctype"

    def test_of_entities_in_a_workbook_is_refused(self, tmp_path):
        openpyxl.Workbook().save(tmp_path / "plain.xlsx")
        with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "bomb.xlsx", "w") as bomb:
            for part in plain.namelist():
                content = plain.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    content = b'<!DOCTYPE x [<!ENTITY a "lol">]>' + content
                bomb.writestr(part, content)

        assert refusal(tmp_path / "bomb.xlsx").key == "intake.errors.doctype"


class TestAZippedShapefile:
    def test_with_a_way_out_of_its_folder_writes_nothing_there(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
            for suffix in (".shp", ".shx", ".dbf"):
                archive.writestr(f"../../../../../../{tmp_path}/gone{suffix}", b"x")

        refusal(tmp_path / "out.zip")

        assert not list(tmp_path.glob("gone*"))


class TestAFile:
    def test_that_is_not_there_is_named(self, tmp_path):
        assert refusal(tmp_path / "none.csv").key == "intake.errors.missing"

    def test_of_no_known_format_is_refused(self, tmp_path):
        (tmp_path / "a.vrt").write_text("<OGRVRTDataSource/>")

        assert refusal(tmp_path / "a.vrt").key == "intake.errors.format"

    def test_that_is_too_large_is_not_copied(self, tmp_path, monkeypatch):
        (tmp_path / "a.csv").write_text("a\n1\n")
        monkeypatch.setattr(guard, "settings", lambda: Settings(upload_mb=-1))

        assert refusal(tmp_path / "a.csv").key == "intake.errors.too_large"

    def test_of_several_layers_asks_which(self, tmp_path):
        import geopandas as gpd

        points = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([1], [1]), crs=4326)
        for layer in ("one", "two"):
            points.to_file(tmp_path / "a.gpkg", layer=layer)

        error = refusal(tmp_path / "a.gpkg")

        assert error.key == "intake.errors.layer_asked"
        assert error.params["layers"] == "one, two"

    def test_leaves_no_folder_behind(self, tmp_path, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
        (tmp_path / "scratch").mkdir()
        (tmp_path / "a.csv").write_text("a\n1\n")

        rows_of(tmp_path / "a.csv")

        assert not list((tmp_path / "scratch").iterdir())


class TestALimitedJob:
    def test_is_written_as_one_line(self):
        job = Job(path="/tmp/a.csv", format="csv", noun="incidents")

        assert "\n" not in job.to_text()
        assert job.folder == Path("/tmp")
        assert callable(shut_in)
