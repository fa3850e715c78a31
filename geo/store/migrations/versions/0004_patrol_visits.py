"""Patrol visits: streets walked, cut at grids, kept when the raw fixes are gone; and how each track matched."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import WIDE_TOLD, in_reach, shut

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "patrol_visits",
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("stay", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("grid", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("from_m", sa.Double(), nullable=False),
        sa.Column("to_m", sa.Double(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("team IN ('official', 'volunteer')", name=op.f("patrol_visits_team_known_check")),
        sa.CheckConstraint("from_m >= 0", name=op.f("patrol_visits_from_m_not_negative_check")),
        sa.CheckConstraint("to_m >= from_m", name=op.f("patrol_visits_ends_after_beginning_check")),
        sa.CheckConstraint("left_at >= entered_at", name=op.f("patrol_visits_left_after_entered_check")),
        sa.ForeignKeyConstraint(
            ["track"], ["patrol_tracks.code"], name=op.f("patrol_visits_track_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["street"], ["streets.code"], name=op.f("patrol_visits_street_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["grid"], ["grids.code"], name=op.f("patrol_visits_grid_fkey")),
        sa.PrimaryKeyConstraint("track", "stay", "part", name=op.f("patrol_visits_pkey")),
    )
    for column in ("street", "grid", "entered_at"):
        op.create_index(op.f(f"patrol_visits_{column}_ix"), "patrol_visits", [column], unique=False)
    op.create_table(
        "patrol_matches",
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("fixes", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("mean_offset_m", sa.Double(), nullable=True),
        sa.Column("walked_m", sa.Double(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        *(
            sa.CheckConstraint(f"{column} >= 0", name=op.f(f"patrol_matches_{column}_not_negative_check"))
            for column in ("fixes", "set_aside", "matched", "gaps", "walked_m")
        ),
        sa.ForeignKeyConstraint(
            ["track"], ["patrol_tracks.code"], name=op.f("patrol_matches_track_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track", name=op.f("patrol_matches_pkey")),
    )
    # Only who sees every track may write: coverage of a part of them would be taken for the whole.
    for statement in shut("patrol_visits", narrow=in_reach(), write=WIDE_TOLD):
        op.execute(statement)
    for statement in shut("patrol_matches", narrow="track IN (SELECT code FROM patrol_tracks)", write=WIDE_TOLD):
        op.execute(statement)
