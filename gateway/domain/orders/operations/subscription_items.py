"""The items of a recurring order: added, changed and taken away, as long as it has not ended."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.amounts import is_storable, read_amounts
from gateway.domain.customers.operations.belongings import hold
from gateway.domain.orders.model import OrderSubscription, OrderSubscriptionItem, OrderSubscriptionStatus
from gateway.domain.orders.rules import ITEM, MOST_LINES
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]
"""Columns → values; amounts are decimal text."""


def add_item(act: Act, subscription_id: str, values: Values) -> tuple[str, str]:
    """A new last item; returns the recurring order's id and the item's."""
    refusals = Refusals()
    item: dict[str, Any] = {}
    row = refusals.found(lambda: hold(act, OrderSubscription, subscription_id, *INPUT, "orderSubscriptionId"))
    with refusals.collecting():
        if row:
            check_alive(row, "orderSubscriptionId")
    with refusals.collecting():
        item = read_item(values, INPUT, is_new=True)
    refusals.tell()
    ((count, last),) = act.transaction.select(
        "items of a recurring order", _count_items, {"subscription": subscription_id}
    )
    if count >= MOST_LINES:
        message = f"The recurring order has {count} items; expected at most {MOST_LINES}."
        refuse(UserErrorCode.TOO_LONG, message, *INPUT, "orderSubscriptionId")
    added = add_item_row(act, row, item, (last or 0) + 1)
    return subscription_id, str(added["id"])


def update_item(act: Act, item_id: str, values: Values, expected_version: int | None) -> tuple[str, str]:
    """Changes the columns given of an item; returns the recurring order's id and the item's."""
    item, row = _find_item(act, item_id, expected_version)
    read = read_item(values, INPUT, currency=item["currency"])
    rows.change(act, OrderSubscriptionItem, item, {**read, "total": _total({**item, **read})})
    return str(row["id"]), item_id


def remove_item(act: Act, item_id: str, expected_version: int | None) -> tuple[str, str]:
    """Takes an item away; returns the recurring order's id and what the item's was."""
    item, row = _find_item(act, item_id, expected_version)
    rows.remove(act, OrderSubscriptionItem, item)
    return str(row["id"]), item_id


def check_alive(row: Row, name: str) -> None:
    if row["status"] == OrderSubscriptionStatus.CANCELLED:
        refuse(
            UserErrorCode.CONFLICT, "The recurring order is CANCELLED and cannot be changed.", *INPUT, name
        )


def _find_item(act: Act, item_id: str, expected_version: int | None) -> tuple[Row, Row]:
    item = rows.find(act, OrderSubscriptionItem, item_id, expected_version=expected_version)
    row = rows.find(act, OrderSubscription, item["order_subscription_id"])
    check_alive(row, "id")
    return item, row


def read_item(
    values: Values, path: tuple[str, ...], *, is_new: bool = False, currency: str = ""
) -> dict[str, Any]:
    """An item's columns, checked. `currency` is that of an item that is told none."""
    if is_new:
        values = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    read = dict(values)
    with refusals.collecting():
        check(OrderSubscriptionItem, ITEM, values, is_new=is_new, path=path)
    with refusals.collecting():
        read = read_amounts(values, values.get("currency") or currency, ("unit_price",), path=path)
    with refusals.collecting():
        if is_new and not (values.get("sku") or values.get("bundle_code")):
            refuse(UserErrorCode.REQUIRED, "sku is missing; expected sku or bundleCode.", *path, "sku")
    refusals.tell()
    if is_new:
        _total(read, path)
    return read


def _total(item: Values, path: tuple[str, ...] = INPUT) -> int | None:
    if item.get("unit_price") is None:
        return None
    total = int(item["unit_price"] * item["quantity"])
    if not is_storable(total):
        refuse(UserErrorCode.INVALID, "The item costs more than an amount can hold.", *path, "quantity")
    return total


def add_item_row(act: Act, subscription: Row, item: Values, position: int) -> Row:
    belongs = {
        "position": position,
        "order_subscription_id": subscription["id"],
        "customer_id": subscription["customer_id"],
    }
    return rows.add(act, OrderSubscriptionItem, {**item, "total": _total(item), **belongs})


def _count_items() -> Any:
    table = table_of(OrderSubscriptionItem)
    return select(func.count(), func.max(table.c.position)).where(
        table.c.order_subscription_id == bindparam("subscription")
    )
