"""Voucherify: customers of the loyalty engine with their orders, cards and points, as `v2018-08-01` sends them."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.source import Signs, Source
from gateway.sources.voucherify.customer import CUSTOMER
from gateway.sources.voucherify.kept import KEPT
from gateway.sources.voucherify.loyalty import CAMPAIGN, CARD, TIER, TRANSACTION
from gateway.sources.voucherify.order import ORDER

VOUCHERIFY = Source(
    SourceSystem.VOUCHERIFY,
    # The first that recognises a document has it: a card before all other vouchers.
    kinds=(CUSTOMER, ORDER, CARD, TRANSACTION, CAMPAIGN, TIER, *KEPT),
    lists={
        "customers": "customer",
        "orders": "order",
        "campaigns": "campaign",
        "vouchers": None,
        "redemptions": "redemption",
        "data": None,
    },
    envelope=("object", "data_ref", "total", "has_more", "more_starting_after"),
    signs=Signs(
        words={
            "object": (
                *("customer", "order", "voucher", "campaign", "loyalty_tier", "loyalty_points_bucket"),
                *("loyalty_pending_points", "redemption", "redemption_rollback", "segment", "list"),
                "pernament_deletion",
            )
        },
        strong=("system_metadata", "loyalty_card"),
        # An event of a customer's has no other mark.
        pairs=(("group_id", "data"),),
        weak=(
            *("source_id", "summary", "loyalty", "referrals", "birthdate", "birthday", "customer_id"),
            *("holder_id", "holder_role", "voucher_id", "campaign_id", "campaign_type", "voucher_type"),
        ),
    ),
)
