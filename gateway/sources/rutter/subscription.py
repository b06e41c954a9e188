"""Rutter's subscription: a recurring order, and the word for its interval."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.orders.model import OrderSubscriptionStatus
from gateway.sources.amounts import NO_CURRENCY, currency_code, decimal_amount, turn
from gateway.sources.conversions import count, identifier, instant
from gateway.sources.fields import belongs, items, leave, take
from gateway.sources.reading import Reading
from gateway.sources.rutter.platform import names_there
from gateway.sources.source import RecordKind
from gateway.sources.statuses import status_among
from gateway.sources.targets import RECURRING_ITEMS, RECURRING_ORDERS

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
    names=names_there("order_subscriptions"),
    platform_column="reference_origin",
    fallback_changed_at="created_at",
    complete=_complete_subscription,
)
