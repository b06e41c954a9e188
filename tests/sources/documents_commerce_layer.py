"""Orders, returns and what else Commerce Layer sends around customers, with values of our own."""

from typing import Any

from tests.sources.documents import Document, link, relationship, resource

ORDER_ID, CUSTOMER_ID = "oRdErAbCdE", "wXyZabCdEf"


def to(kind: str, *external_ids: str) -> Document:
    """A relationship to several."""
    return relationship(kind, [link(kind, each) for each in external_ids])


def to_one(kind: str, external_id: str | None) -> Document:
    return relationship(kind, link(kind, external_id) if external_id else None)


def triplet(name: str, cents: int, units: float) -> Document:
    """An amount as the shop says it thrice."""
    prefix = f"{name}_amount"
    return {f"{prefix}_cents": cents, f"{prefix}_float": units, f"formatted_{prefix}": f"~{units}"}


def order(
    relationships: Document | None = None,
    external_id: str = ORDER_ID,
    customer: str | None = CUSTOMER_ID,
    **attributes: Any,
) -> Document:
    amounts = (
        triplet("subtotal", 8400, 84.0)
        | triplet("shipping", 650, 6.5)
        | triplet("discount", -840, -8.4)
        | triplet("gift_card", -500, -5.0)
        | triplet("adjustment", -10, -0.1)
        | triplet("total_tax", 1317, 13.17)
        | triplet("total", 7700, 77.0)
    )
    links = {"customer": to_one("customers", customer)} if customer else {}
    return resource(
        "orders",
        external_id,
        links | (relationships or {}),
        **amounts
        | {
            "number": "7715",
            "status": "approved",
            "payment_status": "partially_refunded",
            "fulfillment_status": "in_progress",
            "currency_code": "EUR",
            "tax_included": True,
            "guest": False,
            "customer_email": "mira@shop.example",
            "language_code": "en",
            "country_code": "DE",
            "coupon_code": "LOOM10",
            "placed_at": "2024-05-01T10:00:00.000Z",
            "approved_at": "2024-05-01T11:00:00.000Z",
            "cancelled_at": None,
        }
        | attributes,
    )


def line(external_id: str = "lInEaBcDeF", **attributes: Any) -> Document:
    return resource(
        "line_items",
        external_id,
        None,
        **{
            "sku_code": "SHUTTLE-1",
            "bundle_code": None,
            "quantity": 2,
            "currency_code": "EUR",
            "unit_amount_cents": 4200,
            "discount_cents": -840,
            "tax_amount_cents": 1207,
            "total_amount_cents": 8400,
            "total_amount_float": 84.0,
            "name": "Boat shuttle",
            "item_type": "skus",
            "image_url": "https://img.example/shuttle.png",
        }
        | attributes,
    )


def address(external_id: str = "aDdReSsAbC", **attributes: Any) -> Document:
    return resource(
        "addresses",
        external_id,
        None,
        **{
            "business": False,
            "first_name": "Mira",
            "last_name": "Okafor",
            "line_1": "Warpstraße 9",
            "city": "Krefeld",
            "zip_code": "47798",
            "state_code": "NW",
            "country_code": "DE",
            "phone": "+49 2151 555 010",
        }
        | attributes,
    )


def market(external_id: str = "mArKeTaBcD", **attributes: Any) -> Document:
    return resource(
        "markets",
        external_id,
        None,
        **{
            "number": 12,
            "name": "Europe",
            "code": "EU",
            "private": False,
            "checkout_url": "https://checkout.example/:order_id",
            "shared_secret": "hush-market",
        }
        | attributes,
    )


