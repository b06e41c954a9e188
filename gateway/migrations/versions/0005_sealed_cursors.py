"""Sealed cursors."""

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "sealing_key",
        sa.Column("purpose", columns.TEXT, nullable=False),
        sa.Column("key", columns.TEXT, nullable=False),
        sa.PrimaryKeyConstraint("purpose"),
        sqlite_strict=True,
    )
