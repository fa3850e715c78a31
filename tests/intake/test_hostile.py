"""Hostile files at the door: each gives a sentence, none reads what it should not, and nothing stays behind."""

import io
import json
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from click.testing import CliRunner, Result
from sqlalchemy import text

from geo import intake
from geo.cli import main
from geo.errors import BadInputError
from geo.intake import formats, guard
from geo.store.session import reading
from tests import toytown
from tests.toytown import ADMIN

SECRET = "王某,13912345678"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
)
DOCTYPE = f"{ENTITIES}]>"
SHEET = "xl/worksheets/sheet1.xml"
FIELDS = ["code", "class", "collected_at", "lon", "lat"]
ROW = ["h1", "hazard", "2024-03-04", 120.005, 31.005]


@pytest.fixture(scope="module", autouse=True)
def town(database: str) -> None:
    toytown.settle()


def book(path: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """Write a workbook of one good row, with its parts changed (None: left out) and others added."""
    plain = openpyxl.Workbook()
    plain.active.append(FIELDS)
    plain.active.append(ROW)
    packed = io.BytesIO()
    plain.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {name: change(name, source.read(name)) for name in source.namelist()} | more
        for name, content in parts.items():
            if content is not None:
                target.writestr(name, content)
    return path


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, content: content.replace(old, new, 1) if name == SHEET else content


def package(path: Path, *statements: str) -> Path:
    """Write a GeoPackage of one good row, and run statements on it."""
    rows = {name: [value] for name, value in zip(FIELDS[:3], ROW[:3], strict=True)}
    gpd.GeoDataFrame(rows, geometry=[shapely.Point(ROW[3:])], crs=4326).to_file(path, layer="a")
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def virtual(path: Path, secret: Path) -> Path:
    """Write a GeoPackage whose layer "evil" is SpatiaLite's reader of any text file, aimed at the secret."""
    made = f"CREATE VIRTUAL TABLE evil USING VirtualText('{secret}','UTF-8',0,POINT,DOUBLEQUOTE,',')".replace("'", "''")
    master = "INSERT INTO sqlite_master(type, name, tbl_name, rootpage, sql)"
    return package(
        path,
        "PRAGMA writable_schema = ON",
        f"{master} VALUES ('table', 'evil', 'evil', 0, '{made}')",
        "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('evil', 'attributes', 'evil')",
    )


def endless(path: Path) -> Path:
    """Write a GeoPackage whose layer is a view that counts without end."""
    return package(
        path,
        "ALTER TABLE a RENAME TO b",
        "CREATE VIEW a AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n)"
        " SELECT n.fid, b.geom, b.class FROM n, b",
    )


def collection(**more: object) -> str:
    point = {"type": "Point", "coordinates": ROW[3:]}
    properties = dict(zip(FIELDS[:3], ROW[:3], strict=True))
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more})


def far_comment(name: str, content: bytes) -> bytes:
    head = b"<?xml version='1.0'?><!--" + b"x" * 9_000 + b"-->" + DOCTYPE.encode()
    return head + content.split(b"?>", 1)[-1] if name == SHEET else content


def wide_text(name: str, content: bytes) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-16"?><!--{"x" * 9_000}-->{DOCTYPE}'
    return (head + content.decode().split("?>", 1)[-1]).encode("utf-16") if name == SHEET else content


def other_part(name: str, content: bytes) -> bytes | None:
    if name.endswith((".rels", "Types].xml")):
        return content.replace(b"sheet1.xml", b"sheet1.dat")
    return None if name == SHEET else content


def linked(path: Path, secret: Path) -> None:
    """Write a zip whose shapefile is a link to the secret."""
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("a.shp")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(secret))
        for suffix in (".shx", ".dbf"):
            archive.writestr(f"a{suffix}", b"x")


GAP = b'<row r="900000000000"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
BLOB = struct.pack(">I", 13) + b"\x0a\x09OSMHeader\x18\x7f"
XXE = '<?xml version="1.0" encoding="{}"?><!DOCTYPE osm [<!ENTITY x SYSTEM "file://{}">]><osm version="0.6"></osm>'

