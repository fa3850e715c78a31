"""The loop: a step is a row; the database checks its order and its post, moves the matter, and notes every change."""

import sqlalchemy as sa
from alembic import op

from geo.models.base import Xid8
from geo.store.policies import SOMEBODY, WRITER, in_reach, role_is, shut

revision = "0002"
down_revision = "0001"

_STAGES = ("collected", "called", "responded", "handled", "verified", "evaluated")
_LEVELS = "'city', 'district', 'street', 'area', 'community', 'grid'"
_CLASSES = "'crime', 'dispute', 'appeal', 'hazard'"
_CLOCKS = "'urgent_hours', 'work_hours', 'work_days'"
_DEEDS = "'file', 'call', 'assign', 'respond', 'handle', 'verify', 'return', 'evaluate', 'reopen', 'escalate'"

_LIMITS = [
    ("crime", "normal", 24, "urgent_hours"),
    ("hazard", "normal", 16, "work_hours"),
    ("appeal", "normal", 5, "work_days"),
    ("dispute", "normal", 7, "work_days"),
    *((one, "urgent", 4, "urgent_hours") for one in ("crime", "hazard", "appeal", "dispute")),
]
"""To begin with; a city sets its own."""


def upgrade() -> None:
    _incidents()
    _tables()
    for statement in (_CHANGED, _GONE, _STEP, _CALL):
        op.execute(statement)
    op.bulk_insert(
        sa.table("limits", *map(sa.column, ("incident_class", "priority", "amount", "clock"))),
        [dict(zip(("incident_class", "priority", "amount", "clock"), one, strict=True)) for one in _LIMITS],
    )
    _rights()


def _incidents() -> None:
    changed = sa.Column("changed", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False)
    op.add_column("incidents", changed)
    op.create_index("incidents_changed_ix", "incidents", ["changed"])


