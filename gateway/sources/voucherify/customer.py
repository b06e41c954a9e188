"""Voucherify's customer: a person with summary, loyalty and referrals, as the API and its notifications send one."""

import re
from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.contact import normalise_phone
from gateway.sources.conversions import (
    REFERRAL_TEXTS,
    Unexpected,
    campaign_standings,
    compared_email,
    compared_phone,
    count,
    country_code,
    day,
    identifier,
    instant,
    json_object,
    minor_units,
    referral_campaigns,
    whole,
)
from gateway.sources.fields import expect, row, rows, take
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind
from gateway.sources.targets import (
    CUSTOMERS,
    LOYALTY,
    PRIMARY_ADDRESS,
    REFERRALS,
    REFERRED,
    STANDINGS,
    SUMMARY,
)

_REWRITTEN = re.compile(r"_deleted\d{4}-\d\d-\d\dT[\d:.]+Z\Z")
"""`ada_deleted2024-02-01T11:16:40.918Z`: a deletion frees the identifier by rewriting it."""


def names(document: Mapping[str, Any], _: str) -> str | None:
    """What `source_id` says: an identifier in some system, Voucherify does not know which."""
    try:
        source_id = identifier(document.get("source_id"))
    except Unexpected:
        return None
    return f"?/{source_id}" if source_id and not _REWRITTEN.search(source_id) else None


def _complete(reading: Reading) -> None:
    """The deprecated `birthday` stands in for a missing `birthdate`; a number without its country is the address's."""
    values = reading.values
    if values.get("birthdate") is None and values.get("birthday") is not None:
        values["birthdate"] = values["birthday"]
    address = reading.rows.get(PRIMARY_ADDRESS)
    if address and values.get("phone") and values.get("phone_normalized") is None:
        values["phone_normalized"] = normalise_phone(values["phone"], address.values.get("country_code"))


CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    expect("object", "customer"),
    # Only a notification has one; the record that it tells of lies deeper.
    expect("type", "customer"),
    take("source_id", "source_id", identifier),
    take("name", "name"),
    take("description", "description"),
    take("email", "email"),
    take("email", "email_normalized", compared_email),
    take("phone", "phone"),
    take("phone", "phone_normalized", compared_phone),
    take("birthdate", "birthdate", day),
    take("birthday", "birthday", day),
    row(
        "address",
        PRIMARY_ADDRESS,
        take("line_1", "line1"),
        take("line_2", "line2"),
        take("city", "city"),
        take("state", "region"),
        take("postal_code", "postal_code", identifier),
        take("country", "country"),
        take("country", "country_code", country_code),
    ),
    row(
        "summary",
        SUMMARY,
        take("redemptions.total_redeemed", "redemptions__total_redeemed", count),
        take("redemptions.total_failed", "redemptions__total_failed", count),
        take("redemptions.total_succeeded", "redemptions__total_succeeded", count),
        take("redemptions.total_rolled_back", "redemptions__total_rolled_back", count),
        take("redemptions.total_rollback_failed", "redemptions__total_rollback_failed", count),
        take("redemptions.total_rollback_succeeded", "redemptions__total_rollback_succeeded", count),
        take("redemptions.gift.redeemed_amount", "redemptions__gift__redeemed_amount", minor_units),
        take("redemptions.gift.amount_to_go", "redemptions__gift__amount_to_go", minor_units),
        take("redemptions.loyalty_card.redeemed_points", "redemptions__loyalty_card__redeemed_points", whole),
        take("redemptions.loyalty_card.points_to_go", "redemptions__loyalty_card__points_to_go", whole),
        # An older name of the same.
        take("redemptions.loyalty.redeemed_points", "redemptions__loyalty_card__redeemed_points", whole),
        take("redemptions.loyalty.points_to_go", "redemptions__loyalty_card__points_to_go", whole),
        take("orders.total_amount", "orders__total_amount", minor_units),
        take("orders.total_count", "orders__total_count", count),
        take("orders.average_amount", "orders__average_amount", minor_units),
        take("orders.last_order_amount", "orders__last_order_amount", minor_units),
        take("orders.last_order_date", "orders__last_order_date", instant),
    ),
    row(
        "loyalty",
        LOYALTY,
        take("points", "points", whole),
        take("referred_customers", "referred_customers", count),
        rows(
            "campaigns",
            STANDINGS,
            campaign_standings,
            # The last two only notifications have; the summary tells them, too.
            keys=("points", "loyalty_tier", "referred_customers", "redeemed_points", "points_to_go"),
        ),
    ),
    row(
        "referrals",
        REFERRALS,
        take("total", "total", count),
        rows("campaigns", REFERRED, referral_campaigns, keys=(*REFERRAL_TEXTS, "date")),
    ),
    take("metadata", "metadata", json_object),
    take("system_metadata", "system_metadata", json_object),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    take("assets.cockpit_url", "assets__cockpit_url"),
    take("assets.cockpit_preference_center_url", "assets__preference_center_url"),
    names=names,
    # Until the first change there is no `updated_at`.
    fallback_changed_at="created_at",
    complete=_complete,
)
