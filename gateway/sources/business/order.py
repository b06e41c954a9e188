"""Orders of dishes and of goods: the same but for how they reach the customer."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.orders.model import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.amounts import currency_code, decimal_amount, needed, taken_off, turn
from gateway.sources.business.customer import PLACE, TIMES
from gateway.sources.conversions import count, identifier, instant
from gateway.sources.fields import Field, belongs, items, leave, refer, row, take
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind
from gateway.sources.statuses import status_among
from gateway.sources.targets import BILLING_ADDRESS, LINES, SHIPPING_ADDRESS, orders_of

_HEALTH = ("allergies",)
"""Nothing here needs it, and what is not kept cannot leak; in orders alone, elsewhere the word is somebody's own."""
_DEFAULT_CURRENCY = "USD"
"""The currency of prices that name none, by the system's own documents."""

_order_status = status_among(
    OrderStatus.UNKNOWN,
    OrderStatus.PENDING,
    OrderStatus.CONFIRMED,
    OrderStatus.PREPARING,
    OrderStatus.READY,
    OrderStatus.OUT_FOR_DELIVERY,
    OrderStatus.COMPLETED,
    OrderStatus.CANCELLED,
    OrderStatus.RETURNED,
)
_payment_status = status_among(
    PaymentStatus.UNKNOWN,
    PaymentStatus.PENDING,
    PaymentStatus.PAID,
    PaymentStatus.FAILED,
    PaymentStatus.REFUNDED,
    partial=PaymentStatus.PARTIALLY_PAID,
)
_FULFILLMENT = {
    OrderStatus.PREPARING: FulfillmentStatus.IN_PROGRESS,
    OrderStatus.READY: FulfillmentStatus.IN_PROGRESS,
    OrderStatus.OUT_FOR_DELIVERY: FulfillmentStatus.IN_PROGRESS,
    OrderStatus.COMPLETED: FulfillmentStatus.FULFILLED,
    OrderStatus.RETURNED: FulfillmentStatus.FULFILLED,
    OrderStatus.UNKNOWN: FulfillmentStatus.UNKNOWN,
}
"""One state tells of the order and of its delivery."""

EXTERNAL: tuple[Field, ...] = (
    take("externalRef.externalId", "reference", identifier),
    take("externalRef.source", "reference_origin"),
    leave("externalRef.url", because="Where the other system shows it."),
    leave("externalRef.syncedAt", because="When the other system was asked last."),
)

_WORKINGS = "How the price was reached; the sums are taken."

_ORDER: tuple[Field, ...] = (
    belongs("customerId", "customer"),
    refer("channelId", "channel", "channel_id"),
    take("orderNumber", "number", identifier),
    take("status", "status", _order_status),
    take("paymentStatus", "payment_status", _payment_status),
    take("orderDate", "placed_at", instant),
    take("pricing.currency", "currency", currency_code),
    take("pricing.subtotal", "subtotal", decimal_amount),
    take("pricing.tax", "tax", decimal_amount),
    take("pricing.shippingAmount", "shipping", decimal_amount),
    take("pricing.discount", "discount", taken_off),
    take("pricing.total", "total", decimal_amount),
    leave("pricing.tip", because="Part of the total; tips are not held apart here."),
    *(
        leave(f"pricing.{name}", because=_WORKINGS)
        for name in (
            "appliedPricingRules",
            "appliedDiscounts",
            "appliedTaxes",
            "subtotalBeforeTax",
            "subtotalAfterPricingRules",
            "subtotalAfterDiscount",
            "subtotalAfterTax",
            "totalPricingAdjustmentAmount",
            "totalDiscountAmount",
            "totalTaxAmount",
        )
    ),
    *(
        leave(name, because="Where and by whom it was taken down.")
        for name in ("locationId", "terminalId", "operatorId", "source", "serviceConversationConfigId")
    ),
    leave("paymentMethod", because="Payments are not held here."),
    leave("paymentReference", because="Payments are not held here."),
    leave("cancelReason", because="There is no place for it."),
    leave("notes", because="Internal notes of the staff."),
    *EXTERNAL,
    *TIMES,
)