HOSTILE: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "vrt.csv": (lambda path, secret: path.write_text(f"<OGRVRTDataSource>{secret}</OGRVRTDataSource>"), "content"),
    "late.geojson": (lambda path, secret: path.write_text(collection() + f"<OGRVRTDataSource>{secret}"), "unreadable"),
    "deep.geojson": (lambda path, _: path.write_text('{"type":"Feature","x":' + "[" * 200_000), "unreadable"),
    "comment.xlsx": (lambda path, _: book(path, far_comment), "doctype"),
    "wide.xlsx": (lambda path, _: book(path, wide_text), "doctype"),
    "other.xlsx": (lambda path, _: book(path, other_part, **{"xl/worksheets/sheet1.dat": DOCTYPE.encode()}), "doctype"),
    "gap.xlsx": (lambda path, _: book(path, in_sheet(b"</sheetData>", GAP)), "rows"),
    "none.xlsx": (lambda path, _: book(path, lambda name, part: None if name == SHEET else part), "empty"),
    "virtual.gpkg": (virtual, "gpkg_program"),
    "view.gpkg": (lambda path, _: endless(path), "gpkg_program"),
    "computed.gpkg": (
        lambda path, _: package(path, "ALTER TABLE a ADD COLUMN c TEXT AS (hex(zeroblob(9)))"),
        "gpkg_program",
    ),
    "cut.gpkg": (lambda path, _: path.write_bytes(package(path).read_bytes()[:40_000]), "cut_off"),
    "cut.osm": (lambda path, _: path.write_text('<osm version="0.6"><node id="1" lat="31" lon="120"/>'), "cut_off"),
    "cut.osm.pbf": (lambda path, _: path.write_bytes(BLOB + b"x" * 100), "cut_off"),
    "endless.osm.pbf": (lambda path, _: path.write_bytes(struct.pack(">I", 2**31 - 1) + BLOB[4:]), "cut_off"),
    "outside.osm": (lambda path, secret: path.write_text(XXE.format("utf-8", secret)), "doctype"),
    "outside16.osm": (lambda path, secret: path.write_bytes(XXE.format("utf-16", secret).encode("utf-16")), "doctype"),
    "link.zip": (linked, "unreadable"),
    "line.csv": (lambda path, _: path.write_text(",".join(FIELDS) + "\n" + "a" * 3_000_000), "csv"),
}


def stored() -> list[int]:
    """Count what an import could have left in the database."""
    tables = ("incidents", "facilities", "imports", "quarantined_rows", "audit")
    with reading(ADMIN) as session:
        return [int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0) for table in tables]


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["import", kind_of(path.name), str(path), "--crs", "4490", *words])


def kind_of(name: str) -> str:
    return "facilities" if name.endswith((".osm", ".pbf")) else "incidents"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(f"姓名,手机\n{SECRET}\n", encoding="utf-8")
    return path


class TestAHostileFile:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_gives_a_sentence_and_leaves_nothing_behind(
        self, name: str, tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make, key = HOSTILE[name]
        make(tmp_path / name, secret)
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(scratch))
        before = stored()

        layer = {"virtual.gpkg": "evil", "view.gpkg": "a", "computed.gpkg": "a"}.get(name)
        with pytest.raises(BadInputError) as caught:
            intake.take(ADMIN, tmp_path / name, kind_of(name), crs="4490", layer=layer)

        assert caught.value.key == f"intake.errors.{key}"
        assert name in str(caught.value) or key == "rows"
        assert "13912345678" not in str(caught.value)
        assert stored() == before
        assert list(scratch.iterdir()) == []

    def test_is_told_by_the_command_in_one_sentence(self, tmp_path: Path, secret: Path) -> None:
        result = run(virtual(tmp_path / "virtual.gpkg", secret), "--layer", "evil")

        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert "evil" in result.output


def rows_of(path: Path) -> list[dict[str, object]]:
    with guard.opened(path, "incidents") as stream:
        return [row for batch in stream.batches for row in batch.to_pylist()]


class TestAVirtualTable:
    def test_would_be_read_by_gdal_without_the_guard(self, tmp_path: Path, secret: Path) -> None:
        """The control: with only the one driver left on, GDAL reads the secret through SQLite."""
        path = virtual(tmp_path / "a.gpkg", secret)
        code = (
            "import sys; from pyogrio.raw import open_arrow\n"
            "with open_arrow(sys.argv[1], layer='evil', use_pyarrow=True) as (_, reader): print(reader.read_all())"
        )
        environment = guard.environment(formats.BY_NAME["gpkg"])
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], env=environment, capture_output=True, text=True, check=False
        )

        assert "13912345678" in done.stdout


class TestAWorkbook:
    def test_that_understates_its_size_loses_no_row(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        book(path, in_sheet(b'<dimension ref="A1:E2"/>', b'<dimension ref="A1"/>'))

        assert [row["class"] for row in rows_of(path)] == ["hazard"]

    def test_with_rows_that_only_a_format_has_made_has_one(self, tmp_path: Path) -> None:
        blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(3, 500))
        path = book(tmp_path / "a.xlsx", in_sheet(b"</sheetData>", blank + b"</sheetData>"))

        assert len(rows_of(path)) == 1

    def test_with_short_rows_is_not_ragged(self, tmp_path: Path) -> None:
        short = b'<row r="3"><c r="A3" t="inlineStr"><is><t>h2</t></is></c></row></sheetData>'
        path = book(tmp_path / "a.xlsx", in_sheet(b"</sheetData>", short))

        assert [row["__fault"] for row in rows_of(path)] == [None, None]
