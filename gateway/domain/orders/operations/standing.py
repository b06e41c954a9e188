"""How far customers have come by their orders: `status` and `totalOrdersCount`.

Both follow the orders held here that were ever bought, and what a source system said of others. They never go back:

    totalOrdersCount = the larger of what it was and the orders held here
    status           = PROSPECT, ACQUIRED, REPEAT for 0, 1, 2 or more; or what it was when that is further
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, bindparam, func, or_, select

from gateway.database import Database, Transaction
from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerStatus
from gateway.domain.orders.model import Order, OrderStatus
from gateway.domain.rows import Row
from gateway.events.act import Act, worker
from gateway.events.store import NewEvent, append
from gateway.settings import Settings
from gateway.view import table_of
from gateway.viewer import Environment, Role, Viewer

Values = Mapping[str, Any]

BOUGHT = frozenset(
    {
        OrderStatus.PLACED,
        OrderStatus.EDITING,
        OrderStatus.APPROVED,
        OrderStatus.CONFIRMED,
        OrderStatus.PREPARING,
        OrderStatus.READY,
        OrderStatus.OUT_FOR_DELIVERY,
        OrderStatus.COMPLETED,
        OrderStatus.RETURNED,
        OrderStatus.ARCHIVED,
    }
)
"""States that only an order reaches that was bought. One in any other state was when it has a `placed_at`."""


def has_reached(order: Values) -> bool:
    """Whether the order was ever bought, whatever became of it."""
    return order["placed_at"] is not None or order["status"] in BOUGHT


def reached(orders: Table) -> ColumnElement[bool]:
    """The same of a row in the database."""
    return or_(
        orders.c.placed_at.is_not(None), *(orders.c.status == status.value for status in sorted(BOUGHT))
    )


def standing_after(customer: Values, bought: int) -> dict[str, Any]:
    """The customer's columns when so many orders of theirs are held here."""
    known = customer["total_orders_count"]
    total = max(known or 0, bought)
    by_count = _STEPS[min(total, len(_STEPS) - 1)]
    status = max(CustomerStatus(customer["status"]), by_count, key=_STEPS.index)
    return {"status": status.value, "total_orders_count": known if known is None and not bought else total}


_STEPS = (CustomerStatus.PROSPECT, CustomerStatus.ACQUIRED, CustomerStatus.REPEAT)
_EVENTS = {
    CustomerStatus.ACQUIRED.value: ("acquired", "acquired"),
    CustomerStatus.REPEAT.value: ("repeat", "repeat"),
}


def write_standing(act: Act, customer: Row) -> bool:
    """Brings a customer, whom the act holds, up to their orders; whether that changed anything."""
    ((bought,),) = act.transaction.select(
        "orders that a customer bought", _count, {"customer": customer["id"]}
    )
    return raise_standing(act, customer, bought)


def raise_standing(act: Act, customer: Row, bought: int) -> bool:
    """Writes what differs and its event, `customer.acquired` or `customer.repeat` when the status changes."""
    new = standing_after(customer, bought)
    event, done = ("update", "updated")
    if new["status"] != customer["status"]:
        event, done = _EVENTS[new["status"]]
    return rows.change(act, Customer, customer, new, event=event, done=done) is not customer


def _count() -> Any:
    orders = table_of(Order)
    return (
        select(func.count())
        .select_from(orders)
        .where(orders.c.customer_id == bindparam("customer"), reached(orders))
    )


# ── All customers ──────────────────────────────────────────────────────────────────────────────────────────────

BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one batch: customers looked at, those that changed, and the last one's id."""

    seen: int
    changed: int
    last: str | None


async def recompute(
    database: Database, settings: Settings, *, is_trial: bool, advance: Callable[[int], None]
) -> int:
    """Brings all customers up to their orders, batch by batch; returns how many changed.

    `advance` is told how many more were looked at. A trial changes nothing.
    """
    changed, after = 0, ""
    while True:
        batch = await database.write(
            partial(recompute_batch, settings=settings, after=after, is_trial=is_trial)
        )
        changed += batch.changed
        advance(batch.seen)
        if batch.last is None:
            return changed
        after = batch.last


def count_customers(transaction: Transaction) -> int:
    """Customers of both environments."""
    ((count,),) = transaction.select(
        "count all customers", lambda: select(func.count()).select_from(table_of(Customer)), {}
    )
    return int(count)


def recompute_batch(transaction: Transaction, settings: Settings, after: str, *, is_trial: bool) -> Batch:
    """Brings the customers whose ids follow `after` up to their orders; a trial only counts them."""
    found = transaction.select("standing of customers", _select_batch, {"after": after, "most": BATCH_SIZE})
    acts = {environment.value: _act(transaction, settings, environment) for environment in Environment}
    changed = 0
    for key, environment, status, total, bought in found:
        known = {"status": status, "total_orders_count": total}
        if standing_after(known, bought) == known:
            continue
        if is_trial:
            changed += 1
            continue
        row = transaction.get(Customer, key)
        changed += row is not None and raise_standing(acts[environment], row, bought)
    return Batch(len(found), changed, found[-1][0] if found else None)


class _Recomputing(Act):
    """An act of the gateway itself."""

    __slots__ = ()

    def record(self, *events: NewEvent) -> None:
        append(self.transaction, self.environment, worker("recompute"), events, at=self.at)


def _act(transaction: Transaction, settings: Settings, environment: Environment) -> Act:
    return _Recomputing(transaction, Viewer(Role.INTEGRATION, environment), settings)


def _select_batch() -> Any:
    customers, orders = table_of(Customer), table_of(Order)
    names = ("id", "environment", "status", "total_orders_count")
    page = (
        select(*(customers.c[name] for name in names))
        .where(customers.c.id > bindparam("after"))
        .order_by(customers.c.id)
        .limit(bindparam("most", type_=Integer))
        .subquery("page")
    )
    bought = (
        select(func.count())
        .select_from(orders)
        .where(orders.c.customer_id == page.c.id, reached(orders))
        .scalar_subquery()
    )
    return select(*page.c, bought).order_by(page.c.id)
