"""How far customers have come with the orders and the loyalty cards that came along."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import Customer, CustomerStatus
from gateway.domain.orders.model import Order
from gateway.domain.orders.operations.standing import has_reached, standing_after
from gateway.events.changes import Changes, came, changes_of
from gateway.sources.customer_events import raise_version
from gateway.sources.holding import hang_cards
from gateway.sources.tables import count_bought
from gateway.sources.writer import Writer


def raise_fresh(writer: Writer, fresh: dict[str, tuple[dict[str, Any], Changes]], touched: set[str]) -> None:
    """Customers that are written together with their first orders begin where those bring them."""
    if not fresh:
        return
    bought = Counter(order["customer_id"] for order in writer.inserts.get(Order, ()) if has_reached(order))
    for customer_id, (row, told) in fresh.items():
        new = standing_after(row, bought[customer_id])
        told |= came(Customer, new)
        row |= new
    touched.difference_update(fresh)
    fresh.clear()


def raise_standing(writer: Writer, touched: set[str]) -> None:
    """Brings customers whose orders changed up to them."""
    bought = count_bought(writer.transaction, sorted(touched))
    for customer_id in sorted(touched):
        row = writer.transaction.get(Customer, customer_id)
        if row is None:
            continue
        new = standing_after(row, bought.get(customer_id, 0))
        values = {name: value for name, value in new.items() if row[name] != value}
        if not values:
            continue
        event, done = ("update", "updated")
        if "status" in values:
            event = done = values["status"].lower()
        raise_version(writer, row, values, changes_of(Customer, row, values), event, done)
    touched.clear()


def raise_points(writer: Writer, holders: set[str]) -> None:
    """Brings the points of customers in step with their cards."""
    for customer_id, changes in hang_cards(writer.transaction, sorted(holders), writer.at).items():
        row = writer.transaction.get(Customer, customer_id)
        if row is not None:
            raise_version(writer, row, {}, changes)
    holders.clear()


def standing_of(values: Mapping[str, Any], bought: int) -> dict[str, Any]:
    known = {
        "status": values.get("status") or CustomerStatus.PROSPECT.value,
        "total_orders_count": values.get("total_orders_count"),
    }
    return standing_after(known, bought)
