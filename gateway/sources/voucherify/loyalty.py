"""Voucherify's loyalty programmes: campaigns, their tiers, the cards in them and what happens to the cards' points."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.loyalty.model import CampaignType, LoyaltyTransactionType
from gateway.sources.conversions import day, identifier, instant, json_object, one_of
from gateway.sources.fields import Field, belongs, expect, leave, refer, take
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind
from gateway.sources.targets import CAMPAIGNS, CARDS, TIERS, TRANSACTIONS
from gateway.sources.voucherify.points import PARTS, balance_after, balanced, number, points_of

Told = Callable[[Mapping[str, Any]], bool]


def is_object(*words: str) -> Told:
    """A document that says so itself."""
    return lambda document: document.get("object") in words


def is_id(*prefixes: str) -> Told:
    """A document whose id begins so."""
    return lambda document: str(document.get("id")).startswith(prefixes)


def _left(because: str, *keys: str) -> tuple[Field, ...]:
    return tuple(leave(key, because=because) for key in keys)


_MOMENTS = (take("created_at", "created_at", instant), take("updated_at", "updated_at", instant))
_RULES = "How the campaign works is Voucherify's own."

CAMPAIGN = RecordKind(
    "campaign",
    CAMPAIGNS,
    expect("object", "campaign"),
    take("name", "name"),
    take("campaign_type", "type", one_of(CampaignType)),
    take("description", "description"),
    take("start_date", "starts_at", instant),
    take("expiration_date", "expires_at", instant),
    take("metadata", "metadata", json_object),
    *_MOMENTS,
    *_left(
        _RULES,
        *("type", "active", "auto_join", "join_once", "protected", "use_voucher_metadata_schema"),
        *("validity_timeframe", "validity_day_of_week", "validity_hours"),
        *("activity_duration_after_publishing", "vouchers_count", "vouchers_generation_status"),
        *("creation_status", "voucher", "referral_program", "promotion", "loyalty_tiers_expiration"),
        *("options", "validation_rules_assignments", "category", "category_id", "categories"),
        *("readonly", "winners_count", "access_settings_assignments"),
    ),
    is_shared=True,
    is_told=is_object("campaign"),
    fallback_changed_at="created_at",
)

TIER = RecordKind(
    "loyalty_tier",
    TIERS,
    expect("object", "loyalty_tier"),
    refer("campaign_id", "campaign", "campaign_id"),
    take("name", "name"),
    take("config.points.from", "points_from", number),
    take("config.points.to", "points_to", number),
    take("points.from", "points_from", number),
    take("points.to", "points_to", number),
    take("metadata", "metadata", json_object),
    *_MOMENTS,
    *_left(_RULES, "earning_rules", "rewards"),
    leave("expiration", because="Of one customer, where it was asked for one."),
    is_shared=True,
    is_told=is_object("loyalty_tier"),
    fallback_changed_at="created_at",
)


# ── Cards ───────────────────────────────────────────────────────────────────────────────────────────────────


def is_card(document: Mapping[str, Any]) -> bool:
    """A voucher whose type says so, or that holds points."""
    is_voucher = document.get("object") == "voucher"
    return is_voucher and (document.get("type") == "LOYALTY_CARD" or bool(document.get("loyalty_card")))


def _complete_card(reading: Reading) -> None:
    """Numbers that do not add up are made to, all five together; the raw record keeps what was sent."""
    told = {part: reading.values[part] for part in PARTS if part in reading.values}
    if told:
        reading.values |= balanced(told)


CARD = RecordKind(
    "loyalty_card",
    CARDS,
    expect("object", "voucher"),
    expect("type", "LOYALTY_CARD"),
    belongs("holder_id", "customer"),
    belongs("holder.id", "customer"),
    *_left(
        "The customer's own record tells it.",
        *(
            "holder.object",
            "holder.source_id",
            "holder.name",
            "holder.email",
            "holder.phone",
            "holder.metadata",
        ),
    ),
    take("code", "code", identifier),
    take("loyalty_card.points", "points", number),
    take("loyalty_card.balance", "balance", number),
    take("loyalty_card.expired_points", "expired_points", number),
    take("loyalty_card.subtracted_points", "subtracted_points", number),
    take("loyalty_card.pending_points", "pending_points", number),
    take("loyalty_card.next_expiration_date", "next_expiration_date", day),
    take("loyalty_card.next_expiration_points", "next_expiration_points", number),
    leave("loyalty_card.expiration_rules", because=_RULES),
    take("redemption.redeemed_points", "redeemed_points", number),
    *_left(
        "How often a code was used, which the points tell better.",
        *("redemption.object", "redemption.quantity", "redemption.redeemed_quantity", "redemption.total"),
        *("redemption.data_ref", "redemption.redemption_entries", "redemption.url"),
    ),
    refer("campaign_id", "campaign", "campaign_id"),
    leave("campaign", because="The campaign tells its own name."),
    take("metadata", "metadata", json_object),
    *_MOMENTS,
    *_left("Of other vouchers.", "discount", "gift", "is_referral_code", "referrer_id"),
    *_left(
        _RULES,
        *("active", "start_date", "expiration_date", "validity_timeframe", "validity_day_of_week"),
        *("validity_hours", "additional_info", "category", "category_id", "categories", "publish", "assets"),
        *("validation_rules_assignments", "applicable_to", "inapplicable_to", "holder_role"),
    ),
    is_told=is_card,
    fallback_changed_at="created_at",
    complete=_complete_card,
)

_LOSSES = frozenset(
    {
        LoyaltyTransactionType.POINTS_REDEMPTION.value,
        LoyaltyTransactionType.POINTS_REMOVAL.value,
        LoyaltyTransactionType.POINTS_EXPIRATION.value,
        LoyaltyTransactionType.POINTS_TRANSFER_OUT.value,
    }
)
# Points that were earned and taken back have a word of their own.
_type = one_of(LoyaltyTransactionType, points_cancellation=LoyaltyTransactionType.POINTS_REMOVAL)


def _complete_transaction(reading: Reading) -> None:
    """What was lost is negative, with or without a sign on the wire."""
    values = reading.values
    if values.get("type") in _LOSSES and values.get("points") is not None:
        values["points"] = -abs(values["points"])


TRANSACTION = RecordKind(
    "loyalty_transaction",
    TRANSACTIONS,
    belongs("voucher_id", "loyalty_card"),
    take("type", "type", _type),
    take("source_id", "source_id", identifier),
    take("reason", "reason"),
    take("source", "source"),
    take("related_transaction_id", "related_transaction_id", identifier),
    take("details", "details", json_object),
    take("details", "points", points_of),
    take("details", "balance", balance_after),
    take("created_at", "created_at", instant),
    leave("campaign_id", because="The card's campaign."),
    is_told=lambda document: is_id("vtx_")(document) and "POINTS" in str(document.get("type")),
    # A transaction never changes.
    changed_at="created_at",
    complete=_complete_transaction,
)
