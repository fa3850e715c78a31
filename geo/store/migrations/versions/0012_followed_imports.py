"""Followed imports: after which imports kept figures were worked out anew, post by post and import by import."""

import sqlalchemy as sa
from alembic import op

from geo.store.policies import role_is, shut

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "followed_imports",
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("followed_imports_import_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post", "import_id", name=op.f("followed_imports_pkey")),
    )
    for statement in shut("followed_imports", write=role_is("admin")):
        op.execute(statement)
