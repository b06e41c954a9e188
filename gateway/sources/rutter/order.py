"""Rutter's order, with its lines and addresses."""

from typing import Any

from gateway.domain.orders.model import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.amounts import NO_CURRENCY, currency_code, decimal_amount, needed, taken_off, turn
from gateway.sources.conversions import Unexpected, count, country_code, identifier, instant
from gateway.sources.fields import Field, belongs, items, leave, row, take
from gateway.sources.reading import Reading
from gateway.sources.rutter.platform import names_there
from gateway.sources.source import RecordKind
from gateway.sources.statuses import status_among
from gateway.sources.targets import BILLING_ADDRESS, LINES, SHIPPING_ADDRESS, orders_of

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


_OF_FULFILLMENTS = ("id", "order_id", "carrier", "service", "tracking_number", "tracking_url", "line_items")


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
    take("fulfillments", "tracking_number", _tracking_number, keys=_OF_FULFILLMENTS),
    leave("refunds", because="Per line, without taxes and delivery: no sum of them is what was given back."),
    leave("transactions", because="Payments are not held here."),
    leave("platform_data", because="Whatever the platform adds, persons among it."),
    is_told=lambda document: "line_items" in document,
    names=names_there("orders"),
    platform_column="reference_origin",
    fallback_changed_at="created_at",
    complete=_complete_order,
)
