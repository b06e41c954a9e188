"""What is told of a customer that its records made or changed."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.events.changes import Changes
from gateway.events.store import NewEvent
from gateway.sources.writer import Writer


def note(
    writer: Writer,
    event: str,
    done: str,
    customer_id: str,
    version: int,
    changes: Changes,
    environment: str,
    payload: Mapping[str, Any] | None = None,
) -> None:
    kind = f"customer.{done}"
    writer.record_event(
        environment,
        NewEvent(kind, event, "customer", customer_id, customer_id, version, changes, payload),
    )


def raise_version(
    writer: Writer,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    changes: Changes,
    event: str = "update",
    done: str = "updated",
) -> None:
    """The next version of a customer, with these columns, and what is told of it."""
    version = row["version"] + 1
    writer.transaction.update(Customer, row["id"], {**values, "version": version})
    note(writer, event, done, row["id"], version, changes, row["environment"])
