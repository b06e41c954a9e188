"""Voucherify's order: amounts in hundredths of a currency that it does not name, one status for everything."""

from datetime import datetime
from typing import Any

from gateway.domain.amounts import is_storable
from gateway.domain.orders.model import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.amounts import NO_CURRENCY, from_hundredths
from gateway.sources.conversions import WORDS, Unexpected, count, identifier, instant, json_object, text
from gateway.sources.fields import belongs, expect, items, leave, take
from gateway.sources.reading import Reading
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.source import RecordKind
from gateway.sources.targets import LINES, orders_of

_STATES = {
    "CREATED": (OrderStatus.PENDING, PaymentStatus.UNPAID, FulfillmentStatus.UNFULFILLED),
    "PAID": (OrderStatus.PLACED, PaymentStatus.PAID, FulfillmentStatus.UNFULFILLED),
    "FULFILLED": (OrderStatus.COMPLETED, PaymentStatus.UNKNOWN, FulfillmentStatus.FULFILLED),
    "CANCELED": (OrderStatus.CANCELLED, PaymentStatus.UNKNOWN, FulfillmentStatus.UNKNOWN),
}
_NO_STATE = (OrderStatus.UNKNOWN, PaymentStatus.UNKNOWN, FulfillmentStatus.UNKNOWN)
_BOUGHT = (OrderStatus.PLACED, OrderStatus.COMPLETED)


def state(value: Any) -> str | None:
    """The one word that tells of the order, its payment and its delivery; what it means is told by all of them."""
    return text(value)


WORDS[state] = {status.value: word.lower() for word, (status, _, _) in _STATES.items()}


def amount_off(value: Any) -> int | None:
    """A discount, which is sent as a number from 0 → zero or negative."""
    amount = from_hundredths(value)
    if amount is None:
        return None
    if amount < 0:
        raise Unexpected("a whole number from 0")
    return -amount


def _complete(reading: Reading) -> None:
    values = reading.values
    values["currency"] = NO_CURRENCY
    _tell_states(values)
    if values.get("total") is None:
        values["total"] = _less(values.get("subtotal") or 0, values.get("discount"))
    for line in reading.lists.get(LINES, ()):
        _complete_line(line)


def _tell_states(values: dict[str, Any]) -> None:
    status, payment, fulfillment = _STATES.get(values.get("status", ""), _NO_STATE)
    values |= {
        "status": status.value,
        "payment_status": payment.value,
        "fulfillment_status": fulfillment.value,
    }
    created_at: datetime | None = values.get("created_at")
    # Of one that was called off nothing tells whether it had been bought.
    if status is OrderStatus.PENDING:
        values["placed_at"] = None
    elif status in _BOUGHT and created_at:
        values["placed_at"] = created_at


def _complete_line(line: dict[str, Any]) -> None:
    """The shop's own identifier stands at the line, its variant or its product; the name at one of the latter."""
    line["currency"] = NO_CURRENCY
    of_variant, of_product = line.pop("sku__variant", None), line.pop("sku__product", None)
    variant = line.pop("name__variant", None)
    line["sku"] = line.get("sku") or of_variant or of_product
    line["name"] = line.get("name") or variant
    amount = line.pop("amount", None)
    if line.get("total") is None and amount is not None:
        line["total"] = _less(amount, line.get("discount"))


def _less(amount: int, discount: int | None) -> int:
    total = amount + (discount or 0)
    if not is_storable(total):
        reason = f"The amount less its discounts is {total}; expected what 64 bits can hold."
        raise Refused(RefusalCode.INVALID_VALUE, reason)
    return total


_OWN = "The customer's own record tells it."
_ELSEWHERE = "A part of the order's total discount."
_APPLIED = "Of one redemption; the totals count all."

ORDER = RecordKind(
    "order",
    orders_of(SourceSystem.VOUCHERIFY),
    expect("object", "order"),
    belongs("customer_id", "customer"),
    belongs("customer.id", "customer"),
    *(
        leave(f"customer.{key}", because=_OWN)
        for key in (
            *("object", "source_id", "name", "description", "email", "phone", "birthday", "birthdate"),
            *("address", "metadata", "system_metadata", "summary", "loyalty", "referrals", "assets"),
            *("created_at", "updated_at"),
        )
    ),
    leave("referrer_id", because="Who referred is told by the customer's referrals."),
    leave("referrer", because="Who referred is told by the customer's referrals."),
    take("source_id", "reference", identifier),
    take("status", "status", state),
    take("amount", "subtotal", from_hundredths),
    take("total_discount_amount", "discount", amount_off),
    take("total_amount", "total", from_hundredths),
    leave("initial_amount", because="The amount before units were given away."),
    leave("discount_amount", because=_ELSEWHERE),
    leave("items_discount_amount", because=_ELSEWHERE),
    leave("applied_discount_amount", because=_APPLIED),
    leave("items_applied_discount_amount", because=_APPLIED),
    leave("total_applied_discount_amount", because=_APPLIED),
    items(
        "items",
        LINES,
        leave("id", because="Counts within Voucherify only."),
        leave("object", because="Always order_item."),
        leave("sku_id", because="Counts within Voucherify only."),
        leave("product_id", because="Counts within Voucherify only."),
        take("related_object", "item_type"),
        take("source_id", "sku", identifier),
        take("sku.source_id", "sku__variant", identifier),
        take("product.source_id", "sku__product", identifier),
        take("product.name", "name"),
        take("sku.sku", "name__variant"),
        take("quantity", "quantity", count),
        take("price", "unit_price", from_hundredths),
        take("discount_amount", "discount", amount_off),
        take("amount", "amount", from_hundredths),
        take("subtotal_amount", "total", from_hundredths),
        take("metadata", "metadata", json_object),
        leave("initial_quantity", because="The quantity before units were given away."),
        leave("discount_quantity", because="Units that were given away."),
        leave("applied_discount_quantity", because=_APPLIED),
        leave("applied_quantity", because=_APPLIED),
        leave("applied_discount_amount", because=_APPLIED),
        leave("applied_quantity_amount", because=_APPLIED),
        leave("initial_amount", because="The amount before units were given away."),
        leave("application_details", because=_APPLIED),
        *(
            leave(f"{part}.{key}", because="The article's own, not the order's.")
            for part in ("product", "sku")
            for key in ("id", "object", "override", "price", "metadata", "image_url")
        ),
    ),
    leave("redemptions", because="Redemptions are records of their own."),
    take("metadata", "metadata", json_object),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    is_told=lambda document: document.get("object") == "order",
    fallback_changed_at="created_at",
    complete=_complete,
)
