"""How an order goes on: from state to state, as the tables allow; what it means for its customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.customers.operations.belongings import hold
from gateway.domain.orders.model import FulfillmentStatus, Order, OrderLine, OrderStatus, PaymentStatus
from gateway.domain.orders.operations.standing import has_reached, write_standing
from gateway.domain.orders.operations.subscriptions import activate_with_order
from gateway.domain.orders.transitions import FULFILLMENT, ORDER, PAYMENT
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.transitions import check_transition
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

_TIMES: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.PLACED: ("placed_at",),
    OrderStatus.APPROVED: ("approved_at",),
    OrderStatus.CONFIRMED: ("placed_at", "approved_at"),
    OrderStatus.COMPLETED: ("delivered_at",),
    OrderStatus.CANCELLED: ("cancelled_at",),
}
"""State → columns that hold when it was reached first."""

_ENDS = (OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.ARCHIVED)

_EVENTS: Mapping[OrderStatus, tuple[str, str]] = {
    OrderStatus.PLACED: ("place", "placed"),
    OrderStatus.APPROVED: ("approve", "approved"),
    OrderStatus.CANCELLED: ("cancel", "cancelled"),
    OrderStatus.EDITING: ("start_editing", "editing_started"),
}
"""State → the act and the event that lead to it; to all others it is an update."""


def place_order(
    act: Act, order_id: str, expected_version: int | None, placed_at: datetime | None = None
) -> str:
    """The customer has bought: now, or at the time given. An order that was edited keeps its time.

    Raises:
        Rejected: the order cannot be placed, has no lines, or the time is still to come.
    """
    check_placed_at(act, placed_at)
    order = hold(act, Order, order_id, *INPUT, "id", expected_version=expected_version)
    return _move(act, order, OrderStatus.PLACED, (*INPUT, "id"), placed_at or act.at)


def check_placed_at(act: Act, placed_at: datetime | None) -> None:
    """Raises:
    Rejected: the time is still to come.
    """
    if placed_at is not None and placed_at > act.at:
        message = f"placedAt is {placed_at.isoformat()}; expected a time that has passed."
        refuse(UserErrorCode.INVALID, message, *INPUT, "placedAt")


def move_order(
    act: Act, order_id: str, status: OrderStatus, expected_version: int | None, *, path: tuple[str, ...]
) -> str:
    """Takes an order to another state.

    Raises:
        Rejected: INVALID_TRANSITION when it cannot follow the one it has.
    """
    order = hold(
        act, Order, order_id, *INPUT, "id", expected_version=expected_version, may_be_anonymized=True
    )
    if status not in _ENDS and not has_reached(order):
        # What was bought goes on to its end, whoever it was for. Nobody begins to buy who was anonymized.
        rows.find(act, Order, order_id)
    return _move(act, order, status, path, act.at)


def set_payment_status(act: Act, order_id: str, status: PaymentStatus, expected_version: int | None) -> str:
    """Tells where the payment stands now."""
    order = rows.find(act, Order, order_id, expected_version=expected_version, may_be_anonymized=True)
    check_transition(PAYMENT, "paymentStatus", order["payment_status"], status, (*INPUT, "paymentStatus"))
    rows.change(act, Order, order, {"payment_status": status})
    return order_id


def set_fulfillment_status(
    act: Act, order_id: str, status: FulfillmentStatus, expected_version: int | None
) -> str:
    """Tells where the delivery stands now."""
    order = rows.find(act, Order, order_id, expected_version=expected_version, may_be_anonymized=True)
    path = (*INPUT, "fulfillmentStatus")
    check_transition(FULFILLMENT, "fulfillmentStatus", order["fulfillment_status"], status, path)
    rows.change(act, Order, order, {"fulfillment_status": status})
    return order_id


def _move(act: Act, order: Row, status: OrderStatus, path: tuple[str, ...], at: datetime) -> str:
    check_transition(ORDER, "status", order["status"], status, path)
    times = {column: at for column in _TIMES.get(status, ()) if order[column] is None}
    new: dict[str, Any] = {"status": status.value, **times}
    if has_reached(order) and not has_reached({**order, **new}):
        # Its system told no time. That it was bought is not forgotten with the state that said so.
        new["placed_at"] = order["created_at"]
    event, done = _EVENTS.get(status, ("update", "updated"))
    if has_reached(order) or not has_reached({**order, **new}):
        rows.change(act, Order, order, new, event=event, done=done)
        return str(order["id"])
    _check_lines(act, order)
    # Held before the order is counted: of two orders of one customer, the later one counts the earlier one too.
    customer_id = order["customer_id"]
    customer = hold(act, Customer, customer_id, *INPUT, "id", may_be_anonymized=True) if customer_id else None
    rows.change(act, Order, order, new, event=event, done=done)
    if customer is not None:
        write_standing(act, customer)
    activate_with_order(act, str(order["id"]))
    return str(order["id"])


def _check_lines(act: Act, order: Row) -> None:
    lines = table_of(OrderLine)
    ((count,),) = act.transaction.select(
        "count lines of an order",
        lambda: select(func.count()).select_from(lines).where(lines.c.order_id == bindparam("order")),
        {"order": order["id"]},
    )
    if not count:
        refuse(UserErrorCode.REQUIRED, "The order has no lines; expected one or more.", *INPUT, "lines")
