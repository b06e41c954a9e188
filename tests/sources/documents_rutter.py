"""Orders, subscriptions and groups as Rutter sends them, with values of our own."""

from typing import Any

from tests.sources.documents import Document

CUSTOMER_ID, PLATFORM_ID = "7d3a7a52-3f0c-4b6c-9c86-0d5f0c2f3f10", "9912"
ORDER_ID = "0a0c9e7e-6d1a-4a86-b7f0-52a5d4c1e901"
CONNECTION_ID = "c0ffee00-9999-4222-8333-444455556666"


def place(**fields: Any) -> Document:
    return {
        "first_name": "Mira",
        "last_name": "Okafor",
        "address1": "4 Weaver Row",
        "address2": "Loft",
        "city": "Leeds",
        "region": "WY",
        "postal_code": "LS1 4DY",
        "country_code": "GB",
        "phone": "+44 20 7946 0101",
    } | fields


def line(**fields: Any) -> Document:
    return {
        "id": "11110000-6d1a-4a86-b7f0-52a5d4c1e9aa",
        "platform_id": "551",
        "product_id": "22220000-6d1a-4a86-b7f0-52a5d4c1e9aa",
        "variant_id": None,
        "sku": "REED-12",
        "title": "Reed, 12 dents",
        "quantity": 2,
        "price": 19.99,
        "unit_cost": 7.5,
        "iso_currency_code": "EUR",
        "created_at": "2024-05-01T10:00:00.000Z",
        "updated_at": "2024-05-01T10:00:00.000Z",
    } | fields


def buyer(**fields: Any) -> Document:
    """The customer as an order repeats it."""
    return {
        "id": CUSTOMER_ID,
        "platform_id": PLATFORM_ID,
        "email": "mira.at.checkout@example.com",
        "first_name": "Mira",
        "last_name": "Okafor",
        "phone": None,
        "created_at": "2024-02-03T04:05:06.789Z",
        "updated_at": "2024-02-03T04:05:06.789Z",
    } | fields


def order(**fields: Any) -> Document:
    return {
        "id": ORDER_ID,
        "platform_id": "88041",
        "order_number": "1041",
        "name": "#1041",
        "status": "active",
        "payment_status": "paid",
        "fulfillment_status": "partial",
        "iso_currency_code": "EUR",
        "total_line_items_price": 39.98,
        "total_shipping": 4.9,
        "total_shipping_discount": 0,
        "total_discount": 5,
        "total_tax": 6.37,
        "total_price": 39.88,
        "source_name": "web",
        "tags": ["gift"],
        "created_at": "2024-05-01T10:00:00.000Z",
        "updated_at": "2024-05-02T10:00:00.000Z",
        "cancelled_at": None,
        "billing_address": None,
        "shipping_address": place(),
        "customer": buyer(),
        "line_items": [line()],
        "fulfillments": [
            {"id": "f-1", "order_id": ORDER_ID, "tracking_number": None, "line_items": []},
            {"id": "f-2", "order_id": ORDER_ID, "tracking_number": "TRACK-2", "line_items": []},
        ],
        "refunds": [],
    } | fields


def subscription(**fields: Any) -> Document:
    return {
        "id": "5ab50000-6d1a-4a86-b7f0-52a5d4c1e9aa",
        "platform_id": "sub_12",
        "platform_customer_id": PLATFORM_ID,
        "status": "active",
        "iso_currency_code": "EUR",
        "items": [subscription_item()],
        "created_at": "2024-03-01T00:00:00.000Z",
        "updated_at": "2024-03-02T00:00:00.000Z",
    } | fields


def subscription_item(**fields: Any) -> Document:
    return {
        "platform_id": "i1",
        "amount": 9,
        "unit_amount": 9.0,
        "quantity": 1,
        "interval": "month",
        "interval_count": 1,
    } | fields


def customer_group(**fields: Any) -> Document:
    return {
        "id": "96090000-6d1a-4a86-b7f0-52a5d4c1e9aa",
        "name": "Mills",
        "platform_id": "g7",
        "created_at": "2024-01-01T00:00:00.000Z",
        "updated_at": "2024-01-02T00:00:00.000Z",
    } | fields


def page(platform: str, *, connection: str = CONNECTION_ID, **lists: Any) -> Document:
    """An answer: lists of records, where the next page begins, and what lies behind."""
    return {
        **lists,
        "next_cursor": None,
        "connection": {"id": connection, "orgId": "org-1", "platform": platform},
    }
