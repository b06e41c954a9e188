"""Rutter: customers and orders of shop platforms behind connections, as its Unified API of 2023-03-14 sends them."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.orders.model import (
    FulfillmentStatus,
    OrderStatus,
    OrderSubscriptionStatus,
    PaymentStatus,
)
from gateway.domain.records.model import SourceSystem
from gateway.sources.amounts import NO_CURRENCY, currency_code, decimal_amount, needed, taken_off, turn
from gateway.sources.conversions import (
    Unexpected,
    compared_email,
    compared_phone,
    count,
    country_code,
    identifier,
    instant,
    json_object,
)
from gateway.sources.fields import Field, belongs, items, leave, row, take
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind, Source
from gateway.sources.statuses import status_among
from gateway.sources.targets import (
    BILLING_ADDRESS,
    CUSTOMERS,
    GROUPS,
    LINES,
    RECURRING_ITEMS,
    RECURRING_ORDERS,
    SHIPPING_ADDRESS,
    orders_of,
)

Names = Callable[[Mapping[str, Any], str], str | None]


def _names(kind: str) -> Names:
    """Behind some connections is Commerce Layer: what comes from there is the same record once more."""

    def names(document: Mapping[str, Any], platform: str) -> str | None:
        named = document.get("platform_id")
        if platform.upper() != "COMMERCELAYER" or not isinstance(named, str | int) or not named:
            return None
        return f"{SourceSystem.COMMERCE_LAYER.value}/{kind}/{named}"

    return names


CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    take("platform_id", "platform_id", identifier),
    take("email", "email"),
    take("email", "email_normalized", compared_email),
    take("first_name", "first_name"),
    take("last_name", "last_name"),
    leave("full_name", because="An older version's sum of both names."),
    take("phone", "phone"),
    take("phone", "phone_normalized", compared_phone),
    leave("orders", because="Stubs of nothing but an id; orders come as records of their own."),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    take("platform_data", "platform_data", json_object),
    names=_names("customers"),
    # Subscriptions name their customer by it.
    alias="platform_id",
    fallback_changed_at="created_at",
)

# ── Orders

_order_status = status_among(
    OrderStatus.UNKNOWN, OrderStatus.ARCHIVED, OrderStatus.CANCELLED, active=OrderStatus.PLACED
)
_payment_status = status_among(
    PaymentStatus.UNKNOWN,
    PaymentStatus.PENDING,
    PaymentStatus.PAID,
    # Said, too, when only a part was given back.
    PaymentStatus.REFUNDED,
    PaymentStatus.FAILED,
)
_fulfillment_status = status_among(
    FulfillmentStatus.UNKNOWN,
    FulfillmentStatus.FULFILLED,
    FulfillmentStatus.UNFULFILLED,
    partial=FulfillmentStatus.PARTIALLY_FULFILLED,
)

_ADDRESS: tuple[Field, ...] = (
    take("first_name", "first_name"),
    take("last_name", "last_name"),
    take("address1", "line1"),
    take("address2", "line2"),
    take("city", "city"),
    take("region", "region"),
    take("postal_code", "postal_code", identifier),
    take("country_code", "country"),
    take("country_code", "country_code", country_code),
    take("phone", "phone"),
)

_ORDER_AMOUNTS = {
    "subtotal": "total_line_items_price",
    "shipping": "total_shipping",
    "discount": "total_discount",
    "tax": "total_tax",
    "total": "total_price",
}


def _tracking_number(fulfillments: Any) -> str | None:
    """Of several parcels the first that has a number: `[{"tracking_number": null}, {"tracking_number": "1Z"}]` → 1Z."""
    if fulfillments is None:
        return None
    if not isinstance(fulfillments, list) or not all(isinstance(each, dict) for each in fulfillments):
        raise Unexpected("a list of objects or null")
    numbers = (identifier(each.get("tracking_number")) for each in fulfillments)
    return next((number for number in numbers if number), None)


def _complete_order(reading: Reading) -> None:
    """Amounts become minor units of the order's currency, those of a line of its own where it names one."""
    values = reading.values
    needed(values, {"total": "total_price"}, "an amount")
    currency = values["currency"] = values.get("currency") or NO_CURRENCY
    turn(values, currency, _ORDER_AMOUNTS)
    for line in reading.lists.get(LINES, ()):
        line["currency"] = line.get("currency") or currency
        turn(line, line["currency"], {"unit_price": "price"}, "line_items[].")


