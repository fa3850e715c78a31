"""Alembic's door: runs inside the connection and the transaction that `upgrade` hands over."""

from alembic import context

from geo.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
