"""Overruled values."""

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "overruled_value",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("field", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("said", columns.TEXT, nullable=False),
        sa.Column("versions", columns.TEXT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "field"),
        sqlite_strict=True,
    )
