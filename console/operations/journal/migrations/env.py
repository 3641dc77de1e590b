"""Alembic's entry: run the versions on the connection the journal opened."""

from alembic import context

from console.operations.journal.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
