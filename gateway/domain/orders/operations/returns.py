"""Returns: made for lines of an order, and taken from state to state."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.customers.operations.belongings import hold
from gateway.domain.orders.model import (
    Order,
    OrderLine,
    OrderStatus,
    Return,
    ReturnLine,
    ReturnStatus,
    StockLocation,
)
from gateway.domain.orders.operations.standing import has_reached
from gateway.domain.orders.rules import MOST_LINES, RETURN, RETURN_LINE
from gateway.domain.orders.transitions import RETURN as TABLE
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.domain.transitions import check_transition
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]

_ACTS: Mapping[ReturnStatus, tuple[str, str]] = {
    ReturnStatus.REQUESTED: ("request", "requested"),
    ReturnStatus.APPROVED: ("approve", "approved"),
    ReturnStatus.CANCELLED: ("cancel", "cancelled"),
    ReturnStatus.SHIPPED: ("ship", "shipped"),
    ReturnStatus.REJECTED: ("reject", "rejected"),
    ReturnStatus.RECEIVED: ("receive", "received"),
    ReturnStatus.REFUNDED: ("refund", "refunded"),
}
"""State → the act that leads to it, and what has happened then; `…_at` tells when, but for a request."""
_GIVEN_UP = (ReturnStatus.CANCELLED, ReturnStatus.REJECTED)
"""States of a return whose articles may be returned another time."""
_COPIED = ("sku", "bundle_code", "name", "image_url", "currency")


def create_return(act: Act, values: Values, lines: Sequence[Values]) -> str:
    """A draft of a return; returns its id. A line has `order_line_id`, `quantity` and maybe `return_reason`.

    Raises:
        Rejected: the order was not bought, a line is none of its, or more is returned than was ordered.
    """
    given = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    order = refusals.found(lambda: _hold_bought(act, given["order_id"]))
    with refusals.collecting():
        check(Return, RETURN, given)
    if "stock_location_id" in given:
        with refusals.collecting():
            rows.find(act, StockLocation, given["stock_location_id"], path=(*INPUT, "stockLocationId"))
    read: list[Row] = []
    with refusals.collecting():
        if not 1 <= len(lines) <= MOST_LINES:
            code = UserErrorCode.TOO_LONG if lines else UserErrorCode.REQUIRED
            refuse(code, f"There are {len(lines)} lines; expected 1 to {MOST_LINES}.", *INPUT, "lines")
        # Of no order there are no lines that could be told from others.
        read = _read_lines(act, order["id"], lines) if order else []
    refusals.tell()
    known = [line["total"] for line in read if line["total"] is not None]
    made = rows.add(
        act,
        Return,
        {
            "status": ReturnStatus.DRAFT,
            "customer_email": order["customer_email"],
            **given,
            "currency": order["currency"],
            "customer_id": order["customer_id"],
            "skus_count": sum(line["quantity"] for line in read),
            "estimated_refund": sum(known) if known else None,
        },
    )
    for position, line in enumerate(read, 1):
        belongs = {"position": position, "return_id": made["id"], "customer_id": order["customer_id"]}
        rows.add(act, ReturnLine, {**line, **belongs})
    return str(made["id"])


def move_return(act: Act, return_id: str, status: ReturnStatus, expected_version: int | None) -> str:
    """Takes a return to another state, and notes when.

    Raises:
        Rejected: INVALID_TRANSITION when it cannot follow the one it has.
    """
    row = rows.find(act, Return, return_id, expected_version=expected_version, may_be_anonymized=True)
    check_transition(TABLE, "status", row["status"], status)
    event, done = _ACTS[status]
    times = {f"{done}_at": act.at} if f"{done}_at" in row else {}
    rows.change(act, Return, row, {"status": status, **times}, event=event, done=done)
    return return_id


def _hold_bought(act: Act, order_id: str) -> Row:
    """Held, so that of two returns of one article the later one sees the earlier one."""
    order = hold(act, Order, order_id, *INPUT, "orderId")
    if not has_reached(order) or order["status"] == OrderStatus.CANCELLED:
        message = f"The order is {order['status']}; expected one that was bought and not cancelled."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "orderId")
    return order


def _read_lines(act: Act, order_id: str, lines: Sequence[Values]) -> list[Row]:
    refusals = Refusals()
    ordered, returned = _ordered(act, order_id), _returned(act, order_id)
    read: list[Row] = []
    for place, line in enumerate(lines):
        with refusals.collecting():
            read.append(_read_line(line, ordered, returned, (*INPUT, "lines", str(place))))
    refusals.tell()
    return read


def _read_line(
    line: Values, ordered: Mapping[str, Row], returned: dict[str, int], path: tuple[str, ...]
) -> Row:
    """A return line; what it takes is added to what was returned."""
    check(ReturnLine, RETURN_LINE, {"quantity": line["quantity"]}, path=path)
    key, quantity = line["order_line_id"], line["quantity"]
    if key not in ordered:
        refuse(UserErrorCode.NOT_FOUND, f"There is no line {key!r} in the order.", *path, "orderLineId")
    of_order, before = ordered[key], returned.get(key, 0)
    left = of_order["quantity"] - before
    if quantity > left:
        message = (
            f"quantity is {quantity}; of {of_order['quantity']} ordered, {max(left, 0)} can be returned."
        )
        refuse(UserErrorCode.INVALID, message, *path, "quantity")
    returned[key] = before + quantity
    return {
        **{column: of_order[column] for column in _COPIED},
        "order_line_id": key,
        "quantity": quantity,
        "return_reason": line.get("return_reason"),
        "total": _share(of_order, before, before + quantity),
    }


def _share(line: Row, before: int, after: int) -> int | None:
    """What was paid for the articles from the one to the other: the shares of all add up to the line's total."""
    if line["total"] is None:
        return None
    total, quantity = int(line["total"]), int(line["quantity"])
    return total * after // quantity - total * before // quantity


def _ordered(act: Act, order_id: str) -> dict[str, Row]:
    columns = ("id", "quantity", "total", *_COPIED)
    table = table_of(OrderLine)
    found = act.transaction.select(
        "ordered articles",
        lambda: select(*(table.c[name] for name in columns)).where(table.c.order_id == bindparam("order")),
        {"order": order_id},
    )
    return {line[0]: dict(zip(columns, line, strict=True)) for line in found}


def _returned(act: Act, order_id: str) -> dict[str, int]:
    """Line of the order → how many of it were returned."""
    return {
        key: int(quantity)
        for key, quantity in act.transaction.select("returned articles", _sum, {"order": order_id})
    }


def _sum() -> Any:
    lines, returns = table_of(ReturnLine), table_of(Return)
    return (
        select(lines.c.order_line_id, func.sum(lines.c.quantity))
        .join(returns, lines.c.return_id == returns.c.id)
        .where(
            returns.c.order_id == bindparam("order"),
            *(returns.c.status != status.value for status in _GIVEN_UP),
            lines.c.order_line_id.is_not(None),
        )
        .group_by(lines.c.order_line_id)
    )
