"""The one way to change events that were recorded: taking what is personal out of those of one customer.

    rewrite_events(transaction, customer_id, rewrite)    `rewrite(row)` → the columns as they shall be

While it runs, a row of `event_erasure` names the customer; triggers of the event store refuse every change without one.
An event that was rewritten has version 2, so that none is rewritten twice and a run can be taken up again.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from gateway.columns import TEXT
from gateway.database import Transaction
from gateway.events.event import EventStore
from gateway.view import table_of

ERASURES = Table(
    "event_erasure",
    SQLModel.metadata,
    Column("customer_id", TEXT, primary_key=True),
    sqlite_strict=True,
)
"""Customers whose events may be changed now; no row of it outlives its transaction."""

EVENTS = table_of(EventStore)
RECORDED, REWRITTEN = 1, 2
"""Versions of an event."""

Rewrite = Callable[[Mapping[str, Any]], Mapping[str, Any]]

_CHANGED = ("changes", "payload", "who", "request_id", "idempotency_key")


def rewrite_events(
    transaction: Transaction, customer_id: str, rewrite: Rewrite, *, after: int = -1, most: int = 200
) -> tuple[int, int]:
    """Rewrites the next events of a customer behind a position; how many, and the position of the last.

    `rewrite` gives some of: changes, payload, who, request_id, idempotency_key.
    """
    statement = (
        select(EVENTS)
        .where(EVENTS.c.customer_id == customer_id, EVENTS.c.version == RECORDED, EVENTS.c.position > after)
        .order_by(EVENTS.c.position)
        .limit(most)
    )
    rows = transaction.fetch(statement)
    if not rows:
        return 0, after
    transaction.run("permit an erasure", _permit, {"customer": customer_id})
    for row in rows:
        kept = {name: row[name] for name in _CHANGED} | dict(rewrite(row))
        values = {f"new_{name}": value for name, value in kept.items()}
        transaction.run("rewrite an event", _rewrite, {"key": row["id"], **values})
    transaction.run("end an erasure", _end, {"customer": customer_id})
    return len(rows), rows[-1]["position"]


def take_out(transaction: Transaction, customer_id: str, rewrite: Rewrite) -> int:
    """Rewrites those events of a customer that hold what is another's; how many. They count as recorded as before."""
    mine = (EVENTS.c.customer_id == customer_id) & (EVENTS.c.version == RECORDED)
    found = transaction.fetch(select(EVENTS).where(mine).order_by(EVENTS.c.position))
    changed = [
        (row, values) for row in found if (values := dict(rewrite(row))) != {n: row[n] for n in values}
    ]
    if not changed:
        return 0
    transaction.run("permit an erasure", _permit, {"customer": customer_id})
    for row, values in changed:
        kept = {f"new_{name}": values.get(name, row[name]) for name in _CHANGED}
        transaction.run("take out of an event", _take_out, {"key": row["id"], **kept})
    transaction.run("end an erasure", _end, {"customer": customer_id})
    return len(changed)


def has_recorded_events(transaction: Transaction, customer_id: str) -> bool:
    """Whether there is an event of the customer that was not rewritten."""
    return bool(transaction.select("recorded events", _find_recorded, {"customer": customer_id}))


def _permit() -> Any:
    return insert(ERASURES).values(customer_id=bindparam("customer"))


def _end() -> Any:
    return delete(ERASURES).where(ERASURES.c.customer_id == bindparam("customer"))


def _rewrite() -> Any:
    return _take_out().values(version=REWRITTEN)


def _take_out() -> Any:
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=EVENTS.c[name].type) for name in _CHANGED}
    return update(EVENTS).where(EVENTS.c.id == bindparam("key")).values(values)


def _find_recorded() -> Any:
    found = select(EVENTS.c.id).where(EVENTS.c.customer_id == bindparam("customer"))
    return found.where(EVENTS.c.version == RECORDED).limit(1)
