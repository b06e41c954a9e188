"""What sources still had to say."""

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "pull_lease",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("connection", columns.TEXT, nullable=False),
        sa.Column("holder", columns.TEXT, nullable=False),
        sa.Column("taken_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("environment", "system", "connection"),
        sqlite_strict=True,
    )
    op.create_table(
        "removed_record",
        sa.Column("digest", columns.TEXT, nullable=False),
        sa.Column("removed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_loyalty_campaign_standing_loyalty_tier", "loyalty_campaign_standing", ["loyalty_tier"]
    )
    op.create_index("ix_referral_referrer_id", "referral", ["referrer_id"])
    op.drop_index(
        op.f("ix_webhook_delivery_external_id"),
        table_name="webhook_delivery",
        postgresql_where="(external_id IS NOT NULL)",
    )
    # What was removed lately was marked in the deliveries that told it.
    op.execute(
        "INSERT INTO removed_record (digest, removed_at) SELECT external_id, max(received_at) FROM webhook_delivery"
        " WHERE external_id LIKE 'erased:%' GROUP BY external_id"
    )
