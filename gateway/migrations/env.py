"""What Alembic runs for every command: the tables as declared, on the connection that the caller passes."""

from alembic import context
from sqlmodel import SQLModel

import gateway.domain  # noqa: F401 — declares every table.
from gateway.migrations.comparing import add_triggers_and_views, is_table
from gateway.migrations.rendering import render_item

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_object=is_table,
    render_item=render_item,
    process_revision_directives=add_triggers_and_views,
    transactional_ddl=True,
    transaction_per_migration=False,
    compare_server_default=True,
)
context.run_migrations()
