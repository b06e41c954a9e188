"""Recurring orders: made, started, rested and ended; when each runs next follows from its frequency."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, true

from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerPaymentSource
from gateway.domain.orders.frequency import next_run
from gateway.domain.orders.model import Market, Order, OrderSubscription, OrderSubscriptionStatus
from gateway.domain.orders.operations.subscription_items import add_item_row, check_alive, read_item
from gateway.domain.orders.rules import MOST_LINES, SUBSCRIPTION
from gateway.domain.orders.transitions import ORDER_SUBSCRIPTION
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.domain.transitions import check_transition
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]
"""Columns → values; amounts are decimal text."""

_DEFAULTS: Values = {
    "status": "DRAFT",
    "activate_by_source_order": True,
    "place_target_order": True,
    "renewal_alert_period": 1,
}
"""What a new recurring order has that is told nothing else."""
_COUNTS: Values = {"occurrencies": 0, "errors_count": 0}
_SCHEDULE = frozenset({"frequency", "starts_at", "expires_at"})
_RUNNING = (OrderSubscriptionStatus.ACTIVE, OrderSubscriptionStatus.RUNNING)


def create_subscription(act: Act, values: Values, items: Sequence[Values]) -> str:
    """A draft of a recurring order with its items; returns its id.

    Raises:
        Rejected: a value breaks a rule, or names what is not there.
    """
    given = {**_DEFAULTS, **{column: value for column, value in values.items() if value is not None}}
    refusals = Refusals()
    with refusals.collecting():
        rows.find(act, Customer, given["customer_id"], path=(*INPUT, "customerId"))
    _check(act, given, given, refusals, is_new=True)
    with refusals.collecting():
        if len(items) > MOST_LINES:
            message = f"There are {len(items)} items; expected at most {MOST_LINES}."
            refuse(UserErrorCode.TOO_LONG, message, *INPUT, "items")
    read = []
    for place, item in enumerate(items[:MOST_LINES]):
        with refusals.collecting():
            read.append(read_item(item, (*INPUT, "items", str(place)), is_new=True))
    refusals.tell()
    subscription = rows.add(act, OrderSubscription, {**given, **_COUNTS})
    for place, item in enumerate(read, 1):
        add_item_row(act, subscription, item, place)
    return str(subscription["id"])


def update_subscription(act: Act, subscription_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; what changes the schedule changes the next run.

    Raises:
        Rejected: it has ended, or a value breaks a rule.
    """
    row = rows.find(act, OrderSubscription, subscription_id, expected_version=expected_version)
    check_alive(row, "id")
    new = {
        column: _DEFAULTS.get(column) if value is None and column != "frequency" else value
        for column, value in values.items()
    }
    refusals = Refusals()
    _check(act, {**row, **new}, new, refusals)
    refusals.tell()
    changed = any(row[column] != new[column] for column in _SCHEDULE & new.keys())
    if changed and row["status"] in _RUNNING:
        new["next_run_at"] = _next_run({**row, **new}, act.at)
    rows.change(act, OrderSubscription, row, new)
    return subscription_id


def activate_subscription(act: Act, subscription_id: str, expected_version: int | None) -> str:
    """Starts it, or takes it up again: from now on it waits for its next run.

    Raises:
        Rejected: it has ended or is active, or has no run left before it expires.
    """
    row = rows.find(act, OrderSubscription, subscription_id, expected_version=expected_version)
    check_transition(ORDER_SUBSCRIPTION, "status", row["status"], OrderSubscriptionStatus.ACTIVE)
    if row["frequency"] is None:
        # Another system brought it, and said nothing that there is a word for.
        message = "frequency is missing; a recurring order without one has no next run."
        refuse(UserErrorCode.REQUIRED, message, *INPUT, "id")
    starts_at = row["starts_at"] or act.at
    following = _next_run({**row, "starts_at": starts_at}, act.at)
    if following is None:
        message = f"The recurring order ends on {row['expires_at']}; there is no run left before that."
        refuse(UserErrorCode.INVALID, message, *INPUT, "id")
    _activate(act, row, starts_at, following)
    return subscription_id


