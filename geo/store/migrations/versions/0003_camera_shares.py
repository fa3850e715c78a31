"""Camera shares: metres of street seen by grid, worked out over all cameras, read in one's own reach."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import WIDE_TOLD, in_reach, shut

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "camera_shares",
        sa.Column("grid", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("metres", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("metres >= 0", name=op.f("camera_shares_metres_not_negative_check")),
        sa.ForeignKeyConstraint(["grid"], ["grids.code"], name=op.f("camera_shares_grid_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("grid", "measure", name=op.f("camera_shares_pkey")),
    )
    # Only who sees all cameras may write: shares of a part of them would be taken for the whole.
    for statement in shut("camera_shares", narrow=in_reach(), write=WIDE_TOLD):
        op.execute(statement)
