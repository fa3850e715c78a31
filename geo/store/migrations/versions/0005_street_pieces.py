"""Street pieces: streets cut at the borders of grids, once for every reader."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import WIDE_TOLD, in_reach, shut

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "street_pieces",
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grid", sa.Text(), nullable=True),
        sa.Column("from_m", sa.Double(), nullable=False),
        sa.Column("to_m", sa.Double(), nullable=False),
        sa.CheckConstraint("from_m >= 0", name=op.f("street_pieces_from_m_not_negative_check")),
        sa.CheckConstraint("to_m >= from_m", name=op.f("street_pieces_ends_after_beginning_check")),
        sa.ForeignKeyConstraint(
            ["street"], ["streets.code"], name=op.f("street_pieces_street_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["grid"], ["grids.code"], name=op.f("street_pieces_grid_fkey")),
        sa.PrimaryKeyConstraint("street", "part", name=op.f("street_pieces_pkey")),
    )
    op.create_index(op.f("street_pieces_grid_ix"), "street_pieces", ["grid"], unique=False)
    for statement in shut("street_pieces", narrow=in_reach(), write=WIDE_TOLD):
        op.execute(statement)