ORDER = RecordKind(
    "order",
    orders_of(SourceSystem.RUTTER),
    take("platform_id", "reference", identifier),
    take("order_number", "number", identifier),
    leave("name", because="The order's number as one platform shows it."),
    take("status", "status", _order_status),
    take("payment_status", "payment_status", _payment_status),
    take("fulfillment_status", "fulfillment_status", _fulfillment_status),
    take("iso_currency_code", "currency", currency_code),
    take("total_line_items_price", "subtotal", decimal_amount),
    take("total_shipping", "shipping", decimal_amount),
    leave("total_shipping_discount", because="Nothing tells whether the discount holds it already."),
    take("total_discount", "discount", taken_off),
    take("total_tax", "tax", decimal_amount),
    take("total_price", "total", decimal_amount),
    leave("source_name", because="A word of one platform for where it was sold."),
    leave("tags", because="Labels of the order; ours are of customers."),
    take("created_at", "created_at", instant),
    # Nothing comes this way that was not bought, and nothing else tells when.
    take("created_at", "placed_at", instant),
    take("updated_at", "updated_at", instant),
    take("cancelled_at", "cancelled_at", instant),
    row("billing_address", BILLING_ADDRESS, *_ADDRESS),
    row("shipping_address", SHIPPING_ADDRESS, *_ADDRESS),
    belongs("customer.id", "customer"),
    take("customer.email", "customer_email"),
    *(
        leave(f"customer.{name}", because="The customer comes as a record of its own.")
        for name in ("platform_id", "first_name", "last_name", "phone", "created_at", "updated_at")
    ),
    items(
        "line_items",
        LINES,
        take("id", "reference", identifier),
        leave("platform_id", because="The line has an identifier already."),
        leave("product_id", because="Articles are not held here."),
        leave("variant_id", because="Articles are not held here."),
        take("sku", "sku", identifier),
        take("title", "name"),
        take("quantity", "quantity", count),
        take("price", "unit_price", decimal_amount),
        leave("unit_cost", because="What the shop itself paid; no buyer is to see it."),
        take("iso_currency_code", "currency", currency_code),
        leave("created_at", because="The order's own time counts."),
        leave("updated_at", because="The order's own time counts."),
    ),
    take("fulfillments", "tracking_number", _tracking_number),
    leave("refunds", because="Per line, without taxes and delivery: no sum of them is what was given back."),
    leave("transactions", because="Payments are not held here."),
    leave("platform_data", because="Whatever the platform adds, persons among it."),
    is_told=lambda document: "line_items" in document,
    names=_names("orders"),
    platform_column="reference_origin",
    fallback_changed_at="created_at",
    complete=_complete_order,
)

# ── Subscriptions

_subscription_status = status_among(
    # Of one whose state nobody knows nothing is to run; it can be taken up again.
    OrderSubscriptionStatus.INACTIVE,
    OrderSubscriptionStatus.ACTIVE,
    in_trial=OrderSubscriptionStatus.ACTIVE,
    paused=OrderSubscriptionStatus.INACTIVE,
    canceled=OrderSubscriptionStatus.CANCELLED,
)

FREQUENCIES: Mapping[tuple[str, int], str] = {
    ("day", 1): "daily",
    ("day", 7): "weekly",
    ("week", 1): "weekly",
    ("month", 1): "monthly",
    ("month", 2): "two-month",
    ("month", 3): "three-month",
    ("month", 4): "four-month",
    ("month", 6): "six-month",
    ("month", 12): "yearly",
    ("year", 1): "yearly",
}
"""Interval and how many of them → our word. There is none for every other week."""


