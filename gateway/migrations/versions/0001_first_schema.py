"""First schema."""
# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from gateway import columns
from gateway.by_dialect import ByDialect
from gateway.migrations.conditions import is_boolean, is_date, is_instant, is_json

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("type", columns.TEXT, nullable=True),
        sa.Column("description", columns.TEXT, nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("expires_at", columns.Instant(), nullable=True),
        is_instant("created_at", "ck_campaign_created_at"),
        is_instant("expires_at", "ck_campaign_expires_at"),
        is_instant("starts_at", "ck_campaign_starts_at"),
        is_instant("updated_at", "ck_campaign_updated_at"),
        is_json("metadata", "ck_campaign_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_campaign_environment"),
        sa.CheckConstraint(
            "type IN ('DISCOUNT_COUPONS', 'REFERRAL_PROGRAM', 'GIFT_VOUCHERS', 'PROMOTION', 'LOYALTY_PROGRAM')",
            name="ck_campaign_type",
        ),
        sa.CheckConstraint("version >= 1", name="ck_campaign_version_rule"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_campaign_created_at", "campaign", ["environment", "created_at", "id"])
    op.create_index(
        "ix_campaign_expires_at",
        "campaign",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(expires_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(expires_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
    )
    op.create_index(
        "ix_campaign_name", "campaign", ["environment", sa.text("lower(coalesce(name, ''))"), "id"]
    )
    op.create_index(
        "ix_campaign_reference",
        "campaign",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_campaign_reference_origin",
        "campaign",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index(
        "ix_campaign_starts_at",
        "campaign",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(starts_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(starts_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
    )
    op.create_index("ix_campaign_type", "campaign", ["environment", sa.text("coalesce(type, '')"), "id"])
    op.create_index("ix_campaign_updated_at", "campaign", ["environment", "updated_at", "id"])
    op.create_table(
        "channel",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("type", columns.TEXT, nullable=True),
        sa.Column("identifier", columns.TEXT, nullable=True),
        sa.Column("recording_enabled", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("configuration", columns.Json(), nullable=True),
        is_boolean("recording_enabled", "ck_channel_recording_enabled"),
        is_instant("created_at", "ck_channel_created_at"),
        is_instant("updated_at", "ck_channel_updated_at"),
        is_json("configuration", "ck_channel_configuration"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_channel_environment"),
        sa.CheckConstraint(
            "type IN ('CALLS', 'SMS', 'WEB', 'MOBILE_APP', 'WHATSAPP', 'EMAIL')", name="ck_channel_type"
        ),
        sa.CheckConstraint("version >= 1", name="ck_channel_version_rule"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_channel_created_at", "channel", ["environment", "created_at", "id"])
    op.create_index(
        "ix_channel_identifier",
        "channel",
        ["environment", sa.text("lower(coalesce(identifier, ''))"), "id"],
        sqlite_where=sa.text("identifier IS NOT NULL"),
        postgresql_where=sa.text("identifier IS NOT NULL"),
    )
    op.create_index("ix_channel_name", "channel", ["environment", sa.text("lower(coalesce(name, ''))"), "id"])
    op.create_index("ix_channel_type", "channel", ["environment", sa.text("coalesce(type, '')"), "id"])
    op.create_index("ix_channel_updated_at", "channel", ["environment", "updated_at", "id"])
    op.create_table(
        "customer_group",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("code", columns.TEXT, nullable=True),
        sa.Column("description", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_customer_group_created_at"),
        is_instant("updated_at", "ck_customer_group_updated_at"),
        is_json("metadata", "ck_customer_group_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_group_environment"),
        sa.CheckConstraint("version >= 1", name="ck_customer_group_version_rule"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_group_code",
        "customer_group",
        ["environment", sa.text("lower(coalesce(code, ''))"), "id"],
    )
    op.create_index("ix_customer_group_created_at", "customer_group", ["environment", "created_at", "id"])
    op.create_index(
        "ix_customer_group_name",
        "customer_group",
        ["environment", sa.text("lower(coalesce(name, ''))"), "id"],
    )
    op.create_index(
        "ix_customer_group_reference",
        "customer_group",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_group_reference_origin",
        "customer_group",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index("ix_customer_group_updated_at", "customer_group", ["environment", "updated_at", "id"])
    op.create_table(
        "event_position",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("environment"),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO event_position (environment, position) VALUES ('LIVE', 0), ('TEST', 0)")
    op.create_table(
        "stock_location",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("code", columns.TEXT, nullable=True),
        sa.Column("label_format", columns.TEXT, nullable=True),
        sa.Column("suppress_etd", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        is_boolean("suppress_etd", "ck_stock_location_suppress_etd"),
        is_instant("created_at", "ck_stock_location_created_at"),
        is_instant("updated_at", "ck_stock_location_updated_at"),
        is_json("metadata", "ck_stock_location_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_stock_location_environment"),
        sa.CheckConstraint("version >= 1", name="ck_stock_location_version_rule"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_stock_location_code",
        "stock_location",
        ["environment", sa.text("lower(coalesce(code, ''))"), "id"],
    )
    op.create_index("ix_stock_location_created_at", "stock_location", ["environment", "created_at", "id"])
    op.create_index(
        "ix_stock_location_name",
        "stock_location",
        ["environment", sa.text("lower(coalesce(name, ''))"), "id"],
    )
    op.create_index(
        "ix_stock_location_number",
        "stock_location",
        ["environment", sa.text("coalesce(number, -9223372036854775808)"), "id"],
        sqlite_where=sa.text("number IS NOT NULL"),
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_location_reference",
        "stock_location",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_location_reference_origin",
        "stock_location",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index("ix_stock_location_updated_at", "stock_location", ["environment", "updated_at", "id"])
    op.create_table(
        "customer",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("email", columns.TEXT, nullable=True),
        sa.Column("email_normalized", columns.TEXT, nullable=True),
        sa.Column("first_name", columns.TEXT, nullable=True),
        sa.Column("last_name", columns.TEXT, nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("company", columns.TEXT, nullable=True),
        sa.Column("phone", columns.TEXT, nullable=True),
        sa.Column("phone_normalized", columns.TEXT, nullable=True),
        sa.Column("birthdate", columns.CalendarDate(), nullable=True),
        sa.Column("birthday", columns.CalendarDate(), nullable=True),
        sa.Column("timezone", columns.TEXT, nullable=True),
        sa.Column("preferred_language", columns.TEXT, nullable=False),
        sa.Column("preferred_contact_method", columns.TEXT, nullable=False),
        sa.Column("best_time_to_call", columns.TEXT, nullable=True),
        sa.Column("is_validated_names", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notes", columns.TEXT, nullable=True),
        sa.Column("description", columns.TEXT, nullable=True),
        sa.Column("tax_exemption_code", columns.TEXT, nullable=True),
        sa.Column("self_url", columns.TEXT, nullable=True),
        sa.Column("platform_id", columns.TEXT, nullable=True),
        sa.Column("platform_data", columns.Json(), nullable=True),
        sa.Column("external_customer_id", columns.TEXT, nullable=True),
        sa.Column("source_id", columns.TEXT, nullable=True),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("shopper_reference", columns.TEXT, nullable=True),
        sa.Column("profile_id", columns.TEXT, nullable=True),
        sa.Column("channel_id", columns.TEXT, nullable=True),
        sa.Column("password_hash", columns.TEXT, nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("total_orders_count", sa.Integer(), nullable=True),
        sa.Column("custom_fields", columns.Json(), nullable=True),
        sa.Column("system_metadata", columns.Json(), nullable=True),
        sa.Column("anonymization_status", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__requested_at", columns.Instant(), nullable=True),
        sa.Column("anonymization_info__started_at", columns.Instant(), nullable=True),
        sa.Column("anonymization_info__completed_at", columns.Instant(), nullable=True),
        sa.Column("anonymization_info__failed_at", columns.Instant(), nullable=True),
        sa.Column("anonymization_info__cancelled_at", columns.Instant(), nullable=True),
        sa.Column("anonymization_info__requester__id", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__requester__first_name", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__requester__last_name", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__requester__email", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__cancellation_requester__id", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__cancellation_requester__first_name", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__cancellation_requester__last_name", columns.TEXT, nullable=True),
        sa.Column("anonymization_info__cancellation_requester__email", columns.TEXT, nullable=True),
        sa.Column("customer_group_id", columns.TEXT, nullable=True),
        sa.Column("assets__cockpit_url", columns.TEXT, nullable=True),
        sa.Column("assets__preference_center_url", columns.TEXT, nullable=True),
        is_boolean("is_validated_names", "ck_customer_is_validated_names"),
        is_date("birthdate", "ck_customer_birthdate"),
        is_date("birthday", "ck_customer_birthday"),
        is_instant("anonymization_info__cancelled_at", "ck_customer_anonymization_info__cancelled_at"),
        is_instant("anonymization_info__completed_at", "ck_customer_anonymization_info__completed_at"),
        is_instant("anonymization_info__failed_at", "ck_customer_anonymization_info__failed_at"),
        is_instant("anonymization_info__requested_at", "ck_customer_anonymization_info__requested_at"),
        is_instant("anonymization_info__started_at", "ck_customer_anonymization_info__started_at"),
        is_instant("created_at", "ck_customer_created_at"),
        is_instant("updated_at", "ck_customer_updated_at"),
        is_json("custom_fields", "ck_customer_custom_fields"),
        is_json("metadata", "ck_customer_metadata"),
        is_json("platform_data", "ck_customer_platform_data"),
        is_json("system_metadata", "ck_customer_system_metadata"),
        sa.CheckConstraint(
            "anonymization_status IN ('REQUESTED', 'STARTED', 'COMPLETED', 'FAILED', 'CANCELLED')",
            name="ck_customer_anonymization_status",
        ),
        sa.CheckConstraint(
            "best_time_to_call IN ('MORNING', 'AFTERNOON', 'EVENING', 'ANYTIME')",
            name="ck_customer_best_time_to_call",
        ),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_environment"),
        sa.CheckConstraint(
            "preferred_contact_method IN ('EMAIL', 'PHONE', 'SMS')",
            name="ck_customer_preferred_contact_method",
        ),
        sa.CheckConstraint("status IN ('PROSPECT', 'ACQUIRED', 'REPEAT')", name="ck_customer_status"),
        sa.CheckConstraint(
            "length(shopper_reference) BETWEEN 3 AND 128", name="ck_customer_shopper_reference_rule"
        ),
        sa.CheckConstraint("total_orders_count >= 0", name="ck_customer_total_orders_count_rule"),
        sa.CheckConstraint("version >= 1", name="ck_customer_version_rule"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["customer_group_id"], ["customer_group.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_anonymization_status",
        "customer",
        ["environment", sa.text("coalesce(anonymization_status, '')"), "id"],
        sqlite_where=sa.text("anonymization_status IS NOT NULL"),
        postgresql_where=sa.text("anonymization_status IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_best_time_to_call",
        "customer",
        ["environment", sa.text("coalesce(best_time_to_call, '')"), "id"],
        sqlite_where=sa.text("best_time_to_call IS NOT NULL"),
        postgresql_where=sa.text("best_time_to_call IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_birthdate",
        "customer",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(birthdate, '0001-01-01')",
                postgresql="coalesce(birthdate, DATE '0001-01-01')",
            ),
            "id",
        ],
    )
    op.create_index(
        "ix_customer_channel_id_created_at", "customer", ["channel_id", "environment", "created_at", "id"]
    )
    op.create_index(
        "ix_customer_company", "customer", ["environment", sa.text("lower(coalesce(company, ''))"), "id"]
    )
    op.create_index("ix_customer_created_at", "customer", ["environment", "created_at", "id"])
    op.create_index(
        "ix_customer_customer_group_id_created_at",
        "customer",
        ["customer_group_id", "environment", "created_at", "id"],
    )
    op.create_index(
        "ix_customer_display_name",
        "customer",
        [
            "environment",
            sa.text(
                "lower(coalesce(coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), nullif(trim(name), ''), nullif(trim(company), ''), nullif(trim(email), '')), ''))"
            ),
            "id",
        ],
    )
    op.create_index(
        "ix_customer_email", "customer", ["environment", sa.text("lower(coalesce(email, ''))"), "id"]
    )
    op.create_index("ix_customer_email_normalized", "customer", ["environment", "email_normalized", "id"])
    op.create_index(
        "ix_customer_external_customer_id",
        "customer",
        ["environment", sa.text("lower(coalesce(external_customer_id, ''))"), "id"],
        sqlite_where=sa.text("external_customer_id IS NOT NULL"),
        postgresql_where=sa.text("external_customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_first_name",
        "customer",
        ["environment", sa.text("lower(coalesce(first_name, ''))"), "id"],
    )
    op.create_index(
        "ix_customer_last_name", "customer", ["environment", sa.text("lower(coalesce(last_name, ''))"), "id"]
    )
    op.create_index(
        "ix_customer_name",
        "customer",
        ["environment", sa.text("lower(coalesce(name, ''))"), "id"],
        sqlite_where=sa.text("name IS NOT NULL"),
        postgresql_where=sa.text("name IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_phone", "customer", ["environment", sa.text("lower(coalesce(phone, ''))"), "id"]
    )
    op.create_index("ix_customer_phone_normalized", "customer", ["environment", "phone_normalized", "id"])
    op.create_index(
        "ix_customer_phone_number",
        "customer",
        ["environment", sa.text("lower(coalesce(phone_normalized, ''))"), "id"],
        sqlite_where=sa.text("phone_normalized IS NOT NULL"),
        postgresql_where=sa.text("phone_normalized IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_platform_id",
        "customer",
        ["environment", sa.text("lower(coalesce(platform_id, ''))"), "id"],
        sqlite_where=sa.text("platform_id IS NOT NULL"),
        postgresql_where=sa.text("platform_id IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_preferred_contact_method", "customer", ["environment", "preferred_contact_method", "id"]
    )
    op.create_index(
        "ix_customer_preferred_language",
        "customer",
        ["environment", sa.text("lower(preferred_language)"), "id"],
    )
    op.create_index(
        "ix_customer_reference",
        "customer",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_reference_origin",
        "customer",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_source_id",
        "customer",
        ["environment", sa.text("lower(coalesce(source_id, ''))"), "id"],
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )
    op.create_index("ix_customer_status", "customer", ["environment", "status", "id"])
    op.create_index(
        "ix_customer_timezone",
        "customer",
        ["environment", sa.text("lower(coalesce(timezone, ''))"), "id"],
        sqlite_where=sa.text("timezone IS NOT NULL"),
        postgresql_where=sa.text("timezone IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_total_orders_count",
        "customer",
        ["environment", sa.text("coalesce(total_orders_count, -9223372036854775808)"), "id"],
    )
    op.create_index("ix_customer_updated_at", "customer", ["environment", "updated_at", "id"])
    op.create_table(
        "loyalty_tier",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("points_from", sa.Integer(), nullable=True),
        sa.Column("points_to", sa.Integer(), nullable=True),
        sa.Column("campaign_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_loyalty_tier_created_at"),
        is_instant("updated_at", "ck_loyalty_tier_updated_at"),
        is_json("metadata", "ck_loyalty_tier_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_loyalty_tier_environment"),
        sa.CheckConstraint("version >= 1", name="ck_loyalty_tier_version_rule"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_loyalty_tier_campaign_id_points_from",
        "loyalty_tier",
        ["campaign_id", "environment", sa.text("coalesce(points_from, -9223372036854775808)"), "id"],
    )
    op.create_table(
        "market",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("code", columns.TEXT, nullable=True),
        sa.Column("private", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checkout_url", columns.TEXT, nullable=True),
        sa.Column("disabled_at", columns.Instant(), nullable=True),
        sa.Column("customer_group_id", columns.TEXT, nullable=True),
        is_boolean("private", "ck_market_private"),
        is_instant("created_at", "ck_market_created_at"),
        is_instant("disabled_at", "ck_market_disabled_at"),
        is_instant("updated_at", "ck_market_updated_at"),
        is_json("metadata", "ck_market_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_market_environment"),
        sa.CheckConstraint("version >= 1", name="ck_market_version_rule"),
        sa.ForeignKeyConstraint(["customer_group_id"], ["customer_group.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_market_code", "market", ["environment", sa.text("lower(coalesce(code, ''))"), "id"])
    op.create_index("ix_market_created_at", "market", ["environment", "created_at", "id"])
    op.create_index("ix_market_customer_group_id", "market", ["customer_group_id"])
    op.create_index(
        "ix_market_disabled_at",
        "market",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(disabled_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(disabled_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
        sqlite_where=sa.text("disabled_at IS NOT NULL"),
        postgresql_where=sa.text("disabled_at IS NOT NULL"),
    )
    op.create_index("ix_market_name", "market", ["environment", sa.text("lower(coalesce(name, ''))"), "id"])
    op.create_index(
        "ix_market_number",
        "market",
        ["environment", sa.text("coalesce(number, -9223372036854775808)"), "id"],
        sqlite_where=sa.text("number IS NOT NULL"),
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_market_reference",
        "market",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_market_reference_origin",
        "market",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index("ix_market_updated_at", "market", ["environment", "updated_at", "id"])
    op.create_table(
        "appointment",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("customer_name", columns.TEXT, nullable=True),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("total_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deposit_paid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cancel_reason", columns.TEXT, nullable=True),
        sa.Column("service_id", columns.TEXT, nullable=True),
        sa.Column("location_id", columns.TEXT, nullable=True),
        sa.Column("provider_id", columns.TEXT, nullable=True),
        sa.Column("calendar_provider", columns.TEXT, nullable=True),
        sa.Column("calendar_id", columns.TEXT, nullable=True),
        sa.Column("calendar_event_id", columns.TEXT, nullable=True),
        sa.Column("channel_id", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_appointment_created_at"),
        is_instant("ends_at", "ck_appointment_ends_at"),
        is_instant("starts_at", "ck_appointment_starts_at"),
        is_instant("updated_at", "ck_appointment_updated_at"),
        is_json("metadata", "ck_appointment_metadata"),
        sa.CheckConstraint(
            "calendar_provider IN ('GOOGLE', 'OUTLOOK', 'CALENDLY')", name="ck_appointment_calendar_provider"
        ),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_appointment_environment"),
        sa.CheckConstraint(
            "status IN ('PENDING', 'CONFIRMED', 'SEATED', 'CHECKED_IN', 'COMPLETED', 'CANCELLED', 'NO_SHOW')",
            name="ck_appointment_status",
        ),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_appointment_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_appointment_version_rule"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_appointment_channel_id", "appointment", ["channel_id"])
    op.create_index(
        "ix_appointment_customer_id_starts_at",
        "appointment",
        ["customer_id", "environment", "starts_at", "id"],
    )
    op.create_table(
        "attachment",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("description", columns.TEXT, nullable=True),
        sa.Column("url", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_attachment_created_at"),
        is_instant("updated_at", "ck_attachment_updated_at"),
        is_json("metadata", "ck_attachment_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_attachment_environment"),
        sa.CheckConstraint("version >= 1", name="ck_attachment_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_attachment_customer_id_created_at",
        "attachment",
        ["customer_id", "environment", "created_at", "id"],
    )
    op.create_table(
        "customer_address",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("line1", columns.TEXT, nullable=True),
        sa.Column("line2", columns.TEXT, nullable=True),
        sa.Column("city", columns.TEXT, nullable=True),
        sa.Column("region", columns.TEXT, nullable=True),
        sa.Column("postal_code", columns.TEXT, nullable=True),
        sa.Column("country", columns.TEXT, nullable=True),
        sa.Column("country_code", columns.TEXT, nullable=True),
        sa.Column("first_name", columns.TEXT, nullable=True),
        sa.Column("last_name", columns.TEXT, nullable=True),
        sa.Column("company", columns.TEXT, nullable=True),
        sa.Column("phone", columns.TEXT, nullable=True),
        sa.Column("email", columns.TEXT, nullable=True),
        sa.Column("business", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notes", columns.TEXT, nullable=True),
        sa.Column("billing_info", columns.TEXT, nullable=True),
        sa.Column("lat", columns.TEXT, nullable=True),
        sa.Column("lng", columns.TEXT, nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("is_primary", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_boolean("business", "ck_customer_address_business"),
        is_boolean("is_primary", "ck_customer_address_is_primary"),
        is_instant("created_at", "ck_customer_address_created_at"),
        is_instant("updated_at", "ck_customer_address_updated_at"),
        is_json("metadata", "ck_customer_address_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_address_environment"),
        sa.CheckConstraint(
            "length(country_code) = 2 AND country_code = upper(country_code)",
            name="ck_customer_address_country_code",
        ),
        sa.CheckConstraint("version >= 1", name="ck_customer_address_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_address_customer_id_created_at",
        "customer_address",
        ["customer_id", "environment", "created_at", "id"],
    )
    op.create_index(
        "uq_customer_address_primary",
        "customer_address",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_primary = 1"),
        postgresql_where=sa.text("is_primary"),
    )
    op.create_table(
        "customer_loyalty",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("referred_customers", sa.Integer(), nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_loyalty_created_at"),
        is_instant("updated_at", "ck_customer_loyalty_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_loyalty_environment"),
        sa.CheckConstraint("version >= 1", name="ck_customer_loyalty_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "customer_payment_source",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("processor", columns.TEXT, nullable=True),
        sa.Column("customer_token", columns.TEXT, nullable=True),
        sa.Column("payment_source_token", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_payment_source_created_at"),
        is_instant("updated_at", "ck_customer_payment_source_updated_at"),
        is_json("metadata", "ck_customer_payment_source_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_payment_source_environment"),
        sa.CheckConstraint(
            "processor IN ('ADYEN', 'AXERVE', 'BRAINTREE', 'CHECKOUT_COM', 'EXTERNAL', 'KLARNA', 'PAYPAL', 'SATISPAY', 'STRIPE', 'WIRE_TRANSFER', 'OTHER')",
            name="ck_customer_payment_source_processor",
        ),
        sa.CheckConstraint("version >= 1", name="ck_customer_payment_source_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_payment_source_customer_id_created_at",
        "customer_payment_source",
        ["customer_id", "environment", "created_at", "id"],
    )
    op.create_table(
        "customer_referrals",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_referrals_created_at"),
        is_instant("updated_at", "ck_customer_referrals_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_referrals_environment"),
        sa.CheckConstraint("version >= 1", name="ck_customer_referrals_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "customer_search_term",
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("term", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_search_term_environment"),
        sa.CheckConstraint("length(term) BETWEEN 1 AND 64", name="ck_customer_search_term_term"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("environment", "term", "customer_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_search_term_customer_id", "customer_search_term", ["customer_id"])
    op.create_table(
        "customer_subscription",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_subscription_created_at"),
        is_instant("updated_at", "ck_customer_subscription_updated_at"),
        is_json("metadata", "ck_customer_subscription_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_subscription_environment"),
        sa.CheckConstraint("version >= 1", name="ck_customer_subscription_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_subscription_customer_id_created_at",
        "customer_subscription",
        ["customer_id", "environment", "created_at", "id"],
    )
    op.create_table(
        "customer_summary",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("redemptions__total_redeemed", sa.Integer(), nullable=False),
        sa.Column("redemptions__total_failed", sa.Integer(), nullable=False),
        sa.Column("redemptions__total_succeeded", sa.Integer(), nullable=False),
        sa.Column("redemptions__total_rolled_back", sa.Integer(), nullable=False),
        sa.Column("redemptions__total_rollback_failed", sa.Integer(), nullable=False),
        sa.Column("redemptions__total_rollback_succeeded", sa.Integer(), nullable=False),
        sa.Column(
            "redemptions__gift__redeemed_amount",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "redemptions__gift__amount_to_go",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("redemptions__loyalty_card__redeemed_points", sa.Integer(), nullable=False),
        sa.Column("redemptions__loyalty_card__points_to_go", sa.Integer(), nullable=False),
        sa.Column(
            "orders__total_amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("orders__total_count", sa.Integer(), nullable=False),
        sa.Column(
            "orders__average_amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "orders__last_order_amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("orders__last_order_date", columns.Instant(), nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_summary_created_at"),
        is_instant("orders__last_order_date", "ck_customer_summary_orders__last_order_date"),
        is_instant("updated_at", "ck_customer_summary_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_summary_environment"),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_customer_summary_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_customer_summary_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "customer_tag",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("name", columns.TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_customer_tag_created_at"),
        is_instant("updated_at", "ck_customer_tag_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_tag_environment"),
        sa.CheckConstraint("version >= 1", name="ck_customer_tag_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("customer_id", "name", name="uq_customer_tag_name"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_customer_tag_customer_id_position",
        "customer_tag",
        ["customer_id", "environment", "position", "id"],
    )
    op.create_table(
        "event_store",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", columns.TEXT, nullable=False),
        sa.Column("event", columns.TEXT, nullable=False),
        sa.Column("resource_type", columns.TEXT, nullable=False),
        sa.Column("resource_id", columns.TEXT, nullable=False),
        sa.Column("entity_version", sa.Integer(), nullable=True),
        sa.Column("changes", columns.Json(), nullable=True),
        sa.Column("payload", columns.Json(), nullable=True),
        sa.Column("who", columns.Json(), nullable=True),
        sa.Column("request_id", columns.TEXT, nullable=True),
        sa.Column("idempotency_key", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.Column(
            "event_id", columns.TEXT, sa.Computed("'evt_' || substr(id, 5)", persisted=True), nullable=True
        ),
        is_instant("created_at", "ck_event_store_created_at"),
        is_instant("updated_at", "ck_event_store_updated_at"),
        is_json("changes", "ck_event_store_changes"),
        is_json("payload", "ck_event_store_payload"),
        is_json("who", "ck_event_store_who"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_event_store_environment"),
        sa.CheckConstraint("version >= 1", name="ck_event_store_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("environment", "position", name="uq_event_store_position"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_event_store_customer_id_event",
        "event_store",
        ["customer_id", "environment", "created_at", "event_id"],
    )
    op.create_index(
        "ix_event_store_customer_id_position", "event_store", ["customer_id", "environment", "position", "id"]
    )
    op.create_index("ix_event_store_event_id", "event_store", ["event_id"], unique=True)
    op.create_index("ix_event_store_resource", "event_store", ["resource_id", "position"])
    op.create_table(
        "order",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("number", columns.TEXT, nullable=True),
        sa.Column("system", columns.TEXT, nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("payment_status", columns.TEXT, nullable=False),
        sa.Column("fulfillment_status", columns.TEXT, nullable=False),
        sa.Column("placed_at", columns.Instant(), nullable=True),
        sa.Column("approved_at", columns.Instant(), nullable=True),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("subtotal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shipping", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("discount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tax", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tip", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gift_card", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("adjustment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tax_included", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("guest", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("language_code", columns.TEXT, nullable=True),
        sa.Column("country_code", columns.TEXT, nullable=True),
        sa.Column("coupon_code", columns.TEXT, nullable=True),
        sa.Column("expected_delivery_at", columns.Instant(), nullable=True),
        sa.Column("delivered_at", columns.Instant(), nullable=True),
        sa.Column("tracking_number", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.Column("market_id", columns.TEXT, nullable=True),
        sa.Column("channel_id", columns.TEXT, nullable=True),
        is_boolean("guest", "ck_order_guest"),
        is_boolean("tax_included", "ck_order_tax_included"),
        is_instant("approved_at", "ck_order_approved_at"),
        is_instant("cancelled_at", "ck_order_cancelled_at"),
        is_instant("created_at", "ck_order_created_at"),
        is_instant("delivered_at", "ck_order_delivered_at"),
        is_instant("expected_delivery_at", "ck_order_expected_delivery_at"),
        is_instant("placed_at", "ck_order_placed_at"),
        is_instant("updated_at", "ck_order_updated_at"),
        is_json("metadata", "ck_order_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_order_environment"),
        sa.CheckConstraint(
            "fulfillment_status IN ('UNFULFILLED', 'IN_PROGRESS', 'PARTIALLY_FULFILLED', 'FULFILLED', 'NOT_REQUIRED', 'UNKNOWN')",
            name="ck_order_fulfillment_status",
        ),
        sa.CheckConstraint(
            "payment_status IN ('UNPAID', 'PENDING', 'AUTHORIZED', 'PARTIALLY_AUTHORIZED', 'PAID', 'PARTIALLY_PAID', 'VOIDED', 'PARTIALLY_VOIDED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'FREE', 'FAILED', 'UNKNOWN')",
            name="ck_order_payment_status",
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'PENDING', 'EDITING', 'PLACING', 'PLACED', 'APPROVED', 'CONFIRMED', 'PREPARING', 'READY', 'OUT_FOR_DELIVERY', 'COMPLETED', 'CANCELLED', 'RETURNED', 'ARCHIVED', 'UNKNOWN')",
            name="ck_order_status",
        ),
        sa.CheckConstraint(
            "system IN ('RUTTER', 'COMMERCE_LAYER', 'VOUCHERIFY', 'BUSINESS')", name="ck_order_system"
        ),
        sa.CheckConstraint("discount <= 0", name="ck_order_discount_rule"),
        sa.CheckConstraint("gift_card <= 0", name="ck_order_gift_card_rule"),
        sa.CheckConstraint(
            "length(country_code) = 2 AND country_code = upper(country_code)", name="ck_order_country_code"
        ),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="ck_order_currency"),
        sa.CheckConstraint("version >= 1", name="ck_order_version_rule"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_order_approved_at",
        "order",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(approved_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(approved_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
        sqlite_where=sa.text("approved_at IS NOT NULL"),
        postgresql_where=sa.text("approved_at IS NOT NULL"),
    )
    op.create_index(
        "ix_order_cancelled_at",
        "order",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(cancelled_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(cancelled_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
        sqlite_where=sa.text("cancelled_at IS NOT NULL"),
        postgresql_where=sa.text("cancelled_at IS NOT NULL"),
    )
    op.create_index("ix_order_channel_id", "order", ["channel_id"])
    op.create_index(
        "ix_order_country_code",
        "order",
        ["environment", sa.text("lower(coalesce(country_code, ''))"), "id"],
        sqlite_where=sa.text("country_code IS NOT NULL"),
        postgresql_where=sa.text("country_code IS NOT NULL"),
    )
    op.create_index(
        "ix_order_coupon_code",
        "order",
        ["environment", sa.text("lower(coalesce(coupon_code, ''))"), "id"],
        sqlite_where=sa.text("coupon_code IS NOT NULL"),
        postgresql_where=sa.text("coupon_code IS NOT NULL"),
    )
    op.create_index("ix_order_created_at", "order", ["environment", "created_at", "id"])
    op.create_index("ix_order_currency", "order", ["environment", sa.text("lower(currency)"), "id"])
    op.create_index(
        "ix_order_customer_email",
        "order",
        ["environment", sa.text("lower(coalesce(customer_email, ''))"), "id"],
    )
    op.create_index(
        "ix_order_customer_id_placed_at",
        "order",
        [
            "customer_id",
            "environment",
            ByDialect(
                sqlite="coalesce(placed_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
    )
    op.create_index("ix_order_fulfillment_status", "order", ["environment", "fulfillment_status", "id"])
    op.create_index(
        "ix_order_language_code",
        "order",
        ["environment", sa.text("lower(coalesce(language_code, ''))"), "id"],
        sqlite_where=sa.text("language_code IS NOT NULL"),
        postgresql_where=sa.text("language_code IS NOT NULL"),
    )
    op.create_index("ix_order_market_id", "order", ["market_id"])
    op.create_index("ix_order_number", "order", ["environment", sa.text("lower(coalesce(number, ''))"), "id"])
    op.create_index("ix_order_payment_status", "order", ["environment", "payment_status", "id"])
    op.create_index(
        "ix_order_placed_at",
        "order",
        [
            "environment",
            ByDialect(
                sqlite="coalesce(placed_at, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(placed_at, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
    )
    op.create_index(
        "ix_order_reference",
        "order",
        ["environment", sa.text("lower(coalesce(reference, ''))"), "id"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_order_reference_origin",
        "order",
        ["environment", sa.text("lower(coalesce(reference_origin, ''))"), "id"],
        sqlite_where=sa.text("reference_origin IS NOT NULL"),
        postgresql_where=sa.text("reference_origin IS NOT NULL"),
    )
    op.create_index("ix_order_status", "order", ["environment", "status", "id"])
    op.create_index("ix_order_system", "order", ["environment", sa.text("coalesce(system, '')"), "id"])
    op.create_index("ix_order_total", "order", ["environment", "total", "id"])
    op.create_index(
        "ix_order_tracking_number",
        "order",
        ["environment", sa.text("lower(coalesce(tracking_number, ''))"), "id"],
        sqlite_where=sa.text("tracking_number IS NOT NULL"),
        postgresql_where=sa.text("tracking_number IS NOT NULL"),
    )
    op.create_index("ix_order_updated_at", "order", ["environment", "updated_at", "id"])
    op.create_table(
        "reservation",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("customer_name", columns.TEXT, nullable=True),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("total_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deposit_paid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cancel_reason", columns.TEXT, nullable=True),
        sa.Column("type", columns.TEXT, nullable=False),
        sa.Column("resource_id", columns.TEXT, nullable=True),
        sa.Column(
            "is_resource_reservation", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("persons_number", sa.Integer(), nullable=True),
        sa.Column("special_requests", columns.TEXT, nullable=True),
        sa.Column("notes", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_boolean("is_resource_reservation", "ck_reservation_is_resource_reservation"),
        is_instant("created_at", "ck_reservation_created_at"),
        is_instant("ends_at", "ck_reservation_ends_at"),
        is_instant("starts_at", "ck_reservation_starts_at"),
        is_instant("updated_at", "ck_reservation_updated_at"),
        is_json("metadata", "ck_reservation_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_reservation_environment"),
        sa.CheckConstraint(
            "status IN ('PENDING', 'CONFIRMED', 'SEATED', 'CHECKED_IN', 'COMPLETED', 'CANCELLED', 'NO_SHOW')",
            name="ck_reservation_status",
        ),
        sa.CheckConstraint("type IN ('TABLE', 'ROOM', 'RENTALS', 'RESOURCE')", name="ck_reservation_type"),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_reservation_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_reservation_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_reservation_customer_id_starts_at",
        "reservation",
        ["customer_id", "environment", "starts_at", "id"],
    )
    op.create_table(
        "sku_list",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("slug", columns.TEXT, nullable=True),
        sa.Column("description", columns.TEXT, nullable=True),
        sa.Column("image_url", columns.TEXT, nullable=True),
        sa.Column("manual", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku_code_regex", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_boolean("manual", "ck_sku_list_manual"),
        is_instant("created_at", "ck_sku_list_created_at"),
        is_instant("updated_at", "ck_sku_list_updated_at"),
        is_json("metadata", "ck_sku_list_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_sku_list_environment"),
        sa.CheckConstraint("version >= 1", name="ck_sku_list_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_sku_list_customer_id_created_at", "sku_list", ["customer_id", "environment", "created_at", "id"]
    )
    op.create_table(
        "source_record",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("system", columns.TEXT, nullable=False),
        sa.Column("connection", columns.TEXT, nullable=False),
        sa.Column("kind", columns.TEXT, nullable=False),
        sa.Column("external_id", columns.TEXT, nullable=False),
        sa.Column("payload", columns.Json(), nullable=False),
        sa.Column("content_hash", columns.TEXT, nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("source_updated_at", columns.Instant(), nullable=True),
        sa.Column("resource_id", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_source_record_created_at"),
        is_instant("received_at", "ck_source_record_received_at"),
        is_instant("source_updated_at", "ck_source_record_source_updated_at"),
        is_instant("updated_at", "ck_source_record_updated_at"),
        is_json("payload", "ck_source_record_payload"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_source_record_environment"),
        sa.CheckConstraint(
            "system IN ('RUTTER', 'COMMERCE_LAYER', 'VOUCHERIFY', 'BUSINESS')", name="ck_source_record_system"
        ),
        sa.CheckConstraint("version >= 1", name="ck_source_record_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "environment", "system", "connection", "kind", "external_id", name="uq_source_record_external_id"
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_source_record_customer_id_system_kind_external_id",
        "source_record",
        ["customer_id", "environment", "system", sa.text("lower(kind)"), sa.text("lower(external_id)"), "id"],
    )
    op.create_index("ix_source_record_external_id", "source_record", ["environment", "external_id", "system"])
    op.create_index("ix_source_record_resource", "source_record", ["resource_id"])
    op.create_table(
        "loyalty_campaign_standing",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("campaign", columns.TEXT, nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("loyalty_tier", columns.TEXT, nullable=True),
        sa.Column("referred_customers", sa.Integer(), nullable=True),
        sa.Column("tier_id", columns.TEXT, nullable=True),
        sa.Column("loyalty_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_loyalty_campaign_standing_created_at"),
        is_instant("updated_at", "ck_loyalty_campaign_standing_updated_at"),
        sa.CheckConstraint(
            "environment IN ('TEST', 'LIVE')", name="ck_loyalty_campaign_standing_environment"
        ),
        sa.CheckConstraint("version >= 1", name="ck_loyalty_campaign_standing_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loyalty_id"], ["customer_loyalty.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tier_id"], ["loyalty_tier.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_loyalty_campaign_standing_customer_id", "loyalty_campaign_standing", ["customer_id"])
    op.create_index(
        "ix_loyalty_campaign_standing_loyalty_id_campaign",
        "loyalty_campaign_standing",
        ["loyalty_id", "environment", sa.text("lower(campaign)"), "id"],
    )
    op.create_index("ix_loyalty_campaign_standing_tier_id", "loyalty_campaign_standing", ["tier_id"])
    op.create_table(
        "loyalty_card",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("code", columns.TEXT, nullable=True),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("expired_points", sa.Integer(), nullable=False),
        sa.Column("subtracted_points", sa.Integer(), nullable=False),
        sa.Column("redeemed_points", sa.Integer(), nullable=False),
        sa.Column("pending_points", sa.Integer(), nullable=False),
        sa.Column("next_expiration_date", columns.CalendarDate(), nullable=True),
        sa.Column("next_expiration_points", sa.Integer(), nullable=True),
        sa.Column("campaign_id", columns.TEXT, nullable=True),
        sa.Column("tier_id", columns.TEXT, nullable=True),
        sa.Column("loyalty_id", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_date("next_expiration_date", "ck_loyalty_card_next_expiration_date"),
        is_instant("created_at", "ck_loyalty_card_created_at"),
        is_instant("updated_at", "ck_loyalty_card_updated_at"),
        is_json("metadata", "ck_loyalty_card_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_loyalty_card_environment"),
        sa.CheckConstraint(
            "balance >= 0 AND balance = points - expired_points - subtracted_points - redeemed_points",
            name="ck_loyalty_card_balance",
        ),
        sa.CheckConstraint("version >= 1", name="ck_loyalty_card_version_rule"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loyalty_id"], ["customer_loyalty.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tier_id"], ["loyalty_tier.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_loyalty_card_campaign_id", "loyalty_card", ["campaign_id"])
    op.create_index("ix_loyalty_card_customer_id", "loyalty_card", ["customer_id"])
    op.create_index(
        "ix_loyalty_card_loyalty_id_created_at",
        "loyalty_card",
        ["loyalty_id", "environment", "created_at", "id"],
    )
    op.create_index("ix_loyalty_card_tier_id", "loyalty_card", ["tier_id"])
    op.create_table(
        "order_address",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("line1", columns.TEXT, nullable=True),
        sa.Column("line2", columns.TEXT, nullable=True),
        sa.Column("city", columns.TEXT, nullable=True),
        sa.Column("region", columns.TEXT, nullable=True),
        sa.Column("postal_code", columns.TEXT, nullable=True),
        sa.Column("country", columns.TEXT, nullable=True),
        sa.Column("country_code", columns.TEXT, nullable=True),
        sa.Column("first_name", columns.TEXT, nullable=True),
        sa.Column("last_name", columns.TEXT, nullable=True),
        sa.Column("company", columns.TEXT, nullable=True),
        sa.Column("phone", columns.TEXT, nullable=True),
        sa.Column("email", columns.TEXT, nullable=True),
        sa.Column("business", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notes", columns.TEXT, nullable=True),
        sa.Column("billing_info", columns.TEXT, nullable=True),
        sa.Column("lat", columns.TEXT, nullable=True),
        sa.Column("lng", columns.TEXT, nullable=True),
        sa.Column("kind", columns.TEXT, nullable=False),
        sa.Column("order_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_boolean("business", "ck_order_address_business"),
        is_instant("created_at", "ck_order_address_created_at"),
        is_instant("updated_at", "ck_order_address_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_order_address_environment"),
        sa.CheckConstraint("kind IN ('SHIPPING', 'BILLING')", name="ck_order_address_kind"),
        sa.CheckConstraint(
            "length(country_code) = 2 AND country_code = upper(country_code)",
            name="ck_order_address_country_code",
        ),
        sa.CheckConstraint("version >= 1", name="ck_order_address_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "kind", name="uq_order_address_kind"),
        sqlite_strict=True,
    )
    op.create_index("ix_order_address_customer_id", "order_address", ["customer_id"])
    op.create_table(
        "order_line",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", columns.TEXT, nullable=True),
        sa.Column("bundle_code", columns.TEXT, nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("item_type", columns.TEXT, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("unit_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("discount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tax", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("image_url", columns.TEXT, nullable=True),
        sa.Column("order_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_order_line_created_at"),
        is_instant("updated_at", "ck_order_line_updated_at"),
        is_json("metadata", "ck_order_line_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_order_line_environment"),
        sa.CheckConstraint("discount <= 0", name="ck_order_line_discount_rule"),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_order_line_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_order_line_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_order_line_customer_id", "order_line", ["customer_id"])
    op.create_index(
        "ix_order_line_order_id_position", "order_line", ["order_id", "environment", "position", "id"]
    )
    op.create_table(
        "order_subscription",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("number", columns.TEXT, nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("frequency", columns.TEXT, nullable=True),
        sa.Column(
            "activate_by_source_order", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place_target_order", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("renewal_alert_period", sa.Integer(), nullable=True),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("expires_at", columns.Instant(), nullable=True),
        sa.Column("last_run_at", columns.Instant(), nullable=True),
        sa.Column("next_run_at", columns.Instant(), nullable=True),
        sa.Column("occurrencies", sa.Integer(), nullable=True),
        sa.Column("errors_count", sa.Integer(), nullable=True),
        sa.Column("succeeded_on_last_run", sa.Boolean().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("options", columns.Json(), nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.Column("market_id", columns.TEXT, nullable=True),
        sa.Column("source_order_id", columns.TEXT, nullable=True),
        sa.Column("payment_source_id", columns.TEXT, nullable=True),
        is_boolean("activate_by_source_order", "ck_order_subscription_activate_by_source_order"),
        is_boolean("place_target_order", "ck_order_subscription_place_target_order"),
        is_boolean("succeeded_on_last_run", "ck_order_subscription_succeeded_on_last_run"),
        is_instant("created_at", "ck_order_subscription_created_at"),
        is_instant("expires_at", "ck_order_subscription_expires_at"),
        is_instant("last_run_at", "ck_order_subscription_last_run_at"),
        is_instant("next_run_at", "ck_order_subscription_next_run_at"),
        is_instant("starts_at", "ck_order_subscription_starts_at"),
        is_instant("updated_at", "ck_order_subscription_updated_at"),
        is_json("metadata", "ck_order_subscription_metadata"),
        is_json("options", "ck_order_subscription_options"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_order_subscription_environment"),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'INACTIVE', 'ACTIVE', 'RUNNING', 'CANCELLED')",
            name="ck_order_subscription_status",
        ),
        sa.CheckConstraint("version >= 1", name="ck_order_subscription_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["payment_source_id"], ["customer_payment_source.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_order_id"], ["order.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_order_subscription_customer_id_created_at",
        "order_subscription",
        ["customer_id", "environment", "created_at", "id"],
    )
    op.create_index("ix_order_subscription_market_id", "order_subscription", ["market_id"])
    op.create_index("ix_order_subscription_payment_source_id", "order_subscription", ["payment_source_id"])
    op.create_index("ix_order_subscription_source_order_id", "order_subscription", ["source_order_id"])
    op.create_table(
        "referral",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("campaign_id", columns.TEXT, nullable=True),
        sa.Column("referrer_id", columns.TEXT, nullable=True),
        sa.Column("related_object_id", columns.TEXT, nullable=True),
        sa.Column("related_object_type", columns.TEXT, nullable=True),
        sa.Column("date", columns.Instant(), nullable=True),
        sa.Column("referrer_customer_id", columns.TEXT, nullable=True),
        sa.Column("referrals_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_referral_created_at"),
        is_instant("date", "ck_referral_date"),
        is_instant("updated_at", "ck_referral_updated_at"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_referral_environment"),
        sa.CheckConstraint("version >= 1", name="ck_referral_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["referrals_id"], ["customer_referrals.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["referrer_customer_id"], ["customer.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_referral_customer_id", "referral", ["customer_id"])
    op.create_index(
        "ix_referral_referrals_id_date",
        "referral",
        [
            "referrals_id",
            "environment",
            ByDialect(
                sqlite="coalesce(date, '0001-01-01T00:00:00.000Z')",
                postgresql="coalesce(date, TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00')",
            ),
            "id",
        ],
    )
    op.create_index("ix_referral_referrer_customer_id", "referral", ["referrer_customer_id"])
    op.create_table(
        "return",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("number", columns.TEXT, nullable=True),
        sa.Column("status", columns.TEXT, nullable=False),
        sa.Column("customer_email", columns.TEXT, nullable=True),
        sa.Column("skus_count", sa.Integer(), nullable=True),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("estimated_refund", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", columns.Instant(), nullable=True),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column("shipped_at", columns.Instant(), nullable=True),
        sa.Column("rejected_at", columns.Instant(), nullable=True),
        sa.Column("received_at", columns.Instant(), nullable=True),
        sa.Column("refunded_at", columns.Instant(), nullable=True),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        sa.Column("order_id", columns.TEXT, nullable=True),
        sa.Column("stock_location_id", columns.TEXT, nullable=True),
        is_instant("approved_at", "ck_return_approved_at"),
        is_instant("archived_at", "ck_return_archived_at"),
        is_instant("cancelled_at", "ck_return_cancelled_at"),
        is_instant("created_at", "ck_return_created_at"),
        is_instant("received_at", "ck_return_received_at"),
        is_instant("refunded_at", "ck_return_refunded_at"),
        is_instant("rejected_at", "ck_return_rejected_at"),
        is_instant("shipped_at", "ck_return_shipped_at"),
        is_instant("updated_at", "ck_return_updated_at"),
        is_json("metadata", "ck_return_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_return_environment"),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'REQUESTED', 'APPROVED', 'CANCELLED', 'SHIPPED', 'REJECTED', 'RECEIVED', 'REFUNDED')",
            name="ck_return_status",
        ),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="ck_return_currency"),
        sa.CheckConstraint("version >= 1", name="ck_return_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order.id"],
        ),
        sa.ForeignKeyConstraint(["stock_location_id"], ["stock_location.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_return_customer_id_created_at", "return", ["customer_id", "environment", "created_at", "id"]
    )
    op.create_index(
        "ix_return_order_id_created_at", "return", ["order_id", "environment", "created_at", "id"]
    )
    op.create_index("ix_return_stock_location_id", "return", ["stock_location_id"])
    op.create_table(
        "sku_list_item",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("sku", columns.TEXT, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("sku_list_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_sku_list_item_created_at"),
        is_instant("updated_at", "ck_sku_list_item_updated_at"),
        is_json("metadata", "ck_sku_list_item_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_sku_list_item_environment"),
        sa.CheckConstraint("version >= 1", name="ck_sku_list_item_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sku_list_id"], ["sku_list.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_sku_list_item_customer_id", "sku_list_item", ["customer_id"])
    op.create_index(
        "ix_sku_list_item_sku_list_id_position",
        "sku_list_item",
        ["sku_list_id", "environment", sa.text("coalesce(position, -9223372036854775808)"), "id"],
    )
    op.create_table(
        "loyalty_transaction",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("type", columns.TEXT, nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("source_id", columns.TEXT, nullable=True),
        sa.Column("reason", columns.TEXT, nullable=True),
        sa.Column("source", columns.TEXT, nullable=True),
        sa.Column("related_transaction_id", columns.TEXT, nullable=True),
        sa.Column("details", columns.Json(), nullable=True),
        sa.Column("loyalty_card_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=False),
        is_instant("created_at", "ck_loyalty_transaction_created_at"),
        is_instant("updated_at", "ck_loyalty_transaction_updated_at"),
        is_json("details", "ck_loyalty_transaction_details"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_loyalty_transaction_environment"),
        sa.CheckConstraint(
            "type IN ('POINTS_ACCRUAL', 'POINTS_REDEMPTION', 'POINTS_REFUND', 'POINTS_ADDITION', 'POINTS_REMOVAL', 'POINTS_EXPIRATION', 'POINTS_TRANSFER_IN', 'POINTS_TRANSFER_OUT', 'PENDING_POINTS_ACTIVATION')",
            name="ck_loyalty_transaction_type",
        ),
        sa.CheckConstraint("version >= 1", name="ck_loyalty_transaction_version_rule"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loyalty_card_id"], ["loyalty_card.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_loyalty_transaction_customer_id", "loyalty_transaction", ["customer_id"])
    op.create_index(
        "ix_loyalty_transaction_loyalty_card_id_created_at",
        "loyalty_transaction",
        ["loyalty_card_id", "environment", "created_at", "id"],
    )
    op.create_table(
        "order_subscription_item",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", columns.TEXT, nullable=True),
        sa.Column("bundle_code", columns.TEXT, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("unit_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("order_subscription_id", columns.TEXT, nullable=False),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_order_subscription_item_created_at"),
        is_instant("updated_at", "ck_order_subscription_item_updated_at"),
        is_json("metadata", "ck_order_subscription_item_metadata"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_order_subscription_item_environment"),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_order_subscription_item_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_order_subscription_item_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["order_subscription_id"], ["order_subscription.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_order_subscription_item_customer_id", "order_subscription_item", ["customer_id"])
    op.create_index(
        "ix_order_subscription_item_order_subscription_id_position",
        "order_subscription_item",
        ["order_subscription_id", "environment", "position", "id"],
    )
    op.create_table(
        "return_line",
        sa.Column("id", columns.TEXT, nullable=False),
        sa.Column("environment", columns.TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("reference", columns.TEXT, nullable=True),
        sa.Column("reference_origin", columns.TEXT, nullable=True),
        sa.Column("metadata", columns.Json(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", columns.TEXT, nullable=True),
        sa.Column("bundle_code", columns.TEXT, nullable=True),
        sa.Column("name", columns.TEXT, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", columns.TEXT, nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("return_reason", columns.Json(), nullable=True),
        sa.Column("image_url", columns.TEXT, nullable=True),
        sa.Column("restocked_at", columns.Instant(), nullable=True),
        sa.Column("return_id", columns.TEXT, nullable=False),
        sa.Column("order_line_id", columns.TEXT, nullable=True),
        sa.Column("customer_id", columns.TEXT, nullable=True),
        is_instant("created_at", "ck_return_line_created_at"),
        is_instant("restocked_at", "ck_return_line_restocked_at"),
        is_instant("updated_at", "ck_return_line_updated_at"),
        is_json("metadata", "ck_return_line_metadata"),
        is_json("return_reason", "ck_return_line_return_reason"),
        sa.CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_return_line_environment"),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name="ck_return_line_currency"
        ),
        sa.CheckConstraint("version >= 1", name="ck_return_line_version_rule"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_return_line_customer_id", "return_line", ["customer_id"])
    op.create_index("ix_return_line_order_line_id", "return_line", ["order_line_id"])
    op.create_index(
        "ix_return_line_return_id_position", "return_line", ["return_id", "environment", "position", "id"]
    )
    op.execute(
        "CREATE VIEW event AS\nSELECT event_id AS id, environment, version, created_at, updated_at, customer_id,\n"
        "       CASE WHEN resource_type LIKE '%ss' THEN resource_type || 'es'\n            WHEN resource_type LIKE '%s' THEN resource_type\n            WHEN resource_type LIKE '%y' THEN substr(resource_type, 1, length(resource_type) - 1) || 'ies'\n            ELSE resource_type || 's' END || '.' || event AS name\n"
        "FROM event_store"
    )
