"""Voucherify: customers of the loyalty engine with their orders, cards and points, as `v2018-08-01` sends them."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.source import Source
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
    secrets=("password",),
    signs=(
        *(
            "object",
            "source_id",
            "system_metadata",
            "summary",
            "loyalty",
            "referrals",
            "birthdate",
            "birthday",
        ),
        *("customer_id", "holder_id", "voucher_id", "campaign_id", "campaign_type", "loyalty_card"),
        *("holder_role", "group_id", "project_id", "data_ref"),
    ),
)