_LINE: tuple[Field, ...] = (
    take("id", "reference", identifier),
    take("itemName", "name"),
    take("quantity", "quantity", count),
    take("unitPrice", "unit_price", decimal_amount),
    take("totalPrice", "total", decimal_amount),
    leave("variantId", because="Articles are not held here."),
    leave("status", because="The order's own state counts."),
    leave("notes", because="Internal notes of the staff."),
)

_AMOUNTS = {
    "subtotal": "pricing.subtotal",
    "tax": "pricing.tax",
    "shipping": "pricing.shippingAmount",
    "discount": "pricing.discount",
    "total": "pricing.total",
}
_LINE_AMOUNTS = {"unit_price": "unitPrice", "total": "totalPrice"}


def _complete(reading: Reading) -> None:
    """Amounts become minor units of the order's currency; its state tells how far the delivery is."""
    values = reading.values
    needed(values, {"total": "pricing.total"}, "an amount")
    currency = values["currency"] = values.get("currency") or _DEFAULT_CURRENCY
    turn(values, currency, _AMOUNTS)
    for line in reading.lists.get(LINES, ()):
        line["currency"] = currency
        turn(line, currency, _LINE_AMOUNTS, "items[].")
    if "status" in values:
        state = _FULFILLMENT.get(OrderStatus(values["status"]), FulfillmentStatus.UNFULFILLED)
        values["fulfillment_status"] = state.value


def _is_order(document: Mapping[str, Any]) -> bool:
    return "items" in document and "pricing" in document


def _is_menu_order(document: Mapping[str, Any]) -> bool:
    """Only these say how the meal is had."""
    return _is_order(document) and "type" in document


MENU_ORDER = RecordKind(
    "menu_order",
    orders_of(SourceSystem.BUSINESS),
    *_ORDER,
    items(
        "items",
        LINES,
        *_LINE,
        leave("menuItemId", because="Articles are not held here."),
        leave("menuSetId", because="Articles are not held here."),
        leave("menuOrderId", because="The order it stands in."),
        leave("specialInstructions", because="For the kitchen; may tell of somebody's health."),
        leave("customizations", because="For the kitchen; may tell of somebody's health."),
        leave("modifiers", because="For the kitchen; may tell of somebody's health."),
        leave("preparationTime", because="For the kitchen."),
    ),
    leave("type", because="Eaten there, collected or brought: there is no place for it."),
    take("requestedTime", "expected_delivery_at", instant),
    leave("estimatedReadyTime", because="When the kitchen is done, not when the customer has it."),
    leave("actualReadyTime", because="When the kitchen is done, not when the customer has it."),
    leave("specialInstructions", because="For the kitchen; may tell of somebody's health."),
    leave("allergies", because="Health data: not even the raw record keeps it."),
    leave("tableNumber", because="For the waiter."),
    leave("tip", because="Repeats the one of the pricing."),
    row(
        "deliveryAddress",
        SHIPPING_ADDRESS,
        *PLACE,
        take("deliveryInstructions", "notes"),
    ),
    leave("shippingAddressId", because="The address book may change; the order's own address does not."),
    changed_at="updatedAt",
    is_told=_is_menu_order,
    fallback_changed_at="createdAt",
    complete=_complete,
    secrets=_HEALTH,
)

PRODUCT_ORDER = RecordKind(
    "product_order",
    orders_of(SourceSystem.BUSINESS),
    *_ORDER,
    items(
        "items",
        LINES,
        *_LINE,
        take("sku", "sku", identifier),
        leave("productId", because="Articles are not held here."),
        leave("productOrderId", because="The order it stands in."),
        leave("selectedVariant", because="Articles are not held here."),
        leave("warrantyInfo", because="Articles are not held here."),
    ),
    row("billingAddress", BILLING_ADDRESS, *PLACE, take("deliveryInstructions", "notes")),
    row("shippingAddress", SHIPPING_ADDRESS, *PLACE, take("deliveryInstructions", "notes")),
    take("requestedDeliveryDate", "expected_delivery_at", instant),
    leave("shippedDate", because="There is no place for it."),
    take("deliveredDate", "delivered_at", instant),
    leave("shippingMethod", because="There is no place for it."),
    take("trackingNumber", "tracking_number", identifier),
    leave("shippingCarrier", because="There is no place for it."),
    changed_at="updatedAt",
    is_told=lambda document: _is_order(document) and not _is_menu_order(document),
    fallback_changed_at="createdAt",
    complete=_complete,
    secrets=_HEALTH,
)
