"""A plan belongs to the post that made it, and keeps the areas where nothing may be built."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from geo.store.policies import POST_TOLD, WRITER, role_is

revision = "0010"
down_revision = "0009"

_MINE = f"{role_is('admin')} OR ({role_is('planner')} AND post = {POST_TOLD})"
_OF_MINE = f"EXISTS (SELECT FROM plans WHERE plans.code = plan AND ({_MINE.replace('post =', 'plans.post =')}))"


def upgrade() -> None:
    op.add_column("plans", sa.Column("forbidden", Geometry("MULTIPOLYGON", srid=4490, spatial_index=False)))
    op.create_check_constraint(
        op.f("plans_forbidden_sound_check"),
        "plans",
        "NOT st_isempty(forbidden) AND st_npoints(forbidden) <= 100000 AND st_isvalid(forbidden)",
    )
    for table, mine in (("plans", _MINE), ("plan_changes", _OF_MINE)):
        op.execute(f"DROP POLICY writer_writes ON {table}")
        op.execute(
            f"CREATE POLICY writer_reads ON {table} FOR SELECT TO {WRITER} USING ({role_is('admin', 'planner')})"
        )
        op.execute(f"CREATE POLICY writer_adds ON {table} FOR INSERT TO {WRITER} WITH CHECK ({mine})")
        op.execute(f"CREATE POLICY writer_changes ON {table} FOR UPDATE TO {WRITER} USING ({mine}) WITH CHECK ({mine})")
        op.execute(f"CREATE POLICY writer_drops ON {table} FOR DELETE TO {WRITER} USING ({mine})")
