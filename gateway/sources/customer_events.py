"""What is told of a customer that its records made or changed."""

from collections.abc import Mapping
from typing import Any

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
