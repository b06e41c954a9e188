"""What an order costs, from its lines and the other amounts: whole minor units of one currency."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.domain.amounts import LARGEST, is_storable
from gateway.domain.rows import INPUT, refuse
from gateway.errors import UserErrorCode

Values = Mapping[str, Any]

AMOUNTS = ("shipping", "discount", "tax", "tip", "gift_card", "adjustment")
"""Amounts of an order that are given; `subtotal` and `total` follow."""
NEGATIVE = ("discount", "gift_card")
EITHER = ("adjustment",)


def line_total(line: Values) -> int:
    """Price of one × quantity + discount."""
    return int(line["unit_price"] * line["quantity"] + (line.get("discount") or 0))


def totals(order: Values, lines: Sequence[Values], *, of_order: int) -> dict[str, Any]:
    """The order's columns that follow from others; each line with a price gets its `total`.

        subtotal = Σ price of one × quantity
        discount = Σ discounts of the lines + `of_order`, the order's own
        total    = subtotal + discount + shipping + tip + gift card + adjustment, + tax unless prices include it

    Raises:
        Rejected: a sum is larger than a column can hold, or the order would cost less than nothing.
    """
    subtotal = 0
    for line in lines:
        if line.get("unit_price") is None:
            subtotal += (line.get("total") or 0) - (line.get("discount") or 0)
            continue
        subtotal += line["unit_price"] * line["quantity"]
    discount = sum(line.get("discount") or 0 for line in lines) + of_order
    others = sum(order.get(name) or 0 for name in ("shipping", "tip", "gift_card", "adjustment"))
    tax = 0 if order.get("tax_included") else order.get("tax") or 0
    total = subtotal + discount + others + tax
    sums = (
        subtotal,
        discount,
        total,
        *(line_total(line) for line in lines if line.get("unit_price") is not None),
    )
    if not all(is_storable(units) for units in sums):
        message = f"The order has an amount of more than {LARGEST} of its currency's smallest unit."
        refuse(UserErrorCode.INVALID, message, *INPUT)
    if total < 0:
        refuse(UserErrorCode.INVALID, f"The order's total is {total}; expected zero or more.", *INPUT)
    known = order.get("discount") is not None or discount != 0
    return {"subtotal": subtotal, "discount": discount if known else None, "total": total}
