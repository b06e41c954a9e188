"""Writes by viewers."""
# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("subject", columns.TEXT, nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("environment", "subject"),
        sqlite_strict=True,
    )
    op.create_table(
        "event_erasure",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "anonymization_request",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("requested_at", columns.Instant(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("lease", columns.TEXT, nullable=True),
        sa.Column("leased_until", columns.Instant(), nullable=True),
        sa.Column("counts", columns.Json(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_anonymization_request_requested_at", "anonymization_request", ["requested_at"])
    op.create_table(
        "idempotency_key",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("principal", columns.TEXT, nullable=False),
        sa.Column("key", columns.TEXT, nullable=False),
        sa.Column("mutation", columns.TEXT, nullable=False),
        sa.Column("digest", columns.TEXT, nullable=False),
        sa.Column("outcome", columns.Json(), nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("environment", "principal", "key"),
        sqlite_strict=True,
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])
    op.create_index("ix_idempotency_key_customer_id", "idempotency_key", ["customer_id"])
    op.create_table(
        "password_reset",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("token_digest", columns.TEXT, nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_index("uq_password_reset_token_digest", "password_reset", ["token_digest"], unique=True)
    op.create_index("ix_appointment_provider", "appointment", ["provider_id", "environment", "starts_at"])
    op.add_column("customer", sa.Column("email_claim", columns.TEXT, nullable=True))
    # Of customers who share an address the oldest holds it.
    op.execute(
        "UPDATE customer SET email_claim = email_normalized WHERE email_normalized IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM customer AS other WHERE other.environment = customer.environment"
        " AND other.email_normalized = customer.email_normalized AND (other.created_at < customer.created_at"
        " OR (other.created_at = customer.created_at AND other.id < customer.id)))"
    )
    op.create_index(
        "uq_customer_email_claim",
        "customer",
        ["environment", "email_claim"],
        unique=True,
        sqlite_where=sa.text("email_claim IS NOT NULL"),
        postgresql_where=sa.text("email_claim IS NOT NULL"),
    )
    op.add_column("customer_group", sa.Column("code_claim", columns.TEXT, nullable=True))
    op.create_index(
        "uq_customer_group_code_claim",
        "customer_group",
        ["environment", "code_claim"],
        unique=True,
        sqlite_where=sa.text("code_claim IS NOT NULL"),
        postgresql_where=sa.text("code_claim IS NOT NULL"),
    )
    op.create_index("uq_loyalty_card_code", "loyalty_card", ["environment", "code"], unique=True)
    op.add_column("loyalty_transaction", sa.Column("balance", sa.Integer(), nullable=True))
    op.create_index(
        "uq_order_number",
        "order",
        ["environment", "number"],
        unique=True,
        sqlite_where=sa.text("system IS NULL AND number IS NOT NULL"),
        postgresql_where=sa.text("system IS NULL AND number IS NOT NULL"),
    )
    op.create_index("ix_reservation_resource", "reservation", ["resource_id", "environment", "starts_at"])
    op.execute("DROP VIEW event")
    op.execute(
        "CREATE VIEW event AS\nSELECT event_id AS id, environment, version, created_at, updated_at, customer_id, who, changes,\n"
        "       CASE WHEN resource_type LIKE '%ss' THEN resource_type || 'es'\n            WHEN resource_type LIKE '%s' THEN resource_type\n            WHEN resource_type LIKE '%y' THEN substr(resource_type, 1, length(resource_type) - 1) || 'ies'\n            ELSE resource_type || 's' END || '.' || event AS name\n"
        "FROM event_store"
    )
    for statement in {
        "sqlite": [
            (
                "CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\nWHEN NOT EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)\nBEGIN\n"
                "    SELECT RAISE(ABORT, 'The event store is append-only.');\n"
                "END"
            ),
            (
                "CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\nWHEN NOT EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)\n    AND NOT (NEW.customer_id IS NULL AND OLD.customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)\n    AND NEW.id IS OLD.id\n    AND NEW.environment IS OLD.environment\n    AND NEW.version IS OLD.version\n    AND NEW.created_at IS OLD.created_at\n    AND NEW.updated_at IS OLD.updated_at\n    AND NEW.position IS OLD.position\n    AND NEW.kind IS OLD.kind\n    AND NEW.event IS OLD.event\n    AND NEW.resource_type IS OLD.resource_type\n    AND NEW.resource_id IS OLD.resource_id\n    AND NEW.entity_version IS OLD.entity_version\n    AND NEW.changes IS OLD.changes\n    AND NEW.payload IS OLD.payload\n    AND NEW.who IS OLD.who\n    AND NEW.request_id IS OLD.request_id\n    AND NEW.idempotency_key IS OLD.idempotency_key)\nBEGIN\n"
                "    SELECT RAISE(ABORT, 'The event store is append-only.');\n"
                "END"
            ),
        ],
        "postgresql": [
            (
                "CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
                "    IF TG_OP <> 'TRUNCATE' THEN\n"
                "        IF EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id) THEN\n"
                "            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;\n"
                "        END IF;\n    END IF;\n"
                "    IF TG_OP = 'UPDATE' THEN\n"
                "        IF NEW.customer_id IS NULL AND OLD.customer_id IS NOT NULL\n            AND NOT EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)\n"
                "            AND to_jsonb(NEW) - '{customer_id,event_id}'::text[] = to_jsonb(OLD) - '{customer_id,event_id}'::text[]\n"
                "        THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n"
                "    RAISE EXCEPTION 'The event store is append-only.' USING ERRCODE = 'integrity_constraint_violation';\n"
                "END\n$$"
            ),
            (
                "CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\nFOR EACH ROW EXECUTE FUNCTION refuse_change_of_event()"
            ),
            (
                "CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\nFOR EACH ROW EXECUTE FUNCTION refuse_change_of_event()"
            ),
            (
                "CREATE TRIGGER event_store_no_truncate BEFORE TRUNCATE ON event_store\nFOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_event()"
            ),
        ],
    }[op.get_bind().dialect.name]:
        op.execute(statement)
