"""What Voucherify sends beside customers, with values of our own: a test names what matters to it."""

from typing import Any

from gateway.sources.reading import Reading
from gateway.sources.voucherify import VOUCHERIFY

Document = dict[str, Any]

HOLDER = "cust_Qd7XnTz1bWc4Hs9KfLm2Rv8P"
CARD = "v_LoomCard0001"
CAMPAIGN = "camp_LoomClub"


def order(**fields: Any) -> Document:
    return {
        "id": "ord_Warp0001",
        "source_id": "shop-771",
        "created_at": "2025-02-03T04:05:06.007Z",
        "updated_at": "2025-02-04T05:06:07.008Z",
        "status": "PAID",
        "amount": 12000,
        "initial_amount": 12000,
        "discount_amount": 500,
        "items_discount_amount": 1000,
        "total_discount_amount": 1500,
        "total_amount": 10500,
        "applied_discount_amount": 500,
        "items_applied_discount_amount": 1000,
        "total_applied_discount_amount": 1500,
        "items": [line(), line(sku=None, source_id="WEFT-2", quantity=1, price=2000, amount=2000)],
        "metadata": {"till": 3},
        "customer": {"id": HOLDER, "object": "customer", "email": "mira@okafor.example"},
        "customer_id": HOLDER,
        "referrer_id": None,
        "referrer": None,
        "redemptions": {},
        "object": "order",
    } | fields


def line(**fields: Any) -> Document:
    return {
        "id": "ordli_1",
        "object": "order_item",
        "sku_id": "sku_9",
        "product_id": "prod_8",
        "related_object": "sku",
        "quantity": 5,
        "discount_quantity": 0,
        "initial_quantity": 5,
        "amount": 10000,
        "discount_amount": 1000,
        "initial_amount": 10000,
        "price": 2000,
        "subtotal_amount": 9000,
        "product": {"id": "prod_8", "source_id": "LINEN", "name": "Linen throw", "metadata": {}},
        "sku": {"id": "sku_9", "source_id": "LINEN-BLUE", "sku": "Blue", "metadata": {}},
        "metadata": {"gift": True},
    } | fields


def card(points: Document | None = None, **fields: Any) -> Document:
    told = {
        "points": 400,
        "balance": 250,
        "next_expiration_date": "2026-03-31",
        "next_expiration_points": 40,
        "pending_points": 15,
        "expired_points": 60,
        "subtracted_points": 20,
    }
    return {
        "id": CARD,
        "code": "LOOM-1",
        "campaign": "Loom Club",
        "campaign_id": CAMPAIGN,
        "category": None,
        "category_id": None,
        "categories": [],
        "type": "LOYALTY_CARD",
        "discount": None,
        "gift": None,
        "loyalty_card": told if points is None else points,
        "start_date": None,
        "expiration_date": None,
        "validity_timeframe": None,
        "validity_day_of_week": None,
        "active": True,
        "additional_info": None,
        "metadata": {"colour": "indigo"},
        "assets": {"qr": {"id": "q1", "url": "https://codes.example/q1"}},
        "is_referral_code": False,
        "created_at": "2024-05-06T07:08:09.010Z",
        "updated_at": "2025-05-06T07:08:09.010Z",
        "holder_id": HOLDER,
        "redemption": {"quantity": None, "redeemed_points": 70, "redeemed_quantity": 2, "object": "list"},
        "publish": {"object": "list", "count": 1},
        "object": "voucher",
    } | fields


def transaction(**fields: Any) -> Document:
    return {
        "id": "vtx_Loom0001",
        "source_id": "till-5",
        "voucher_id": CARD,
        "campaign_id": CAMPAIGN,
        "source": "API",
        "reason": "Two throws.",
        "type": "POINTS_ACCRUAL",
        "details": {
            "balance": {
                "type": "loyalty_card",
                "total": 400,
                "object": "balance",
                "points": 90,
                "balance": 250,
            },
            "order": {"id": "ord_Warp0001", "source_id": "shop-771"},
        },
        "related_transaction_id": None,
        "created_at": "2025-02-03T04:05:07.000Z",
    } | fields