def deactivate_subscription(act: Act, subscription_id: str, expected_version: int | None) -> str:
    """Lets it rest: it has no next run until it is activated again."""
    return _stop(
        act, subscription_id, expected_version, OrderSubscriptionStatus.INACTIVE, "deactivate", "deactivated"
    )


def cancel_subscription(act: Act, subscription_id: str, expected_version: int | None) -> str:
    """Ends it for good."""
    return _stop(
        act, subscription_id, expected_version, OrderSubscriptionStatus.CANCELLED, "cancel", "cancelled"
    )


def activate_with_order(act: Act, order_id: str) -> None:
    """Starts the drafts that wait for this order to be placed; it is their first, so that they run one turn later."""
    found = act.transaction.select("drafts that an order starts", _select_waiting, {"order": order_id})
    for (key,) in found:
        row = act.transaction.get(OrderSubscription, key)
        if row is None or row["status"] != OrderSubscriptionStatus.DRAFT:
            continue
        starts_at = row["starts_at"] or act.at
        following = _next_run({**row, "starts_at": starts_at}, act.at)
        if following is not None:
            _activate(act, row, starts_at, following)


def _select_waiting() -> Any:
    table = table_of(OrderSubscription)
    return (
        select(table.c.id)
        .where(
            table.c.source_order_id == bindparam("order"),
            table.c.status == OrderSubscriptionStatus.DRAFT.value,
            table.c.activate_by_source_order == true(),
        )
        .order_by(table.c.id)
    )


def _activate(act: Act, row: Row, starts_at: datetime, following: datetime) -> None:
    new = {
        "status": OrderSubscriptionStatus.ACTIVE,
        "starts_at": starts_at,
        "next_run_at": following,
    }
    rows.change(act, OrderSubscription, row, new, event="activate", done="activated")


def _stop(
    act: Act,
    subscription_id: str,
    expected_version: int | None,
    status: OrderSubscriptionStatus,
    event: str,
    done: str,
) -> str:
    row = rows.find(
        act, OrderSubscription, subscription_id, expected_version=expected_version, may_be_anonymized=True
    )
    check_transition(ORDER_SUBSCRIPTION, "status", row["status"], status)
    new = {"status": status, "next_run_at": None}
    rows.change(act, OrderSubscription, row, new, event=event, done=done)
    return subscription_id


def _next_run(row: Values, at: datetime) -> datetime | None:
    """The next run of what has these columns; None when it expires before, or when it has no frequency."""
    if row["frequency"] is None:
        return None
    following = next_run(row["frequency"], row["starts_at"] or at, at)
    expires_at = row["expires_at"]
    if following is not None and expires_at is not None and following > expires_at:
        return None
    return following


def _check(act: Act, whole: Values, given: Values, refusals: Refusals, *, is_new: bool = False) -> None:
    """Checks what is given; `whole` is the row as it would be."""
    with refusals.collecting():
        check(OrderSubscription, SUBSCRIPTION, given, is_new=is_new)
    starts_at, expires_at = whole.get("starts_at"), whole.get("expires_at")
    with refusals.collecting():
        if starts_at is None and not whole["activate_by_source_order"]:
            message = "startsAt is missing; a recurring order that no other order starts needs one."
            refuse(UserErrorCode.REQUIRED, message, *INPUT, "startsAt")
    with refusals.collecting():
        if starts_at is not None and expires_at is not None and expires_at <= starts_at:
            refuse(UserErrorCode.INVALID, "expiresAt is not after startsAt.", *INPUT, "expiresAt")
    if given.get("market_id") is not None:
        with refusals.collecting():
            rows.find(act, Market, given["market_id"], path=(*INPUT, "marketId"))
    for column, entity, name in (
        ("source_order_id", Order, "sourceOrderId"),
        ("payment_source_id", CustomerPaymentSource, "paymentSourceId"),
    ):
        if given.get(column) is not None:
            with refusals.collecting():
                found = rows.find(act, entity, given[column], path=(*INPUT, name))
                if found["customer_id"] != whole["customer_id"]:
                    message = f"{name} is of another customer; expected one of the recurring order's."
                    refuse(UserErrorCode.INVALID, message, *INPUT, name)
