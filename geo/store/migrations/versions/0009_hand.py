"""What was done by hand stands whatever an import says; no person in what is typed; years whose holidays are known."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import NARROW, SOMEBODY, WRITER, role_is, shut

revision = "0009"
down_revision = "0008"

_STAGES = ("collected", "called", "responded", "handled", "verified", "evaluated")
_MOVED = (*(f"{stage}_at" for stage in _STAGES), "level", "reopened", "handovers", "satisfaction")

_CHANGED = f"""
CREATE OR REPLACE FUNCTION note_incident_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A step moves a matter from inside the trigger of incident_log, at depth 2; an import tells what its source says
    -- of matters that nobody has moved here (the clock moves them too, and is no hand).
    IF pg_trigger_depth() < 2
       AND ROW({", ".join(f"NEW.{name}" for name in _MOVED)}) IS DISTINCT FROM
           ROW({", ".join(f"OLD.{name}" for name in _MOVED)})
       AND (current_setting('govmap.deed', true) IS DISTINCT FROM 'import'
            OR EXISTS (SELECT FROM incident_log WHERE code = OLD.code AND deed <> 'escalate')) THEN
        RAISE EXCEPTION 'a matter is moved by a step in incident_log, not by hand' USING ERRCODE = 'GM001';
    END IF;
    NEW.changed := pg_current_xact_id();
    RETURN NEW;
END $$;
"""

_PERSON = r"""
CREATE FUNCTION tells_a_person(told text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(told, '０１２３４５６７８９＋－＠（）', '0123456789+-@()') ~ ANY (ARRAY[
        '(^|[^0-9])((\+|00)?86[- ]?)?1[3-9][0-9]([0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})([^0-9]|$)',
        '(^|[^0-9])[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]([^0-9Xx]|$)',
        '(^|[^0-9])(0[0-9]{2,3}[- ]|\(0[0-9]{2,3}\)[- ]?)[0-9]{7,8}([^0-9]|$)',
        '(^|[^0-9])\(?[2-9][0-9]{2}\)?[-. ][0-9]{3}[-. ][0-9]{4}([^0-9]|$)',
        '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}',
        '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}([^A-Z0-9]|$)',
        '(姓名|联系人|联系方式|当事人|诉求人|报案人|报警人|来电人|来访人|反映人|投诉人|举报人|申请人)[:： ]*[一-龥]{2,}',
        '[一-龥](先生|女士|小姐)([^一-龥]|$)'])
$$;
"""
_TYPED = {
    "incident_log": "unit",
    "calls": "department",
    "incident_kinds": "code || ' ' || name_zh || ' ' || name_en || ' ' || coalesce(department, '')",
}


def upgrade() -> None:
    op.execute(_CHANGED)
    op.execute(_PERSON)
    for table, typed in _TYPED.items():
        _refuse(table, f"NOT tells_a_person({typed})")
    # An import is read by its own door; what has no import was typed in.
    typed = "import_id IS NOT NULL OR NOT tells_a_person(coalesce(subclass, '') || ' ' || coalesce(department, ''))"
    _refuse("incidents", typed)
    _years()
    # How many tickets a whole city parks, and where most, is for those who see the whole city.
    op.execute(f"REVOKE SELECT ON default_points FROM {NARROW}")
    op.execute(f"GRANT SELECT (lon_e7, lat_e7) ON default_points TO {NARROW}")


def _refuse(table: str, rule: str) -> None:
    # Not valid: what is written from now on is checked. Rows that earlier versions took stay (the log cannot even be
    # mended: it only grows), for a city that has one must still start.
    op.create_check_constraint(op.f(f"{table}_no_person_check"), table, rule, postgresql_not_valid=True)


def _years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.CheckConstraint("year BETWEEN 1990 AND 2099", name=op.f("calendar_years_in_reach_check")),
        sa.PrimaryKeyConstraint("year", name=op.f("calendar_years_pkey")),
    )
    op.execute(
        "INSERT INTO calendar_years SELECT DISTINCT extract(year FROM day)::int FROM calendar_days"
        " WHERE extract(year FROM day) BETWEEN 1990 AND 2099"
    )
    for statement in shut("calendar_years", write=role_is("admin")):
        op.execute(statement)
    op.execute(f"CREATE POLICY writer_reads ON calendar_years FOR SELECT TO {WRITER} USING ({SOMEBODY})")