def campaign(**fields: Any) -> Document:
    return {
        "id": CAMPAIGN,
        "name": "Loom Club",
        "campaign_type": "LOYALTY_PROGRAM",
        "type": "AUTO_UPDATE",
        "description": "Points for weavers.",
        "start_date": "2024-01-01T00:00:00.000Z",
        "expiration_date": None,
        "active": True,
        "voucher": {"type": "LOYALTY_CARD", "loyalty_card": {"points": 0}},
        "metadata": {"season": "all"},
        "created_at": "2023-12-01T00:00:00.000Z",
        "object": "campaign",
    } | fields


def tier(**fields: Any) -> Document:
    return {
        "id": "ltr_Silver1",
        "name": "Silver",
        "campaign_id": CAMPAIGN,
        "config": {"points": {"from": 100, "to": 499}},
        "earning_rules": {},
        "rewards": {},
        "metadata": None,
        "created_at": "2023-12-02T00:00:00.000Z",
        "object": "loyalty_tier",
    } | fields


def gift_voucher(**fields: Any) -> Document:
    gift = {"amount": 5000, "balance": 3000}
    return card() | {"id": "v_Gift1", "type": "GIFT_VOUCHER", "gift": gift, "loyalty_card": None} | fields


def bucket(**fields: Any) -> Document:
    return {
        "id": "lopb_1",
        "voucher_id": CARD,
        "campaign_id": CAMPAIGN,
        "bucket": {"total_points": 40},
        "status": "ACTIVE",
        "expires_at": "2026-03-31",
        "created_at": "2025-03-01T00:00:00.000Z",
        "object": "loyalty_points_bucket",
    } | fields


def pending_points(**fields: Any) -> Document:
    return {
        "id": "lopp_1",
        "voucher_id": CARD,
        "campaign_id": CAMPAIGN,
        "customer_id": HOLDER,
        "order_id": "ord_Warp0001",
        "points": 15,
        "activates_at": "2025-06-01",
        "details": {},
        "created_at": "2025-05-01T00:00:00.000Z",
    } | fields


def redemption(**fields: Any) -> Document:
    return {
        "id": "r_1",
        "customer_id": HOLDER,
        "date": "2025-02-03T04:05:08.000Z",
        "result": "SUCCESS",
        "amount": 500,
        "customer": {"id": HOLDER, "object": "customer"},
        "voucher": {"id": "v_Gift1", "code": "GIVE-1"},
        "object": "redemption",
    } | fields


def redeemable(**fields: Any) -> Document:
    return {
        "id": "rh_1",
        "customer_id": HOLDER,
        "holder_role": "OWNER",
        "campaign_type": "LOYALTY_PROGRAM",
        "voucher_type": "LOYALTY_CARD",
        "redeemable": {"type": "voucher", "status": "ACTIVE", "voucher": {"id": CARD}},
        "created_at": "2025-02-01T00:00:00.000Z",
    } | fields


def activity(**fields: Any) -> Document:
    return {
        "id": "evcus_1",
        "type": "customer.order.paid",
        "data": {"customer": {"id": HOLDER}, "event_source": {"channel": "API"}},
        "created_at": "2025-02-03T04:05:09.000Z",
        "group_id": "v-1",
    } | fields


def segment(**fields: Any) -> Document:
    return {
        "id": "seg_1",
        "name": "Weavers",
        "type": "auto-update",
        "filter": {"junction": "and"},
        "created_at": "2024-01-05T00:00:00.000Z",
        "object": "segment",
    } | fields


def deletion_receipt(**fields: Any) -> Document:
    return {
        "id": "del_1",
        "created_at": "2025-07-01T00:00:00.000Z",
        "related_object_id": HOLDER,
        "related_object": "customer",
        "status": "DONE",
        "data_json": {"events": 3, "orders": 1, "customer": 1},
        "object": "pernament_deletion",
    } | fields


def notification(**fields: Any) -> Document:
    return {
        "id": "whs_1",
        "project_id": "proj_1",
        "created_at": "2025-07-02T00:00:00.000Z",
        "type": "customer.updated",
        "data": {"customer": {"id": HOLDER, "object": "customer"}},
    } | fields


def read(document: Document) -> Reading:
    """A document taken apart as the kind that it shows; nothing in it is new."""
    unknown: list[str] = []
    reading = VOUCHERIFY.kind_of(document).read(document, unknown)
    assert unknown == []
    return reading


def links(reading: Reading) -> list[tuple[str, list[str]]]:
    return [(field.kind, ids) for field, ids in reading.links]  # type: ignore[union-attr]  # only links are in it