def _frequency(items: list[dict[str, Any]]) -> str | None:
    """The word for the interval that all items have; none where they differ, or where there is no word for it."""
    told = {(item.pop("interval", None), item.pop("interval_count", None)) for item in items}
    if len(told) != 1:
        return None
    ((interval, number),) = told
    return FREQUENCIES.get(((interval or "").lower(), 1 if number is None else number))


def _complete_subscription(reading: Reading) -> None:
    """Each item is in the subscription's currency, and names the interval that is the whole's."""
    values = reading.values
    currency = values.pop("currency__items", None) or NO_CURRENCY
    lines = reading.lists.get(RECURRING_ITEMS, [])
    for line in lines:
        line["currency"] = currency
        turn(line, currency, {"unit_price": "unit_amount", "total": "amount"}, "items[].")
    if RECURRING_ITEMS in reading.lists:
        values["frequency"] = _frequency(lines)


SUBSCRIPTION = RecordKind(
    "subscription",
    RECURRING_ORDERS,
    take("platform_id", "reference", identifier),
    take("status", "status", _subscription_status),
    take("iso_currency_code", "currency__items", currency_code),
    items(
        "items",
        RECURRING_ITEMS,
        take("platform_id", "reference", identifier),
        take("quantity", "quantity", count),
        take("unit_amount", "unit_price", decimal_amount),
        take("amount", "total", decimal_amount),
        take("interval", "interval"),
        take("interval_count", "interval_count", count),
    ),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    leave("platform_data", because="Whatever the platform adds, persons among it."),
    belongs("platform_customer_id", "customer", by="platform_id"),
    is_told=lambda document: "items" in document and "iso_currency_code" in document,
    names=_names("order_subscriptions"),
    platform_column="reference_origin",
    fallback_changed_at="created_at",
    complete=_complete_subscription,
)

# ── What else there is

CUSTOMER_GROUP = RecordKind(
    "customer_group",
    GROUPS,
    take("platform_id", "reference", identifier),
    take("name", "name"),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    leave("platform_data", because="Whatever the platform adds."),
    platform_column="reference_origin",
    is_shared=True,
    # Customers have an e-mail address, orders lines and stores another name: this is what is left.
    is_told=lambda document: "name" in document and not {"email", "line_items", "items"} & document.keys(),
    fallback_changed_at="created_at",
)

STORE = RecordKind(
    "store",
    None,
    *(
        leave(path, because="Tells of the shop, not of its customers.")
        for path in (
            "platform_id",
            "store_name",
            "url",
            "email",
            "default_currency",
            "created_at",
            "platform_data",
        )
    ),
    is_shared=True,
    is_told=lambda document: "store_name" in document,
    fallback_changed_at="created_at",
)

CONNECTION = RecordKind("connection", None, is_shared=True)
"""The shop platform behind the records of one answer; tells which system they really live in."""

RUTTER = Source(
    SourceSystem.RUTTER,
    kinds=(CUSTOMER, ORDER, SUBSCRIPTION, STORE, CUSTOMER_GROUP, CONNECTION),
    lists={
        "customers": "customer",
        "customer": "customer",
        "orders": "order",
        "order": "order",
        "subscriptions": "subscription",
        "subscription": "subscription",
        "customer_groups": "customer_group",
        "customer_group": "customer_group",
        "stores": "store",
        "store": "store",
    },
    envelope=("next_cursor", "connection"),
    # What a payment gateway answered may hold what pays again.
    secrets=("password", "access_token", "link_token", "gateway_data"),
    signs=(
        *("platform_id", "platform_data", "first_name", "last_name", "full_name", "platform_customer_id"),
        *("line_items", "iso_currency_code", "order_number", "store_name", "default_currency", "next_cursor"),
        # As its own clients for programs spell them.
        *("platformId", "platformData", "firstName", "lastName", "lineItems", "isoCurrencyCode"),
    ),
)