def _tables() -> None:
    op.create_table(
        "incident_log",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("grid", sa.Text(), nullable=True),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("post", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(f"deed IN ({_DEEDS})", name=op.f("incident_log_deed_known_check")),
        sa.CheckConstraint(
            f"stage IN ({', '.join(repr(stage) for stage in _STAGES)})", name=op.f("incident_log_stage_known_check")
        ),
        sa.CheckConstraint(f"level IN ({_LEVELS})", name=op.f("incident_log_level_known_check")),
        sa.ForeignKeyConstraint(["code"], ["incidents.code"], name=op.f("incident_log_code_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name=op.f("incident_log_pkey")),
    )
    op.create_index("incident_log_code_seq_ix", "incident_log", ["code", "seq"])
    op.create_table(
        "incidents_gone",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("changed", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("key", "changed", name=op.f("incidents_gone_pkey")),
    )
    op.create_index("incidents_gone_changed_ix", "incidents_gone", ["changed"])
    op.create_table(
        "calls",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("grid", sa.Text(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("arrived_at >= called_at", name=op.f("calls_comes_after_call_check")),
        sa.ForeignKeyConstraint(["code"], ["incidents.code"], name=op.f("calls_code_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", "department", name=op.f("calls_pkey")),
    )
    op.create_index("calls_unanswered_ix", "calls", ["grid"], postgresql_where=sa.text("arrived_at IS NULL"))
    op.create_table(
        "incident_kinds",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("incident_class", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.CheckConstraint(f"incident_class IN ({_CLASSES})", name=op.f("incident_kinds_incident_class_known_check")),
        sa.CheckConstraint(
            "code ~ '^[^,<>\\\"''`\\\\;[:cntrl:]]{1,200}$'", name=op.f("incident_kinds_code_plain_check")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("incident_kinds_pkey")),
    )
    op.create_table(
        "limits",
        sa.Column("incident_class", sa.Text(), nullable=False),
        sa.Column("subclass", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.Text(), server_default="normal", nullable=False),
        sa.Column("grade", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.CheckConstraint(f"incident_class IN ({_CLASSES})", name=op.f("limits_incident_class_known_check")),
        sa.CheckConstraint("priority IN ('normal', 'urgent')", name=op.f("limits_priority_known_check")),
        sa.CheckConstraint(f"clock IN ({_CLOCKS})", name=op.f("limits_clock_known_check")),
        sa.CheckConstraint("grade IN ('', 'A', 'B', 'C')", name=op.f("limits_grade_known_check")),
        sa.CheckConstraint("amount > 0", name=op.f("limits_amount_positive_check")),
        sa.PrimaryKeyConstraint("incident_class", "subclass", "priority", "grade", name=op.f("limits_pkey")),
    )
    op.create_table(
        "area_grades",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C')", name=op.f("area_grades_grade_known_check")),
        sa.ForeignKeyConstraint(["node"], ["grids.code"], name=op.f("area_grades_node_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("node", name=op.f("area_grades_pkey")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("calendar_days_pkey")),
    )
    op.create_table(
        "office_hours",
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("closes > opens", name=op.f("office_hours_in_order_check")),
        sa.PrimaryKeyConstraint("opens", name=op.f("office_hours_pkey")),
    )


_MOVED = ", ".join(f"{{row}}.{name}" for name in (*(f"{stage}_at" for stage in _STAGES), "level", "reopened", "handovers", "satisfaction"))  # fmt: skip

_CHANGED = f"""
CREATE FUNCTION note_incident_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A step moves a matter from inside the trigger of incident_log, at depth 2; an import tells what its source says.
    IF pg_trigger_depth() < 2 AND current_setting('govmap.deed', true) IS DISTINCT FROM 'import'
       AND ROW({_MOVED.format(row="NEW")}) IS DISTINCT FROM ROW({_MOVED.format(row="OLD")}) THEN
        RAISE EXCEPTION 'a matter is moved by a step in incident_log, not by hand' USING ERRCODE = 'GM001';
    END IF;
    NEW.changed := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER note_change BEFORE UPDATE ON incidents FOR EACH ROW EXECUTE FUNCTION note_incident_change();
"""

_GONE = """
CREATE FUNCTION note_incident_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO incidents_gone (key) VALUES (hashtextextended(OLD.code, 0)) ON CONFLICT DO NOTHING;
    RETURN OLD;
END $$;
CREATE TRIGGER note_gone AFTER DELETE ON incidents FOR EACH ROW EXECUTE FUNCTION note_incident_gone();
"""

_STEP = """
CREATE FUNCTION take_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    matter incidents%ROWTYPE;
    finder text;
    fixer text;
    ladder CONSTANT text[] := ARRAY['grid', 'community', 'street', 'district'];
BEGIN
    SELECT * INTO matter FROM incidents WHERE code = NEW.code FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no matter %', NEW.code USING ERRCODE = 'GM004';
    END IF;
    NEW.grid := matter.grid;
    NEW.role := coalesce(current_setting('govmap.role', true), '');
    NEW.post := coalesce(current_setting('govmap.post', true), '');
    NEW.at := clock_timestamp();
    NEW.stage := CASE
        WHEN NEW.deed = 'file' AND matter.stage = 'collected'
             AND NOT EXISTS (SELECT FROM incident_log WHERE code = NEW.code) THEN 'collected'
        WHEN NEW.deed = 'call' AND matter.stage = 'collected' THEN 'called'
        WHEN NEW.deed = 'respond' AND matter.stage = 'called' THEN 'responded'
        WHEN NEW.deed = 'handle' AND matter.stage = 'responded' THEN 'handled'
        WHEN NEW.deed = 'verify' AND matter.stage = 'handled' THEN 'verified'
        WHEN NEW.deed = 'evaluate' AND matter.stage = 'verified' THEN 'evaluated'
        WHEN NEW.deed = 'return' AND matter.stage = 'handled' THEN 'responded'
        WHEN NEW.deed = 'reopen' AND matter.stage IN ('verified', 'evaluated') THEN 'called'
        WHEN NEW.deed = 'assign' AND matter.stage IN ('called', 'responded') AND NEW.unit IS NOT NULL THEN matter.stage
        WHEN NEW.deed = 'escalate' AND matter.verified_at IS NULL
             AND array_position(ladder, NEW.level) > array_position(ladder, matter.level) THEN matter.stage
    END;
    IF NEW.stage IS NULL THEN
        RAISE EXCEPTION 'no step % from stage %', NEW.deed, matter.stage USING ERRCODE = 'GM001';
    END IF;
    IF NEW.deed IN ('verify', 'return', 'evaluate', 'reopen') AND NEW.role NOT IN ('admin', 'supervisor') THEN
        RAISE EXCEPTION 'role % may not %', NEW.role, NEW.deed USING ERRCODE = 'GM003';
    END IF;
    SELECT post INTO finder FROM incident_log WHERE code = NEW.code AND deed = 'file';
    SELECT post INTO fixer FROM incident_log WHERE code = NEW.code AND deed = 'handle' ORDER BY seq DESC LIMIT 1;
    IF (NEW.deed = 'handle' AND NEW.post = finder) OR (NEW.deed = 'verify' AND NEW.post IN (finder, fixer)) THEN
        RAISE EXCEPTION 'post % found or fixed this matter', NEW.post USING ERRCODE = 'GM002';
    END IF;
    NEW.unit := coalesce(NEW.unit, matter.department);
    NEW.level := CASE WHEN NEW.deed = 'escalate' THEN NEW.level ELSE matter.level END;
    IF NEW.deed <> 'file' THEN
        UPDATE incidents SET
            called_at = CASE WHEN NEW.deed = 'call' THEN NEW.at WHEN NEW.deed = 'reopen' THEN coalesce(called_at, NEW.at)
                        ELSE called_at END,
            responded_at = CASE NEW.deed WHEN 'respond' THEN NEW.at WHEN 'reopen' THEN NULL ELSE responded_at END,
            handled_at = CASE WHEN NEW.deed = 'handle' THEN NEW.at WHEN NEW.deed IN ('return', 'reopen') THEN NULL
                         ELSE handled_at END,
            verified_at = CASE NEW.deed WHEN 'verify' THEN NEW.at WHEN 'reopen' THEN NULL ELSE verified_at END,
            evaluated_at = CASE NEW.deed WHEN 'evaluate' THEN NEW.at WHEN 'reopen' THEN NULL ELSE evaluated_at END,
            satisfaction = CASE WHEN NEW.deed = 'evaluate' THEN NEW.satisfaction ELSE satisfaction END,
            reopened = reopened + (NEW.deed = 'reopen')::int,
            handovers = handovers + (NEW.deed IN ('call', 'assign') AND department IS NOT NULL
                                     AND department <> NEW.unit)::int,
            department = CASE WHEN NEW.deed IN ('call', 'assign') THEN NEW.unit ELSE department END,
            level = NEW.level
        WHERE code = NEW.code;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER take_step BEFORE INSERT ON incident_log FOR EACH ROW EXECUTE FUNCTION take_step();
"""

_CALL = """
CREATE FUNCTION place_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT grid INTO NEW.grid FROM incidents WHERE code = NEW.code;
    RETURN NEW;
END $$;
CREATE TRIGGER place_call BEFORE INSERT OR UPDATE ON calls FOR EACH ROW EXECUTE FUNCTION place_call();
"""


def _rights() -> None:
    shuts = [
        shut("incident_log", narrow=in_reach(), append_only=True),
        shut("incidents_gone", narrow="false", write="true"),
        shut("calls", narrow=in_reach()),
        shut("incident_kinds", write=role_is("admin")),
        shut("limits", write=role_is("admin")),
        shut("area_grades", write=role_is("admin")),
        shut("calendar_days", write=role_is("admin")),
        shut("office_hours", write=role_is("admin")),
    ]
    for statements in shuts:
        for statement in statements:
            op.execute(statement)
    for table in ("incident_kinds", "limits", "area_grades", "calendar_days", "office_hours"):
        # Who files a matter reads its limit in the same transaction.
        op.execute(f"CREATE POLICY writer_reads ON {table} FOR SELECT TO {WRITER} USING ({SOMEBODY})")
