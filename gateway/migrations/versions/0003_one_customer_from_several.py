"""One customer from several."""
# ruff: noqa: E501, S608

import sqlalchemy as sa
from alembic import op

from gateway import columns
from gateway.migrations.conditions import is_instant, is_json
from gateway.migrations.foreign_keys import drop_foreign_key
from gateway.migrations.promises import promise

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "import_progress",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("file", columns.TEXT, nullable=False),
        sa.Column("content", columns.TEXT, nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("counts", columns.Json(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("environment", "system", "file"),
        sqlite_strict=True,
    )
    op.create_table(
        "pull_cursor",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("connection", columns.TEXT, nullable=False),
        sa.Column("resource", columns.TEXT, nullable=False),
        sa.Column("since", columns.Instant(), nullable=True),
        sa.Column("place", columns.Json(), nullable=True),
        sa.Column("newest_at", columns.Instant(), nullable=True),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("environment", "system", "connection", "resource"),
        sqlite_strict=True,
    )
    op.create_table(
        "customer_conflict",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("field", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "field"),
        sqlite_strict=True,
    )
    op.create_index("ix_customer_conflict_field", "customer_conflict", ["environment", "field"])
    op.create_table(
        "identity_suggestion",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("candidate_id", columns.TEXT, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", columns.Json(), nullable=False),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("suggested_at", columns.Instant(), nullable=False),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column("decided_by", columns.Json(), nullable=True),
        is_instant("created_at", "ck_identity_suggestion_created_at"),
        is_instant("decided_at", "ck_identity_suggestion_decided_at"),
        is_instant("suggested_at", "ck_identity_suggestion_suggested_at"),
        is_instant("updated_at", "ck_identity_suggestion_updated_at"),
        is_json("decided_by", "ck_identity_suggestion_decided_by"),
        is_json("reasons", "ck_identity_suggestion_reasons"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_identity_suggestion_environment"),
        sa.CheckConstraint(
            "status IN ('OPEN', 'ACCEPTED', 'REJECTED')", name="ck_identity_suggestion_status"
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="ck_identity_suggestion_score_rule"),
        sa.CheckConstraint("version >= 1", name="ck_identity_suggestion_version_rule"),
        sa.ForeignKeyConstraint(["candidate_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "candidate_id", name="uq_identity_suggestion_pair"),
        sqlite_strict=True,
    )
    op.create_index("ix_identity_suggestion_candidate", "identity_suggestion", ["candidate_id"])
    op.create_index(
        "ix_identity_suggestion_customer_id_score",
        "identity_suggestion",
        ["customer_id", "environment", "score", "id"],
    )
    op.create_table(
        "known_contact",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("contact", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("environment", "contact", "customer_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_known_contact_customer_id", "known_contact", ["customer_id"])
    op.create_table(
        "merged_customer",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("into_id", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("merged_at", columns.Instant(), nullable=False),
        sa.Column("content", columns.Json(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_merged_customer_customer_id", "merged_customer", ["customer_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("digest", columns.TEXT, nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("topic", columns.TEXT, nullable=True),
        sa.Column("body", columns.TEXT, nullable=True),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", columns.Instant(), nullable=True),
        sa.Column("processed_at", columns.Instant(), nullable=True),
        sa.Column("outcome", columns.TEXT, nullable=True),
        sa.Column("error", columns.TEXT, nullable=True),
        sa.Column("kind", columns.TEXT, nullable=True),
        sa.Column("external_id", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_delivery_customer_id", "webhook_delivery", ["customer_id"])
    op.create_index(
        "ix_webhook_delivery_external_id",
        "webhook_delivery",
        ["external_id"],
        sqlite_where=sa.text("external_id IS NOT NULL"),
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index("ix_webhook_delivery_next_attempt_at", "webhook_delivery", ["next_attempt_at"])
    op.create_index("ix_webhook_delivery_received_at", "webhook_delivery", ["received_at"])
    op.create_table(
        "identity_link",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("connection", columns.TEXT, nullable=False),
        sa.Column("external_id", columns.TEXT, nullable=False),
        sa.Column("rule", columns.TEXT, nullable=False),
        sa.Column("evidence", columns.Json(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("linked_at", columns.Instant(), nullable=False),
        sa.Column("linked_by", columns.Json(), nullable=True),
        sa.Column("source_record_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_identity_link_created_at"),
        is_instant("linked_at", "ck_identity_link_linked_at"),
        is_instant("updated_at", "ck_identity_link_updated_at"),
        is_json("evidence", "ck_identity_link_evidence"),
        is_json("linked_by", "ck_identity_link_linked_by"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_identity_link_environment"),
        sa.CheckConstraint(
            "rule IN ('FIRST', 'EXTERNAL_ID', 'REFERENCE', 'EMAIL', 'PHONE_AND_NAME', 'SUGGESTION', 'STAFF', 'UNLINKED')",
            name="ck_identity_link_rule",
        ),
        sa.CheckConstraint(
            "system IN ('RUTTER', 'COMMERCE_LAYER', 'VOUCHERIFY', 'BUSINESS')", name="ck_identity_link_system"
        ),
        sa.CheckConstraint("version >= 1", name="ck_identity_link_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_record_id"], ["source_record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_identity_link_customer_id_linked_at",
        "identity_link",
        ["customer_id", "environment", "linked_at", "id"],
    )
    op.create_index("uq_identity_link_record", "identity_link", ["source_record_id"], unique=True)
    op.create_table(
        "waiting_record",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("connection", columns.TEXT, nullable=False),
        sa.Column("kind", columns.TEXT, nullable=False),
        sa.Column("external_id", columns.TEXT, nullable=False),
        sa.Column("record_id", columns.TEXT, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["source_record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("environment", "system", "connection", "kind", "external_id", "record_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_waiting_record_record_id", "waiting_record", ["record_id"])
    op.add_column("customer", sa.Column("own_values", columns.Json(), nullable=True))
    promise("customer", is_json("own_values", "ck_customer_own_values"))
    op.add_column("customer_address", sa.Column("source_record_id", columns.TEXT, nullable=True))
    op.add_column("customer_address", sa.Column("own_columns", columns.Json(), nullable=True))
    promise("customer_address", is_json("own_columns", "ck_customer_address_own_columns"))
    drop_foreign_key("event_store", "customer_id", "event_store_customer_id_fkey")
    drop_foreign_key("idempotency_key", "customer_id", "idempotency_key_customer_id_fkey")
    op.add_column("loyalty_card", sa.Column("code_claim", columns.TEXT, nullable=True))
    op.drop_index(op.f("uq_loyalty_card_code"), table_name="loyalty_card")
    op.create_index("ix_loyalty_card_code", "loyalty_card", ["environment", "code"])
    op.create_index(
        "uq_loyalty_card_code_claim",
        "loyalty_card",
        ["environment", "code_claim"],
        unique=True,
        sqlite_where=sa.text("code_claim IS NOT NULL"),
        postgresql_where=sa.text("code_claim IS NOT NULL"),
    )
    op.add_column("source_record", sa.Column("owner_external_id", columns.TEXT, nullable=True))
    op.add_column("source_record", sa.Column("names", columns.TEXT, nullable=True))
    op.add_column("source_record", sa.Column("alias", columns.TEXT, nullable=True))
    op.create_index(
        "ix_source_record_alias",
        "source_record",
        ["environment", "alias"],
        sqlite_where=sa.text("alias IS NOT NULL"),
        postgresql_where=sa.text("alias IS NOT NULL"),
    )
    op.create_index(
        "ix_source_record_names",
        "source_record",
        ["environment", "names"],
        sqlite_where=sa.text("names IS NOT NULL"),
        postgresql_where=sa.text("names IS NOT NULL"),
    )
    for statement in {
        "sqlite": [
            ("DROP TRIGGER event_store_no_delete"),
            ("DROP TRIGGER event_store_no_update"),
            (
                "CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\n"
                "WHEN NOT EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)\n"
                "BEGIN\n"
                "    SELECT RAISE(ABORT, 'The event store is append-only.');\n"
                "END"
            ),
            (
                "CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\n"
                "WHEN NOT EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)\n"
                "BEGIN\n"
                "    SELECT RAISE(ABORT, 'The event store is append-only.');\n"
                "END"
            ),
        ],
        "postgresql": [
            ("DROP FUNCTION refuse_change_of_event() CASCADE"),
            (
                "CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                "BEGIN\n"
                "    IF TG_OP <> 'TRUNCATE' THEN\n"
                "        IF EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id) THEN\n"
                "            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;\n"
                "        END IF;\n"
                "    END IF;\n"
                "    RAISE EXCEPTION 'The event store is append-only.' USING ERRCODE = 'integrity_constraint_violation';\n"
                "END\n"
                "$$"
            ),
            (
                "CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\n"
                "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_event()"
            ),
            (
                "CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\n"
                "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_event()"
            ),
            (
                "CREATE TRIGGER event_store_no_truncate BEFORE TRUNCATE ON event_store\n"
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_event()"
            ),
        ],
    }[op.get_bind().dialect.name]:
        op.execute(statement)

    # By hand: what is here already is told by whom it is, as the import would have written it.
    op.execute("UPDATE loyalty_card SET code_claim = code WHERE code IS NOT NULL")
    is_customer = "kind IN ('customer', 'customers') AND external_id NOT LIKE 'erased:%'"
    op.execute(
        "INSERT INTO identity_link (id, environment, version, created_at, updated_at, system, connection, external_id,"
        " rule, score, linked_at, source_record_id, customer_id)"
        " SELECT 'lnk_' || substr(id, 5), environment, 1, created_at, updated_at, system, connection, external_id,"
        f" 'FIRST', 100, received_at, id, customer_id FROM source_record WHERE {is_customer} AND customer_id IS NOT NULL"
    )
    op.execute(
        "UPDATE source_record SET owner_external_id = (SELECT owner.external_id FROM source_record AS owner"
        " WHERE owner.customer_id = source_record.customer_id AND owner.environment = source_record.environment"
        " AND owner.system = source_record.system AND owner.connection = source_record.connection"
        " AND owner.kind IN ('customer', 'customers') ORDER BY owner.external_id LIMIT 1)"
        " WHERE customer_id IS NOT NULL"
    )
    for system, value in {
        "VOUCHERIFY": "'?/' || (payload ->> 'source_id')",
        "BUSINESS": "'?/' || (payload ->> 'customerId')",
        "COMMERCE_LAYER": "'ref/' || lower(payload -> 'attributes' ->> 'reference_origin') || '/'"
        " || (payload -> 'attributes' ->> 'reference')",
    }.items():
        op.execute(f"UPDATE source_record SET names = {value} WHERE system = '{system}' AND {is_customer}")
    op.execute(
        f"UPDATE source_record SET alias = payload ->> 'platform_id' WHERE system = 'RUTTER' AND {is_customer}"
    )
    op.execute(
        "UPDATE customer_address SET source_record_id = (SELECT min(id) FROM source_record"
        " WHERE customer_id = customer_address.customer_id AND system IN ('VOUCHERIFY', 'BUSINESS')"
        " AND kind = 'customer' HAVING count(*) = 1)"
        " WHERE is_primary AND NOT EXISTS (SELECT 1 FROM source_record WHERE resource_id = customer_address.id)"
    )
