"""Default points: fallback coordinates on which tickets are parked, so that maps can leave them out and say so."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import shut

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "default_points",
        sa.Column("lon_e7", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("lon_e7", "lat_e7", name=op.f("default_points_pkey")),
    )
    for statement in shut("default_points"):
        op.execute(statement)
