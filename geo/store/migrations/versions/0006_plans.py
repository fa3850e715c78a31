"""Plans: changes to facilities that planners compare with today."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from geo.store.policies import role_is, shut

revision = "0006"
down_revision = "0005"

_KINDS = (
    "elderly_care", "health", "childcare", "service_hall", "service_station", "governance_centre", "neighbour_centre",
    "mediation", "police", "fire", "school", "library", "culture", "shelter", "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("code ~ '^[^,<>\\\"''`\\\\;[:cntrl:]]{1,200}$'", name=op.f("plans_code_plain_check")),
        sa.PrimaryKeyConstraint("code", name=op.f("plans_pkey")),
    )
    op.create_table(
        "plan_changes",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Double(), nullable=True),
        sa.Column("cost", sa.Double(), nullable=False),
        sa.Column("geom", Geometry("POINT", srid=4490, spatial_index=False), nullable=True),
        sa.CheckConstraint("deed IN ('add', 'move', 'close', 'resize')", name=op.f("plan_changes_deed_known_check")),
        sa.CheckConstraint(f"kind IN ({', '.join(map(repr, _KINDS))})", name=op.f("plan_changes_kind_known_check")),
        sa.CheckConstraint("capacity >= 0", name=op.f("plan_changes_capacity_not_negative_check")),
        sa.CheckConstraint("cost >= 0", name=op.f("plan_changes_cost_not_negative_check")),
        sa.CheckConstraint(
            "NOT st_isempty(geom) AND st_npoints(geom) <= 100000 AND st_isvalid(geom) AND st_xmin(geom) >= -180 AND st_xmax(geom) <= 180 AND st_ymin(geom) >= -85 AND st_ymax(geom) <= 85",
            name=op.f("plan_changes_geom_sound_check"),
        ),
        sa.CheckConstraint("deed NOT IN ('add', 'move') OR geom IS NOT NULL", name=op.f("plan_changes_placed_check")),
        sa.ForeignKeyConstraint(["plan"], ["plans.code"], name=op.f("plan_changes_plan_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("plan_changes_pkey")),
    )
    planning = role_is("planner", "supervisor")
    for table in ("plans", "plan_changes"):
        for statement in shut(table, narrow=planning, write=role_is("admin", "planner")):
            op.execute(statement)