def whole_order(**attributes: Any) -> Document:
    """An order as the shop answers with everything around it."""
    linked = {
        "market": to_one("markets", "mArKeTaBcD"),
        "shipping_address": to_one("addresses", "aDdReSsAbC"),
        "billing_address": to_one("addresses", "bIlLiNgAbC"),
        "line_items": to("line_items", "lInEaBcDeF", "lInEgHiJkL"),
        "shipments": to("shipments", "sHiPmEnTaB"),
        "transactions": relationship("transactions", [link("captures", "cApTuReAbC")]),
        "payment_source": relationship("payment_source", link("stripe_payments", "sTrIpEaBcD")),
    }
    return {
        "data": order(linked, **attributes),
        "included": [
            market(),
            address(),
            address("bIlLiNgAbC", business=True, company="Okafor Looms", billing_info="DE-99"),
            line(),
            line("lInEgHiJkL", sku_code=None, item_type="shipments", name="Parcel", quantity=1),
            resource("shipments", "sHiPmEnTaB", number="7715-S1"),
            resource("captures", "cApTuReAbC", number="T1"),
            resource("stripe_payments", "sTrIpEaBcD", client_secret="hush-stripe"),
        ],
    }


def returned(relationships: Document | None = None, **attributes: Any) -> Document:
    linked = {
        "customer": to_one("customers", CUSTOMER_ID),
        "order": to_one("orders", ORDER_ID),
        "stock_location": to_one("stock_locations", "sToCkAbCdE"),
        "return_line_items": to("return_line_items", "rEtLiNeAbC"),
    }
    return resource(
        "returns",
        "rEtUrNaBcD",
        linked | (relationships or {}),
        **{
            "number": "R-3",
            "status": "received",
            "customer_email": "mira@shop.example",
            "skus_count": 1,
            "estimated_refund_amount_cents": 4200,
            "received_at": "2024-05-09T10:00:00.000Z",
        }
        | attributes,
    )


def return_line(**attributes: Any) -> Document:
    return resource(
        "return_line_items",
        "rEtLiNeAbC",
        {"line_item": to_one("line_items", "lInEaBcDeF")},
        **{"sku_code": "SHUTTLE-1", "quantity": 1, "name": "Boat shuttle", "total_amount_cents": 4200}
        | {"return_reason": {"code": "bent"}}
        | attributes,
    )


def stock_location() -> Document:
    return resource("stock_locations", "sToCkAbCdE", number=4, name="Krefeld", code="KRE", suppress_etd=True)


def recurring(**attributes: Any) -> Document:
    linked = {
        "customer": to_one("customers", CUSTOMER_ID),
        "market": to_one("markets", "mArKeTaBcD"),
        "source_order": to_one("orders", ORDER_ID),
        "order_subscription_items": to("order_subscription_items", "iTeMaBcDeF"),
    }
    return resource(
        "order_subscriptions",
        "rEcUrAbCdE",
        linked,
        **{
            "number": "S-8",
            "status": "running",
            "frequency": "0 9 1 * *",
            "activate_by_source_order": False,
            "place_target_order": True,
            "renewal_alert_period": 24,
            "customer_email": "mira@shop.example",
            "starts_at": "2024-06-01T09:00:00.000Z",
            "next_run_at": "2024-07-01T09:00:00.000Z",
            "occurrencies": 1,
            "errors_count": 0,
            "succeeded_on_last_run": True,
            "options": {"place_target_order": True},
        }
        | attributes,
    )


def recurring_item(**attributes: Any) -> Document:
    return resource(
        "order_subscription_items",
        "iTeMaBcDeF",
        None,
        **{"sku_code": "YARN-4", "quantity": 3, "unit_amount_cents": 700, "total_amount_cents": 2100}
        | attributes,
    )


def event_store(about: str, external_id: str, payload: Any) -> Document:
    return {
        "id": "eVeNtAbCdE",
        "type": "event_stores",
        "attributes": {
            "resource_type": about,
            "resource_id": external_id,
            "event": "update",
            "payload": payload,
            "who": {"owner": {"id": "u7", "type": "User"}},
            "created_at": "2024-05-02T10:00:00.000Z",
        },
        "meta": {"mode": "live"},
    }
