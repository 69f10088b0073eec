"""Alembic's entry: runs migrations on the connection that the store passes in."""

from alembic import context

from corpus.store import alert_tables  # noqa: F401 - it adds its tables to the metadata
from corpus.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can undo CREATE TABLE: a migration that is killed half-way leaves the old tables.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
