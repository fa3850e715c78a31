"""Private ground and places where no camera may look, in the landscape; must-visit points, in the patrol routes."""

from alembic import op

revision = "0008"
down_revision = "0007"

_KINDS = {
    "landscape": ("water", "railway", "wall", "green", "private", "forbidden"),
    "patrol_routes": ("route", "beat", "point"),
}


def upgrade() -> None:
    for table, kinds in _KINDS.items():
        name = op.f(f"{table}_kind_known_check")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind IN ({', '.join(map(repr, kinds))})")
