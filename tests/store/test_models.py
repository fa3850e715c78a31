"""What cannot be is refused by the database itself, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.store.session import writing
from tests.toytown import ADMIN

pytestmark = pytest.mark.usefixtures("town")

POINT = "st_setsrid(st_point(120.005, 31.005), 4490)"
INCIDENT = (
    "INSERT INTO incidents (code, incident_class, channel, collected_at, {columns} geom) "
    "VALUES ('X', 'hazard', '12345', '2026-01-05', {values} {geom})"
)


def incident(columns: str = "", values: str = "", geom: str = POINT) -> str:
    return INCIDENT.format(columns=columns and columns + ",", values=values and values + ",", geom=geom)


REFUSED = {
    "a wrong SRID": (incident(geom="st_setsrid(st_point(120, 31), 4326)"), "SRID"),
    "a point off the globe": (incident(geom="st_setsrid(st_point(500, 31), 4490)"), "geom_sound"),
    "an empty point": (incident(geom="st_geomfromtext('POINT EMPTY', 4490)"), "geom_sound"),
    "a stage before the one before": (incident("responded_at", "'2026-01-04'"), "responded_at_in_order"),
    "a later stage before an earlier one": (
        incident("called_at, responded_at", "'2026-01-07', '2026-01-06'"),
        "responded_at_in_order",
    ),
    "a closing before the handling": (
        incident("handled_at, verified_at", "'2026-01-08', '2026-01-07'"),
        "verified_at_in_order",
    ),
    "an evaluation before the closing": (
        incident("verified_at, evaluated_at", "'2026-01-08', '2026-01-07'"),
        "evaluated_at_in_order",
    ),
    "an unknown class": (incident().replace("'hazard'", "'gossip'"), "incident_class_known"),
    "a code that breaks a link": (incident().replace("'X'", "'a,b'"), "code_plain"),
    "a code with a script": (incident().replace("'X'", "'<script>'"), "code_plain"),
    "satisfaction of six": (incident("satisfaction", "6"), "satisfaction_one_to_five"),
    "a grid that is nowhere": (incident("grid", "'nowhere'"), "incidents_grid_fkey"),
    "a stage written by hand": (incident("stage", "'evaluated'"), "generated column"),
    "negative counts": (
        "INSERT INTO residents (place_kind, place, measure, band, count, geom) "
        f"VALUES ('cell', 'c', 'people', 'all', -1, {POINT})",
        "count_not_negative",
    ),
    "negative capacity": (
        f"INSERT INTO facilities (code, name, kind, capacity, geom) VALUES ('X', 'x', 'health', -1, {POINT})",
        "capacity_not_negative",
    ),
    "a bow tie": (
        "INSERT INTO buildings (code, geom) VALUES "
        "('X', st_multi(st_geomfromtext('POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))', 4490)))",
        "geom_sound",
    ),
    "a huge geometry": (
        "INSERT INTO streets (code, street_class, walkable, stairs, bridge, tunnel, layer, length_m, geom) "
        "SELECT 'X', 'path', true, false, false, false, 0, 1, st_setsrid(st_makeline(array_agg("
        "st_point(120 + i * 1e-6, 31))), 4490) FROM generate_series(1, 100001) AS i",
        "geom_sound",
    ),
    "an azimuth off the rose": (
        f"INSERT INTO cameras (code, kind, azimuth_deg, geom) VALUES ('X', 'dome', 360, {POINT})",
        "azimuth_deg_on_the_rose",
    ),
    "a grid whose path skips its parent": (
        "UPDATE grids SET path = ARRAY['A'] WHERE code = 'A'",
        "path_through_parent",
    ),
    "a height that is no number": ("UPDATE buildings SET height_m = 'NaN'", "height_m_finite"),
    "a street without end": ("UPDATE streets SET length_m = 'Infinity'", "length_m_finite"),
    "a picture of no width": ("UPDATE cameras SET width_px = 0", "width_px_some"),
    "a facility called nothing": ("UPDATE facilities SET name = ''", "name_some"),
    "a district of offices": ("UPDATE grids SET type = 'park' WHERE level = 'district'", "type_of_a_grid"),
    "a grid whose code breaks its path": (
        "INSERT INTO grids (code, name, level, path, area_m2, geom)"
        " SELECT 'Z.Y', 'z', 'grid', ARRAY['Z.Y'], 1, geom FROM grids WHERE code = 'A'",
        "code_undotted",
    ),
    "a matter closed at the end of time": (incident("evaluated_at, verified_at", "'infinity', '2026-01-06'"), "finite"),
    "a norm that is no number": ("UPDATE standards SET value = 'NaN'", "value_finite"),
    "a clock on no planet": ("UPDATE city SET zone = 'Mars/Base'", "time zone"),
    "an import of cats": (
        "INSERT INTO imports (sha256, kind, file, read, kept, quarantined, skipped, credit, licence, post) "
        "VALUES ('x', 'cats', 'x', 1, 1, 0, 0, '', '', 'x')",
        "kind_known",
    ),
    "a row set aside for nothing": (
        "WITH one AS (INSERT INTO imports (sha256, kind, file, read, kept, quarantined, skipped, credit, licence, post)"
        " VALUES ('x', 'grids', 'x', 1, 0, 1, 0, '', '', 'x') RETURNING id)"
        " INSERT INTO quarantined_rows (import_id, row, raw, reasons) SELECT id, 1, '{}', '[]' FROM one",
        "reasons_some",
    ),
    "an import that loses a row": (
        "INSERT INTO imports (sha256, kind, file, read, kept, quarantined, skipped, credit, licence, post) "
        "VALUES ('x', 'grids', 'x', 3, 1, 1, 0, '', '', 'x')",
        "nothing_lost",
    ),
}


class TestTheDatabase:
    def test_takes_a_plain_incident(self) -> None:
        with writing(ADMIN, "import", object="plain") as session:
            session.execute(text(incident()))
            assert session.scalar(text("SELECT stage FROM incidents WHERE code = 'X'")) == "collected"
            session.execute(text("DELETE FROM incidents WHERE code = 'X'"))

    @pytest.mark.parametrize("what", REFUSED)
    def test_refuses(self, what: str) -> None:
        statement, reason = REFUSED[what]
        with pytest.raises(DBAPIError, match=reason), writing(ADMIN, "import", object=what) as session:
            session.execute(text(statement))
